"""Sets of pairs of a need and an offer, as sorted keys: a large board keeps hundreds of thousands of pairs apart."""

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.problem import BoolArray, IntArray

Keys = IntArray  # need × 2³² + offer, each once, in order
OFFERS = 32  # bits


def no_pairs() -> Keys:
    return np.zeros(0, dtype=np.int64)


def keys(need: npt.ArrayLike, offer: npt.ArrayLike) -> Keys:
    """The pairs of two columns; a number stands for a whole column of it."""
    return np.unique(np.asarray(need, dtype=np.int64) << OFFERS | np.asarray(offer, dtype=np.int64))


def columns(some: Keys) -> tuple[IntArray, IntArray]:
    """Needs and offers."""
    return some >> OFFERS, some & ((1 << OFFERS) - 1)


def listed(some: Keys) -> IntArray:
    """As the allocation takes them: [pair, (need, offer)]."""
    return np.stack(columns(some), axis=1)


def union(*sets: Keys) -> Keys:
    return np.unique(np.concatenate(sets))


def without(some: Keys, others: Keys) -> Keys:
    return some[~among(some, others)]


def among(some: Keys, others: Keys) -> BoolArray:
    """Which of some keys are others' too."""
    if not len(others):
        return np.zeros(len(some), dtype=np.bool_)
    at = np.minimum(np.searchsorted(others, some), len(others) - 1)
    found: BoolArray = others[at] == some
    return found


def of_needs(some: Keys, needs: IntArray) -> BoolArray:
    """Which of the pairs are of these needs."""
    found: BoolArray = np.isin(some >> OFFERS, needs)
    return found
