"""Pairs of needs and offers as the engine and the caller hold them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.problem import IntArray

Ints32 = npt.NDArray[np.int32]
Costs = npt.NDArray[np.int32 | np.int64]


class Extras(NamedTuple):
    """Pairs that came later: a chain for each need, so that a new offer costs one link for each need it can serve.

    head                int32 by need: the first link, -1 if there is none
    offer, cost, next   int32 by link: index, metres, the next link of the same need or -1
    used                int64 [1]: links in use
    """

    head: Ints32
    offer: Ints32
    cost: Ints32
    next: Ints32
    used: IntArray


def no_extras(needs: int) -> Extras:
    """No pair came later."""
    nothing = np.empty(0, dtype=np.int32)
    return Extras(np.full(needs, -1, dtype=np.int32), nothing, nothing, nothing, np.zeros(1, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Rows:
    """Pairs by need, in the engine's numbering: those of need i are begin[i] to end[i] of offer and cost.

    begin, end    int64 [N]
    offer, cost   int32 (cost int64 where given values need it): index and metres; rows may lie anywhere
    extras        pairs that came later
    used          int64 [1]: places of offer and cost in use, by whichever rows share them
    """

    begin: IntArray
    end: IntArray
    offer: Ints32
    cost: Costs
    extras: Extras
    used: IntArray

    def __len__(self) -> int:
        return int((self.end - self.begin).sum()) + int(self.extras.used[0])

    def columns(self) -> tuple[IntArray, IntArray, IntArray]:
        """Need, offer and metres of every pair, by need: int64."""
        lengths = self.end - self.begin
        first = np.cumsum(lengths) - lengths
        places = np.repeat(self.begin - first, lengths) + np.arange(int(lengths.sum()))
        needs = [np.repeat(np.arange(len(self.begin)), lengths)]
        offers, costs = [self.offer[places]], [self.cost[places]]
        chained = np.flatnonzero(self.extras.head >= 0)
        links = self.extras.head[chained]
        while len(links):
            needs.append(chained)
            offers.append(self.extras.offer[links])
            costs.append(self.extras.cost[links])
            following = self.extras.next[links]
            chained, links = chained[following >= 0], following[following >= 0]
        need = np.concatenate(needs)
        order = np.argsort(need, kind="stable")
        return (
            need[order].astype(np.int64),
            np.concatenate(offers)[order].astype(np.int64),
            np.concatenate(costs)[order].astype(np.int64),
        )


def rows_of(start: IntArray, offer: Ints32, cost: Costs) -> Rows:
    """Rows that lie one after the other: those of need i are start[i] to start[i + 1]."""
    return Rows(start[:-1], start[1:], offer, cost, no_extras(len(start) - 1), start[-1:].copy())


def packed(rows: Rows, room: int) -> Rows:
    """The same pairs, each chain behind its row, one row after the other, with so much room behind them."""
    needs = len(rows.begin)
    begin, end = np.zeros(needs, dtype=np.int64), np.zeros(needs, dtype=np.int64)
    places = len(rows) + room
    offer, cost = np.empty(places, dtype=np.int32), np.empty(places, dtype=rows.cost.dtype)
    used = _pack(rows.begin, rows.end, rows.offer, rows.cost, rows.extras, begin, end, offer, cost)
    return Rows(begin, end, offer, cost, no_extras(needs), np.array([used]))


@kernel
def _pack(
    row_begin: IntArray,
    row_end: IntArray,
    row_offer: Ints32,
    row_cost: Costs,
    extras: Extras,
    begin: IntArray,
    end: IntArray,
    offer: Ints32,
    cost: Costs,
) -> int:
    """Write the rows to the last four columns; how many pairs they are."""
    at = 0
    for i in range(len(row_begin)):
        begin[i] = at
        for pair in range(row_begin[i], row_end[i]):
            offer[at], cost[at] = row_offer[pair], row_cost[pair]
            at += 1
        link = extras.head[i]
        while link >= 0:
            offer[at], cost[at] = extras.offer[link], extras.cost[link]
            at += 1
            link = extras.next[link]
        end[i] = at
    return at


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs worth having in the caller's numbering, by need and then by offer (compressed sparse rows).

    start      int64, needs + 1: pairs of need i are start[i] to start[i + 1]
    offer      int32, index of the offer
    distance   int32, whole metres; 0 where distance does not matter
    worth      int64, by need: what a slot is worth before the way, in metres

    For given pairs worth is that of the best pair of the need and distance what the pair is worth less.
    """

    start: IntArray
    offer: Ints32
    distance: Costs
    worth: IntArray

    def __len__(self) -> int:
        return len(self.offer)

    @cached_property
    def need(self) -> IntArray:
        """Index of the need of each pair."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int64), np.diff(self.start))

    @cached_property
    def value(self) -> IntArray:
        """What one unit of each pair is worth, in metres; always positive."""
        return np.repeat(self.worth, np.diff(self.start)) - self.distance

    def row(self, need: int) -> slice:
        """Where the pairs of a need stand."""
        return slice(int(self.start[need]), int(self.start[need + 1]))


def in_callers_numbers(
    rows: Rows, need_order: IntArray, offer_order: IntArray, worth: IntArray, capacity: IntArray
) -> Pairs:
    """The engine's rows renumbered, sorted by need and then by offer, without offers that have no capacity.

    worth   int64 by the engine's needs; capacity int64 by its offers
    """
    need, offer, cost = rows.columns()
    able = capacity[offer] > 0
    need, offer, cost = need_order[need[able]], offer_order[offer[able]], cost[able]
    needs = int(need_order.max(initial=-1)) + 1
    order = np.argsort(need * (int(offer_order.max(initial=0)) + 1) + offer)
    start = np.zeros(needs + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=needs), out=start[1:])
    callers_worth = np.zeros(needs, dtype=np.int64)
    callers_worth[need_order] = worth
    return Pairs(start, offer[order].astype(np.int32), cost[order].astype(rows.cost.dtype), callers_worth)
