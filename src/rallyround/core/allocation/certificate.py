"""The proof that a plan comes with: prices of offers, from which it follows that no plan is worth much more.

Weak duality: whatever the prices, each at least 0, no plan is worth more than
UB = Σ capacity_j price_j + Σ demand_i max(0, max_j (worth_i - cost_ij - price_j)), in metres.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.compiled import in_blocks, kernel
from rallyround.core.allocation.pairs import Costs, Extras, Ints32, Rows
from rallyround.core.allocation.problem import IntArray


class Stakes(NamedTuple):
    """What the pairs are about: worth and demand by need (metres, slots) and capacity by offer (slots), int64."""

    worth: IntArray
    demand: IntArray
    capacity: IntArray


class Bound(NamedTuple):
    """An upper bound with what it follows from: int64 price by offer and gain by need, in metres."""

    value: int
    price: IntArray
    gain: IntArray


def upper_bound(rows: Rows, stakes: Stakes, price: IntArray, threads: int) -> Bound:
    """The bound that these prices prove; price int64 by offer, at least 0."""
    gain = gains(rows, stakes.worth, price, threads)
    return Bound(int(stakes.capacity @ price) + int(stakes.demand @ gain), price, gain)


def best_bound(rows: Rows, stakes: Stakes, prices: list[IntArray], threads: int, enough: int) -> Bound:
    """The lowest of the bounds that some prices prove; those after one that is `enough` are not tried."""
    best = upper_bound(rows, stakes, prices[0], threads)
    for price in prices[1:]:
        if best.value <= enough:
            break
        best = min(best, upper_bound(rows, stakes, price, threads), key=lambda bound: bound.value)
    return best


def gains(rows: Rows, worth: IntArray, price: IntArray, threads: int) -> IntArray:
    """The most that a slot of each need can gain when offers cost these prices: at least 0, in metres."""
    return choices(rows, worth, price, threads)[0]


def choices(rows: Rows, worth: IntArray, price: IntArray, threads: int) -> tuple[IntArray, Ints32]:
    """`gains`, and the offer that each need gains it by: int32, -1 where it gains nothing."""
    gain, choice = np.zeros(len(worth), dtype=np.int64), np.full(len(worth), -1, dtype=np.int32)
    if compiled.NUMBA:
        columns = rows.begin, rows.end, rows.offer, rows.cost, rows.extras, worth, price, gain, choice
        in_blocks(lambda first, end: _choose(first, end, *columns), len(worth), threads)
        return gain, choice
    need, offer, cost = rows.columns()
    offered = worth[need] - cost - price[offer]
    np.maximum.at(gain, need, offered)
    best = (offered == gain[need]) & (offered > 0)
    choice[need[best][::-1]] = offer[best][::-1]  # of several the first
    return gain, choice


@kernel
def _choose(
    first: int,
    end: int,
    row_begin: IntArray,
    row_end: IntArray,
    offer: Ints32,
    cost: Costs,
    extras: Extras,
    worth: IntArray,
    price: IntArray,
    gain: IntArray,
    choice: Ints32,
) -> None:
    """`choices` for needs first to end. A row is reckoned whole before it is compared: that needs no branch."""
    reckoned = np.empty(len(price) + 1, np.int64)
    offers = offer.view(np.uint32)
    for i in range(first, end):
        start = row_begin[i]
        pairs = row_end[i] - start
        row, way = offers[start : start + pairs], cost[start : start + pairs]
        least = worth[i]
        for at in range(pairs):
            reckoned[at] = way[at] + price[row[at]]
        for at in range(pairs):
            least = min(least, reckoned[at])
        if least < worth[i]:
            at = 0
            while reckoned[at] != least:
                at += 1
            choice[i] = row[at]
        link = extras.head[i]
        while link >= 0:
            key = extras.cost[link] + price[extras.offer[link]]
            if key < least:
                least = key
                choice[i] = extras.offer[link]
            link = extras.next[link]
        gain[i] = worth[i] - least
