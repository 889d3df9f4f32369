"""The pairs that a plan chose from, need by need: who could come instead, and who is with whom."""

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation import Plan, choices_of
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.problem import BoolArray, IntArray

NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Lists:
    """Who could serve each of some needs: those of the k-th are start[k] to start[k + 1] of offer and metres.

    helps   bool: who serves the need in the plan
    """

    start: IntArray
    offer: IntArray
    metres: Ints32
    helps: BoolArray

    @property
    def lengths(self) -> IntArray:
        return np.diff(self.start)

    def least(self, values: IntArray) -> IntArray:
        """The least of the values that stand at the entries of each need; `NOBODY` where it has none."""
        found = np.full(len(self.start) - 1, NOBODY)
        some = np.flatnonzero(self.lengths)
        if len(some):
            found[some] = np.minimum.reduceat(values, self.start[some])
        return found


def lists(plan: Plan, needs: IntArray) -> Lists:
    """Of offers that have anything to give, those that could serve these needs."""
    found = choices_of(plan, needs)
    need = np.repeat(np.arange(len(needs)), np.diff(found.start))
    return Lists(found.start, found.offer, found.distance, _helps(plan, needs, need, found.offer))


def _helps(plan: Plan, needs: IntArray, need: IntArray, offer: IntArray) -> BoolArray:
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
