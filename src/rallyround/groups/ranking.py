"""Which groups come first, by points that anybody can add up; a person decides, this only says what speaks for whom.

Where something is not known, the doubt counts for the group: nobody comes last for never having been counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.groups.bands import ORDER, Band
from rallyround.groups.sizes import Size

RISK_WEIGHT = 3
SIZE_STEPS = (100, 500, 2000)  # people; a point more for each one reached, from 1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known of one group. `size` in people; None where it is not a number of people."""

    key: str
    name: str
    bands: tuple[Band, ...]
    causes: int
    hardly_reached: int = 0
    size: Size | None = None
    ease: int | None = None


@dataclass(frozen=True)
class Reason:
    """Points for one thing, as a range where it is not known."""

    label: str | Promise
    low: int
    high: int


@dataclass(frozen=True)
class Ranked:
    """A group with its place, its points and what they are for; `first` where it is among the first ones."""

    key: str
    name: str
    place: int
    low: int
    high: int
    reasons: tuple[Reason, ...]
    first: bool


def rank(candidates: Iterable[Candidate], first: int) -> list[Ranked]:
    """All of them in order, the first `first` marked. Equal points: the easier one first, then by name.

    >>> ranked = rank([Candidate(key="a", name="A", bands=("low",), causes=1, size=Size(10, 10)),
    ...                Candidate(key="b", name="B", bands=("very_high",), causes=2)], first=1)
    >>> [(r.name, r.low, r.high, r.first) for r in ranked]
    [('B', 15, 18, True), ('A', 5, 5, False)]
    """
    found = [(candidate, _reasons(candidate)) for candidate in candidates]
    found.sort(key=lambda pair: (-sum(r.high for r in pair[1]), -(pair[0].ease or 0), pair[0].name))
    return [
        Ranked(c.key, c.name, place, sum(r.low for r in reasons), sum(r.high for r in reasons), reasons, place <= first)
        for place, (c, reasons) in enumerate(found, start=1)
    ]  # fmt: skip


def _reasons(candidate: Candidate) -> tuple[Reason, ...]:
    worst = max((1 + ORDER.index(band) for band in candidate.bands), default=0)
    low, high = _size_points(candidate.size)
    return (
        Reason(_("Worst risk of the register"), worst * RISK_WEIGHT, worst * RISK_WEIGHT),
        Reason(_("Causes of need"), candidate.causes, candidate.causes),
        Reason(_("Hardly reached"), candidate.hardly_reached, candidate.hardly_reached),
        Reason(_("How many people"), low, high),
    )


def _size_points(size: Size | None) -> tuple[int, int]:
    if size is None or size.low is None or size.high is None:
        return 1, 1 + len(SIZE_STEPS)
    return _steps(size.low), _steps(size.high)


def _steps(people: int) -> int:
    return 1 + sum(people >= step for step in SIZE_STEPS)
