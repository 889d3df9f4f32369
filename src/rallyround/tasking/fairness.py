"""What a plan is worth beside first come, first served, and how evenly it helps by place and by risk."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from rallyround.core.allocation import choices_of
from rallyround.register.models import Need
from rallyround.tasking import masks
from rallyround.tasking.calendars import column
from rallyround.tasking.drafting import Draft
from rallyround.tasking.turns import Listed, in_turn_together


def comparison(made: Draft) -> dict[str, int]:
    """Places met, points met and metres if each need in turn, the first that came first, took the nearest helper left.

    By the rules of the plan: the helpers of one need come at one time. Needs ask for any time, as on the board.
    """
    built, plan, terms = made.built, made.plan, made.settled.terms
    every = choices_of(plan, np.arange(len(plan.demand)))
    timed = terms.needs
    could = made.at_any_time
    place = np.full(len(plan.demand), -1)
    place[timed] = np.arange(len(timed))
    left_open = plan.demand.copy()
    travelled = in_turn_together(
        np.argsort(column(built.board.needs.fixed, masks.NEED_COLUMNS, "reported"), kind="stable"),
        Listed(every.start, every.offer, every.distance),
        Listed(could.start, could.offer, could.metres.astype(np.int32)),
        place,
        left_open,
        plan.capacity.copy(),
        *made.settled.calendar,
    )
    met = plan.demand - left_open
    return {
        "slots_met": int(met.sum()),
        "points_met": int(met @ built.needs.priority),
        "metres": travelled,
    }


def equity(made: Draft) -> dict[str, dict[str, list[int]]]:
    """By district and by risk: places asked for, places met, and needs that ask."""
    return {
        "district": _shares(made, lambda need: need.district),
        "risk": _shares(made, lambda need: need.risk),
    }


def _shares(made: Draft, group: Callable[[Need], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    asked, met = made.proposed.demand.tolist(), made.proposed.met.tolist()
    for number in np.flatnonzero(made.proposed.demand).tolist():
        counts = found[group(made.built.need_rows[number])]
        counts[0] += asked[number]
        counts[1] += met[number]
        counts[2] += 1
    return dict(found)
