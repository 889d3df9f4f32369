"""The reasons of a plan as data: why this helper, who would be next, why nobody. `reasons` has the words."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rallyround.core.allocation import Plan, Reason, explain
from rallyround.core.sources import whole_default
from rallyround.register.kinds import KINDS
from rallyround.tasking.columns import Columns
from rallyround.volunteers.rest import Spell

METRES_A_POINT = whole_default("allocation.metres_per_priority_point")


@dataclass(frozen=True)
class Pair:
    """One pair that the plan uses: positions in the columns, how many people, how far (None: no matter, or not known)."""

    row: int
    need: int
    offer: int
    units: int
    distance_m: int | None


def pair(built: Columns, plan: Plan, row: int) -> Pair:
    """The pair in that row of the plan's pairs."""
    need = int(np.searchsorted(plan.pairs.start, row, side="right")) - 1
    matters = built.measured and KINDS[built.need_rows[need].kind].distance_matters
    return Pair(
        row=row,
        need=need,
        offer=int(plan.pairs.offer[row]),
        units=int(plan.pair_units[row]),
        distance_m=int(plan.pairs.distance[row]) if matters else None,
    )


def why(built: Columns, plan: Plan, pair: Pair, when: Spell | None) -> dict[str, Any]:
    """Why this helper: skill, distance, urgency, room, when, and who would come next."""
    return {
        "skill": KINDS[built.need_rows[pair.need].kind].skill,
        "distance_m": pair.distance_m,
        "points": int(built.needs.priority[pair.need]),
        "free": int(built.offers.capacity[pair.offer]),
        "start": when[0].isoformat() if when else None,
        "next_best": next_best(built, plan, pair),
    }


def next_best(built: Columns, plan: Plan, pair: Pair) -> dict[str, Any] | None:
    """Who would come if this helper did not, at the prices that the plan proves itself by; None: nobody worth sending.

    A helper costs the way and what others would give for them. The difference, in points, is the least that the plan
    loses by the change.
    """
    first, end = int(plan.pairs.start[pair.need]), int(plan.pairs.start[pair.need + 1])
    rows = np.delete(np.arange(first, end), pair.row - first)
    if not len(rows):
        return None
    gains = plan.pairs.value[rows] - plan.prices[plan.pairs.offer[rows]]
    best = int(rows[np.argmax(gains)])
    if gains.max() < 0:
        return None
    own = int(plan.pairs.value[pair.row] - plan.prices[pair.offer])
    return {
        "code": built.offer_rows[int(plan.pairs.offer[best])].code,
        "metres_further": int(plan.pairs.distance[best] - plan.pairs.distance[pair.row]),
        "points": round(max(0, own - int(gains.max())) / METRES_A_POINT, 1),
    }


def why_not(built: Columns, plan: Plan, number: int, *, without_time: bool) -> dict[str, Any]:
    """Why what is left of this need stays open. `without_time`: some could have come, but never when it was possible."""
    explained = explain(plan, number)
    unmet, urgency = explained.unmet, int(built.needs.priority[number])
    if unmet is None:
        return {"code": str(Reason.OUTSIDE_HOURS), "points": urgency}
    code = str(unmet.reason)
    if unmet.reason is Reason.FORBIDDEN:
        if any(need == number for need, _offer in built.cut):
            code = str(Reason.WAY_CUT)
        elif without_time:
            code = str(Reason.OUTSIDE_HOURS)
    elif unmet.reason is Reason.CAPACITY_USED and unmet.least_urgent_need is None and explained.helpers:
        code = "not_together" if without_time else "more_missing"
    return {
        "code": code,
        "points": urgency,
        "slots": unmet.slots,
        "least_points": unmet.least_urgent_priority,
        "left": {str(reason): count for reason, count in unmet.left.items()},
    }
