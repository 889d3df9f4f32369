"""Pairs of needs and offers as the engine and the caller hold them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.problem import IntArray

Ints32 = npt.NDArray[np.int32]
Costs = npt.NDArray[np.int32 | np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Pairs by need, in the engine's numbering: those of need i are begin[i] to end[i] of offer and cost.

    begin, end    int64 [N]
    offer, cost   int32 (cost int64 where given values need it): index and metres; rows may lie anywhere
    """

    begin: IntArray
    end: IntArray
    offer: Ints32
    cost: Costs

    def __len__(self) -> int:
        return int((self.end - self.begin).sum())

    @property
    def need(self) -> IntArray:
        """Index of the need of each pair, row after row."""
        return np.repeat(np.arange(len(self.begin), dtype=np.int64), self.end - self.begin)

    @cached_property
    def places(self) -> IntArray | slice:
        """Where the pairs stand in offer and cost, row after row."""
        lengths = self.end - self.begin
        if (self.begin[1:] == self.end[:-1]).all() and len(lengths):
            return slice(int(self.begin[0]), int(self.end[-1]))
        first = np.cumsum(lengths) - lengths
        return np.repeat(self.begin - first, lengths) + np.arange(int(lengths.sum()))


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


def in_callers_numbers(rows: Rows, need_order: IntArray, offer_order: IntArray, worth: IntArray) -> Pairs:
    """The engine's rows renumbered, sorted by need and then by offer.

    worth   int64 by the engine's needs
    """
    need = need_order[rows.need]
    offer = offer_order[rows.offer[rows.places]]
    key = need * max(len(offer_order), 1) + offer
    order = np.argsort(key)
    start = np.zeros(len(need_order) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(need_order)), out=start[1:])
    callers_worth = np.empty_like(worth)
    callers_worth[need_order] = worth
    return Pairs(start, offer[order].astype(np.int32), rows.cost[rows.places][order], callers_worth)
