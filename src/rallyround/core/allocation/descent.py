"""Prices moved with what is asked of each offer, until they prove a lower bound (Held, Wolfe and Crowder, 1974).

The auction leaves prices up to ε too high or too low, each in its own way, and what they prove is looser than the
plan is bad. A few steps of the subgradient take most of that away, and cost a look at every pair each.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from rallyround.core.allocation.certificate import Bound, Stakes, choices
from rallyround.core.allocation.pairs import Rows
from rallyround.core.allocation.problem import IntArray

ROUNDS = 12
STEP = 0.35  # of ε: what a price moves in the first round, whether one unit too many is asked or ten
SHORTER = 0.8  # each step, of the one before
LOWER = 0.6  # of ε: what the auction's prices are too high on average


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
    gain, choice = choices(rows, stakes.worth, price, threads)
    chosen = choice >= 0
    asked = np.bincount(choice[chosen], weights=stakes.demand[chosen], minlength=len(price))
    value = int(stakes.capacity @ price) + int(stakes.demand @ gain)
    return Bound(value, price, gain), asked.astype(np.int64)
