"""Ways in which people decide who helps whom without an engine, to set beside a plan.

Each goes by turns: whoever's turn it is gets the nearest who are left. They break no rule that `allocate` keeps;
what they lose is what somebody took who was not needed there most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.candidates import eligible_pairs
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.pairs import Costs, Ints32, Pairs
from rallyround.core.allocation.plan import as_rows, in_short
from rallyround.core.allocation.problem import MASK_LIMIT, IntArray, Problem, expect, read_only, whole_numbers

PROBLEM = ": Problem(needs, offers), or the `problem` of a plan"


@dataclass(frozen=True, eq=False)
class RulePlan:
    """Who helps whom by a rule. Entry k says: offer[k] gives units[k] slots to need[k], distance[k] metres away.

    need, offer, units, distance   int64 arrays of equal length, by need and then by offer
    value                          metres: Σ units × (metres per point × priority - distance), as of a `Plan`
    met                            int64 by need: slots met
    points_met                     Σ slots met × priority
    demand                         int64 by need: slots asked for
    """

    need: IntArray
    offer: IntArray
    units: IntArray
    distance: IntArray
    value: int
    met: IntArray
    points_met: int
    demand: IntArray

    def rows(self) -> list[dict[str, int]]:
        """The entries as dictionaries of need, offer, units and distance, ready for `csv.DictWriter`."""
        return as_rows(need=self.need, offer=self.offer, units=self.units, distance=self.distance)

    def __repr__(self) -> str:
        return f"RulePlan({in_short(self.demand, self.met)}, value {self.value:,})"


def first_come_first_served(
    problem: Problem, arrived: npt.ArrayLike | None = None, *, pairs: Pairs | None = None
) -> RulePlan:
    """Each need, in the order in which they arrived, gets the nearest who are left.

    arrived   whole numbers by need, lowest first; None: the needs are numbered as they arrived
    pairs     of `eligible_pairs(problem)`, where they are at hand

    Raises ValueError for an order that does not fit the needs.

    >>> from rallyround.core.allocation import Needs, Offers
    >>> needs = Needs(x=[0, 0], y=[0, 900], category=[0, 0], checks=[0, 0], priority=[5, 9],
    ...               demand=[1, 1], window=[1, 1])
    >>> offers = Offers(x=[0], y=[1000], skills=[1], checks=[0], max_travel=[3000], availability=[1],
    ...                 capacity=[1])
    >>> first_come_first_served(Problem(needs, offers)).need, most_urgent_first(Problem(needs, offers)).need
    (array([0]), array([1]))
    """
    return _needs_in_turn(problem, _order(problem, "arrived", arrived), pairs)


def most_urgent_first(
    problem: Problem, arrived: npt.ArrayLike | None = None, *, pairs: Pairs | None = None
) -> RulePlan:
    """The most urgent need gets the nearest who are left; of equals the one that arrived first.

    arrived, pairs   as for `first_come_first_served`
    """
    order = _order(problem, "arrived", arrived)
    return _needs_in_turn(problem, order[np.argsort(-problem.needs.priority[order], kind="stable")], pairs)


def longest_wait_first(problem: Problem, waited: npt.ArrayLike, *, pairs: Pairs | None = None) -> RulePlan:
    """The need that has waited longest gets the nearest who are left.

    waited   whole numbers by need, such as minutes since somebody last helped there. Counted from the arrival
             this is first come, first served
    """
    waits = whole_numbers("waited", waited, 0, MASK_LIMIT)
    return _needs_in_turn(problem, _order(problem, "waited", MASK_LIMIT - waits), pairs)


def self_selection(problem: Problem, *, seed: int = 1, pairs: Pairs | None = None) -> RulePlan:
    """People come in random order, and each takes the nearest need that is still open.

    seed    of the order
    pairs   of `eligible_pairs(problem)`, where they are at hand
    """
    expect("problem", problem, Problem, PROBLEM)
    pairs = pairs if pairs is not None else eligible_pairs(problem)
    by_offer = np.lexsort((pairs.need, pairs.offer))
    start = np.searchsorted(pairs.offer[by_offer], np.arange(len(problem.offers) + 1))
    units = np.zeros(len(pairs), dtype=np.int64)
    units[by_offer] = in_turn(
        np.random.default_rng(seed).permutation(len(problem.offers)),
        start,
        pairs.need[by_offer].astype(np.int32),
        pairs.distance[by_offer],
        problem.offers.capacity.copy(),
        problem.needs.demand.copy(),
    )
    return _plan(problem, pairs, units)


def _needs_in_turn(problem: Problem, order: IntArray, pairs: Pairs | None) -> RulePlan:
    pairs = pairs if pairs is not None else eligible_pairs(problem)
    units = in_turn(
        order,
        pairs.start,
        pairs.offer,
        pairs.distance,
        problem.needs.demand.copy(),
        problem.offers.capacity.copy(),
    )
    return _plan(problem, pairs, units)


def _order(problem: Problem, name: str, given: npt.ArrayLike | None) -> IntArray:
    """Needs by a number, lowest first, equals as they are numbered."""
    expect("problem", problem, Problem, PROBLEM)
    if given is None:
        return np.arange(len(problem.needs))
    numbers = whole_numbers(name, given, -MASK_LIMIT, MASK_LIMIT)
    if len(numbers) != len(problem.needs):
        raise ValueError(f"{name} has {len(numbers)} entries where there are {len(problem.needs)} needs.")
    return np.argsort(numbers, kind="stable")


def _plan(problem: Problem, pairs: Pairs, units: IntArray) -> RulePlan:
    used = np.flatnonzero(units)
    met = np.bincount(pairs.need[used], weights=units[used], minlength=len(problem.needs)).astype(np.int64)
    return RulePlan(
        need=read_only(pairs.need[used]),
        offer=read_only(pairs.offer[used].astype(np.int64)),
        units=read_only(units[used]),
        distance=read_only(pairs.distance[used].astype(np.int64)),
        value=int(units[used] @ pairs.value[used]),
        met=read_only(met),
        points_met=int(met @ problem.needs.priority),
        demand=problem.needs.demand,
    )


@kernel
def in_turn(
    order: IntArray,
    start: IntArray,
    other: Ints32 | IntArray,
    distance: Costs,
    wanted: IntArray,
    left: IntArray,
) -> IntArray:
    """Units on each pair when those in turn take from the nearest that are left; of equals the lowest number.

    start, other, distance   pairs of those whose turn it is: start[i] to start[i + 1]
    wanted, left             int64: units that each wants, and that each other has; both are changed
    """
    units = np.zeros(len(other), dtype=np.int64)
    for i in order:
        while wanted[i] > 0:
            nearest = -1
            for pair in range(start[i], start[i + 1]):
                if left[other[pair]] <= 0 or (nearest >= 0 and distance[pair] > distance[nearest]):
                    continue
                if nearest < 0 or distance[pair] < distance[nearest] or other[pair] < other[nearest]:
                    nearest = pair
            if nearest < 0:
                break
            taken = min(wanted[i], left[other[nearest]])
            wanted[i] -= taken
            left[other[nearest]] -= taken
            units[nearest] += taken
    return units
