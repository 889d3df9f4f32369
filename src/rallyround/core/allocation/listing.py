"""The pairs that a plan chose from, for some needs or in turn, without renumbering them all.

`Plan.pairs` gives every pair in the caller's numbers; for 10,000 needs that takes longer than to make the plan anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation.pairs import Costs, Ints32
from rallyround.core.allocation.plan import Plan
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.rules import first_come_first_served, in_turn


@dataclass(frozen=True, eq=False)
class Choices:
    """Who could serve each of some needs: those of the k-th are start[k] to start[k + 1] of offer and distance.

    start, offer   int64: offer in the caller's numbers, in no order
    distance       int32: metres
    """

    start: IntArray
    offer: IntArray
    distance: Ints32


@dataclass(frozen=True, eq=False)
class Turns:
    """What needs get when each takes its turn: slots met by need, and the metres that helpers travel in all."""

    met: IntArray
    metres: int


def choices_of(plan: Plan, needs: IntArray) -> Choices:
    """The offers with something to give that could serve these needs; needs int64, in the caller's numbers.

    >>> from rallyround.core.allocation import Needs, Offers, allocate
    >>> plan = allocate(
    ...     Needs(x=[0, 9], y=[0, 0], category=[0, 0], checks=[0, 0], priority=[5, 9], demand=[1, 1], window=[1, 1]),
    ...     Offers(x=[5], y=[0], skills=[1], checks=[0], max_travel=[50], availability=[1], capacity=[1]),
    ... )
    >>> choices = choices_of(plan, np.array([1]))
    >>> choices.start.tolist(), choices.offer.tolist(), choices.distance.tolist()
    ([0, 1], [0], [4])
    """
    rows, order = plan.engine.rows, plan.engine.need_order
    places = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))  # of a need that was altered, the last
    at = places[needs]
    lengths = rows.end[at] - rows.begin[at]
    first = np.cumsum(lengths) - lengths
    entry = np.repeat(rows.begin[at] - first, lengths) + np.arange(int(lengths.sum()))
    need, offer = np.repeat(np.arange(len(at)), lengths), rows.offer[entry]
    metres = rows.cost[entry].astype(np.int32)
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
    start = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need[able], minlength=len(at)), out=start[1:])
    return Choices(start, plan.engine.offer_order[offer[able]], metres[able])


def first_come_in(plan: Plan, arrived: IntArray) -> Turns:
    """What first come, first served would have done with the pairs of a plan: each need takes the nearest left.

    arrived   int64 by need: when it came; what is held is aside
    """
    assert plan.problem is not None
    rows, stakes = plan.engine.rows, plan.engine.stakes
    if rows.extras.used[0]:  # offers that came since the pairs were listed
        anew = first_come_first_served(plan.problem, arrived)
        return Turns(anew.met, int(anew.units @ anew.distance))
    order = plan.engine.need_order
    # A row lies from begin to end: as two rows of a list, of which the second is never asked.
    start = np.empty(2 * len(order) + 1, dtype=np.int64)
    start[0:-1:2], start[1::2], start[-1] = rows.begin, rows.end, 0
    wanted = np.zeros(2 * len(order), dtype=np.int64)
    wanted[::2] = stakes.demand
    cost: Costs = rows.cost
    turns = 2 * np.lexsort((order, arrived[order]))
    units = in_turn(turns, start, rows.offer, cost, wanted, stakes.capacity.copy())
    met = np.zeros(len(plan.demand), dtype=np.int64)
    np.add.at(met, order, stakes.demand - wanted[::2])
    used = np.flatnonzero(units)
    return Turns(met, int(units[used] @ cost[used]))
