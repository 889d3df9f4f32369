"""Points on the National Grid: there and back, distances, which area, which is nearest.

Distances and areas are worked out on the plane of the National Grid (EPSG:27700), in metres. It is made for
Great Britain. Points in Northern Ireland and the Channel Islands get plane coordinates on the same grid:
right for distances to one part in 500, but no valid grid references. Grid coordinates that Northern Irish
data carry are on the Irish Grid (EPSG:29903) and must not be mixed with these: convert them first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

WEST, SOUTH, EAST, NORTH = -9.1, 49.0, 2.1, 61.1  # the United Kingdom, the islands and nothing else

# WGS84 to EPSG:27700 by EPSG:1314, Ordnance Survey's seven-parameter shift ("OSGB36 to WGS 84 (6)"). Named in
# full because PROJ, left to choose, takes another way in each region, there and back, and by the files it finds.
TO_GRID = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(TO_GRID)


def to_grid(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Easting and northing in metres of points given in degrees of WGS84; same shape as the input.

    NaN for both where a point is not in or near the United Kingdom: longitude and latitude swapped, for
    instance. Good to about 5 metres, the same on every machine.

    >>> easting, northing = to_grid([-1.4701], [53.3811])  # Sheffield
    >>> int(easting[0]), int(northing[0])
    (435346, 387269)
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    known = _in_box(x, y)
    easting, northing = _transformer().transform(np.where(known, x, -2.0), np.where(known, y, 52.0))
    return np.where(known, easting, np.nan), np.where(known, northing, np.nan)


def to_lonlat(easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude (WGS84 degrees) of points on the National Grid; the way back of `to_grid`.

    NaN for both where the point is not in or near the United Kingdom.

    >>> lon, lat = to_lonlat([435346], [387269])
    >>> round(float(lon[0]), 3), round(float(lat[0]), 3)
    (-1.47, 53.381)
    """
    lon, lat = _transformer().transform(
        np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64), direction="INVERSE"
    )
    known = _in_box(np.asarray(lon), np.asarray(lat))
    return np.where(known, lon, np.nan), np.where(known, lat, np.nan)


def _in_box(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def distance_m(x1: npt.ArrayLike, y1: npt.ArrayLike, x2: npt.ArrayLike, y2: npt.ArrayLike) -> Floats:
    """Straight-line distance in metres between points on the grid; shapes combine as numpy's do.

    The grid's own scale is within one part in 2,000 of the ground anywhere in Great Britain.

    >>> float(distance_m(0, 0, 300, 400))
    500.0
    """
    dx = np.asarray(x2, dtype=np.float64) - np.asarray(x1, dtype=np.float64)
    dy = np.asarray(y2, dtype=np.float64) - np.asarray(y1, dtype=np.float64)
    return np.asarray(np.hypot(dx, dy))


def points_in_areas(
    x: npt.ArrayLike, y: npt.ArrayLike, areas: shapely.STRtree | Sequence[shapely.Geometry]
) -> Indexes:
    """Index of the area in which each point lies, -1 where it lies in none (or is NaN).

    x, y     one-dimensional, equally long, in the coordinates of the areas
    areas    polygons, or the tree made of them (make it once if you ask often)

    On a boundary, or where areas overlap, the first in the list wins.

    >>> points_in_areas([1, 5], [1, 5], [shapely.box(0, 0, 2, 2)])
    array([ 0, -1])
    """
    tree = areas if isinstance(areas, shapely.STRtree) else shapely.STRtree(areas)
    px, py = _equally_long(x, y)
    found = np.full(len(px), len(tree), dtype=np.int64)
    point, area = tree.query(_points(px, py), predicate="intersects")
    np.minimum.at(found, point, area)
    found[found == len(tree)] = -1
    return found


def nearest(
    x: npt.ArrayLike, y: npt.ArrayLike, places_x: npt.ArrayLike, places_y: npt.ArrayLike
) -> tuple[Indexes, Floats]:
    """For each point the index of the nearest place and the metres to it; of equals the first.

    Each pair one-dimensional and equally long. Raises ValueError where there are no places, or one is NaN;
    a point that is NaN gets -1 and NaN.

    >>> nearest([0], [0], [30, 3], [40, 4])
    (array([1]), array([5.]))
    """
    px, py = _equally_long(x, y)
    qx, qy = _equally_long(places_x, places_y)
    if not len(qx):
        raise ValueError("There are no places to be near to.")
    unknown = np.flatnonzero(np.isnan(qx) | np.isnan(qy))
    if unknown.size:
        raise ValueError(f"places_x[{unknown[0]}], places_y[{unknown[0]}] is not a point.")
    known = np.flatnonzero(~(np.isnan(px) | np.isnan(py)))
    index = np.full(len(px), len(qx), dtype=np.int64)
    tree = shapely.STRtree(_points(qx, qy))
    point, place = tree.query_nearest(shapely.points(px[known], py[known]), all_matches=True)
    np.minimum.at(index, known[point], place)
    metres = np.full(len(px), np.nan)
    metres[known] = distance_m(px[known], py[known], qx[index[known]], qy[index[known]])
    index[index == len(qx)] = -1
    return index, metres


def _points(x: Floats, y: Floats) -> npt.NDArray[np.object_]:
    """Points for a query; NaN becomes None, which nothing contains."""
    points = np.asarray(shapely.points(x, y), dtype=np.object_)
    points[np.isnan(x) | np.isnan(y)] = None
    return points


def _equally_long(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    px, py = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if px.ndim != 1 or px.shape != py.shape:
        raise ValueError(f"x and y must be lists of one length, not of shapes {px.shape} and {py.shape}.")
    return px, py
