"""What could turn the answer: one input at a time, the value at which it tips, and all of them at once by lot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rallyround.core.economics.ranges import Range


@dataclass(frozen=True)
class Swing:
    """What one input does to the net value: at its worse and its better end, all others central; pounds.

    factor   by what its central value would have to be multiplied for the net value to be nought; None where no
             factor of nought or more does it
    """

    name: str
    worst: float
    best: float
    factor: float | None

    @property
    def width(self) -> float:
        """How far the answer moves with this input alone."""
        return self.best - self.worst


@dataclass(frozen=True)
class Outlook:
    """The net value when all inputs vary at once: pounds; `chance_of_loss` is a share of the draws below nought."""

    mean: float
    p10: float
    p50: float
    p90: float
    chance_of_loss: float
    draws: int
    seed: int


def switching_factor(npsv: float, contribution: float) -> float | None:
    """By what an input's central value must be multiplied for the net value to be nought, all else as it is.

    npsv           the net value, pounds
    contribution   what the input puts into it: benefits above, costs below nought; the net value moves in
                   proportion to it

    None where the input contributes nothing, or where only a negative value would do. Source: Green Book 2026,
    switching values; NPSV(m) = NPSV + (m − 1) × contribution.

    >>> switching_factor(100.0, 400.0), switching_factor(100.0, -50.0), switching_factor(100.0, 0.0)
    (0.75, 3.0, None)
    """
    if contribution == 0:
        return None
    factor = 1 - npsv / contribution
    return factor if factor >= 0 else None


def one_way(parts: Mapping[str, Range]) -> list[Swing]:
    """Each input moved alone from its worse to its better end, the strongest first (a tornado).

    parts   present value that each input contributes, pounds: benefits above, costs below nought

    >>> [swing.name for swing in one_way({"a": Range(1, 2, 3), "b": Range(-9, -4, -1)})]
    ['b', 'a']
    """
    npsv = sum(part.central for part in parts.values())
    swings = [
        Swing(
            name=name,
            worst=npsv - part.central + part.low,
            best=npsv - part.central + part.high,
            factor=switching_factor(npsv, part.central),
        )
        for name, part in parts.items()
    ]
    return sorted(swings, key=lambda swing: (-swing.width, swing.name))


def outlook(parts: Mapping[str, Range], *, draws: int = 10_000, seed: int = 2026) -> Outlook:
    """The net value with every input drawn at once from a triangle over its range, independently of each other.

    parts   as for `one_way`; the same seed gives the same answer. ValueError unless draws ≥ 1.

    The mean of a triangle is (low + central + high) / 3, by which this is checked.

    >>> outlook({"a": Range(5, 5, 5)}, draws=10).p50
    5.0
    """
    if draws < 1:
        raise ValueError("At least one draw.")
    lots = np.random.default_rng(seed)
    total = np.zeros(draws)
    for name in sorted(parts):
        part = parts[name]
        total += (
            np.full(draws, part.central)
            if math.isclose(part.low, part.high)
            else lots.triangular(part.low, part.central, part.high, draws)
        )
    p10, p50, p90 = (float(p) for p in np.percentile(total, (10, 50, 90)))
    return Outlook(float(total.mean()), p10, p50, p90, float((total < 0).mean()), draws, seed)
