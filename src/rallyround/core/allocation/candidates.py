"""Which offers could serve which needs: every eligible pair, never only the nearest few.

Pruning to the nearest loses more than a tenth of the optimum, because needs concentrate and then all name
the same offers. So all pairs are listed, once, into room that is taken as it is needed.
"""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock
from time import perf_counter

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.board import Board, board_of
from rallyround.core.allocation.compiled import all_threads, in_blocks
from rallyround.core.allocation.pairs import Ints32, Pairs, Rows, in_callers_numbers, no_extras, rows_of
from rallyround.core.allocation.problem import BoolArray, IntArray, Problem, expect
from rallyround.core.allocation.reach import offers_of_rows

PAIR_LIMIT = 600_000_000  # 8 bytes each: more than these and most machines have no memory left
# More places than pairs, as a share and in all: rows that change are written there. They cost no memory until they are.
ROOM, LEAST_ROOM = 0.2, 100_000
AT_LEAST = 20_000  # needs whose pairs are listed whatever the time
TIERS = 8  # by urgency, which take turns while there is time
SCRATCH = 500_000  # pairs that a thread has room for beside one row
CELLS = 1 << 21  # need × offer looked at in one go without compiled kernels: about 50 MB at the peak


def eligible_pairs(problem: Problem, threads: int | None = None) -> Pairs:
    """All pairs that break no rule and have a positive value.

    Skill held, checks a subset of those passed, a shift in common, way passable, distance within the
    offer's maximum (where distance matters), not forbidden, demand and capacity not zero.
    Raises ValueError beyond 600 million pairs.

    >>> from rallyround.core.allocation import Needs, Offers, Problem
    >>> needs = Needs(x=[0], y=[0], category=[0], checks=[0], priority=[5], demand=[1], window=[1])
    >>> offers = Offers(x=[30, 9000], y=[40, 0], skills=[1, 1], checks=[0, 0], max_travel=[50, 50],
    ...                 availability=[1, 1], capacity=[1, 1])
    >>> pairs = eligible_pairs(Problem(needs, offers))
    >>> pairs.offer.tolist(), pairs.distance.tolist(), pairs.value.tolist()
    ([0], [50], [4950])
    """
    expect("problem", problem, Problem, ": Problem(needs, offers), or the `problem` of a plan")
    board = board_of(problem)
    rows = list_pairs(board, threads or all_threads())
    return in_callers_numbers(
        rows, board.need_order, board.offer_order, board.needs.worth, board.offers.capacity
    )


def list_pairs(board: Board, threads: int) -> Rows:
    """The eligible pairs of a board; ValueError if they are more than memory holds."""
    return list_pairs_until(board, threads, None)[0]


def list_pairs_until(board: Board, threads: int, deadline: float | None) -> tuple[Rows, BoolArray]:
    """The same until a deadline on perf_counter, the most urgent needs first; bool by need: whether its pairs are listed.

    Those of the first 20,000 needs are listed whatever the time.
    """
    if not compiled.NUMBA:
        return _list_without_kernels(board, deadline)
    needs, offers, grids = board.needs, board.offers, board.offer_grids()
    count, known = len(needs.x), len(offers.x)
    listed = np.zeros(count, dtype=np.bool_)
    turns = np.arange(count) if deadline is None else _urgent_first(needs.worth)
    spare = spare_places(known)
    room = min(count * known, PAIR_LIMIT) + spare  # costs no memory until it is used
    offer, cost = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    begin, end = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    used, claiming = np.zeros(1, dtype=np.int64), Lock()
    scratch: SimpleQueue[tuple[Ints32, Ints32]] = SimpleQueue()
    for _thread in range(threads):
        scratch.put((np.empty(known + SCRATCH, dtype=np.int32), np.empty(known + SCRATCH, dtype=np.int32)))

    def list_block(first: int, last: int) -> None:
        # Those of one kind after another: they look in the same grids.
        block = turns[first:last]
        order = block[np.argsort(needs.category[block], kind="stable")]
        own_offer, own_cost = scratch.get()
        done = 0
        while done < len(order) and (deadline is None or first < AT_LEAST or perf_counter() < deadline):
            before = done
            done, found = offers_of_rows(
                order, before, needs, offers, grids, board.rules, own_offer, own_cost, begin, end
            )
            with claiming:
                at = int(used[0])
                used[0] += found
            if at + found > PAIR_LIMIT:
                break
            offer[at : at + found], cost[at : at + found] = own_offer[:found], own_cost[:found]
            begin[order[before:done]] += at
            end[order[before:done]] += at
            listed[order[before:done]] = True
        scratch.put((own_offer, own_cost))

    in_blocks(list_block, count, threads)
    _refuse_too_many(int(used[0]))
    kept = min(int(used[0] * (1 + ROOM)) + spare, room)
    return Rows(begin, end, offer[:kept], cost[:kept], no_extras(count), used), listed


