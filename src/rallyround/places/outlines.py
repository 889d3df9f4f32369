"""Outlines of areas: from a file's degrees to whole metres, back again for the map, and joined to districts."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from rallyround.core.geo import to_grid, to_lonlat
from rallyround.formats.boundaries import Polygon
from rallyround.formats.geojson_out import area

# Neighbours drawn a little apart leave slivers where they are joined: narrower than this they are filled.
SLIVER_M = 15.0


def in_metres(polygons: Iterable[Polygon]) -> dict[str, Any]:
    """A file's polygons in degrees as the geometry that is kept: whole metres on the National Grid."""
    written = [[_ring_in_metres(ring) for ring in rings] for rings in polygons]
    if len(written) == 1:
        return {"type": "Polygon", "coordinates": written[0]}
    return {"type": "MultiPolygon", "coordinates": written}


def in_degrees(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    """A kept geometry as GeoJSON wants it; None where there is none, or where it is not near the United Kingdom."""
    if geometry is None:
        return None
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    rings = [ring for rings in polygons for ring in rings]
    points = np.asarray([point for ring in rings for point in ring], dtype=np.float64)
    degrees = np.stack(to_lonlat(points[:, 0], points[:, 1]), axis=1)
    if np.isnan(degrees).any():
        return None
    each = iter(np.split(degrees, np.cumsum([len(ring) for ring in rings])[:-1]))
    return area([[_pairs(next(each)) for _ in rings] for rings in polygons])


def joined(geometries: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The outline of a district from those of its small areas; None where they are no areas at all."""
    shapes = shapely.make_valid([shape(geometry) for geometry in geometries])
    whole = (
        shapely.union_all(shapes).buffer(SLIVER_M, join_style="mitre").buffer(-SLIVER_M, join_style="mitre")
    )
    kept = shapely.set_precision(whole, 1.0)
    if kept.is_empty or kept.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    return _plain(kept)


def _ring_in_metres(ring: Sequence[tuple[float, float]]) -> list[list[int]]:
    degrees = np.asarray(ring, dtype=np.float64)
    metres = np.stack(to_grid(degrees[:, 0], degrees[:, 1]), axis=1)
    rounded: list[list[int]] = np.rint(metres).astype(int).tolist()
    return rounded


def _pairs(points: np.ndarray) -> list[tuple[float, float]]:
    return [(x, y) for x, y in points.tolist()]


def _plain(geometry: BaseGeometry) -> dict[str, Any]:
    written = mapping(geometry)
    return {"type": written["type"], "coordinates": _lists(written["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(inner) for inner in value] if isinstance(value, (tuple, list)) else int(value)
