"""GeoJSON written by us."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats import boundaries
from rallyround.formats.geojson_out import area, collection, feature, point
from tests.formats.samples import boundaries_text, write


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def test_a_collection_is_json_with_codes_and_properties() -> None:
    places = [feature("S1", point(-1.47012345, 53.38112999), {"name": "Café", "people": 5, "late": None})]
    assert json.loads("".join(collection(places))) == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "S1",
                "properties": {"code": "S1", "name": "Café", "people": 5, "late": None},
                "geometry": {"type": "Point", "coordinates": [-1.47012, 53.38113]},
            }
        ],
    }


def test_a_collection_of_nothing_is_still_one() -> None:
    assert json.loads("".join(collection([]))) == {"type": "FeatureCollection", "features": []}


def test_outer_rings_run_against_the_clock_and_holes_with_it() -> None:
    clockwise = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
    for ring in (clockwise, clockwise[::-1]):
        outer, hole = area([[ring, ring]])["coordinates"]
        assert signed_area(outer) > 0
        assert signed_area(hole) < 0


def test_one_polygon_and_several_have_their_own_types() -> None:
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    assert area([[ring]])["type"] == "Polygon"
    assert area([[ring], [ring]])["type"] == "MultiPolygon"


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        list(collection([feature("S1", None, {"score": float("nan")})]))


def test_boundaries_written_and_read_again_are_the_same(tmp_path: Path) -> None:
    read = list(boundaries.read(write(tmp_path, "map.geojson", boundaries_text())))
    written = collection(
        feature(b.code, area(b.polygons), {"LSOA21CD": b.code, "LSOA21NM": b.name}) for b in read
    )
    assert list(boundaries.read(write(tmp_path, "again.geojson", "".join(written)))) == read


degrees = st.tuples(st.floats(-8, 2), st.floats(50, 60))


@given(st.lists(degrees, min_size=3, max_size=8))
def test_any_ring_comes_back_within_a_metre_and_a_half(
    tmp_path: Path, corners: list[tuple[float, float]]
) -> None:
    ring = [*corners, corners[0]]
    names = {"LAD24CD": "E08000039", "LAD24NM": "Sheffield"}
    text = "".join(collection([feature("E08000039", area([[ring]]), names)]))
    (back,) = boundaries.read(write(tmp_path, "map.geojson", text))
    found = [x for corner in back.polygons[0][0] for x in corner]
    either_way = [[x for corner in way for x in corner] for way in (ring, ring[::-1])]
    assert any(found == pytest.approx(way, abs=1e-5) for way in either_way)
