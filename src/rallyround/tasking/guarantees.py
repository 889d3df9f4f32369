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
from rallyround.core.allocation.problem import IntArray
from rallyround.tasking.columns import Columns

if TYPE_CHECKING:
    from rallyround.tasking.drafting import Draft

EVEN = "even"
GUARANTEES: Mapping[str, MinimumShare | MaxMin] = {
    "25": MinimumShare(0.25),
    "50": MinimumShare(0.5),
    "75": MinimumShare(0.75),
    EVEN: MaxMin(),
}


def by_district(built: Columns) -> tuple[list[str], Needs]:
    """The districts in order, and the needs with the number of theirs."""
    names = sorted({need.district for need in built.need_rows})
    numbers = {name: number for number, name in enumerate(names)}
    return names, replace(
        built.needs, area=np.array([numbers[need.district] for need in built.need_rows], dtype=np.int64)
    )


def consequences(made: "Draft", without: Plan) -> dict[str, Any]:
    """What the guarantee costs beside the best plan without it, and the districts where it cannot be kept.

    short   by district: places asked for, met, and the most that could be met if all helpers were there for it alone
    """
    shares = made.plan.shares
    assert shares is not None
    names, _needs = by_district(made.built)
    before = without.statistics
    return {
        "rule": made.guarantee,
        "price_metres": shares.price,
        "without": {
            "slots_met": before.slots_met,
            "points_met": before.points_met,
            "metres": before.metres,
        },
        "short": {
            names[number]: [int(shares.asked[number]), int(shares.met[number]), _alone(made, number)]
            for number in shares.short
        },
    }


def _alone(made: "Draft", district: int) -> int:
    """The most places of a district that could be met if nobody else asked for anybody."""
    plan = made.plan
    assert plan.problem is not None
    area: IntArray | None = plan.problem.needs.area
    assert area is not None
    pairs = plan.pairs
    here = area[pairs.need] == district
    need, offer = pairs.need[here], pairs.offer[here]
    return int(solve_pairs(need, offer, np.ones(len(need), dtype=np.int64), plan.demand, plan.capacity).value)
