"""Which way to solve, and what each way gives: min-cost flow, auction, or the best that can be had in time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.apart import solve_apart
from rallyround.core.allocation.certificate import Stakes, upper_bound
from rallyround.core.allocation.flow import best_units, least_prices
from rallyround.core.allocation.hurry import solve_in_bulk, solve_in_turn
from rallyround.core.allocation.pairs import Ints32, Rows
from rallyround.core.allocation.phases import Task, auction, metres_gap
from rallyround.core.allocation.plan import Chosen, Solution
from rallyround.core.allocation.problem import IntArray

Progress = Callable[[str, float], None]

SMALL = 20_000  # pairs: so few are solved exactly, whatever gap would do, in less time than anyone notices
FLOW_NEEDS = 100_000  # gaps that whole metres do not reach: up to so many needs are solved by min-cost flow
FLOW_PAIRS = (
    60_000_000  # more, and the flow has no room: the gap that the auction reaches is the smallest there is
)
JUST_OVER = 1.01
SLOT_LIMIT = 30_000_000  # slots or units: more are left to the flow, which does not lay them out one by one
COST_LIMIT = 2**31 - 1  # metres that a pair may cost in the auction
FLOW_SECONDS = 6e-6  # a pair: what the min-cost flow takes, and as much again
FINEST = 2**61  # what the finest prices must stay below


def best_solution(task: Task, executor: Executor | None = None) -> Solution:
    """The way that suits the size; with an executor, independent parts apart."""
    if executor is not None:
        return solve_apart(task, executor, SMALL, best_solution)
    rows, stakes = task.rows, task.stakes
    if len(rows) <= SMALL or (task.deadline is None and not by_auction(rows, stakes, task.gap)):
        return solve_by_flow(rows, stakes, task.threads)
    if not compiled.NUMBA:
        return solve_by_flow(rows, stakes, task.threads) if _flow_ends_in_time(task) else solve_in_turn(task)
    if not fits_auction(rows, stakes):
        return solve_in_bulk(task, SLOT_LIMIT, FINEST)
    coarse = max(task.gap, JUST_OVER * metres_gap(stakes))
    hurried = task.deadline is not None or len(rows) > FLOW_PAIRS
    solution = solve_by_auction(replace(task, gap=coarse) if hurried else task)
    if solution.bound - solution.value > task.gap * solution.bound and _flow_ends_in_time(task):
        return solve_by_flow(rows, stakes, task.threads)  # the auction has not proven enough
    return solution


def by_auction(rows: Rows, stakes: Stakes, gap: float) -> bool:
    """Whether the auction is the better way when there is no hurry; else it is the min-cost flow."""
    fine_by_flow = gap <= metres_gap(stakes) and len(stakes.demand) <= FLOW_NEEDS and len(rows) <= FLOW_PAIRS
    return compiled.NUMBA and not fine_by_flow and fits_auction(rows, stakes)


def fits_auction(rows: Rows, stakes: Stakes) -> bool:
    """Whether slots can be laid out one by one, and their prices counted as finely as an optimum needs."""
    slots, units = int(stakes.demand.sum()), int(stakes.capacity.sum())
    return (
        max(slots, units) <= SLOT_LIMIT
        and rows.cost.dtype == np.int32
        and 4 * int(stakes.worth.max(initial=0)) * (slots + 1) <= FINEST
    )


def _flow_ends_in_time(task: Task) -> bool:
    """The flow cannot be interrupted, and takes some 90 bytes a pair: it is begun only where it should end in time."""
    in_time = task.deadline is None or perf_counter() + FLOW_SECONDS * len(task.rows) <= task.deadline
    return in_time and len(task.rows) <= FLOW_PAIRS


def solve_by_flow(rows: Rows, stakes: Stakes, threads: int) -> Solution:
    """The optimum by OR-Tools, with the least prices that prove it."""
    need, offer, cost = rows.columns()
    value = stakes.worth[need] - cost
    units = best_units(need, offer, value, stakes.demand, stakes.capacity)
    price = least_prices(need, offer, value, units, stakes.demand, stakes.capacity)
    bound = upper_bound(rows, stakes, price, threads)
    used = np.flatnonzero(units)
    chosen = Chosen(need[used], offer[used], units[used], cost[used])
    return Solution(lambda: chosen, int(units @ value), bound.value, price, bound.gain)


def solve_by_auction(task: Task) -> Solution:
    """What the auction finds."""
    outcome = auction(task)
    slot_need = np.repeat(np.arange(len(task.stakes.demand)), task.stakes.demand)
    chosen = partial(chosen_slots, slot_need, outcome.slot_offer, outcome.slot_cost)
    bound = outcome.bound
    return Solution(chosen, outcome.value, bound.value, bound.price, bound.gain, outcome.bids)


def chosen_slots(slot_need: IntArray | Ints32, slot_offer: Ints32, slot_cost: Ints32) -> Chosen:
    """The slots that somebody serves, one unit each."""
    served = np.flatnonzero(slot_offer >= 0)
    return Chosen(
        need=slot_need[served].astype(np.int64),
        offer=slot_offer[served].astype(np.int64),
        units=np.ones(len(served), dtype=np.int64),
        cost=slot_cost[served].astype(np.int64),
    )


def check_wishes(gap: object, time_limit: object, threads: object) -> None:
    """ValueError for a gap, a time or a number of threads that cannot be.

    >>> check_wishes(0.1, None, 1.5)
    Traceback (most recent call last):
    ValueError: threads is 1.5: it must be a whole number, at least 1.
    """
    if not isinstance(gap, int | float) or not 0 <= gap < 1:
        raise ValueError(f"gap is {gap!r}: it must be at least 0 and below 1.")
    if time_limit is not None and (not isinstance(time_limit, int | float) or not time_limit >= 0):
        raise ValueError(f"time_limit is {time_limit!r}: it must be a number of seconds, at least 0.")
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise ValueError(f"threads is {threads!r}: it must be a whole number, at least 1.")


def quiet(stage: str, done: float) -> None:
    """Nobody asked to be told."""
