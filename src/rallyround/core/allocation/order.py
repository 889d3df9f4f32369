"""Rows renumbered so that neighbours on the ground are neighbours in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.problem import IntArray

# Each step moves the upper half of every group of bits away from the lower: abcd → a_b_c_d.
SPREADS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def morton_codes(x: IntArray, y: IntArray) -> npt.NDArray[np.uint64]:
    """Place on a curve that stays near where it is: the bits of x and y in turns (Morton, 1966).

    x, y   whole numbers from 0 to 2³² - 1

    >>> morton_codes(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
    array([0, 1, 2, 3], dtype=uint64)
    """
    return _spread(x) | (_spread(y) << np.uint64(1))


def _spread(values: IntArray) -> npt.NDArray[np.uint64]:
    bits = values.astype(np.uint64)
    for shift, mask in SPREADS:
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


def by_place(x: IntArray, y: IntArray, origin: IntArray) -> IntArray:
    """Positions of the rows along the curve from the origin; equal places keep their order."""
    return np.argsort(morton_codes(x - origin[0], y - origin[1]), kind="stable")
