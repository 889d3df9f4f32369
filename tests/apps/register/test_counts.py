"""Open needs are counted by place: real needs, real areas, and small numbers hidden from whoever subtracts."""

import json

import pytest
from django.test import Client

from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.world import World
from rallyround.places import actions as places
from rallyround.places import queries
from tests.factories import AT, TEST, make_need, make_partnership, make_user

pytestmark = pytest.mark.django_db
SMALL = 5  # counts below this are hidden


@pytest.fixture
def world() -> World:
    """The demo's invented places, with 1 need in one small area, 7 in a second and 12 in a third of one district."""
    make_partnership()
    invented = World()
    places.keep_invented(by=TEST, at=AT, content=content_of(invented))
    for area, number in zip(invented.areas[:3], (1, 7, 12), strict=True):
        home = next(h for h in invented.homes if h.area is area)
        for _ in range(number):
            make_need(postcode=home.postcode)
    return invented


@pytest.mark.manual("S4.h3")
def test_needs_are_on_the_map_and_in_its_table_and_small_numbers_are_nowhere(world: World) -> None:
    """Map data, table, place page and export show the same; what is hidden cannot be told by subtraction."""
    few, some, many = world.areas[:3]
    shown = queries.counts().all_states
    assert shown[few.code] is None
    district = shown[few.district]
    assert district == 20
    siblings = [a.code for a in world.areas if a.district == few.district]
    hidden = [code for code in siblings if shown.get(code) is None]
    rest = district - sum(shown[code] or 0 for code in siblings)
    assert len(hidden) > 1
    assert rest >= SMALL, "what is hidden adds up to a small number that subtraction would tell"
    client = Client()
    client.force_login(make_user("analyst"))
    answer = client.get("/places/map.json?indicator=open")
    values = {
        f["properties"]["code"]: f["properties"].get("value") for f in json.loads(answer.content)["features"]
    }
    assert set(values) >= set(siblings)
    assert {code: values[code] for code in siblings} == {code: shown[code] for code in siblings}
    page = client.get("/map/?indicator=open").content.decode()
    assert few.name in page
    assert some.name in page
    small_page = client.get(f"/places/{few.code}/").content.decode()
    large_page = client.get(f"/places/{many.code}/").content.decode()
    assert "hidden" in small_page.lower()
    if shown[many.code] is not None:
        assert "12" in large_page
    table = b"".join(client.get("/places/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    row = next(line for line in table.splitlines() if few.name in line)
    assert ",1," not in row.replace(str(few.imd_decile), "")


def test_types_of_need_are_seen_by_kind_on_the_board(world: World) -> None:
    client = Client()
    client.force_login(make_user("coordinator"))
    page = client.get("/board/").content.decode()
    assert "Church" in page or "Merebridge" in page
