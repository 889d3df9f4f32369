"""There and back on the National Grid, distances, areas, the nearest."""

from __future__ import annotations

import csv
import gzip
import math
import os
import warnings
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from rallyround.core.geo import distance_m, nearest, points_in_areas, to_grid, to_lonlat

SIZE = st.integers(1, 30)


def test_the_worked_example_of_ordnance_survey_comes_out() -> None:
    """A guide to coordinate systems in Great Britain, the point at Caister water tower, in ETRS89."""
    easting, northing = to_grid(1.716073973, 52.658007833)
    assert math.hypot(easting - 651409.804, northing - 313177.450) < 5


@given(lon=st.floats(-8.9, 2), lat=st.floats(49.1, 61))
def test_there_and_back_is_the_same_point(lon: float, lat: float) -> None:
    back_lon, back_lat = to_lonlat(*to_grid(lon, lat))
    assert abs(back_lon - lon) < 1e-6
    assert abs(back_lat - lat) < 1e-6


@pytest.mark.parametrize(
    ("here", "there", "part"),
    [
        ((-1.50, 53.40), (-1.40, 53.45), 2000),  # Sheffield
        ((1.70, 52.60), (1.60, 52.50), 2000),  # Norfolk
        ((-5.70, 50.07), (-5.50, 50.10), 2000),  # Cornwall
        ((-7.32, 55.00), (-7.20, 55.05), 500),  # Derry, off the grid's ground
        ((-8.10, 54.40), (-5.50, 54.30), 500),  # all across Northern Ireland
    ],
)
def test_distances_on_the_grid_agree_with_the_ground(
    here: tuple[float, float], there: tuple[float, float], part: int
) -> None:
    _, _, ground = Geod(ellps="WGS84").inv(*here, *there)
    (x1, y1), (x2, y2) = to_grid(*here), to_grid(*there)
    assert float(distance_m(x1, y1, x2, y2)) == pytest.approx(ground, rel=1 / part)


@pytest.mark.parametrize(
    ("lon", "lat"), [(53.38, -1.47), (2.35, 48.85), (0, 95), (math.nan, 53), (-1, math.inf), (-74, 40.7)]
)
def test_a_point_elsewhere_is_no_point_on_the_grid(lon: float, lat: float) -> None:
    easting, northing = to_grid([lon, -1.47], [lat, 53.38])
    assert np.isnan(easting[0])
    assert np.isnan(northing[0])
    assert np.isfinite(easting[1])


def test_a_place_far_off_the_grid_has_no_longitude() -> None:
    lon, lat = to_lonlat([5e6, np.nan], [5e6, 1.0])
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


def test_points_find_their_area_and_the_first_wins_on_a_boundary() -> None:
    areas = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(15, 5, 30, 30)]
    x, y = [5, 10, 16, 29, 40, math.nan], [5, 5, 6, 29, 40, 1]
    assert points_in_areas(x, y, areas).tolist() == [0, 0, 1, 2, -1, -1]
    assert points_in_areas(x, y, shapely.STRtree(areas)).tolist() == [0, 0, 1, 2, -1, -1]
    assert points_in_areas([1.0], [1.0], []).tolist() == [-1]
    assert points_in_areas([], [], areas).tolist() == []


def test_a_hole_is_not_in_the_area() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    assert points_in_areas([5.0, 1.0], [5.0, 1.0], [ring]).tolist() == [-1, 0]


@given(st.data(), SIZE, SIZE)
def test_the_nearest_is_the_first_of_the_least_distant(data: st.DataObject, points: int, places: int) -> None:
    def column(size: int) -> list[int]:
        return data.draw(st.lists(st.integers(0, 20), min_size=size, max_size=size))

    x, y, places_x, places_y = column(points), column(points), column(places), column(places)
    index, metres = nearest(x, y, places_x, places_y)
    for at in range(points):
        all_metres = [math.dist((x[at], y[at]), place) for place in zip(places_x, places_y, strict=True)]
        assert index[at] == int(np.argmin(all_metres))
        assert metres[at] == pytest.approx(min(all_metres))


def test_no_point_has_no_nearest() -> None:
    index, metres = nearest([math.nan, 0], [0, 0], [1], [0])
    assert index.tolist() == [-1, 0]
    assert np.isnan(metres[0])
    with pytest.raises(ValueError, match="no places"):
        nearest([0], [0], [], [])
    with pytest.raises(ValueError, match=r"places_x\[1\]"):
        nearest([0], [0], [1, math.nan], [1, 1])
    with pytest.raises(ValueError, match="lists of one length"):
        nearest([0, 1], [0], [1], [1])


@pytest.mark.real_data
def test_published_postcodes_lie_where_their_longitude_and_latitude_say() -> None:
    """Code-Point Open's eastings and northings against the longitudes and latitudes of the same postcodes."""
    folder = os.environ.get("RALLYROUND_REAL_DATA")
    if not folder:
        missing = "RALLYROUND_REAL_DATA is not set: the published postcodes were NOT read"
        warnings.warn(missing, stacklevel=1)
        pytest.skip(missing)
    with gzip.open(Path(folder) / "postcodes" / "codepo_gb_sy_gm.csv.gz", "rt", encoding="utf-8") as file:
        on_grid = {row[0]: (int(row[2]), int(row[3])) for row in csv.reader(file)}
    with gzip.open(Path(folder) / "postcodes" / "postcodes_sy_gm.csv.gz", "rt", encoding="utf-8") as file:
        both = np.array(
            [
                (float(row["long"]), float(row["lat"]), *on_grid[row["pcds"]])
                for row in csv.DictReader(file)
                if row["pcds"] in on_grid
            ]
        )
    assert len(both) > 100_000
    metres = distance_m(*to_grid(both[:, 0], both[:, 1]), both[:, 2], both[:, 3])
    assert metres.max() < 5
