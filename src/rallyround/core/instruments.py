"""Scores of an assessment as a share of the most that can be had, and the zones that they fall into.

What was not answered is counted apart: it neither pulls a score down nor is it filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rallyround.core.sources import OWN

Zone = Literal["red", "amber", "green", "undecided", "not_assessed"]


@dataclass(frozen=True)
class Zones:
    """Bands of per cent of the most that can be had: below `red_below` is red, from `green_from` on is green.

    A per cent counts once it is wholly reached, so 25.9 is still the 25 of a band that ends there.
    Raises ValueError unless 0 <= red_below <= green_from <= 100.

    >>> [TORRENS.of(Fraction(percent)) for percent in (25, 26, 75, 76)]
    ['red', 'amber', 'amber', 'green']
    """

    red_below: int
    green_from: int
    source: str = OWN

    def __post_init__(self) -> None:
        if not 0 <= self.red_below <= self.green_from <= 100:
            raise ValueError(
                f"Red ends at {self.red_below} and green begins at {self.green_from}: from 0 to 100, in this order."
            )

    def of(self, percent: Fraction | float) -> Zone:
        """The zone of a per cent from 0 to 100; ValueError outside."""
        if not 0 <= percent <= 100:
            raise ValueError(f"{percent} per cent is not from 0 to 100.")
        if percent < self.red_below:
            return "red"
        return "green" if percent >= self.green_from else "amber"

    def between(self, low: Fraction | float, high: Fraction | float) -> Zone:
        """The zone of something that lies between two per cents: undecided where they are of different zones.

        >>> TORRENS.between(30, 60), TORRENS.between(10, 60)
        ('amber', 'undecided')
        """
        zone = self.of(low)
        return zone if zone == self.of(high) else "undecided"


TORRENS = Zones(
    red_below=26,
    green_from=76,
    source="Torrens Resilience Institute, Community Disaster Resilience Scorecard, version 2 (2015), as commonly"
    " told: to 25 per cent, to 75 per cent, above; not confirmed",
)


@dataclass(frozen=True)
class Instrument:
    """A set of questions that are all scored on one scale.

    items             how many questions
    lowest, highest   of the scale, whole points
    confirmed         whether the numbers were read in a publication
    """

    key: str
    name: str
    items: int
    lowest: int
    highest: int
    source: str
    confirmed: bool

    def __post_init__(self) -> None:
        if self.items < 1 or self.lowest < 0 or self.highest <= self.lowest:
            raise ValueError(f"{self.key}: at least one item, on a scale from 0 or more upwards.")

    @property
    def most(self) -> int:
        """The most points that can be had.

        >>> INSTRUMENTS["undrr_preliminary"].most, INSTRUMENTS["undrr_detailed"].most
        (141, 585)
        """
        return self.items * self.highest


INSTRUMENTS: Mapping[str, Instrument] = {
    instrument.key: instrument
    for instrument in (
        Instrument("steps", "Scorecard of the eight steps", 8, 0, 5, OWN, False),
        Instrument("undrr_preliminary", "Disaster Resilience Scorecard for Cities, preliminary level", 47, 0, 3,
                   "UNDRR, Disaster Resilience Scorecard for Cities (2017), level 1", True),
        Instrument("undrr_detailed", "Disaster Resilience Scorecard for Cities, detailed level", 117, 0, 5,
                   "UNDRR, Disaster Resilience Scorecard for Cities (2017), level 2", True),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Points of what was answered.

    points, most   of the answered items, and the most that these could have had
    answered       of `items`
    percent        points of most, None where nothing is answered
    low, high      per cent of the whole instrument if all that is not answered had the least, or the most
    zone           of the whole: undecided where what is not answered could still change it
    """

    points: int
    most: int
    answered: int
    items: int
    percent: Fraction | None
    low: Fraction
    high: Fraction
    zone: Zone

    @property
    def not_assessed(self) -> Fraction:
        """Share of the items that nobody has answered."""
        return Fraction(self.items - self.answered, self.items)


def score(instrument: Instrument, answers: Mapping[int, int | None], zones: Zones = TORRENS) -> Score:
    """The score of answers by item, from 1 to `instrument.items`; None or absent: not yet assessed.

    Raises ValueError for an item that is none, or points outside the scale.

    >>> found = score(INSTRUMENTS["steps"], {1: 5, 2: 4, 3: None})
    >>> found.points, found.most, found.answered, found.percent, found.zone
    (9, 10, 2, Fraction(90, 1), 'undecided')
    """
    given: dict[int, int] = {}
    for item, points in answers.items():
        if not 1 <= item <= instrument.items:
            raise ValueError(f"{instrument.key} has items 1 to {instrument.items}, not {item}.")
        if points is None:
            continue
        if not instrument.lowest <= points <= instrument.highest:
            raise ValueError(
                f"Item {item}: {points} is not from {instrument.lowest} to {instrument.highest}."
            )
        given[item] = points
    points = sum(given.values())
    open_items = instrument.items - len(given)
    low = Fraction(100 * (points + open_items * instrument.lowest), instrument.most)
    high = Fraction(100 * (points + open_items * instrument.highest), instrument.most)
    most = len(given) * instrument.highest
    return Score(
        points=points,
        most=most,
        answered=len(given),
        items=instrument.items,
        percent=Fraction(100 * points, most) if most else None,
        low=low,
        high=high,
        zone=zones.between(low, high) if given else "not_assessed",
    )
