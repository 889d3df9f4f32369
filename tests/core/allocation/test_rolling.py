"""Room is kept for what is likely to come: no rule is broken by it, and in scarcity more is met by the evening."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.instances import SUPPLIES
from benchmarks.rolling import ways
from rallyround.core.allocation import Expected, allocate, decide
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import value_table


@pytest.mark.parametrize("seed", range(10))
def test_nobody_is_promised_twice_and_no_rule_is_broken(seed: int) -> None:
    needs, offers = crowded_board(seed, 60, 20)
    likely, _others = crowded_board(seed + 100, 40, 1)
    decision = decide(needs, offers, Expected(likely, np.full(40, 0.5)), hours=2)
    values = value_table(needs, offers)
    assert (values[decision.need, decision.offer] > 0).all()
    used = np.bincount(decision.offer, weights=decision.units, minlength=len(offers))
    assert (used + decision.kept <= offers.capacity).all()
    met = np.bincount(decision.need, weights=decision.units, minlength=len(needs))
    assert (met <= needs.demand).all()
    assert decision.kept.sum() > 0
    # Those who are kept free are worth it to those who should come: without them all would go.
    assert met.sum() < decide(needs, offers).units.sum()


def test_with_nothing_expected_everything_is_decided_at_once() -> None:
    needs, offers = crowded_board(2, 60, 20)
    plan = allocate(needs, offers)
    for decision in (
        decide(needs, offers),
        decide(needs, offers, Expected(needs, np.zeros(60)), hours=5),
        decide(needs, offers, Expected(needs, np.ones(60)), hours=0),
    ):
        assert decision.need.tolist() == plan.need.tolist()
        assert decision.offer.tolist() == plan.offer.tolist()
        assert not decision.kept.any()


def test_an_urgent_need_does_not_wait_for_a_lesser_one_that_may_come() -> None:
    needs, offers = crowded_board(3, 30, 10)
    urgent = replace(needs, priority=needs.priority + 100)
    now = decide(urgent, offers, Expected(needs, np.full(30, 5.0)), hours=3)
    assert now.units.sum() == decide(urgent, offers).units.sum()


def test_as_many_are_expected_as_come_at_that_rate() -> None:
    needs, _offers = crowded_board(1, 50, 1)
    rate = np.random.default_rng(1).uniform(0, 2, 50)
    number = Expected(needs, rate).within(1.5)
    assert (np.abs(np.cumsum(number) - np.cumsum(1.5 * rate)) < 1).all()


@pytest.mark.parametrize("supply", SUPPLIES)
def test_a_day_with_room_kept_is_worth_more_where_help_is_scarce(supply: str) -> None:
    found = {name: day.value for name, day in ways(400, 200, supply, 1).items()}
    assert found["all known"] >= max(found.values()) * 0.999  # its plan has a gap of a thousandth
    if supply == "scarce":
        assert found["room kept"] > 1.1 * found["at once"]
        assert found["room kept for half of it"] > found["at once"]
    else:
        assert found["room kept"] > 0.99 * found["at once"]


def test_what_cannot_be_right_is_named() -> None:
    needs, offers = crowded_board(0, 3, 3)
    with pytest.raises(ValueError, match=r"Expected.rate\[1\] is -1.0"):
        Expected(needs, np.array([1.0, -1.0, 2.0]))
    with pytest.raises(ValueError, match=r"Expected\.rate must have 3 entries"):
        Expected(needs, np.array([1.0]))
    with pytest.raises(ValueError, match="hours is -1"):
        decide(needs, offers, hours=-1)
    with pytest.raises(ValueError, match="area must be given for waiting and expected needs or for neither"):
        decide(needs, offers, Expected(replace(needs, area=needs.x), np.ones(3)), hours=1)
