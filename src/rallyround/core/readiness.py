"""How ready a response is, from evidence that ages: what was shown, how much was looked at, and how long ago.

What nobody has looked at is neither good nor bad. It is never guessed: the answer says how much of it there is,
and between which bounds readiness lies for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from rallyround.core.sources import CHOSEN, OWN, Confidence, Sourced

State = Literal["fresh", "ageing", "stale", "missing"]
Strength = Literal["low", "medium", "high"]

STRENGTHS: dict[Strength, int] = {"low": 0, "medium": 1, "high": 2}


def _own(value: float, unit: str, low: float, high: float, thought: str) -> Sourced:
    return Sourced(value, unit, f"{OWN}, unconfirmed: {thought}", CHOSEN, low, high, "low", False)


def _assurance(value: int, what: str, low: int, high: int) -> Sourced:
    """A rhythm of NHS England's emergency preparedness standards, known to us at second hand only."""
    source = f"NHS England, core standards for emergency preparedness, as commonly told: {what}"
    confidence: Confidence = "low"
    return Sourced(value, "days", source, CHOSEN, low, high, confidence, False)


AGEING_FROM = _own(
    0.75, "share of the days that it holds", 0.5, 0.95, "a reminder while there is time to renew"
)
LAST_DAY = _own(
    0.5, "share of its worth", 0.25, 0.9, "what is worth on its last day; then it goes on falling"
)
CAP = _own(0.5, "readiness", 0.1, 0.75, "without a factor that it cannot do without, half ready at best")
HELD_FROM = _own(0.5, "rating", 0.25, 1, "a factor rated below this is not there when it is needed")


@dataclass(frozen=True)
class Criterion:
    """One factor that a response needs to be ready.

    weight       beside the others; above 0
    valid_days   for how long evidence of it holds where the evidence itself says nothing; above 0
    critical     whether the response cannot be set going without it
    """

    key: str
    weight: Sourced
    valid_days: Sourced
    critical: bool


@dataclass(frozen=True)
class Instrument:
    """What readiness is measured by from one day on. Readings by different editions are not comparable.

    Raises ValueError where a key comes twice, there is no criterion, or a weight is not above 0.
    """

    edition: str
    holds_from: date
    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        keys = [criterion.key for criterion in self.criteria]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(
                f"Edition {self.edition}: each criterion is named once, and there is at least one."
            )
        for criterion in self.criteria:
            if criterion.weight.value <= 0 or criterion.valid_days.value <= 0:
                raise ValueError(f"{criterion.key}: its weight and its days must be above 0.")


