"""The pairs that a plan chose from, for some needs or in turn, without renumbering them all.

`Plan.pairs` gives every pair in the caller's numbers; for 10,000 needs that takes longer than to make the plan anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation.board import board_of, inverse
from rallyround.core.allocation.candidates import list_pairs
from rallyround.core.allocation.compiled import all_threads, kernel
from rallyround.core.allocation.pairs import Costs, Extras, Ints32, Rows
from rallyround.core.allocation.plan import Plan, by_caller
from rallyround.core.allocation.problem import IntArray, Problem, expect, whole_numbers
from rallyround.core.allocation.rules import in_turn


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
    engine = plan.engine
    needs = whole_numbers("needs", needs, 0, len(plan.demand) - 1)
    places = by_caller(np.arange(len(engine.need_order)), engine.need_order)
    return _choices(engine.rows, places[needs], engine.stakes.capacity, engine.offer_order)


def choices_in(problem: Problem, threads: int | None = None) -> Choices:
    """The same for every need of a problem that no plan was made for; `eligible_pairs` has them in order, and takes longer.

    >>> from rallyround.core.allocation import Needs, Offers, Problem
    >>> needs = Needs(x=[0], y=[0], category=[0], checks=[0], priority=[5], demand=[1], window=[1])
    >>> offers = Offers(x=[5], y=[0], skills=[1], checks=[0], max_travel=[50], availability=[1], capacity=[1])
    >>> choices_in(Problem(needs, offers)).distance.tolist()
    [5]
    """
    expect("problem", problem, Problem, ": Problem(needs, offers), or the `problem` of a plan")
    board = board_of(problem)
    rows = list_pairs(board, threads or all_threads())
    return _choices(rows, inverse(board.need_order), board.offers.capacity, board.offer_order)


def _choices(rows: Rows, needs: IntArray, capacity: IntArray, offer_order: IntArray) -> Choices:
    """Those of some needs; needs and capacity in the engine's numbering."""
    columns = rows.begin, rows.end, rows.offer, rows.cost, rows.extras
    start = np.zeros(len(needs) + 1, dtype=np.int64)
    np.cumsum(_count(needs, *columns, capacity), out=start[1:])
    offer, metres = np.empty(start[-1], dtype=np.int64), np.empty(start[-1], dtype=np.int32)
    _write(needs, *columns, capacity, offer_order, offer, metres)
    return Choices(start, offer, metres)


@kernel
def _count(
    needs: IntArray,
    begin: IntArray,
    end: IntArray,
    offer: Ints32,
    _cost: Costs,
    extras: Extras,
    capacity: IntArray,
) -> IntArray:
    """How many offers with something to give could serve each of the needs; int64."""
    counts = np.zeros(len(needs), dtype=np.int64)
    for k in range(len(needs)):
        for pair in range(begin[needs[k]], end[needs[k]]):
            counts[k] += capacity[offer[pair]] > 0
        link = extras.head[needs[k]]
        while link >= 0:
            counts[k] += capacity[extras.offer[link]] > 0
            link = extras.next[link]
    return counts


@kernel
def _write(
    needs: IntArray,
    begin: IntArray,
    end: IntArray,
    offer: Ints32,
    cost: Costs,
    extras: Extras,
    capacity: IntArray,
    order: IntArray,
    offers: IntArray,
    metres: Ints32,
) -> None:
    """Write these offers in the caller's numbers, order int64 by offer, and their metres, need by need."""
    at = 0
    for i in needs:
        for pair in range(begin[i], end[i]):
            if capacity[offer[pair]] > 0:
                offers[at], metres[at] = order[offer[pair]], cost[pair]
                at += 1
        link = extras.head[i]
        while link >= 0:  # pairs with offers that came later hang on chains
            if capacity[extras.offer[link]] > 0:
                offers[at], metres[at] = order[extras.offer[link]], extras.cost[link]
                at += 1
            link = extras.next[link]


def first_come_in(plan: Plan, arrived: IntArray) -> Turns:
    """What first come, first served would have done with the pairs of a plan: each need takes the nearest left.

    arrived   int64 by need: when it came; what is held is aside
    """
    engine = plan.engine
    choices = choices_of(plan, np.arange(len(plan.demand)))
    wanted = by_caller(engine.stakes.demand, engine.need_order)
    left = by_caller(engine.stakes.capacity, engine.offer_order)
    before = wanted.copy()
    turns = np.argsort(arrived, kind="stable")
    units = in_turn(turns, choices.start, choices.offer, choices.distance, wanted, left)
    return Turns(before - wanted, int(units @ choices.distance))
