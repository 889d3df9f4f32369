"""The pages of places: found by postcode, listed, mapped, taken away as files; small counts nowhere."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from rallyround.places import actions, queries
from rallyround.places.counts import COUNTERS, Counter
from rallyround.places.rows import AreaRow, Content, IndicatorRow, PostcodeRow, ValueRow, polygon
from tests.factories import AT, TEST, make_partnership, make_user

pytestmark = pytest.mark.django_db

DISTRICTS = {"X09000001": "Merebridge", "X09000002": "Ottercombe"}
# Needs in the ten small areas, five in each district: the 3 and the 1s must not be worked out from the totals.
NEEDS = [3, 9, 12, 30, 7, 0, 1, 1, 0, 9]


def square(x: int) -> dict[str, Any]:
    return polygon([(x, 420_000), (x + 900, 420_000), (x + 900, 421_000), (x, 421_000), (x, 420_000)])


def small(number: int) -> AreaRow:
    district = "X09000001" if number < 5 else "X09000002"
    at = 640_000 + 1000 * number
    return AreaRow(
        f"X0100000{number}", f"Mill Lane {number}", "small", district, people=1000 + number, households=400,
        easting=at + 450, northing=420_500, geometry=square(at), name_cy=f"Lôn y Felin {number}",
    )  # fmt: skip


@pytest.fixture
def world() -> None:
    areas = [small(number) for number in range(10)]
    decile, aged = "imd_decile", "aged_75_plus"
    actions.keep_invented(
        by=TEST,
        at=AT,
        content=Content(
            areas=[*(AreaRow(code, name, "district") for code, name in DISTRICTS.items()), *areas],
            indicators=[
                IndicatorRow(decile, "Deprivation decile", "decile", "invented", "2025", high_is_worse=False),
                IndicatorRow("imd_score", "Deprivation score", "score", "invented", "2025"),
                IndicatorRow(
                    aged, "Aged 75 or over", "% of people", "invented", "2021", "all usual residents"
                ),
            ],
            values=[
                *(ValueRow(area.code, decile, 1 + number) for number, area in enumerate(areas)),
                *(ValueRow(area.code, "imd_score", 60.0 - number) for number, area in enumerate(areas)),
                *(ValueRow(area.code, aged, 4.0 + number) for number, area in enumerate(areas)),
            ],
            postcodes=[PostcodeRow("ZZ1 1AA", 640_400, 420_500, "X09000001", "X01000000")],
        ),
    )


@pytest.fixture
def needs() -> Iterator[None]:
    """As the register would have them counted."""
    counts = {f"X0100000{number}": count for number, count in enumerate(NEEDS)}
    COUNTERS.append(Counter("Waiting", lambda codes: {code: counts.get(code, 0) for code in codes}))
    yield
    COUNTERS.pop()


@pytest.fixture
def officer(client: Client, world: None) -> Client:
    make_partnership()
    client.force_login(make_user("duty_officer"))
    return client


def text(client: Client, name: str, *args: str, **said: str) -> str:
    answer = client.get(reverse(name, args=args), said)
    assert answer.status_code == 200
    return answer.content.decode()


def exported(client: Client, **said: str) -> list[list[str]]:
    """The list of places as CSV, row by row."""
    answer = client.get(reverse("places"), {"export": "csv", **said})
    return list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def features(client: Client, indicator: str) -> dict[str, dict[str, Any]]:
    found = json.loads(text(client, "places_geojson", indicator=indicator))["features"]
    return {each["id"]: each["properties"] for each in found}


@pytest.mark.parametrize("said", ["ZZ1 1AA", "zz11aa", " ZZ1  1aa "])
def test_a_postcode_leads_to_its_place(officer: Client, said: str) -> None:
    page = text(officer, "places", postcode=said)
    assert "ZZ1 1AA is in Merebridge:" in page
    assert reverse("place", args=["X01000000"]) in page


def test_a_postcode_from_outside_is_said_kindly_to_be_so(officer: Client) -> None:
    page = text(officer, "places", postcode="ZZ9 9ZZ")
    assert "ZZ9 9ZZ is not in our area, or it is too new for our list." in page
    assert "Somebody there can still be helped" in page


@pytest.mark.parametrize("said", ["Mill Lane", "ZZ1", "<script>", "\x00"])
def test_what_is_no_postcode_gets_a_sentence_or_nothing(officer: Client, said: str) -> None:
    page = text(officer, "places", postcode=said)
    assert "is not in our area" not in page
    assert "<script>" not in page.split("Find a postcode")[1].split("</form>")[0]


def test_the_list_filters_by_district_and_finds_by_words(officer: Client) -> None:
    assert "Mill Lane 7" not in text(officer, "places", district="X09000001")
    found = text(officer, "places", q="ottercombe mill 7")
    assert "Mill Lane 7" in found
    assert "Mill Lane 6" not in found


def test_the_list_sorts_by_deprivation_and_places_without_a_figure_come_last(officer: Client) -> None:
    actions.name_place(by=TEST, at=AT, code="X001VILLAGE", name="A Village")
    page = text(officer, "places", sort="score")
    assert page.index("Mill Lane 0") < page.index("Mill Lane 9") < page.index("A Village")


def test_the_list_is_taken_as_a_file_with_codes(officer: Client) -> None:
    heading, first, *others = exported(officer, district="X09000002")
    assert heading == [
        "Place",
        "Code",
        "District",
        "People",
        "Households",
        "IMD score",
        "IMD decile",
        "Open needs",
    ]
    assert first == ["Mill Lane 5", "X01000005", "Ottercombe", "1005", "400", "55.0", "6.0", "Not shown"]
    assert len(others) == 4


def test_a_place_shows_each_figure_with_unit_denominator_source_and_date(officer: Client) -> None:
    page = text(officer, "place", "X01000002")
    for said in (
        "Mill Lane 2",
        "Aged 75 or over",
        "6.0",
        "% of people",
        "(all usual residents)",
        "invented, 2021",
    ):
        assert said in page


def test_a_small_area_stands_beside_the_mean_of_its_district(world: None) -> None:
    area = queries.areas().get(code="X01000000")
    (aged,) = queries.figures_of(area)["invented, 2021"]
    people = [1000 + number for number in range(5)]
    mean = sum(n * (4.0 + number) for number, n in enumerate(people)) / sum(people)
    assert (aged.value, aged.district) == ("4.0", f"{mean:.1f}")


def test_a_place_that_is_not_there_is_said_to_be_so(officer: Client) -> None:
    assert officer.get(reverse("place", args=["X99999999"])).status_code == 404


def test_places_have_their_welsh_names_on_welsh_pages(officer: Client) -> None:
    officer.cookies["django_language"] = "cy"
    assert "Lôn y Felin 2" in text(officer, "place", "X01000002")
    assert "Mill Lane" not in text(officer, "places")


def test_the_map_has_its_figure_legend_and_list(officer: Client) -> None:
    page = text(officer, "map", indicator="aged_75_plus")
    assert "data-rr-map" in page
    assert "4.0 to 5.0" in page
    assert "% of people (all usual residents). Source: invented, 2021." in page
    assert "Mill Lane 9" in page


def test_the_map_begins_with_deciles_from_the_most_deprived(officer: Client) -> None:
    page = text(officer, "map")
    assert page.index("1: most deprived tenth") < page.index("10: least deprived tenth")
    assert features(officer, "")["X01000003"]["value"] == 4
    assert features(officer, "no such figure")["X01000003"]["value_text"] == "4"


def test_a_map_without_any_figure_still_shows_the_places(client: Client) -> None:
    make_partnership()
    actions.keep_invented(
        by=TEST, at=AT, content=Content(areas=[small(0), AreaRow("X09000001", "Mere", "district")])
    )
    client.force_login(make_user("analyst"))
    assert "Mill Lane 0" in text(client, "map")
    assert features(client, "")["X01000000"]["value"] is None


def test_the_map_before_any_place_is_loaded_is_a_page(client: Client) -> None:
    make_partnership()
    client.force_login(make_user("analyst"))
    assert "There is nothing here yet." in text(client, "map")
    assert features(client, "") == {}


def test_the_map_lies_where_it_should_in_degrees(officer: Client) -> None:
    body = json.loads(text(officer, "places_geojson"))
    ring = body["features"][0]["geometry"]["coordinates"][0]
    assert all(1.6 < longitude < 1.7 and 53.6 < latitude < 53.7 for longitude, latitude in ring)
    assert ring[0] == ring[-1]


def test_places_that_the_browser_has_are_not_sent_again(officer: Client) -> None:
    first = officer.get(reverse("places_geojson"))
    again = officer.get(reverse("places_geojson"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    weak = officer.get(reverse("places_geojson"), headers={"If-None-Match": f"W/{first['ETag']}"})
    assert weak.status_code == 304
    actions.keep_invented(by=TEST, at=AT, content=Content(values=[ValueRow("X01000000", "imd_decile", 9)]))
    changed = officer.get(reverse("places_geojson"), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.manual_part("S4.h3")
def test_small_counts_are_on_no_page_map_or_file(officer: Client, needs: None) -> None:
    """Merebridge has 61 needs, Ottercombe 11; what is hidden there cannot be told by subtraction either."""
    on_map = features(officer, "open")
    hidden = {code for code, each in on_map.items() if each["value"] is None}
    assert {on_map[code]["value_text"] for code in hidden} == {"not shown"}
    assert hidden > {f"X0100000{number}" for number, count in enumerate(NEEDS) if count < 5}
    shown = {code: each["value"] for code, each in on_map.items() if code not in hidden}
    assert shown == {f"X0100000{number}": NEEDS[number] for number in (1, 2, 3)}
    by_district = features(officer, "open_by_district")
    assert {code: each["value"] for code, each in by_district.items()} == {"X09000001": 61, "X09000002": 11}
    in_csv = {row[1]: row[-1] for row in exported(officer)[1:]}
    assert in_csv == {code: str(shown.get(code, "Not shown")) for code in on_map}
    book = openpyxl.load_workbook(BytesIO(officer.get(reverse("places"), {"export": "xlsx"}).content))
    in_excel = {row[1]: str(row[-1]) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert in_excel == in_csv
    for code in hidden:
        assert "Not shown" in text(officer, "place", code)
    assert text(officer, "places").count("Not shown") == len(hidden)


def test_counts_do_not_sort(officer: Client, needs: None) -> None:
    """The order would tell what the words do not."""
    assert text(officer, "places", sort="open").index("Lane 0") < text(officer, "places").index("Lane 9")
    assert "sort=open" not in text(officer, "places")


def test_published_figures_are_never_hidden(officer: Client, needs: None) -> None:
    assert features(officer, "imd_decile")["X01000002"]["value"] == 3


def test_counts_of_other_districts_are_not_shown_to_who_works_in_one(client: Client, world: None) -> None:
    make_partnership()
    COUNTERS.append(Counter("Waiting", lambda codes: dict.fromkeys(codes, 50)))
    try:
        client.force_login(make_user("hub_operator", areas=["X09000001"]))
        assert "Open needs" in text(client, "place", "X01000000")
        assert "Open needs" not in text(client, "place", "X01000007")
        assert features(client, "open")["X01000007"]["value"] is None
    finally:
        COUNTERS.pop()


def test_nobody_sees_places_without_signing_in(client: Client, world: None) -> None:
    for name in ("places", "map", "places_geojson"):
        assert client.get(reverse(name)).status_code == 302
