"""A share of its help guaranteed to each place: what can be chosen, what it costs, and where it cannot be kept.

Without a guarantee the plan sends help where it does most, and a place that is far away may get little. With one, each
district gets its share of the helpers that it asks for, also where that serves less urgent needs first. The engine
solves that exactly, by min-cost flow, so each plan is made from nothing and takes longer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rallyround.core.allocation import MaxMin, MinimumShare, Needs, Plan, solve_pairs
from rallyround.core.allocation.problem import BoolArray
from rallyround.tasking.choices import lists
from rallyround.tasking.columns import Columns

if TYPE_CHECKING:
    from rallyround.tasking.drafting import Draft
    from rallyround.tasking.settling import Settled

EVEN = "even"
GUARANTEES: Mapping[str, MinimumShare | MaxMin] = {
    "25": MinimumShare(0.25),
    "50": MinimumShare(0.5),
    "75": MinimumShare(0.75),
    EVEN: MaxMin(),
}


def by_district(built: Columns, needs: Needs) -> tuple[list[str], Needs]:
    """The districts in order, and the needs with the number of theirs."""
    names = sorted({need.district for need in built.need_rows})
    numbers = {name: number for number, name in enumerate(names)}
    return names, replace(
        needs, area=np.array([numbers[need.district] for need in built.need_rows], dtype=np.int64)
    )


def consequences(made: "Draft", without: "Settled") -> dict[str, Any]:
    """What the guarantee costs beside the best plan without it, and the districts where it cannot be kept.

    Both plans propose only helpers who can come together.
    short   by district: places asked for, met, and the most that could be met if all helpers were there for it alone
    """
    shares, before, now = made.plan.shares, without.proposed, made.proposed
    assert shares is not None
    names, needs = by_district(made.built, made.built.needs)
    assert needs.area is not None
    asked, met = (
        np.bincount(needs.area, weights=places, minlength=len(names)).astype(np.int64)
        for places in (now.demand, now.met)
    )
    quota = np.zeros_like(asked)
    quota[: len(shares.quota)] = shares.quota
    short = sorted({*shares.short, *np.flatnonzero(met < quota).tolist()})
    alone = (
        dict(zip(shares.area.tolist(), shares.alone.tolist(), strict=True))
        if shares.alone is not None
        else {number: _alone(made.plan, needs.area == number) for number in short}
    )
    return {
        "rule": made.guarantee,
        "price_metres": without.value - made.settled.value,
        "without": {"slots_met": before.slots_met, "points_met": before.points_met, "metres": before.travel},
        "short": {names[number]: [int(asked[number]), int(met[number]), alone[number]] for number in short},
    }


def _alone(plan: Plan, here: BoolArray) -> int:
    """The most places of a district that could be met if nobody else asked for anybody."""
    needs = np.flatnonzero(here & (plan.demand > 0))
    could = lists(plan, needs)
    need = np.repeat(np.arange(len(needs)), could.lengths)
    found = solve_pairs(
        need, could.offer, np.ones(len(need), dtype=np.int64), plan.demand[needs], plan.capacity
    )
    return int(found.value)
