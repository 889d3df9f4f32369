"""One need, one offer as whole numbers for the allocation: kinds, checks and parts of the day as bits, times in ticks."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from rallyround.core.priority import points
from rallyround.register.kinds import KINDS, WHOLE_DAY, DayPart
from rallyround.register.models import Need, Offer, Severity
from rallyround.tasking import rules
from rallyround.tasking.shifts import NO_END, NO_START, ticks
from rallyround.tasking.ways import Closed
from rallyround.volunteers.models import CheckKind

KIND_NUMBERS = {key: number for number, key in enumerate(KINDS)}
CHECK_NUMBERS = {key: number for number, key in enumerate([*CheckKind.values, rules.ADULT])}
DISTANCE_MATTERS = np.array([kind.distance_matters for kind in KINDS.values()])
URGENT = {Severity.DANGER, Severity.SERIOUS}

NEED_COLUMNS = ("x", "y", "category", "checks", "base", "reported", "places", "start", "end", "parts")
OFFER_COLUMNS = ("x", "y", "skills", "checks", "travel", "start", "end", "parts", "capacity")


def need_parts(need: Need) -> int:
    """The parts of the day in which help may come. Where nobody said, nobody is woken for what is not serious."""
    said = need.window_start is not None or need.window_end is not None
    return WHOLE_DAY if said or need.severity in URGENT else WHOLE_DAY & ~DayPart.NIGHT


def need_columns(need: Need, level: str) -> tuple[int, ...]:
    """`NEED_COLUMNS` of a need that somebody may be sent to. `base`: its points without those of waiting."""
    x, y = rules.need_place(need) or (0, 0)
    return (
        x,
        y,
        KIND_NUMBERS[need.kind],
        check_mask(rules.demanded(KINDS[need.kind], level)),
        points(need.severity, need.risk, 0).total,
        ticks(need.reported_at),
        rules.places_in(need),
        NO_START if need.window_start is None else ticks(need.window_start),
        NO_END if need.window_end is None else ticks(need.window_end),
        int(need_parts(need)),
    )


def offer_columns(offer: Offer, checks: set[str], closed: Closed, *, measured: bool) -> tuple[int, ...]:
    """`OFFER_COLUMNS` of an offer that tasks may be given to."""
    x, y = rules.offer_place(offer) or (0, 0)
    return (
        x,
        y,
        skill_mask(offer, closed, measured=measured),
        check_mask(rules.passed(offer, checks)),
        offer.max_travel_m,
        NO_START if offer.available_from is None else ticks(offer.available_from),
        NO_END if offer.available_until is None else ticks(offer.available_until),
        offer.day_parts,
        offer.capacity,
    )


def skill_mask(offer: Offer, closed: Closed, *, measured: bool) -> int:
    """The kinds that it can serve. Who is in a no-go area or nowhere known still helps by telephone."""
    place = rules.offer_place(offer)
    can_go = not closed.holds(place) if place is not None else not (measured or closed)
    return sum(
        1 << KIND_NUMBERS[kind.key]
        for kind in KINDS.values()
        if kind.skill in offer.skills and (can_go or not kind.distance_matters)
    )


def check_mask(checks: Iterable[str]) -> int:
    """Checks as bits."""
    return sum(1 << CHECK_NUMBERS[check] for check in checks)


def checks_in(mask: int) -> list[str]:
    """The checks that a mask holds."""
    return list(_checks_in(mask))


@lru_cache(maxsize=1024)  # asked for each pair of a plan
def _checks_in(mask: int) -> tuple[str, ...]:
    return tuple(check for check, number in CHECK_NUMBERS.items() if mask >> number & 1)
