"""The ground that the invented flood is played on: the invented place, or real places with an invented water over them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rallyround.places.models import Area, Postcode

CROSSINGS = 14  # areas that the invented water follows, one after another
WIDTH_M = 1_500  # an area this near to its line is under water


class Where(Protocol):
    """What the flood must know of an area."""

    @property
    def name(self) -> str: ...
    @property
    def floods(self) -> bool: ...


class House(Protocol):
    """A postcode where somebody lives."""

    @property
    def postcode(self) -> str: ...
    @property
    def area(self) -> Where: ...


class Ground(Protocol):
    """Where people live; every home in an area."""

    @property
    def homes(self) -> Sequence[House]: ...
    @property
    def flooded(self) -> list[str]: ...


@dataclass(frozen=True)
class RealArea:
    """A published small area; whether it floods is invented."""

    code: str
    name: str
    floods: bool


@dataclass(frozen=True)
class RealHome:
    """A published postcode."""

    postcode: str
    area: RealArea


class RealGround:
    """The small areas and postcodes that were loaded. No hazard map is used: the water's way is drawn by the seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - an invented flood, not a secret

    @cached_property
    def homes(self) -> Sequence[RealHome]:
        """Every postcode of the partnership."""
        placed = list(Area.objects.filter(kind="small", easting__isnull=False).order_by("code"))
        line = self._line([(area.easting or 0, area.northing or 0) for area in placed])
        areas = {
            area.code: RealArea(area.code, area.name, _near(area.easting or 0, area.northing or 0, line))
            for area in placed
        }
        rows = Postcode.objects.filter(area__in=areas).order_by("code").values_list("code", "area_id")
        return [RealHome(code, areas[str(area)]) for code, area in rows]

    @property
    def flooded(self) -> list[str]:
        """The codes of the areas under water."""
        return sorted({home.area.code for home in self.homes if home.area.floods})

    def _line(self, points: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """A way from one area to the nearest not yet passed, and on: where people live, as along a river."""
        here = self.random.choice(points)
        way, left = [here], set(points) - {here}
        while left and len(way) < CROSSINGS:
            here = min(left, key=lambda point: (point[0] - here[0]) ** 2 + (point[1] - here[1]) ** 2)
            left.discard(here)
            way.append(here)
        return way


def _near(x: int, y: int, line: list[tuple[int, int]]) -> bool:
    return any((x - a) ** 2 + (y - b) ** 2 <= WIDTH_M**2 for a, b in line)
