"""Differences of shares against Newcombe's published examples, a known effect found again, and how evenly help went."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.impact import (
    difference_in_differences,
    difference_with_interval,
    gini,
    share_with_interval,
    spread,
)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe 1998, Table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_are_the_published_ones(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference_with_interval(share_with_interval(*first), share_with_interval(*second))
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)
    assert found.is_clear == (low > 0)


def test_there_is_no_difference_to_nobody() -> None:
    nobody, some = share_with_interval(0, 0), share_with_interval(3, 4)
    assert difference_with_interval(nobody, some).value is None
    assert not difference_with_interval(some, nobody).is_clear
    assert difference_in_differences(some, some, some, nobody).value is None


@pytest.mark.manual_part("S8.i2")
def test_a_known_effect_is_found_again_as_often_as_promised() -> None:
    """Both places get better by 10 in 100 by themselves; help adds 15 more in one of them."""
    random = np.random.default_rng(3)
    effect, size, rounds = 0.15, 200, 2000
    chances = (0.4, 0.4 + 0.1 + effect, 0.5, 0.5 + 0.1)
    values, holds = [], 0
    for _ in range(rounds):
        first, then, elsewhere_first, elsewhere_then = (
            share_with_interval(int(random.binomial(size, chance)), size) for chance in chances
        )
        found = difference_in_differences(first, then, elsewhere_first, elsewhere_then)
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        values.append(found.value)
        holds += found.low <= effect <= found.high
    assert np.mean(values) == pytest.approx(effect, abs=0.005)
    assert holds / rounds == pytest.approx(0.95, abs=0.015)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_the_gini_is_the_textbook_formula(values: list[float]) -> None:
    found = gini(values)
    if sum(values) == 0:
        assert found is None
        return
    ordered, n = sorted(values), len(values)
    textbook = 2 * sum(i * x for i, x in enumerate(ordered, 1)) / (n * sum(ordered)) - (n + 1) / n
    assert found == pytest.approx(textbook, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=8))
def test_a_weight_is_as_many_people(pairs: list[tuple[int, int]]) -> None:
    one_by_one = list(itertools.chain.from_iterable([value] * weight for value, weight in pairs))
    weighted = gini([value for value, _ in pairs], [weight for _, weight in pairs])
    assert weighted == (None if not one_by_one else pytest.approx(gini(one_by_one)))


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        gini([-1, 2])
    with pytest.raises(ValueError, match="0 or more"):
        gini([1, float("nan")])
    with pytest.raises(ValueError, match="2 values and 1 weights"):
        gini([1, 2], [1])


def test_places_that_fared_alike_have_no_gap() -> None:
    found = spread([share_with_interval(3, 6), share_with_interval(30, 60), share_with_interval(0, 0)])
    assert found is not None
    assert (found.gap, found.gini, found.places) == (0, 0, 2)
    assert spread([share_with_interval(3, 6), share_with_interval(0, 0)]) is None
