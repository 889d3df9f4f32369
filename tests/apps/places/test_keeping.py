"""Many rows about places are kept at once, wholly or not at all, with one entry in the ledger."""

from typing import Any

import pytest
from django.db import IntegrityError

from rallyround.ledger.models import Event
from rallyround.places import actions, queries
from rallyround.places.models import Area, IndicatorValue, LoadedFile, Postcode
from rallyround.places.rows import (
    AreaRow,
    Content,
    IndicatorRow,
    OutlineRow,
    PostcodeRow,
    ReadFile,
    ValueRow,
    polygon,
)
from tests.factories import AT, TEST


def square(x: int, y: int, side: int = 1000) -> dict[str, Any]:
    return polygon([(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])


def world() -> Content:
    """One district of two small areas side by side."""
    return Content(
        areas=[
            AreaRow("X09000001", "Merebridge", "district", name_cy="Pont y Llyn"),
            AreaRow("X01000001", "Mill Lane", "small", "X09000001", people=1500, households=640,
                    easting=640_500, northing=420_500, geometry=square(640_000, 420_000)),
            AreaRow("X01000002", "Abbey Green", "small", "X09000001", people=1700, households=700,
                    easting=641_500, northing=420_500, geometry=square(641_000, 420_000)),
        ],
        indicators=[IndicatorRow("imd_score", "Deprivation score", "score", "invented for the demo", "2025")],
        values=[ValueRow("X01000001", "imd_score", 40.5), ValueRow("X01000002", "imd_score", 12.25)],
        postcodes=[PostcodeRow("ZZ1 1AA", 640_400, 420_600, "X09000001", "X01000001")],
    )  # fmt: skip


def invent(content: Content) -> None:
    actions.keep_invented(by=TEST, at=AT, content=content)


@pytest.mark.django_db
def test_an_invented_world_is_kept_with_one_entry() -> None:
    before = Event.objects.count()
    invent(world())
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("seq").data == {"areas": 3, "figures": 2, "postcodes": 1}
    mill = Area.objects.get(code="X01000001")
    assert (mill.people, mill.households, mill.district_id) == (1500, 640, "X09000001")
    assert mill.values.get().value == 40.5


@pytest.mark.django_db
def test_the_same_world_again_changes_nothing() -> None:
    def everything() -> list[Any]:
        models = (Area, IndicatorValue, Postcode)
        return [list(model.objects.order_by("pk").values()) for model in models]

    invent(world())
    before = everything()
    invent(world())
    assert everything() == before


@pytest.mark.django_db
def test_a_postcode_leads_to_its_small_area() -> None:
    invent(world())
    found = queries.locate("zz1  1aa")
    assert found == queries.Located(640_400, 420_600, "X01000001", "X09000001", inside=True)


@pytest.mark.django_db
def test_a_district_without_an_outline_gets_that_of_its_small_areas_together() -> None:
    invent(world())
    geometry = Area.objects.get(code="X09000001").geometry
    assert geometry is not None
    (ring,) = geometry["coordinates"]
    assert {tuple(point) for point in ring} >= {(640_000, 420_000), (642_000, 420_000), (642_000, 421_000)}


@pytest.mark.django_db
def test_a_published_outline_of_a_district_wins_whichever_comes_first() -> None:
    own = square(640_000, 420_000, 2000)
    invent(world())
    invent(Content(outlines=[OutlineRow("X09000001", own)]))
    invent(world())
    assert Area.objects.get(code="X09000001").geometry == own


@pytest.mark.django_db
def test_a_file_leaves_one_entry_with_its_hash_and_numbers() -> None:
    file = ReadFile("ab" * 32, "areas.csv", "lsoa-table", "Mereshire", read=9, kept=3)
    actions.keep_file(by=TEST, at=AT, file=file, content=world())
    event = Event.objects.latest("seq")
    assert event.verb == "places.file_loaded"
    assert event.data == {
        "sha256": "ab" * 32,
        "kind": "lsoa-table",
        "partnership": "Mereshire",
        "read": 9,
        "kept": 3,
    }
    assert LoadedFile.objects.get().kept == 3


def test_a_figure_of_an_unknown_area_leaves_nothing_behind(committed: str) -> None:
    content = world()
    with pytest.raises(IntegrityError):
        invent(Content(content.areas, content.indicators, [ValueRow("X01999999", "imd_score", 1.0)]))
    assert not Area.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_welsh_name_is_not_lost_to_a_file_without_one() -> None:
    invent(world())
    invent(Content(areas=[AreaRow("X09000001", "Merebridge", "district")]))
    assert Area.objects.get(code="X09000001").name_cy == "Pont y Llyn"
