"""Who helps whom: the engine beside the greedy way, most urgent first and to each the nearest who can."""

import numpy as np

from benchmarks.measure import RUNS, spread, timed
from benchmarks.report import Line, Section
from rallyround.core.allocation import Needs, Offers, Pairs, Plan, Problem, allocate, eligible_pairs

SIZES = ((300, 200), (1_000, 500), (10_000, 5_000))
CATEGORIES, SHIFTS, CHECKS = 8, 12, 4
WIDE_M = 40_000  # a county
TOWNS = 6
HOW = (
    "Needs and offers at random over a county of 40 by 40 km with half of the needs in six towns, eight kinds of help, "
    "four checks and twelve shifts, by a fixed seed. Beside it the greedy way: the most urgent need first, and to each "
    "the nearest offer that may serve it and still has room. Both times include finding which offer may serve which need. "
    "The ratio is the value of our plan over the greedy plan's, in metres: a thousand for each point of priority served, "
    "less the way; the gap is how far it can be from the best there is."
)


def county(needs: int, offers: int, seed: int = 1) -> tuple[Needs, Offers]:
    """A flooded county."""
    chance = np.random.default_rng(seed)
    towns = chance.integers(0, WIDE_M, (TOWNS, 2))
    at = chance.integers(0, WIDE_M, (needs, 2))
    flooded = chance.random(needs) < 0.5
    at[flooded] = towns[chance.integers(0, TOWNS, flooded.sum())] + chance.normal(
        0, 1500, (flooded.sum(), 2)
    ).astype(np.int64)
    home = chance.integers(0, WIDE_M, (offers, 2))
    bits = 1 << np.arange(CATEGORIES)
    return (
        Needs(
            x=at[:, 0], y=at[:, 1], category=chance.integers(0, CATEGORIES, needs),
            checks=np.where(chance.random(needs) < 0.3, 1 << chance.integers(0, CHECKS, needs), 0),
            priority=chance.integers(1, 101, needs), demand=chance.integers(1, 3, needs),
            window=_some(chance, needs, SHIFTS, 0.5),
        ),
        Offers(
            x=home[:, 0], y=home[:, 1], skills=(chance.random((offers, CATEGORIES)) < 0.3) @ bits | bits[0],
            checks=_some(chance, offers, CHECKS, 0.6), max_travel=chance.choice([3000, 5000, 8000, 12000], offers),
            availability=_some(chance, offers, SHIFTS, 0.4), capacity=chance.integers(1, 3, offers),
        ),
    )  # fmt: skip


def _some(chance: np.random.Generator, rows: int, bits: int, share: float) -> np.ndarray:
    return (chance.random((rows, bits)) < share) @ (1 << np.arange(bits))


def greedy(needs: Needs, offers: Offers) -> int:
    """The value of the greedy plan."""
    pairs = eligible_pairs(Problem(needs, offers, distance_matters=np.ones(63, dtype=np.bool_)))
    left, total = offers.capacity.copy(), 0
    for need in np.argsort(-needs.priority, kind="stable"):
        total += _serve(pairs, int(need), int(needs.demand[need]), left)
    return total


def _serve(pairs: Pairs, need: int, wanted: int, left: np.ndarray) -> int:
    """Give one need its nearest helpers and take them off what is left."""
    own = slice(int(pairs.start[need]), int(pairs.start[need + 1]))
    value = 0
    for place in np.argsort(pairs.distance[own], kind="stable"):
        offer = pairs.offer[own][place]
        units = min(wanted, int(left[offer]))
        left[offer] -= units
        wanted -= units
        value += units * int(pairs.value[own][place])
        if not wanted:
            break
    return value


def measure() -> Section:
    """Every size, each several times."""
    return Section("Who helps whom", HOW, [_line(*size) for size in SIZES])


def _line(needs: int, offers: int) -> Line:
    runs = [_run(*county(needs, offers, seed)) for seed in range(RUNS)]
    ratios = [plan.value / value for _ours, plan, _greedy, value in runs]
    ours, beside = spread([run[0] for run in runs]), spread([run[2] for run in runs])
    return Line(
        f"{needs:,} needs, {offers:,} offers ({runs[0][1].statistics.pairs:,} pairs)",
        f"{ours.in_s}, gap {max(plan.gap for _ours, plan, *_greedy in runs):.4f}",
        f"greedy {beside.in_s}",
        spread(ratios).middle,
        "worth more than greedy",
        min(ratios) >= 1,
    )


def _run(needs: Needs, offers: Offers) -> tuple[float, Plan, float, int]:
    """Seconds and plan of ours, seconds and value of the greedy one."""
    return *timed(lambda: allocate(needs, offers)), *timed(lambda: greedy(needs, offers))
