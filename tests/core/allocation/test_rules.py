"""What people would decide without the engine keeps the same rules, and is never worth more than the optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.instances import SUPPLIES, board
from rallyround.core.allocation import (
    Changes,
    Needs,
    Offers,
    Problem,
    RulePlan,
    allocate,
    choices_of,
    first_come_first_served,
    first_come_in,
    longest_wait_first,
    most_urgent_first,
    replan,
    self_selection,
)
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import value_table


def every_rule(problem: Problem, seed: int) -> dict[str, RulePlan]:
    order = np.random.default_rng(seed).permutation(len(problem.needs))
    return {
        "first come": first_come_first_served(problem, order),
        "most urgent": most_urgent_first(problem),
        "longest wait": longest_wait_first(problem, order),
        "self": self_selection(problem, seed=seed),
    }


def in_turn_by_hand(values: np.ndarray[Any, Any], needs: Needs, offers: Offers, order: list[int]) -> int:
    """Metres of value when each in turn takes from the nearest who are left. Plain Python on purpose."""
    left, total = offers.capacity.tolist(), 0
    for i in order:
        for _slot in range(int(needs.demand[i])):
            able = [j for j in range(len(offers)) if left[j] and values[i, j] > 0]
            if able:
                nearest = max(able, key=lambda j: (values[i, j], -j))
                left[nearest] -= 1
                total += int(values[i, nearest])
    return total


@pytest.mark.parametrize("supply", SUPPLIES)
@pytest.mark.parametrize("seed", range(15))
def test_rules_keep_the_rules_and_no_more_is_met_than_can_be(seed: int, supply: str) -> None:
    needs, offers = board(80, 40, supply, seed) if seed % 2 else crowded_board(seed, 60, 30)
    values = value_table(needs, offers)
    best = allocate(needs, offers, gap=0)
    for name, plan in every_rule(Problem(needs, offers), seed).items():
        assert (values[plan.need, plan.offer] > 0).all(), name
        assert plan.value == int(plan.units @ values[plan.need, plan.offer]) <= best.value
        met = np.bincount(plan.need, weights=plan.units, minlength=len(needs))
        used = np.bincount(plan.offer, weights=plan.units, minlength=len(offers))
        assert (met == plan.met).all()
        assert (met <= needs.demand).all()
        assert (used <= offers.capacity).all()
        assert plan.points_met == int(met @ needs.priority)
        # nobody who could still help is left beside a need that they could serve
        idle, waiting = used < offers.capacity, met < needs.demand
        assert not (values[np.ix_(waiting, idle)] > 0).any(), name


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_turns_is_that_of_the_rule(seed: int) -> None:
    needs, offers = crowded_board(seed, 30, 12)
    problem, values = Problem(needs, offers), value_table(needs, offers)
    arrived = np.random.default_rng(seed).integers(0, 5, len(needs))
    by_arrival = sorted(range(len(needs)), key=lambda i: int(arrived[i]))
    by_urgency = sorted(by_arrival, key=lambda i: -int(needs.priority[i]))
    by_wait = sorted(range(len(needs)), key=lambda i: -int(arrived[i]))
    for plan, order in (
        (first_come_first_served(problem, arrived), by_arrival),
        (most_urgent_first(problem, arrived), by_urgency),
        (longest_wait_first(problem, arrived), by_wait),
    ):
        assert plan.value == in_turn_by_hand(values, needs, offers, order)


def test_pairs_at_hand_are_used_and_the_seed_decides_who_comes_first() -> None:
    problem = Problem(*crowded_board(3, 60, 20))
    plan = allocate(problem.needs, problem.offers)
    assert first_come_first_served(problem, pairs=plan.pairs).value == first_come_first_served(problem).value
    assert self_selection(problem, seed=4).value == self_selection(problem, seed=4).value
    assert len({self_selection(problem, seed=seed).value for seed in range(8)}) > 1


def test_an_order_that_does_not_fit_is_named() -> None:
    problem = Problem(*crowded_board(0, 3, 3))
    with pytest.raises(ValueError, match="arrived has 2 entries where there are 3 needs"):
        first_come_first_served(problem, [1, 2])
    with pytest.raises(ValueError, match=r"waited\[1\] is -1"):
        longest_wait_first(problem, [0, -1, 2])


@pytest.mark.parametrize("seed", range(6))
def test_turns_after_changes_are_those_of_the_rule_on_the_board_as_it_is(seed: int) -> None:
    """Offers that came since hang on chains: they are asked like all others."""
    needs, offers = board(120, 60, list(SUPPLIES)[seed % 3], seed)
    other = board(120, 60, "balanced", seed + 50)
    plan = replan(
        allocate(needs, offers),
        Changes(new_offers=other[1], withdrawn_offers=[3], new_needs=other[0], withdrawn_needs=[5]),
    )
    assert plan.problem is not None
    arrived = np.random.default_rng(seed).integers(0, 1000, len(plan.demand))
    turns, anew = first_come_in(plan, arrived), first_come_first_served(plan.problem, arrived)
    values = value_table(plan.problem.needs, plan.problem.offers)
    choices = choices_of(plan, np.arange(len(plan.demand)))
    for i in range(len(plan.demand)):
        own = choices.offer[choices.start[i] : choices.start[i + 1]]
        assert sorted(own.tolist()) == np.flatnonzero(values[i] > 0).tolist()
    assert turns.met.tolist() == anew.met.tolist()
    assert turns.metres == int(anew.units @ anew.distance)