DEFAULT = Instrument(
    edition="1",
    holds_from=date.min,
    criteria=(
        Criterion("people_trained", _own(3, "parts", 1, 5, "nothing runs without people who know how"),
                  _own(365, "days", 90, 1095, "what is not used for a year is forgotten"), True),
        Criterion("contacts_tested", _own(2, "parts", 1, 5, "a call that reaches nobody starts nothing"),
                  _assurance(182, "communications tested every six months", 30, 365), True),
        Criterion("exercised", _own(3, "parts", 1, 5, "only doing it shows that it can be done"),
                  _assurance(365, "a table-top exercise each year", 182, 1095), False),
        Criterion("materials", _own(1, "parts", 1, 5, "often to be had on the day"),
                  _own(182, "days", 30, 730, "stores are borrowed from, and go out of date"), False),
        Criterion("agreement", _own(2, "parts", 1, 5, "partners who agreed come; others may"),
                  _own(365, "days", 90, 1095, "agreements are looked at each year"), False),
        Criterion("protocol", _own(2, "parts", 1, 5, "somebody must be allowed to decide, and know when"),
                  _own(730, "days", 182, 1095, "organisations change within two years"), True),
        Criterion("safe_working", _own(2, "parts", 1, 5, "nobody is sent without a safe way of working"),
                  _own(365, "days", 90, 730, "risk assessments are looked at each year"), True),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One piece of evidence of one criterion.

    rating       0 (not there) to 1 (wholly there)
    on           day from which it holds
    valid_days   for how many days; above 0
    part         what of the criterion it is about, where that has parts (one contact, one agreement): the latest
                 item of each part counts, and the parts count alike
    """

    criterion: str
    rating: float
    on: date
    valid_days: int
    strength: Strength = "medium"
    part: str = ""
    what: str = ""
    from_exercise: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.rating <= 1:
            raise ValueError(f"{self.criterion}: a rating of {self.rating} is not from 0 to 1.")
        if self.valid_days <= 0:
            raise ValueError(
                f"{self.criterion}: evidence that holds for {self.valid_days} days shows nothing."
            )

    @property
    def ageing_on(self) -> date:
        """The first day on which it is no longer fresh."""
        return self.on + timedelta(days=int(self.valid_days * AGEING_FROM.value) + 1)

    @property
    def stale_on(self) -> date:
        """The first day on which it no longer holds."""
        return self.on + timedelta(days=self.valid_days + 1)


def worth(item: Item, today: date) -> float:
    """What is left of an item on a day, 0 to 1: all while it is fresh, half on its last day, nothing at twice its days.

    Falls in two straight lines without a jump (our own rule, see `AGEING_FROM` and `LAST_DAY`). Raises ValueError
    for a day before the item.

    >>> item = Item("materials", 1, date(2026, 1, 1), 100)
    >>> [worth(item, item.on + timedelta(days=age)) for age in (0, 75, 100, 150, 200)]
    [1.0, 1.0, 0.5, 0.25, 0.0]
    """
    age = (today - item.on).days
    if age < 0:
        raise ValueError(f"{item.criterion}: this evidence is of {item.on}, after {today}.")
    used = age / item.valid_days
    begins, last = float(AGEING_FROM.value), float(LAST_DAY.value)
    if used <= begins:
        return 1.0
    if used <= 1:
        return 1 - (1 - last) * (used - begins) / (1 - begins)
    return max(0.0, last * (2 - used))


@dataclass(frozen=True)
class Reading:
    """One criterion on one day.

    rating, freshness   None where there is no evidence
    share               what it weighs among all, 0 to 1
    adds                what it adds to readiness: share × rating × freshness
    held                whether it is there: rated high enough, and not stale
    items               the evidence that counted, the latest of each part
    """

    criterion: Criterion
    state: State
    rating: float | None
    freshness: float | None
    share: float
    adds: float
    held: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Readiness:
    """How ready, on one day, by one edition of the instrument. All are shares from 0 to 1.

    value         rating × coverage × freshness, no more than the cap; None while nothing is assessed
    at_most       what it would be if all that is not assessed were found perfect, under the same cap as far as
                  it comes from what is known; 1 while nothing is
    uncapped      the same product before the cap
    rating        weighted mean of what is assessed
    coverage      weight of what is assessed, of all; 1 - coverage is the share not assessed
    freshness     what is left of it by age
    capped_by     critical criteria that are missing, stale or rated too low
    """

    on: date
    edition: str
    value: float | None
    at_most: float
    uncapped: float | None
    rating: float | None
    coverage: float
    freshness: float | None
    capped_by: tuple[Reading, ...]
    readings: tuple[Reading, ...]

    @property
    def not_assessed(self) -> float:
        """Share of all, by weight, that nobody has looked at."""
        return 1 - self.coverage

    @property
    def is_capped(self) -> bool:
        """Whether it would be higher but for what is missing."""
        return self.value is not None and self.uncapped is not None and self.value < self.uncapped


def readiness(instrument: Instrument, items: Iterable[Item], today: date) -> Readiness:
    """How ready, from the evidence that there was on that day; what is dated later is left out, as is what the
    instrument does not ask for.

    >>> trained = Item("people_trained", 0.8, date(2026, 1, 1), 365)
    >>> found = readiness(DEFAULT, [trained], date(2026, 2, 1))
    >>> round(found.coverage, 2), round(found.value, 2), len(found.capped_by)
    (0.2, 0.16, 3)
    """
    total = sum(float(criterion.weight.value) for criterion in instrument.criteria)
    known = [item for item in items if item.on <= today]
    readings = tuple(
        _reading(criterion, [i for i in known if i.criterion == criterion.key], today, total)
        for criterion in instrument.criteria
    )
    assessed = [reading for reading in readings if reading.rating is not None]
    capped_by = tuple(r for r in readings if r.criterion.critical and not r.held)
    coverage = sum(reading.share for reading in assessed)
    if not assessed:
        return Readiness(today, instrument.edition, None, 1.0, None, None, 0.0, None, capped_by, readings)
    rated = sum(reading.share * (reading.rating or 0.0) for reading in assessed)
    product = sum(reading.adds for reading in assessed)
    aged = product / rated if rated else sum(r.share * (r.freshness or 0.0) for r in assessed) / coverage
    cap = float(CAP.value)
    at_most = min(1.0, product + 1 - coverage)
    if any(reading.state != "missing" for reading in capped_by):
        at_most = min(at_most, cap)
    value = min(product, cap) if capped_by else product
    return Readiness(
        on=today,
        edition=instrument.edition,
        value=value,
        at_most=max(at_most, value),
        uncapped=product,
        rating=rated / coverage,
        coverage=min(coverage, 1.0),
        freshness=aged,
        capped_by=capped_by,
        readings=readings,
    )


def _reading(criterion: Criterion, items: list[Item], today: date, total: float) -> Reading:
    share = float(criterion.weight.value) / total
    latest = _latest(items)
    if not latest:
        return Reading(criterion, "missing", None, None, share, 0.0, False, ())
    left = [worth(item, today) for item in latest]
    rating = sum(item.rating for item in latest) / len(latest)
    kept = sum(item.rating * each for item, each in zip(latest, left, strict=True)) / len(latest)
    freshness = kept / rating if rating else sum(left) / len(left)
    state = _state(freshness)
    held = rating >= HELD_FROM.value and state != "stale"
    return Reading(criterion, state, rating, freshness, share, share * kept, held, latest)


def _state(freshness: float) -> State:
    if freshness >= 1 - 1e-9:
        return "fresh"
    return "ageing" if freshness >= LAST_DAY.value - 1e-9 else "stale"


def _latest(items: list[Item]) -> tuple[Item, ...]:
    """The latest item of each part; of one day the stronger, then the one that promises less."""
    found: dict[str, Item] = {}
    for item in sorted(items, key=lambda i: (i.on, STRENGTHS[i.strength], -i.rating)):
        found[item.part] = item
    return tuple(found[part] for part in sorted(found))


@dataclass(frozen=True)
class Point:
    """One day of a series. `change` is None at the first point, at a break, and where either day has no value."""

    readiness: Readiness
    is_break: bool
    change: float | None


def in_force(instruments: Sequence[Instrument], on: date) -> Instrument:
    """The edition that holds on a day: the last to have begun. ValueError where none had.

    >>> in_force([DEFAULT], date(2026, 1, 1)).edition
    '1'
    """
    begun = [instrument for instrument in instruments if instrument.holds_from <= on]
    if not begun:
        raise ValueError(f"No edition holds on {on}.")
    return max(begun, key=lambda instrument: instrument.holds_from)


def series(instruments: Sequence[Instrument], items: Sequence[Item], days: Sequence[date]) -> list[Point]:
    """Readiness on each day, by the edition that held then. Across a change of edition nothing is compared:
    the point is marked as a break and has no change.

    days   in order; ValueError otherwise

    >>> [point.is_break for point in series([DEFAULT], [], [date(2026, 1, 1), date(2026, 2, 1)])]
    [False, False]
    """
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("The days of a series go forward.")
    points: list[Point] = []
    for day in days:
        now = readiness(in_force(instruments, day), items, day)
        before = points[-1].readiness if points else None
        is_break = before is not None and before.edition != now.edition
        change = None
        if before and not is_break and before.value is not None and now.value is not None:
            change = now.value - before.value
        points.append(Point(now, is_break, change))
    return points
