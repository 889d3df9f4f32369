"""Pairs that were given with their values, such as a published assignment instance."""

from __future__ import annotations

from concurrent.futures import Executor
from time import perf_counter

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.compiled import all_threads
from rallyround.core.allocation.market import lists_of, no_ground
from rallyround.core.allocation.pairs import Rows, rows_of
from rallyround.core.allocation.parts import whole
from rallyround.core.allocation.phases import Task
from rallyround.core.allocation.plan import Engine, Plan, nothing_held
from rallyround.core.allocation.problem import COUNT_LIMIT, value_limit, whole_numbers
from rallyround.core.allocation.solvers import COST_LIMIT, best_solution, check_wishes, quiet


def solve_pairs(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    value: npt.ArrayLike,
    demand: npt.ArrayLike,
    capacity: npt.ArrayLike,
    *,
    gap: float = 0.0,
    time_limit: float | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
) -> Plan:
    """The plan of the greatest value for pairs that are given: pair k may match need[k] with offer[k].

    need, offer, value   whole numbers by pair: rows, counted from 0, and what one unit of the pair is worth
    demand, capacity     whole numbers by need and by offer: how many units there are of each
    gap, time_limit, threads, executor   as for `allocate`; here gap is 0 unless said otherwise

    A pair worth nothing or less is never used, so values that are all negative give an empty plan. Where you have
    costs and not values, say what it is worth to serve a need at all and take the cost off it: `value = worth - cost`.
    A pair dearer than that stays unused. With a worth above the dearest cost times the number of units, as many units
    as can be are matched, and in the cheapest way. `Plan.distance` is how much less a pair is worth than the best
    pair of its need. Such a plan has no `problem`: it can be neither explained nor replanned.

    Raises ValueError naming field and index, also for a pair given twice.

    >>> plan = solve_pairs([0, 0, 1], [0, 1, 0], [5, 4, 3], demand=[1, 1], capacity=[1, 1])
    >>> plan.value, plan.offer
    (7, array([1, 0]))
    >>> cost = np.array([30, 50, 20])
    >>> worth = 1000  # more than all costs together: the most pairs, and of those the cheapest
    >>> cheapest = solve_pairs([0, 0, 1], [0, 1, 0], worth - cost, demand=[1, 1], capacity=[1, 1])
    >>> cheapest.offer, worth * int(cheapest.units.sum()) - cheapest.value
    (array([1, 0]), 70)
    """
    began = perf_counter()
    check_wishes(gap, time_limit, threads)
    rows, stakes = _given_rows(need, offer, value, demand, capacity)
    needs, offers = len(stakes.demand), len(stakes.capacity)
    engine = Engine(rows, stakes, np.arange(needs), np.arange(offers), None, [])
    task = Task(
        rows=rows,
        stakes=stakes,
        ground=no_ground,
        lists=lambda: lists_of(rows, offers),
        parts=whole(needs, offers),
        gap=gap,
        threads=threads or all_threads(),
        deadline=None if time_limit is None else began + time_limit,
        tell=quiet,
    )
    return Plan(best_solution(task, executor), engine, None, nothing_held())


def _given_rows(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    value: npt.ArrayLike,
    demand: npt.ArrayLike,
    capacity: npt.ArrayLike,
) -> tuple[Rows, Stakes]:
    """The useful pairs as rows; ValueError naming what cannot be right."""
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
    need, offer, value = need[order], offer[order], value[order]
    start = np.zeros(len(demand) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(demand)), out=start[1:])
    worth = np.zeros(len(demand), dtype=np.int64)
    np.maximum.at(worth, need, value)
    cost = worth[need] - value
    if cost.max(initial=0) <= COST_LIMIT:
        cost = cost.astype(np.int32)  # what the auction's kernels are compiled for
    rows = rows_of(start, offer.astype(np.int32), cost)
    return rows, Stakes(worth, demand, capacity)
