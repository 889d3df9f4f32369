"""Prices moved with what is asked of each offer, until they prove a lower bound (Held, Wolfe and Crowder, 1974).

The auction leaves prices up to ε too high or too low, each in its own way, and what they prove is looser than the
plan is bad. A few steps of the subgradient take most of that away, and cost a look at every pair each.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from rallyround.core.allocation.certificate import Bound, Stakes
from rallyround.core.allocation.compiled import in_blocks, kernel
from rallyround.core.allocation.pairs import Costs, Extras, Ints32, Rows
from rallyround.core.allocation.problem import IntArray

ROUNDS = 12
STEP = 0.35  # of ε: what a price moves in the first round, whether one unit too many is asked or ten
SHORTER = 0.8  # each step, of the one before
LOWER = 0.6  # of ε: what the auction's prices are too high on average
BLOCKS = 8  # of needs: each counts what is asked on its own


def descend(
    rows: Rows,
    stakes: Stakes,
    price: IntArray,
    epsilon: int,
    enough: int,
    threads: int,
    deadline: float | None,
) -> Bound:
    """The lowest bound on the way from these prices; no further than to one that is `enough`.

    price   int64 by offer, at least 0, as an auction with this ε left them; BLOCKED for those without a unit
    """
    moving = np.maximum(price - LOWER * epsilon, 0.0)
    step = STEP * epsilon
    best: Bound | None = None
    for _round in range(ROUNDS):
        rounded = moving.astype(np.int64)
        bound, asked = _asked_at(rows, stakes, rounded, threads)
        if best is None or bound.value < best.value:
            best = bound
        if best.value <= enough or (deadline is not None and perf_counter() > deadline):
            break
        moving = np.maximum(moving + step * np.sign(asked - stakes.capacity), 0.0)
        step *= SHORTER
    assert best is not None
    return best


def _asked_at(rows: Rows, stakes: Stakes, price: IntArray, threads: int) -> tuple[Bound, IntArray]:
    """What the prices prove, and how many units of each offer are asked for when every need takes its best."""
    gain = np.empty(len(stakes.demand), dtype=np.int64)

    def count(first: int, end: int) -> IntArray:
        asked = np.zeros(len(price), dtype=np.int64)
        _ask(
            first,
            end,
            rows.begin,
            rows.end,
            rows.offer,
            rows.cost,
            rows.extras,
            *stakes[:2],
            price,
            asked,
            gain,
        )
        return asked

    asked = np.sum(in_blocks(count, len(gain), threads, block=-(-len(gain) // BLOCKS)), axis=0)
    value = int(stakes.capacity @ price) + int(stakes.demand @ gain)
    return Bound(value, price, gain), asked


@kernel
def _ask(
    first: int,
    end: int,
    row_begin: IntArray,
    row_end: IntArray,
    offer: Ints32,
    cost: Costs,
    extras: Extras,
    worth: IntArray,
    demand: IntArray,
    price: IntArray,
    asked: IntArray,
    gain: IntArray,
) -> None:
    """The gains of needs first to end; their slots are added to what is asked of their best offers."""
    reckoned = np.empty(len(price) + 1, np.int64)
    offers = offer.view(np.uint32)
    for i in range(first, end):
        start = row_begin[i]
        pairs = row_end[i] - start
        row, way = offers[start : start + pairs], cost[start : start + pairs]
        best = worth[i]
        for at in range(pairs):
            reckoned[at] = way[at] + price[row[at]]
        for at in range(pairs):
            best = min(best, reckoned[at])
        j = np.int64(-1)
        if best < worth[i]:
            at = 0
            while reckoned[at] != best:
                at += 1
            j = np.int64(row[at])
        link = extras.head[i]
        while link >= 0:
            key = extras.cost[link] + price[extras.offer[link]]
            if key < best:
                best, j = key, np.int64(extras.offer[link])
            link = extras.next[link]
        gain[i] = worth[i] - best
        if j >= 0:
            asked[j] += demand[i]
