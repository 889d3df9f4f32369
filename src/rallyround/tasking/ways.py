"""Where nobody may go: no-go areas and cut crossings, asked of points and of straight ways. Metres on the National Grid."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.incidents.models import Closure

Place = tuple[int, int]


@dataclass(frozen=True)
class Closed:
    """What is closed now."""

    areas: BaseGeometry
    crossings: BaseGeometry

    def __bool__(self) -> bool:
        return not (self.areas.is_empty and self.crossings.is_empty)

    def holds(self, place: Place | None) -> bool:
        """Whether a place lies in a no-go area; its edge belongs to it."""
        return place is not None and bool(self.areas.intersects(Point(place)))

    def cuts(self, start: Place | None, end: Place | None) -> bool:
        """Whether the straight way crosses a cut crossing."""
        if start is None or end is None:
            return False
        return bool(self.cut_ways(*(np.array([value]) for value in (*start, *end)))[0])

    def cut_ways(self, x: IntArray, y: IntArray, to_x: IntArray, to_y: IntArray) -> BoolArray:
        """The same for many ways at once."""
        if self.crossings.is_empty:
            return np.zeros(len(x), dtype=np.bool_)
        ends = np.stack([np.stack([x, y], axis=-1), np.stack([to_x, to_y], axis=-1)], axis=1)
        return np.asarray(shapely.intersects(shapely.linestrings(ends.astype(np.float64)), self.crossings))

    def stops(self, start: Place | None, end: Place | None) -> bool:
        """Whether somebody who starts here may not go there."""
        return self.holds(start) or self.holds(end) or self.cuts(start, end)


def closed(closures: Iterable[Closure]) -> Closed:
    """The closures as shapes to ask."""
    by_kind: dict[str, list[BaseGeometry]] = {"area": [], "crossing": []}
    for closure in closures:
        by_kind[closure.kind].append(shape(closure.shape))
    areas, crossings = shapely.union_all(by_kind["area"]), shapely.union_all(by_kind["crossing"])
    shapely.prepare(areas)
    shapely.prepare(crossings)
    return Closed(areas, crossings)