def _urgent_first(worth: IntArray) -> IntArray:
    """Numbers of needs by what they are worth, in a few tiers, so that neighbours in a tier stay together."""
    if not len(worth):
        return np.arange(0)
    tiers = np.quantile(worth, np.arange(1, TIERS) / TIERS)
    return np.argsort(-np.searchsorted(tiers, worth, side="right"), kind="stable")


def spare_places(offers: int) -> int:
    """Places behind the pairs at least, for rows that change."""
    return 2 * offers + LEAST_ROOM


def _refuse_too_many(pairs: int) -> None:
    if pairs > PAIR_LIMIT:
        raise ValueError(
            f"{pairs:,} pairs of needs and offers are eligible, more than {PAIR_LIMIT:,}: plan a smaller area, "
            "or needs and offers of fewer kinds, at a time."
        )


def _list_without_kernels(board: Board, deadline: float | None) -> tuple[Rows, BoolArray]:
    """The same by whole tables, block by block: slower, and without Numba."""
    listed = np.ones(len(board.needs.x), dtype=np.bool_)
    needs, offers = board.needs, board.offers
    found: list[tuple[IntArray, IntArray, IntArray]] = []
    pairs = seen = 0
    for category in np.unique(needs.category):
        asking = np.flatnonzero((needs.category == category) & (needs.demand > 0) & (needs.worth > 0))
        skilled = np.flatnonzero(((offers.skills >> category) & 1 == 1) & (offers.capacity > 0))
        size = max(1, CELLS // max(len(skilled), 1))
        for first in range(0, len(asking), size):
            if deadline is not None and seen >= AT_LEAST and perf_counter() > deadline:
                listed[asking[first:]] = False
                break
            seen += min(size, len(asking) - first)
            found.append(_table(board, asking[first : first + size], skilled))
            pairs += len(found[-1][0])
            _refuse_too_many(pairs)
    nothing = np.zeros(0, dtype=np.int64)
    need, offer, cost = (
        (np.concatenate([nothing, *column]) for column in zip(*found, strict=True))
        if found
        else (nothing,) * 3
    )
    order = np.argsort(need, kind="stable")
    begin = np.zeros(len(needs.x) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(needs.x)), out=begin[1:])
    columns = offer[order].astype(np.int32), cost[order].astype(np.int32)
    return rows_of(begin, *columns), listed


def _table(board: Board, asking: IntArray, skilled: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs of some needs of one category with all offers that hold its skill: needs, offers, metres."""
    needs, offers, rules = board.needs, board.offers, board.rules
    fits = (needs.checks[asking][:, None] & ~offers.checks[skilled][None, :]) == 0
    fits &= (needs.window[asking][:, None] & offers.shifts[skilled][None, :]) != 0
    fits &= rules.passable[offers.zone[skilled][None, :], needs.zone[asking][:, None]]
    row, column = np.nonzero(fits)
    need, offer = asking[row], skilled[column]
    if len(asking) and rules.anywhere[needs.category[asking[0]]]:
        metres = np.zeros(len(need), dtype=np.int64)
        keep = np.ones(len(need), dtype=np.bool_)
    else:
        metres = whole_metres(needs.x[need] - offers.x[offer], needs.y[need] - offers.y[offer])
        keep = (metres <= offers.travel[offer]) & (metres < needs.worth[need])
    keep &= ~np.isin((need << 32) | offer, rules.forbidden)
    return need[keep], offer[keep], metres[keep]


def whole_metres(dx: IntArray, dy: IntArray) -> IntArray:
    """Floor of the straight-line distance in metres; exact for coordinates within ±10,000,000.

    >>> whole_metres(np.array([3]), np.array([5]))
    array([5])
    """
    return np.sqrt((dx * dx + dy * dy).astype(np.float64)).astype(np.int64)
