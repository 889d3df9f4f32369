"""Names and districts of places."""

import pytest
from django.utils.translation import override

from rallyround.places import actions, queries
from rallyround.places.rows import AreaRow, Content, DistrictCodeRow
from tests.factories import AT, TEST

pytestmark = pytest.mark.django_db


def keep(*areas: AreaRow) -> None:
    codes = [DistrictCodeRow("X08000009", "X09000001")]
    actions.keep_invented(by=TEST, at=AT, content=Content(areas=areas, district_codes=codes))


def mereshire() -> None:
    keep(
        AreaRow("X09000001", "Ottercombe", "district", name_cy="Cwm Dyfrgi"),
        AreaRow("X09000002", "abbey Vale", "district"),
        AreaRow("X01000001", "Mill Lane", "small", "X09000001"),
    )


def test_choices_are_districts_and_places_by_hand_in_order() -> None:
    mereshire()
    actions.name_place(by=TEST, at=AT, code="X001HAL", name="Hallow")
    assert [name for _code, name in queries.choices()] == ["abbey Vale", "Hallow", "Ottercombe"]


def test_choices_and_names_are_welsh_on_welsh_pages() -> None:
    mereshire()
    with override("cy"):
        assert queries.choices() == [("X09000002", "abbey Vale"), ("X09000001", "Cwm Dyfrgi")]
        assert queries.area_name("X09000001") == "Cwm Dyfrgi"
        assert queries.area_name("X01000001") == "Mill Lane"


@pytest.mark.parametrize(
    ("code", "district"),
    [
        ("X01000001", "X09000001"),
        ("X09000001", "X09000001"),
        ("X08000009", "X09000001"),
        ("X0", ""),
        ("", ""),
    ],
)
def test_the_district_of_an_area(code: str, district: str) -> None:
    mereshire()
    assert queries.district_of(code) == district


@pytest.mark.parametrize("said", [None, "", "X0"])
def test_what_is_not_known_has_no_name(said: str | None) -> None:
    assert queries.area_name(said) == ""


@pytest.mark.parametrize("said", ["", " ", "S1", "S1 2HH'; --", "\ud83c", "é1 1AA", "S" * 200])
def test_no_text_is_too_odd_to_be_looked_for(said: str) -> None:
    assert not queries.looks_like_postcode(said)
