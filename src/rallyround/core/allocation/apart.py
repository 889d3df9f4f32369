"""Boards that fall apart: parts without a pair between them are solved apart, by any executor, to the same plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.market import lists_of, no_ground
from rallyround.core.allocation.pairs import Costs, Ints32, rows_of
from rallyround.core.allocation.parts import whole
from rallyround.core.allocation.phases import Task
from rallyround.core.allocation.plan import Chosen, Solution
from rallyround.core.allocation.problem import IntArray

Solve = Callable[[Task], Solution]


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a board that has no pair with the rest; needs and offers are its own numbers in the whole.

    until   time of day in seconds at which the part has to stop, or None
    """

    needs: IntArray
    offers: IntArray
    start: IntArray
    offer: Ints32
    cost: Costs
    stakes: Stakes
    gap: float
    until: float | None
    solve: Solve


class Solved(NamedTuple):
    """What an executor hands back: the choice, in the numbers of the part, with its proof."""

    chosen: Chosen
    value: int
    bound: int
    price: IntArray
    gain: IntArray
    bids: int


def solve_apart(task: Task, executor: Executor, small: int, solve: Solve) -> Solution:
    """Each part by the executor. Neighbouring parts go together while they have no more than `small` pairs.

    `solve` must be a function of a module, so that other processes find it.
    """
    until = None if task.deadline is None else time.time() + task.deadline - time.perf_counter()
    parts = _parts(task, small, until, solve)
    solved = []
    for number, result in enumerate(executor.map(solve_part, parts), start=1):
        solved.append(result)
        task.tell("optimum", 0.3 + 0.6 * number / len(parts))
    price, gain = np.zeros(len(task.stakes.capacity), dtype=np.int64), np.zeros_like(task.stakes.demand)
    nothing = np.zeros(0, dtype=np.int64)
    columns = [Chosen(nothing, nothing, nothing, nothing)]
    for part, result in zip(parts, solved, strict=True):
        price[part.offers], gain[part.needs] = result.price, result.gain
        columns.append(
            result.chosen._replace(
                need=part.needs[result.chosen.need], offer=part.offers[result.chosen.offer]
            )
        )
    chosen = Chosen(*(np.concatenate(column) for column in zip(*columns, strict=True)))
    return Solution(
        lambda: chosen,
        sum(result.value for result in solved),
        sum(result.bound for result in solved),
        price,
        gain,
        sum(result.bids for result in solved),
    )


def solve_part(part: Part) -> Solved:
    """Solve one part with one thread, here or in another process."""
    rows = rows_of(part.start, part.offer, part.cost)
    needs, offers = len(part.needs), len(part.offers)
    deadline = None if part.until is None else time.perf_counter() + part.until - time.time()
    task = Task(
        rows=rows,
        stakes=part.stakes,
        ground=no_ground,
        lists=lambda: lists_of(rows, offers),
        parts=whole(needs, offers),
        gap=part.gap,
        threads=1,
        deadline=deadline,
        tell=lambda _stage, _done: None,
    )
    solution = part.solve(task)
    return Solved(
        solution.chosen(), solution.value, solution.bound, solution.price, solution.gain, solution.bids
    )


def _parts(task: Task, small: int, until: float | None, solve: Solve) -> list[Part]:
    """The parts, in the order of their first needs."""
    need, offer, cost = task.rows.columns()
    stakes = task.stakes
    root = components(need, offer, len(stakes.demand), len(stakes.capacity))
    of_pair = root[need]
    roots, pairs = np.unique(of_pair, return_counts=True)  # a root is its part's first need
    bundle, filled, bundles = np.zeros(len(roots), dtype=np.int64), 0, -1
    for at, count in enumerate(pairs.tolist()):
        if bundles < 0 or filled + count > small:
            bundles, filled = bundles + 1, 0
        bundle[at] = bundles
        filled += count
    bundle_of = np.full(len(root), -1)
    bundle_of[roots] = bundle
    bundle_of = bundle_of[root]
    parts = []
    for number in range(bundles + 1):
        needs = np.flatnonzero(bundle_of[: len(stakes.demand)] == number)
        offers = np.flatnonzero(bundle_of[len(stakes.demand) :] == number)
        own = np.flatnonzero(bundle_of[need] == number)
        parts.append(
            Part(
                needs=needs,
                offers=offers,
                start=np.searchsorted(need[own], np.append(needs, len(stakes.demand))),
                offer=np.searchsorted(offers, offer[own]).astype(np.int32),
                cost=cost[own].astype(task.rows.cost.dtype),
                stakes=Stakes(stakes.worth[needs], stakes.demand[needs], stakes.capacity[offers]),
                gap=task.gap,
                until=until,
                solve=solve,
            )
        )
    return parts


@kernel
def components(need: IntArray, offer: IntArray, needs: int, offers: int) -> IntArray:
    """For each need, and then for each offer, the lowest of those that pairs join it to (union by lowest, Tarjan 1975).

    need, offer   int64 by pair; offers are numbered behind the needs
    """
    parent = np.arange(needs + offers)
    for pair in range(len(need)):
        one, other = need[pair], needs + offer[pair]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if one < other:
            parent[other] = one
        else:
            parent[one] = other
    for node in range(len(parent)):
        parent[node] = parent[parent[node]]
    return parent
