"""Small random boards, and an independent count of what is best on them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from rallyround.core.allocation import Needs, Offers

CATEGORIES = 3
SHIFTS = 3
CHECKS = 2
ZONES = 2


def numbers(size: int, low: int, high: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=size, max_size=size)


@st.composite
def boards(draw: st.DrawFn, most: int = 4) -> tuple[Needs, Offers]:
    """Few needs and offers, close enough together that the rules sometimes allow a match."""
    n, m = draw(st.integers(0, most)), draw(st.integers(0, most))
    needs = Needs(
        x=np.array(draw(numbers(n, 0, 4000))),
        y=np.array(draw(numbers(n, 0, 3000))),
        category=np.array(draw(numbers(n, 0, CATEGORIES - 1))),
        checks=np.array(draw(numbers(n, 0, 2**CHECKS - 1))),
        priority=np.array(draw(numbers(n, 0, 6))),
        demand=np.array(draw(numbers(n, 0, 2))),
        window=np.array(draw(numbers(n, 0, 2**SHIFTS - 1))),
        zone=np.array(draw(numbers(n, 0, ZONES - 1))),
    )
    offers = Offers(
        x=np.array(draw(numbers(m, 0, 4000))),
        y=np.array(draw(numbers(m, 0, 3000))),
        skills=np.array(draw(numbers(m, 0, 2**CATEGORIES - 1))),
        checks=np.array(draw(numbers(m, 0, 2**CHECKS - 1))),
        max_travel=np.array(draw(numbers(m, 0, 5000))),
        availability=np.array(draw(numbers(m, 0, 2**SHIFTS - 1))),
        capacity=np.array(draw(numbers(m, 0, 2))),
        zone=np.array(draw(numbers(m, 0, ZONES - 1))),
    )
    return needs, offers


def crowded_board(seed: int, needs: int, offers: int) -> tuple[Needs, Offers]:
    """A middling board on which most pairs are allowed, so that offers are contested."""
    r = np.random.default_rng(seed)
    return (
        Needs(
            x=r.integers(0, 9000, needs),
            y=r.integers(0, 9000, needs),
            category=r.integers(0, CATEGORIES, needs),
            checks=r.integers(0, 2, needs),
            priority=r.integers(1, 30, needs),
            demand=r.integers(1, 3, needs),
            window=r.integers(1, 2**SHIFTS, needs),
        ),
        Offers(
            x=r.integers(0, 9000, offers),
            y=r.integers(0, 9000, offers),
            skills=r.integers(1, 2**CATEGORIES, offers),
            checks=r.integers(0, 4, offers),
            max_travel=r.choice([2000, 6000, 12000], offers),
            availability=r.integers(1, 2**SHIFTS, offers),
            capacity=r.integers(0, 4, offers),
        ),
    )


def pair_value(
    needs: Needs,
    offers: Offers,
    i: int,
    j: int,
    *,
    passable: np.ndarray | None = None,
    far: frozenset[int] = frozenset(),
    mpp: int = 1000,
) -> int | None:
    """What a unit of this pair is worth, or None where a rule forbids it. Plain Python on purpose."""
    category = int(needs.category[i])
    if not int(offers.skills[j]) >> category & 1:
        return None
    if int(needs.checks[i]) & int(offers.checks[j]) != int(needs.checks[i]):
        return None
    if not int(needs.window[i]) & int(offers.availability[j]):
        return None
    if passable is not None:
        assert needs.zone is not None
        assert offers.zone is not None
        if not passable[offers.zone[j], needs.zone[i]]:
            return None
    distance = math.isqrt(int(needs.x[i] - offers.x[j]) ** 2 + int(needs.y[i] - offers.y[j]) ** 2)
    if category in far:
        distance = 0
    elif distance > offers.max_travel[j]:
        return None
    return mpp * int(needs.priority[i]) - distance


def best_by_trying_all(values: list[list[int | None]], demand: list[int], capacity: list[int]) -> int:
    """The greatest total value, by trying for slot after slot every offer and nobody."""
    slots = [i for i, wanted in enumerate(demand) for _ in range(wanted)]
    left = list(capacity)

    def best(at: int) -> int:
        if at == len(slots):
            return 0
        most = best(at + 1)
        for j, value in enumerate(values[slots[at]]):
            if value is not None and value > 0 and left[j]:
                left[j] -= 1
                most = max(most, value + best(at + 1))
                left[j] += 1
        return most

    return best(0)
