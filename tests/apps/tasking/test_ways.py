"""Closed areas and cut crossings, as shapes that are asked."""

from rallyround.incidents.models import Closure
from rallyround.tasking.ways import closed

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]]]}
BRIDGE = {"type": "LineString", "coordinates": [[200, -50], [200, 50]]}


def test_inside_on_the_edge_and_outside_a_closed_area() -> None:
    now = closed([Closure(kind="area", shape=SQUARE)])
    assert now.holds((50, 50))
    assert now.holds((100, 50))
    assert not now.holds((101, 50))
    assert not now.holds(None)


def test_a_way_over_a_cut_crossing_is_cut_and_one_beside_it_is_not() -> None:
    now = closed([Closure(kind="crossing", shape=BRIDGE)])
    assert now.cuts((150, 0), (250, 0))
    assert not now.cuts((150, 60), (250, 60))
    assert not now.cuts((150, 0), (199, 0))
    assert not now.cuts(None, (199, 0))


def test_an_area_stops_whoever_is_in_it_and_whatever_is_in_it() -> None:
    now = closed([Closure(kind="area", shape=SQUARE)])
    assert now.stops((50, 50), (300, 300))
    assert now.stops((300, 300), (50, 50))
    assert not now.stops((-50, 50), (-60, 50))


def test_with_nothing_closed_everything_is_open() -> None:
    now = closed([])
    assert not now
    assert not now.stops((0, 0), (100, 100))
