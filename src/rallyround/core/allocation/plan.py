"""Who helps whom: the plan, its value and the proof that no other is worth more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.candidates import Pairs, eligible_pairs
from rallyround.core.allocation.optimum import best_units, offer_prices, upper_bound
from rallyround.core.allocation.problem import (
    COUNT_LIMIT,
    IntArray,
    Needs,
    Offers,
    Problem,
    state_problem,
    value_limit,
    whole_numbers,
)

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Statistics:
    """A plan in numbers: slots and points asked and met, capacity, pairs looked at, metres travelled."""

    slots_asked: int
    slots_met: int
    capacity: int
    points_asked: int
    points_met: int
    metres: int
    pairs: int


@dataclass(frozen=True, eq=False)
class Plan:
    """Who helps whom. Entry k says: offer[k] gives units[k] slots to need[k].

    need, offer, units   int64 arrays of equal length, by need and then by offer
    value                metres: Σ units × (metres per point × priority - distance)
    upper_bound          metres: no plan is worth more; follows from `prices` and `pairs` alone
    gap                  (upper_bound - value) / upper_bound; 0 is the proven optimum
    met                  int64 by need: slots met
    prices               int64 by offer, metres: what one more slot of it would be worth, at least 0
    """

    need: IntArray
    offer: IntArray
    units: IntArray
    value: int
    upper_bound: int
    gap: float
    met: IntArray
    prices: IntArray
    pairs: Pairs
    pair_units: IntArray
    demand: IntArray
    capacity: IntArray
    statistics: Statistics
    problem: Problem | None = None


def allocate(
    needs: Needs,
    offers: Offers,
    *,
    passable: npt.ArrayLike | None = None,
    metres_per_priority_point: int = 1000,
    gap: float = 0.001,
    time_limit: float | None = None,
    threads: int | None = None,
    distance_matters: npt.ArrayLike | None = None,
    fairness: object | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    forbidden: npt.ArrayLike | None = None,
) -> Plan:
    """The plan of the greatest value: Σ units × (metres_per_priority_point × priority - distance).

    A pair is eligible when the offer holds the need's category as a skill and all its checks, they share a
    shift, the way from the offer's zone to the need's is passable, and the floor of the straight-line
    distance is within the offer's maximum. Only pairs worth more than nothing are used.

    passable           bool [zone of the offer, zone of the need]; None: every way is open
    gap                relative gap that would do, 0 to 1; the plan is the proven optimum whatever is given
    threads            accepted and without effect: the solver uses one; the plan is the same for any number
    distance_matters   bool by category; where False any distance will do and it counts as 0. None: everywhere
    forbidden          pairs (need, offer) that may not be matched, such as a refusal remembered
    progress           called with the name of the stage and the share done, 0 to 1

    What is already agreed is not asked again: take it off demand and capacity before the call. `time_limit`,
    `fairness` and `executor` are not served and must be None. The same input gives the same plan.
    Raises ValueError naming field and index for what cannot be right.

    >>> needs = Needs(x=[0, 0], y=[0, 900], category=[0, 0], checks=[0, 0], priority=[5, 9],
    ...               demand=[1, 1], window=[1, 1])
    >>> offers = Offers(x=[0], y=[1000], skills=[1], checks=[0], max_travel=[3000], availability=[1],
    ...                 capacity=[1])
    >>> plan = allocate(needs, offers)
    >>> plan.need, plan.offer, plan.value, plan.gap
    (array([1]), array([0]), 8900, 0.0)
    """
    for name, value in (("time_limit", time_limit), ("fairness", fairness), ("executor", executor)):
        if value is not None:
            raise ValueError(f"{name} is not served: leave it out.")
    _check_gap(gap)
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}: it must be at least 1.")
    tell = progress or _quiet
    problem = state_problem(
        needs,
        offers,
        metres_per_priority_point=metres_per_priority_point,
        passable=passable,
        distance_matters=distance_matters,
        forbidden=forbidden,
    )
    tell("pairs", 0.0)
    pairs = eligible_pairs(problem)
    return _solved(pairs, needs.demand, offers.capacity, tell, problem)


def solve_pairs(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    value: npt.ArrayLike,
    demand: npt.ArrayLike,
    capacity: npt.ArrayLike,
    *,
    gap: float = 0.0,
) -> Plan:
    """The same for a list of pairs: pair k may match need[k] with offer[k] and is worth value[k] a unit.

    demand by need and capacity by offer say how many there are of each. Pairs worth nothing or less are never
    used. Always the proven optimum. Raises ValueError naming field and index, also for a pair given twice.

    >>> plan = solve_pairs([0, 0, 1], [0, 1, 0], [5, 4, 3], demand=[1, 1], capacity=[1, 1])
    >>> plan.value, plan.offer
    (7, array([1, 0]))
    """
    _check_gap(gap)
    demand = whole_numbers("demand", demand, 0, COUNT_LIMIT)
    capacity = whole_numbers("capacity", capacity, 0, COUNT_LIMIT)
    need = whole_numbers("need", need, 0, len(demand) - 1)
    offer = whole_numbers("offer", offer, 0, len(capacity) - 1)
    limit = value_limit(demand, capacity)
    value = whole_numbers("value", value, -limit, limit)
    if not len(need) == len(offer) == len(value):
        raise ValueError(
            f"need, offer and value must be equally long, not {len(need)}, {len(offer)} and {len(value)}."
        )
    order = np.lexsort((offer, need))
    twice = np.flatnonzero((np.diff(need[order]) == 0) & (np.diff(offer[order]) == 0))
    if twice.size:
        at = int(order[twice[0] + 1])
        raise ValueError(f"need[{at}] and offer[{at}] are a pair given twice.")
    useful = (value > 0) & (demand[need] > 0) & (capacity[offer] > 0)
    order = order[useful[order]]
    start = np.zeros(len(demand) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need[order], minlength=len(demand)), out=start[1:])
    pairs = Pairs(start, offer[order], np.zeros(len(order), dtype=np.int64), value[order])
    return _solved(pairs, demand, capacity, _quiet, None)


def _solved(
    pairs: Pairs, demand: IntArray, capacity: IntArray, tell: Progress, problem: Problem | None
) -> Plan:
    tell("optimum", 0.3)
    units = best_units(pairs, demand, capacity)
    tell("proof", 0.9)
    prices = offer_prices(pairs, units, demand, capacity)
    bound = upper_bound(pairs, prices, demand, capacity)
    value = int(units @ pairs.value)
    chosen = np.flatnonzero(units)
    need = pairs.need[chosen]
    met = np.zeros(len(demand), dtype=np.int64)
    np.add.at(met, need, units[chosen])
    points = problem.needs.priority if problem is not None else np.zeros(len(demand), dtype=np.int64)
    tell("done", 1.0)
    return Plan(
        need=need,
        offer=pairs.offer[chosen],
        units=units[chosen],
        value=value,
        upper_bound=bound,
        gap=(bound - value) / bound if bound else 0.0,
        met=met,
        prices=prices,
        pairs=pairs,
        pair_units=units,
        demand=demand,
        capacity=capacity,
        statistics=Statistics(
            slots_asked=int(demand.sum()),
            slots_met=int(met.sum()),
            capacity=int(capacity.sum()),
            points_asked=int(demand @ points),
            points_met=int(met @ points),
            metres=int(units @ pairs.distance),
            pairs=len(pairs),
        ),
        problem=problem,
    )


def _check_gap(gap: float) -> None:
    if not 0 <= gap < 1:
        raise ValueError(f"gap is {gap}: it must be at least 0 and below 1.")


def _quiet(stage: str, done: float) -> None:
    """Nobody asked to be told."""
