"""The table of England's small areas (LSOA 2021): who lives there, deprivation and flood, one row an area.

People and households are counts of Census 2021 on census night. Centre points are WGS84 degrees; about one
in 26 lies just outside its own area. `lsoa21_england_columns.csv` explains every column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.columns import Column, Unique, read_columns
from rallyround.formats.deprivation import Deprivation, area_table_columns, decile, deprivation, rank
from rallyround.formats.fields import code, number, one_of, text, whole
from rallyround.formats.text import Progress

count = whole(0, 100_000)


@dataclass(frozen=True, slots=True)
class Lsoa:
    """One small area. The order of the fields is the order of `AREA_COLUMNS`; deprivation comes last."""

    code: str
    name: str
    msoa_code: str
    msoa_name: str
    msoa_readable_name: str
    ward_code: str
    ward_name: str
    district_code: str
    district_name: str
    region_code: str
    region_name: str
    lrf_code: str
    lrf_name: str
    police_area_code: str
    police_area_name: str
    fire_authority_code: str
    fire_authority_name: str
    care_board_code: str
    care_board_name: str
    rural_urban_code: str
    rural_urban_name: str
    latitude: float
    longitude: float
    people: int
    people_0_4: int
    people_65_plus: int
    people_75_plus: int
    people_85_plus: int
    people_disabled: int
    people_disabled_limited_a_lot: int
    people_in_bad_health: int
    people_caring_50_hours_plus: int
    households: int
    households_with_disabled: int
    households_social_rent: int
    households_private_rent: int
    households_in_flats: int
    households_in_caravans: int
    households_overcrowded: int
    households_deprived_3_or_4_ways: int
    children_income_rank: int
    children_income_decile: int
    older_people_income_rank: int
    older_people_income_decile: int
    flood_zone_3_people: int
    flood_zone_3_percent: float
    flood_rescues: int
    changed_since_2011: str
    deprivation: Deprivation


AREA_COLUMNS = (
    Column("LSOA21CD", code("E01")),
    Column("LSOA21NM", text),
    Column("MSOA21CD", code("E02")),
    Column("MSOA21NM", text),
    Column("MSOA21HCLNM", text),
    Column("WD24CD", code("E05")),
    Column("WD24NM", text),
    Column("LAD24CD", code("E06", "E07", "E08", "E09")),
    Column("LAD24NM", text),
    Column("RGN24CD", code("E12")),
    Column("RGN24NM", text),
    Column("LRF24CD", code("E48")),
    Column("LRF24NM", text),
    Column("PFA24CD", code("E23")),
    Column("PFA24NM", text),
    Column("FRA24CD", code("E31")),
    Column("FRA24NM", text),
    Column("ICB24CD", code("E54")),
    Column("ICB24NM", text),
    Column("RUC21CD", text),
    Column("RUC21NM", text),
    Column("LAT", number(49, 56)),
    Column("LONG", number(-7, 2)),
    Column("POP_2021", count),
    Column("POP_0_4", count),
    Column("POP_65_PLUS", count),
    Column("POP_75_PLUS", count),
    Column("POP_85_PLUS", count),
    Column("DISABLED", count),
    Column("DISABLED_LIMITED_A_LOT", count),
    Column("HEALTH_BAD_OR_VERY_BAD", count),
    Column("UNPAID_CARE_50H_PLUS", count),
    Column("HOUSEHOLDS", count),
    Column("HH_WITH_DISABLED", count),
    Column("HH_SOCIAL_RENT", count),
    Column("HH_PRIVATE_RENT", count),
    Column("HH_FLAT", count),
    Column("HH_CARAVAN", count),
    Column("HH_OVERCROWDED", count),
    Column("HH_DEPRIVED_3_OR_4_DIM", count),
    Column("IDACI_RANK", rank),
    Column("IDACI_DECILE", decile),
    Column("IDAOPI_RANK", rank),
    Column("IDAOPI_DECILE", decile),
    Column("FZ3_PEOPLE", count),
    Column("FZ3_PCT", number(0, 100)),
    Column("FRS_FLOOD_INCIDENTS", count),
    Column("LSOA11_CHGIND", one_of("U", "S", "M", "X")),
)
DEPRIVATION_COLUMNS = tuple(area_table_columns())
COLUMNS = AREA_COLUMNS + DEPRIVATION_COLUMNS


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Lsoa]:
    """Stream the areas in the order of the file, plain or gzip.

    Raises BadFile, possibly after some areas, for a cut file, a missing column, a bad cell or an area twice.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "areas.csv")
    ...     _ = file.write_text("LSOA21CD,LSOA21NM\\n")
    ...     next(read(file))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    rallyround.formats.problem.BadFile: areas.csv, row 1, column MSOA21CD: this column is missing; ...
    """
    unique = Unique(path, "LSOA21CD")
    split = len(AREA_COLUMNS)
    for row, values in read_columns(path, COLUMNS, progress):
        unique.check(values[0], row)
        values[split:] = [deprivation(path, row, DEPRIVATION_COLUMNS, values[split:])]
        yield Lsoa(*values)
