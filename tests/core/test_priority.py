"""Triage points: monotone, visible, and danger to life above all else."""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.priority import DEFAULT, Risk, Severity, Weights, points

WAITING = st.floats(min_value=0, max_value=1e7)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Any weights that the rules allow."""
    severity = sorted(draw(st.lists(st.integers(1, 40), min_size=3, max_size=3)), reverse=True)
    risk = draw(st.lists(st.integers(0, 10), min_size=5, max_size=5))
    waiting = draw(st.integers(0, 10))
    danger = severity[0] + max(risk) + waiting + 1
    return Weights(
        severity=dict(zip(Severity, [danger, *severity], strict=True)),
        risk=dict(zip(Risk, risk, strict=True)),
        waiting_minutes_per_point=draw(st.integers(1, 600)),
        waiting_most=waiting,
    )


@given(st.sampled_from(Severity), st.sampled_from(Risk), WAITING, weights())
def test_points_are_whole_from_1_to_100_and_add_up(
    severity: Severity, risk: Risk, waited: float, given: Weights
) -> None:
    got = points(severity, risk, waited, given)
    assert isinstance(got.total, int)
    assert 1 <= got.total <= 100
    assert got.total == sum(got.parts.values())
    assert set(got.parts) == {"severity", "risk", "waiting"}


@given(st.sampled_from(Risk), WAITING, WAITING, weights())
def test_longer_waiting_never_lowers_and_worse_never_lowers(
    risk: Risk, one: float, other: float, given: Weights
) -> None:
    for severity in Severity:
        shorter, longer = (points(severity, risk, waited, given) for waited in sorted((one, other)))
        assert shorter.total <= longer.total
    totals = [points(severity, risk, one, given).total for severity in Severity]
    assert totals == sorted(totals, reverse=True)


@given(st.sampled_from(Severity), WAITING, weights())
def test_a_risk_with_more_points_never_lowers(severity: Severity, waited: float, given: Weights) -> None:
    by_points = sorted(Risk, key=lambda risk: given.risk[risk])
    for less, more in pairwise(by_points):
        assert points(severity, less, waited, given).total <= points(severity, more, waited, given).total


@given(weights())
def test_danger_to_life_outranks_everything_else(given: Weights) -> None:
    least = min(points("danger_to_life", risk, 0, given).total for risk in Risk)
    others = [severity for severity in Severity if severity != Severity.DANGER_TO_LIFE]
    assert least > max(points(s, r, math.inf, given).total for s, r in product(others, Risk))


def test_a_wait_of_hours_lifts_a_need_within_its_class() -> None:
    assert points("moderate", "none", 0).total == 25
    assert points("moderate", "none", 29.9).total == 25
    assert points("moderate", "none", 30).total == 26
    assert points("moderate", "none", 100_000).total == 35
    assert points("serious", "none", 0).total > points("moderate", "none", 100_000).total


def test_a_clock_that_is_ahead_does_no_harm() -> None:
    assert points("minor", "none", -45) == points("minor", "none", 0)


def test_each_weight_has_its_source() -> None:
    assert {f"triage.severity.{severity}" for severity in Severity} <= set(DEFAULT.sources)
    assert {f"triage.risk.{risk}" for risk in Risk} <= set(DEFAULT.sources)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("dire", "none", 0), "'dire' is not a severity: it must be one of danger_to_life, serious"),
        (("minor", "rich", 0), "'rich' is not a risk"),
        (("minor", "none", math.nan), "waited_minutes is not a number"),
    ],
)
def test_what_is_unknown_is_refused(given: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        points(*given)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"severity": {Severity.MINOR: 1}}, "severity has no points for danger_to_life, serious, moderate"),
        ({"risk": dict.fromkeys(Risk, -1)}, "risk has points below 0"),
        ({"severity": dict(zip(Severity, (90, 5, 6, 1), strict=True))}, "more points to what is worse"),
        ({"severity": dict(zip(Severity, (70, 9, 5, 0), strict=True))}, "minor at least 1 point"),
        ({"severity": dict(zip(Severity, (60, 45, 5, 1), strict=True))}, "it must outrank everything"),
        ({"severity": dict(zip(Severity, (90, 45, 5, 1), strict=True))}, "could add up to 115"),
        ({"waiting_minutes_per_point": 0}, "at least 1"),
        ({"waiting_most": -1}, "at least 0"),
    ],
)
def test_weights_that_break_a_promise_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Weights(**change)
