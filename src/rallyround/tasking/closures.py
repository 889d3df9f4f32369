"""The shapes of closures from what people enter: a circle, corners, or a drawing on the map. Metres on the National Grid."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from rallyround.core.geo import to_grid

CORNERS = 24  # of the polygon that stands for a circle; it lies outside it, so that nothing is left open


def round_point(kind: str, x: int, y: int, metres: int) -> dict[str, Any]:
    """All within so many metres of a point. A crossing is cut from north to south and from west to east."""
    if kind == "crossing":
        lines = [[[x, y - metres], [x, y + metres]], [[x - metres, y], [x + metres, y]]]
        return {"type": "MultiLineString", "coordinates": lines}
    outer = metres / math.cos(math.pi / CORNERS)
    turns = [2 * math.pi * number / CORNERS for number in range(CORNERS)]
    ring = [[round(x + outer * math.cos(turn)), round(y + outer * math.sin(turn))] for turn in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def from_corners(kind: str, points: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """An area with these corners, or a crossing along these points."""
    listed = [list(point) for point in points]
    if kind == "crossing":
        return {"type": "LineString", "coordinates": listed}
    return {"type": "Polygon", "coordinates": [[*listed, listed[0]]]}


def from_map(drawn: dict[str, Any]) -> dict[str, Any]:
    """A polygon drawn in degrees, in metres. Raises KeyError, IndexError, TypeError or ValueError for anything else."""
    if drawn["type"] != "Polygon":
        raise ValueError("only an area can be drawn")
    ring = np.asarray(drawn["coordinates"][0], dtype=np.float64)
    x, y = to_grid(ring[:, 0], ring[:, 1])
    if np.isnan(x).any() or np.isnan(y).any():
        raise ValueError("not in or near the United Kingdom")
    return {"type": "Polygon", "coordinates": [[[round(a), round(b)] for a, b in zip(x, y, strict=True)]]}
