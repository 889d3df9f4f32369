"""Boards to measure on: settlements, a flood over some of them, and fewer offers where needs are many.

Settlements are clustered and their sizes follow Zipf's law. Footprints of the hazard cover some of them: there
needs are many and urgent. Supply follows the inverse care law (Tudor Hart, 1971): where need is greatest,
offers are fewest. The area grows with the number of needs, so that the density stays that of a flooded
county. Everything follows from the seed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation import Needs, Offers

CATEGORIES, CHECKS, SHIFTS = 20, 4, 14
SUPPLIES = {"scarce": 0.7, "balanced": 1.0, "ample": 1.6}  # slots offered for each slot asked
METRES_A_NEED = 700  # side of the square that a need has for itself, on average
TRAVEL_M = (3000, 5000, 10_000, 15_000, 30_000, 50_000)
TRAVEL_SHARE = (0.1, 0.25, 0.3, 0.2, 0.1, 0.05)
DEMAND, DEMAND_SHARE = (1, 2, 3, 4), (0.6, 0.25, 0.1, 0.05)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Settlements(NamedTuple):
    """Places where people live: centre and width in metres, how many live there, how hard they are hit (0 to 1)."""

    centre: Floats
    width: Floats
    people: Floats
    hit: Floats


def board(needs: int, offers: int, supply: str = "balanced", seed: int = 1) -> tuple[Needs, Offers]:
    """So many needs and offers with one of the `SUPPLIES`."""
    chance = np.random.default_rng(seed)
    side = METRES_A_NEED * math.sqrt(needs)
    places = _settlements(chance, side, count=max(8, needs // 250))
    demand = chance.choice(DEMAND, needs, p=DEMAND_SHARE)
    asked = _needs(chance, places, side, demand)
    slots = round(int(demand.sum()) * SUPPLIES[supply])
    return asked, _offers(chance, places, side, offers, slots)


def day_and_forecast(needs: int, offers: int, supply: str, seed: int) -> tuple[Needs, Offers, Needs]:
    """Needs and offers of a day, and needs drawn once more from the same places: what a good forecast would expect."""
    chance = np.random.default_rng(seed)
    side = METRES_A_NEED * math.sqrt(needs)
    places = _settlements(chance, side, count=max(8, needs // 250))
    asked, forecast = (
        _needs(chance, places, side, chance.choice(DEMAND, needs, p=DEMAND_SHARE)) for _draw in range(2)
    )
    slots = round(int(asked.demand.sum()) * SUPPLIES[supply])
    return asked, _offers(chance, places, side, offers, slots), forecast


def _settlements(chance: np.random.Generator, side: float, count: int) -> Settlements:
    people = 1 / np.arange(1, count + 1) ** 0.8
    regions = chance.uniform(0, side, (max(3, count // 12), 2))
    centre = regions[chance.integers(0, len(regions), count)] + chance.normal(0, side / 25, (count, 2))
    floods = chance.uniform(0, side, (max(2, count // 20), 2))
    reach = side / math.sqrt(len(floods)) / 3
    nearest = np.min(np.linalg.norm(centre[:, None] - floods[None], axis=2), axis=1)
    return Settlements(centre, 400 + 2500 * np.sqrt(people), people, np.exp(-((nearest / reach) ** 2)))


def _positions(
    chance: np.random.Generator, places: Settlements, side: float, weight: Floats, rows: int
) -> tuple[Ints, Ints]:
    at = chance.choice(len(weight), rows, p=weight / weight.sum())
    points = places.centre[at] + chance.normal(0, 1, (rows, 2)) * places.width[at][:, None]
    scattered = chance.random(rows) < 0.15  # farms and hamlets
    points[scattered] = chance.uniform(0, side, (int(scattered.sum()), 2))
    whole: Ints = np.clip(points, 0, side - 1).astype(np.int64)
    return whole[:, 0], whole[:, 1]


def _needs(chance: np.random.Generator, places: Settlements, side: float, demand: Ints) -> Needs:
    rows = len(demand)
    x, y = _positions(chance, places, side, places.people * (0.6 + places.hit), rows)
    common = 1 / np.arange(1, CATEGORIES + 1) ** 0.7
    return Needs(
        x=x,
        y=y,
        category=chance.choice(CATEGORIES, rows, p=common / common.sum()),
        checks=_some(chance, rows, CHECKS, 0.12),
        priority=np.clip(np.round(chance.gamma(3, 14, rows)), 1, 100).astype(np.int64),
        demand=demand,
        window=_run_of_shifts(chance, rows, 6),
    )


def _offers(chance: np.random.Generator, places: Settlements, side: float, rows: int, slots: int) -> Offers:
    x, y = _positions(chance, places, side, places.people * (1.0 - 0.3 * places.hit), rows)
    popular = 0.15 + 0.5 / np.arange(1, CATEGORIES + 1) ** 0.7
    capacity = np.ones(rows, dtype=np.int64)
    more = max(0, slots - rows)
    capacity += np.bincount(chance.integers(0, rows, more), minlength=rows)
    if slots < rows:
        capacity[chance.choice(rows, rows - slots, replace=False)] = 0
    return Offers(
        x=x,
        y=y,
        skills=(chance.random((rows, CATEGORIES)) < popular) @ (1 << np.arange(CATEGORIES)),
        checks=_some(chance, rows, CHECKS, 0.55),
        max_travel=chance.choice(TRAVEL_M, rows, p=TRAVEL_SHARE),
        availability=_run_of_shifts(chance, rows, 8),
        capacity=capacity,
    )


def _some(chance: np.random.Generator, rows: int, bits: int, share: float) -> Ints:
    """Each bit with the same chance."""
    return np.asarray((chance.random((rows, bits)) < share) @ (1 << np.arange(bits)))


def _run_of_shifts(chance: np.random.Generator, rows: int, longest: int) -> Ints:
    """Some shifts in a row."""
    length = chance.integers(1, longest + 1, rows)
    first = (chance.random(rows) * (SHIFTS - length + 1)).astype(np.int64)
    return ((np.int64(1) << length) - 1) << first
