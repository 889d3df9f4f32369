"""Which offers could serve which needs: every eligible pair, never only the nearest few.

Pruning to the nearest loses more than a tenth of the optimum, because needs concentrate and then all name
the same offers. So all pairs are made, in blocks of bounded size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation.problem import BoolArray, IntArray, Problem

BLOCK = 1 << 21  # need × offer cells looked at in one go: about 50 MB at the peak
PAIR_LIMIT = 20_000_000  # more than these and the solver would need more memory than most machines have


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs worth having, by need and then by offer (compressed sparse rows).

    start      int64, needs + 1: pairs of need i are start[i] to start[i + 1]
    offer      int64, index of the offer
    distance   int64, whole metres; 0 where distance does not matter
    value      int64, metres: what one unit is worth, always positive
    """

    start: IntArray
    offer: IntArray
    distance: IntArray
    value: IntArray

    def __len__(self) -> int:
        return len(self.offer)

    @property
    def need(self) -> IntArray:
        """Index of the need of each pair."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int64), np.diff(self.start))

    def rows(self, needs: IntArray) -> IntArray:
        """Positions of all pairs of the given needs, in their order."""
        lengths = self.start[needs + 1] - self.start[needs]
        first_of_each = np.cumsum(lengths) - lengths
        return np.repeat(self.start[needs] - first_of_each, lengths) + np.arange(int(lengths.sum()))


def whole_metres(dx: IntArray, dy: IntArray) -> IntArray:
    """Floor of the straight-line distance in metres; exact for coordinates within ±10,000,000.

    >>> whole_metres(np.array([3]), np.array([5]))
    array([5])
    """
    return np.sqrt((dx * dx + dy * dy).astype(np.float64)).astype(np.int64)


def eligible_pairs(problem: Problem) -> Pairs:
    """All pairs that break no rule and have a positive value.

    Skill held, checks a subset of those passed, a shift in common, way passable, distance within the
    offer's maximum (where distance matters), not forbidden, demand and capacity not zero.
    Raises ValueError beyond 20 million pairs.
    """
    needs, offers = problem.needs, problem.offers
    found_needs, found_offers, found_distances = [], [], []
    pairs = 0
    for category in np.unique(needs.category):
        asking = np.flatnonzero((needs.category == category) & (needs.demand > 0))
        skilled = np.flatnonzero(((offers.skills >> category) & 1 == 1) & (offers.capacity > 0))
        if not len(asking) or not len(skilled):
            continue
        rows = max(1, BLOCK // len(skilled))
        for first in range(0, len(asking), rows):
            need, offer, distance = _block(problem, asking[first : first + rows], skilled)
            found_needs.append(need)
            found_offers.append(offer)
            found_distances.append(distance)
            pairs += len(need)
            if pairs > PAIR_LIMIT:
                raise ValueError(
                    f"More than {PAIR_LIMIT:,} pairs of needs and offers are eligible: plan a smaller area, "
                    "or needs and offers of fewer kinds, at a time."
                )
    if not found_needs:
        empty = np.zeros(0, dtype=np.int64)
        return Pairs(np.zeros(len(needs) + 1, dtype=np.int64), empty, empty, empty)
    return _in_order(
        problem, np.concatenate(found_needs), np.concatenate(found_offers), np.concatenate(found_distances)
    )


def _block(problem: Problem, asking: IntArray, skilled: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs of some needs of one category with all offers that hold its skill."""
    needs, offers = problem.needs, problem.offers
    fits: BoolArray = (needs.checks[asking][:, None] & ~offers.checks[skilled][None, :]) == 0
    fits &= (needs.window[asking][:, None] & offers.availability[skilled][None, :]) != 0
    if problem.passable is not None:
        assert needs.zone is not None
        assert offers.zone is not None
        fits &= problem.passable[offers.zone[skilled][None, :], needs.zone[asking][:, None]]
    row, column = np.nonzero(fits)
    need, offer = asking[row], skilled[column]
    worth = problem.worth[need]
    if not problem.distance_matters[needs.category[asking[0]]]:
        keep = worth > 0
        return need[keep], offer[keep], np.zeros(int(keep.sum()), dtype=np.int64)
    distance = whole_metres(needs.x[need] - offers.x[offer], needs.y[need] - offers.y[offer])
    keep = (distance <= offers.max_travel[offer]) & (distance < worth)
    return need[keep], offer[keep], distance[keep]


def _in_order(problem: Problem, need: IntArray, offer: IntArray, distance: IntArray) -> Pairs:
    """Rows in order of need and offer, without the forbidden pairs."""
    key = need * len(problem.offers) + offer
    order = np.argsort(key)
    if len(problem.forbidden):
        order = order[~np.isin(key[order], problem.forbidden)]
    need, offer, distance = need[order], offer[order], distance[order]
    start = np.zeros(len(problem.needs) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(problem.needs)), out=start[1:])
    return Pairs(start, offer, distance, problem.worth[need] - distance)
