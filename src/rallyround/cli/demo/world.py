"""An invented place: districts, small areas, a river, postcodes. Nothing of it is anywhere.

Coordinates are metres on the National Grid, far out in the North Sea, so that no real address can be meant.
"""

import random
from dataclasses import dataclass
from functools import cached_property

ORIGIN = (640_000, 420_000)
CELL_M = 1_600
COLUMNS, ROWS = 10, 6
DISTRICTS = ("Merebridge", "Ottercombe", "Hallow Vale")
FIRST = ("Church", "Mill", "Station", "Market", "Orchard", "Ferry", "Abbey", "Quarry", "Priory", "Heron")
SECOND = ("Lane", "Cross", "Green", "Bank", "End", "Fold")


@dataclass(frozen=True)
class SmallArea:
    """One small area: its people, how deprived it is, whether the river floods it, and its outline."""

    code: str
    name: str
    district: str
    easting: int
    northing: int
    people: int
    households: int
    imd_score: float
    imd_decile: int
    floods: bool
    outline: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Home:
    """A postcode with its point."""

    postcode: str
    easting: int
    northing: int
    area: SmallArea


class World:
    """The invented place, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - an invented place, not a secret
        self.corners = {
            (x, y): (
                ORIGIN[0] + x * CELL_M + self.random.randint(-300, 300),
                ORIGIN[1] + y * CELL_M + self.random.randint(-300, 300),
            )
            for x in range(COLUMNS + 1)
            for y in range(ROWS + 1)
        }

    @staticmethod
    def district_code(index: int) -> str:
        """Codes unlike any published one."""
        return f"X0900000{index + 1}"

    @cached_property
    def areas(self) -> list[SmallArea]:
        """Sixty small areas in three districts; the river runs through the third row, poorer homes lie along it."""
        made = []
        for x in range(COLUMNS):
            for y in range(ROWS):
                outline = tuple(
                    self.corners[p] for p in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))
                )
                floods = y == 2 or (y == 3 and x % 3 == 0)
                score = min(80.0, max(2.0, self.random.gauss(34 if floods else 20, 12)))
                households = self.random.randint(550, 900)
                made.append((x, y, outline, floods, round(score, 3), households))
        by_score = sorted((m[4] for m in made), reverse=True)
        areas = []
        for number, (x, y, outline, floods, score, households) in enumerate(made):
            district = min(x * len(DISTRICTS) // COLUMNS, len(DISTRICTS) - 1)
            areas.append(
                SmallArea(
                    code=f"X0100{number + 1:04d}",
                    name=f"{FIRST[x]} {SECOND[y]}",
                    district=self.district_code(district),
                    easting=sum(p[0] for p in outline[:4]) // 4,
                    northing=sum(p[1] for p in outline[:4]) // 4,
                    people=round(households * 2.36),
                    households=households,
                    imd_score=score,
                    imd_decile=1 + by_score.index(score) * 10 // len(by_score),
                    floods=floods,
                    outline=outline,
                )
            )
        return areas

    @cached_property
    def homes(self) -> list[Home]:
        """Fifteen postcodes in each area. No real postcode begins with ZZ."""
        made = []
        for number, area in enumerate(self.areas):
            for unit in range(15):
                sector = f"ZZ{1 + number // 10} {number % 10}"
                letters = "ABDEFGHJLNPQRST"[unit] + "ABDEFGHJLN"[unit % 10]
                made.append(
                    Home(
                        f"{sector}{letters}",
                        area.easting + self.random.randint(-600, 600),
                        area.northing + self.random.randint(-600, 600),
                        area,
                    )
                )
        return made

    @property
    def flooded(self) -> list[str]:
        """The codes of the areas under water."""
        return [area.code for area in self.areas if area.floods]
