"""Outlines of areas: from a file's degrees to whole metres, back again for the map, and joined to districts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.geometry import Polygon as Shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from rallyround.core.geo import Floats, to_grid, to_lonlat
from rallyround.formats.boundaries import Polygon, Ring
from rallyround.formats.geojson_out import DECIMALS

Geometry = dict[str, Any]

# Neighbours drawn a little apart leave gaps where they are joined: narrower or smaller than this, they are filled.
GAP_M = 15.0
GAP_M2 = 50_000.0


def in_metres(polygons: Iterable[Polygon]) -> Geometry:
    """A file's polygons in degrees as the geometry that is kept: whole metres, turned as GeoJSON wants it."""
    shapes = [Shape(_ring_in_metres(outer), [_ring_in_metres(hole) for hole in holes])
              for outer, *holes in polygons]  # fmt: skip
    return _plain(shapes[0] if len(shapes) == 1 else MultiPolygon(shapes))


def in_degrees(geometries: Sequence[Geometry]) -> list[Geometry | None]:
    """Kept geometries as GeoJSON wants them; None for one that is not near the United Kingdom. All at once: one
    call for forty thousand points costs what ten calls for one do."""
    metres = np.asarray([point for g in geometries for ring in _rings(g) for point in ring], dtype=np.float64)
    if not len(metres):
        return []
    degrees = np.stack(to_lonlat(metres[:, 0], metres[:, 1]), axis=1).round(DECIMALS)
    written, at = [], 0
    for geometry in geometries:
        end = at + sum(len(ring) for ring in _rings(geometry))
        written.append(None if np.isnan(degrees[at:end]).any() else _like(geometry, degrees[at:end]))
        at = end
    return written


def joined(geometries: Sequence[Geometry]) -> Geometry | None:
    """The outline of a district from those of its small areas; None where they are no areas at all."""
    shapes = shapely.make_valid([shape(geometry) for geometry in geometries])
    closed = shapely.union_all(shapes).buffer(GAP_M, join_style="mitre").buffer(-GAP_M, join_style="mitre")
    whole = shapely.set_precision(closed, 1.0)
    parts = [part for part in shapely.get_parts(whole) if isinstance(part, Shape) and not part.is_empty]
    filled = [Shape(part.exterior, [h for h in part.interiors if Shape(h).area > GAP_M2]) for part in parts]
    if not filled:
        return None
    return _plain(filled[0] if len(filled) == 1 else MultiPolygon(filled))


def _ring_in_metres(ring: Ring) -> Floats:
    degrees = np.asarray(ring, dtype=np.float64)
    return np.rint(np.stack(to_grid(degrees[:, 0], degrees[:, 1]), axis=1))


def _rings(geometry: Geometry) -> list[list[list[int]]]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for rings in polygons for ring in rings]


def _like(geometry: Geometry, points: Floats) -> Geometry:
    """The same outline with other points."""
    each = iter(points.tolist())
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": _refilled(polygons, each)}
    return {"type": "MultiPolygon", "coordinates": [_refilled(rings, each) for rings in polygons]}


def _refilled(rings: list[list[list[int]]], points: Iterator[Any]) -> list[list[Any]]:
    return [[next(points) for _ in ring] for ring in rings]


def _plain(geometry: BaseGeometry) -> Geometry:
    parts = [orient(part) for part in shapely.get_parts(geometry)]
    written = mapping(parts[0] if len(parts) == 1 else MultiPolygon(parts))
    return {"type": written["type"], "coordinates": _whole(written["coordinates"])}


def _whole(value: Any) -> Any:
    return [_whole(inner) for inner in value] if isinstance(value, (tuple, list)) else int(value)
