"""Medians and shares with intervals that agree with what is published and hold what they promise."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.impact import (
    by_group,
    median_with_interval,
    minutes_between,
    share_met,
    share_with_interval,
)

NINE = datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "low", "high", "level"),
    [
        # Table of intervals for the median by the sign test as statistics textbooks print it, 95 % or more.
        (6, 1, 6, 0.969),
        (8, 1, 8, 0.992),
        (9, 2, 8, 0.961),
        (10, 2, 9, 0.979),
        (13, 3, 11, 0.978),
        (15, 4, 12, 0.965),
        (20, 6, 15, 0.959),
    ],
)
def test_ranks_of_the_interval_are_the_published_ones(count: int, low: int, high: int, level: float) -> None:
    got = median_with_interval(range(1, count + 1))
    assert (got.low, got.high) == (low, high)
    assert got.level == pytest.approx(level, abs=5e-4)


@given(st.integers(1, 300), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_interval_is_the_narrowest_that_keeps_its_level(count: int, level: float) -> None:
    def chance(rank: int) -> float:
        return 1 - float(2 * sum(math.comb(count, i) for i in range(rank)) / 2**count)

    got = median_with_interval(range(1, count + 1), level)
    if got.low is None or got.high is None:
        assert chance(1) < level
        return
    rank = int(got.low)
    assert got.high == count + 1 - rank
    assert chance(rank) == pytest.approx(got.level)
    assert chance(rank) >= level - 1e-9
    assert chance(rank + 1) < level


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40))
def test_the_median_is_the_median_and_lies_in_its_interval(values: list[int]) -> None:
    got = median_with_interval(values)
    assert got.value == median(values)
    if got.low is not None and got.high is not None:
        assert got.low <= got.value <= got.high


def test_the_interval_holds_the_true_median_as_often_as_promised() -> None:
    r = np.random.default_rng(20)
    held = 0
    for _ in range(2000):
        got = median_with_interval(r.exponential(size=25))
        assert got.low is not None
        assert got.high is not None
        held += got.low <= math.log(2) <= got.high
    assert held / 2000 > 0.94  # promised 0.957 for 25 values; four standard errors are 0.018


def test_a_hundred_thousand_values_are_no_trouble() -> None:
    got = median_with_interval(range(100_001))
    assert got.value == 50_000
    assert got.level == pytest.approx(0.95, abs=0.01)


def test_what_has_not_happened_yet_counts_as_late_not_as_nothing() -> None:
    got = median_with_interval([10, 20, 30, 40, math.inf, math.inf, math.inf])
    assert (got.value, got.low, got.high, got.not_yet, got.count) == (40, 10, math.inf, 3, 7)
    assert median_with_interval([10, math.inf, math.inf]).value == math.inf
    assert median_with_interval([10, math.inf]).value == math.inf


def test_too_few_values_have_no_interval() -> None:
    got = median_with_interval([1, 2, 3, 4, 5])
    assert (got.value, got.low, got.high, got.level) == (3, None, None, 0)
    assert median_with_interval([]).value is None


@pytest.mark.parametrize(
    ("met", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_the_published_intervals(met: int, count: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    got = share_with_interval(met, count)
    assert got.low == pytest.approx(low, abs=5e-5)
    assert got.high == pytest.approx(high, abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.5, 0.999))
def test_a_share_lies_in_its_interval_and_in_0_to_1(met: int, others: int, level: float) -> None:
    got = share_with_interval(met, met + others, level)
    if got.value is None or got.low is None or got.high is None:
        assert got.count == 0
        return
    assert 0 <= got.low <= got.value <= got.high <= 1
    mirrored = share_with_interval(others, met + others, level)
    assert mirrored.low == pytest.approx(1 - got.high, abs=1e-12)


def test_minutes_run_from_start_to_end_and_what_is_open_is_not_lost() -> None:
    ends = [NINE + timedelta(minutes=90), None, NINE]
    assert minutes_between([NINE, NINE, None], ends) == [90.0, math.inf]
    with pytest.raises(ValueError, match=r"ends\[1\] is before"):
        minutes_between([NINE, NINE], [NINE, NINE - timedelta(seconds=1)])
    with pytest.raises(ValueError, match="shorter"):
        minutes_between([NINE, NINE], [NINE])


def test_groups_keep_their_order_and_their_own_values() -> None:
    got = by_group([5.0, 1.0, 7.0], ["south", "north", "south"], median_with_interval)
    assert list(got) == ["south", "north"]
    assert got["south"].value == 6
    assert by_group([True, False], ["a", "a"], share_met)["a"].met == 1
    with pytest.raises(ValueError, match="2 values and 1 groups"):
        by_group([1, 2], ["a"], len)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="one is NaN"):
        median_with_interval([1, math.nan])
    with pytest.raises(ValueError, match="met is 5 of 4"):
        share_with_interval(5, 4)
    for level in (0, 1, math.nan):
        with pytest.raises(ValueError, match="level is"):
            share_with_interval(1, 2, level)
