"""The invented world as the places app keeps it."""

from rallyround.cli.demo.world import DISTRICTS, SmallArea, World
from rallyround.places.rows import AreaRow, Content, IndicatorRow, PostcodeRow, ValueRow

SOURCE = "Invented for the demo"


def content_of(world: World) -> Content:
    """Districts, small areas, two figures for each, postcodes."""
    districts = [
        AreaRow(code=World.district_code(i), name=name, kind="district") for i, name in enumerate(DISTRICTS)
    ]
    return Content(
        areas=[*districts, *(_area(area) for area in world.areas)],
        indicators=[
            IndicatorRow(key="imd_score", name="Index of Multiple Deprivation, score", unit="score", source=SOURCE,
                         date="2026", denominator="residents"),
            IndicatorRow(key="imd_decile", name="Index of Multiple Deprivation, decile", unit="decile, 1 most deprived",
                         source=SOURCE, date="2026", denominator="small areas of the demo", high_is_worse=False),
        ],
        values=[
            *(ValueRow(area.code, "imd_score", area.imd_score) for area in world.areas),
            *(ValueRow(area.code, "imd_decile", float(area.imd_decile)) for area in world.areas),
        ],
        postcodes=[
            PostcodeRow(home.postcode, home.easting, home.northing, home.area.district, home.area.code)
            for home in world.homes
        ],
    )  # fmt: skip


def _area(area: SmallArea) -> AreaRow:
    return AreaRow(
        code=area.code,
        name=area.name,
        kind="small",
        district=area.district,
        people=area.people,
        households=area.households,
        easting=area.easting,
        northing=area.northing,
        geometry={"type": "Polygon", "coordinates": [[list(corner) for corner in area.outline]]},
    )
