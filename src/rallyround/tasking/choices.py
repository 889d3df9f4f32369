"""The pairs that a plan chose from, need by need: who could come instead, and who is with whom."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from rallyround.core.allocation import Choices, Needs, Plan, choices_in, choices_of
from rallyround.core.allocation.pairs import Costs
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.tasking import pair_sets
from rallyround.tasking.columns import taken_out
from rallyround.tasking.pair_sets import Keys

NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Lists:
    """Who could serve each of some needs: those of the k-th are start[k] to start[k + 1] of offer and metres.

    helps   bool: who serves the need in the plan
    """

    start: IntArray
    offer: IntArray
    metres: Costs
    helps: BoolArray

    @property
    def lengths(self) -> IntArray:
        return np.diff(self.start)

    def of(self, rows: IntArray) -> "Lists":
        """Those of some of the needs, by their places here, in order."""
        lengths = self.lengths[rows]
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=start[1:])
        entries = np.repeat(self.start[rows] - start[:-1], lengths) + np.arange(start[-1])
        return Lists(start, self.offer[entries], self.metres[entries], self.helps[entries])

    def least(self, values: IntArray) -> IntArray:
        """The least of the values that stand at the entries of each need; `NOBODY` where it has none."""
        found = np.full(len(self.start) - 1, NOBODY)
        some = np.flatnonzero(self.lengths)
        if len(some):
            found[some] = np.minimum.reduceat(values, self.start[some])
        return found


class Helping(Protocol):
    """Who helps whom, by need and then by offer: a plan, or what is proposed of it."""

    @property
    def need(self) -> IntArray: ...

    @property
    def offer(self) -> IntArray: ...


def lists(plan: Plan, needs: IntArray, helping: Helping | None = None) -> Lists:
    """Of offers that have anything to give, those that could serve these needs; `helping`: who does, if not the plan's."""
    return _with_helpers(choices_of(plan, needs), needs, helping or plan)


def lists_at_any_time(plan: Plan, needs: Needs, numbers: IntArray, apart: Keys, helping: Helping) -> Lists:
    """The same for needs as they ask on the board, whatever time the plan agreed for them; `numbers` in order."""
    assert plan.problem is not None
    need, offer = pair_sets.columns(apart[pair_sets.of_needs(apart, numbers)])
    some = replace(
        plan.problem,
        needs=taken_out(needs, numbers),
        forbidden=np.searchsorted(numbers, need) * len(plan.capacity) + offer,
    )
    return _with_helpers(choices_in(some), numbers, helping)


def _with_helpers(found: Choices, needs: IntArray, helping: Helping) -> Lists:
    need = np.repeat(np.arange(len(needs)), np.diff(found.start))
    return Lists(found.start, found.offer, found.distance, _helps(helping, needs, need, found.offer))


def _helps(plan: Helping, needs: IntArray, need: IntArray, offer: IntArray) -> BoolArray:
    """Which of the entries are pairs of the plan: asked of the first helper of each need, then of the second."""
    helps = np.zeros(len(need), dtype=np.bool_)
    first, end = (np.searchsorted(plan.need, needs, side=side) for side in ("left", "right"))
    turn = 0
    while (first + turn < end).any():
        more = first + turn < end
        helper = np.full(len(needs), -1)
        helper[more] = plan.offer[(first + turn)[more]]
        helps |= offer == helper[need]
        turn += 1
    return helps
