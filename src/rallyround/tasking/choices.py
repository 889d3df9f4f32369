"""The pairs that a plan chose from, need by need: who could come instead, and who is with whom.

Read where the engine keeps them: to renumber all pairs of 10,000 needs takes longer than to make the plan anew.
"""

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation import Plan, RulePlan, first_come_first_served
from rallyround.core.allocation.pairs import Costs, Ints32
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.allocation.rules import in_turn

NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Lists:
    """Who could serve each of some needs: those of the k-th are start[k] to start[k + 1] of offer and metres.

    helps   bool: who serves the need in the plan
    """

    start: IntArray
    offer: IntArray
    metres: Ints32
    helps: BoolArray

    @property
    def lengths(self) -> IntArray:
        return np.diff(self.start)

    def least(self, values: IntArray) -> IntArray:
        """The least of the values that stand at the entries of each need; `NOBODY` where it has none."""
        found = np.full(len(self.start) - 1, NOBODY)
        some = np.flatnonzero(self.lengths)
        if len(some):
            found[some] = np.minimum.reduceat(values, self.start[some])
        return found


def lists(plan: Plan, needs: IntArray) -> Lists:
    """Of offers that have anything to give, those that could serve these needs."""
    rows, order = plan.engine.rows, plan.engine.need_order
    places = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))  # of a need that was altered, the last
    at = places[needs]
    lengths = rows.end[at] - rows.begin[at]
    entry = np.repeat(rows.begin[at] - (np.cumsum(lengths) - lengths), lengths) + np.arange(
        int(lengths.sum())
    )
    need, offer, metres = (
        np.repeat(np.arange(len(at)), lengths),
        rows.offer[entry],
        rows.cost[entry].astype(np.int32),
    )
    chained, links = np.arange(len(at)), rows.extras.head[at]
    while (links >= 0).any():  # pairs with offers that came later hang on chains
        chained, links = chained[links >= 0], links[links >= 0]
        need = np.concatenate([need, chained])
        offer = np.concatenate([offer, rows.extras.offer[links]])
        metres = np.concatenate([metres, rows.extras.cost[links]])
        links = rows.extras.next[links]
    if len(need) > len(entry):
        by_need = np.argsort(need, kind="stable")
        need, offer, metres = need[by_need], offer[by_need], metres[by_need]
    able = plan.engine.stakes.capacity[offer] > 0
    need, whom, metres = need[able], plan.engine.offer_order[offer[able]], metres[able]
    start = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(at)), out=start[1:])
    return Lists(start, whom, metres, _helps(plan, needs, need, whom))


def _helps(plan: Plan, needs: IntArray, need: IntArray, offer: IntArray) -> BoolArray:
    """Which of the entries are pairs of the plan: asked of the first helper of each need, then of the second."""
    helps = np.zeros(len(need), dtype=np.bool_)
    first, end = (np.searchsorted(plan.need, needs, side=side) for side in ("left", "right"))
    turn = 0
    while (first + turn < end).any():
        more = first + turn < end
        helper = np.full(len(needs), -1)
        helper[more] = plan.offer[(first + turn)[more]]
        helps |= offer == helper[need]
        turn += 1
    return helps


@dataclass(frozen=True)
class Served:
    """What a way of deciding comes to: by need the slots met, and the metres that helpers travel in all."""

    met: IntArray
    metres: int


def first_come(plan: Plan, arrived: IntArray) -> Served:
    """What first come, first served would have done with the same pairs: each need in turn takes the nearest left."""
    assert plan.problem is not None
    rows, stakes = plan.engine.rows, plan.engine.stakes
    if rows.extras.used[0]:  # offers that came since the pairs were listed
        anew: RulePlan = first_come_first_served(plan.problem, arrived)
        return Served(anew.met, int(anew.units @ anew.distance))
    order = plan.engine.need_order
    # A row lies from begin to end: as two rows of a list, of which the second is never asked.
    start = np.empty(2 * len(order) + 1, dtype=np.int64)
    start[0:-1:2], start[1::2], start[-1] = rows.begin, rows.end, 0
    wanted = np.zeros(2 * len(order), dtype=np.int64)
    wanted[::2] = stakes.demand
    cost: Costs = rows.cost
    units = in_turn(
        2 * np.lexsort((order, arrived[order])), start, rows.offer, cost, wanted, stakes.capacity.copy()
    )
    met = np.zeros(len(plan.demand), dtype=np.int64)
    np.add.at(met, order, stakes.demand - wanted[::2])
    return Served(met, int(units @ cost))
