"""Every variant of the problem on hundreds of middling boards: the optimum of OR-Tools, and the bound added up again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import rallyround.core.allocation.solvers as engine
from benchmarks.instances import SUPPLIES, board
from rallyround.core.allocation import (
    Changes,
    MaxMin,
    MinimumShare,
    Needs,
    Offers,
    Plan,
    allocate,
    replan,
    solve_pairs,
)
from rallyround.core.allocation.flow import best_units
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import audit, proven_bound, value_table
from tests.core.allocation.test_apart import AtOnce

SEEDS = range(35)
Values = np.ndarray[Any, Any]


@pytest.fixture(params=[True, False], ids=["by auction", "as it suits"], autouse=True)
def always_by_auction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param:
        monkeypatch.setattr(engine, "SMALL", -1)
        monkeypatch.setattr(engine, "FLOW_NEEDS", -1)
    return bool(request.param)


def middling(seed: int) -> tuple[Needs, Offers]:
    if seed % 2:
        return board(90 + seed, 45 + seed, list(SUPPLIES)[seed % 3], seed)
    return crowded_board(seed, 80, (10, 30, 90)[seed % 3])


def by_ortools(values: Values, demand: Values, capacity: Values) -> int:
    need, offer = np.nonzero(values)
    return int(best_units(need, offer, values[need, offer], demand, capacity) @ values[need, offer])


def proven(plan: Plan, values: Values, demand: Values, capacity: Values) -> None:
    audit(plan, values, demand, capacity)
    assert plan.value == by_ortools(values, demand, capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_ways_that_are_cut(seed: int) -> None:
    needs, offers = middling(seed)
    chance = np.random.default_rng(seed)
    passable = chance.random((4, 4)) < 0.6
    needs = replace(needs, zone=chance.integers(0, 4, len(needs)))
    offers = replace(offers, zone=chance.integers(0, 4, len(offers)))
    values = value_table(needs, offers, passable=passable)
    proven(allocate(needs, offers, passable=passable, gap=0), values, needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_kinds_of_help_without_distance(seed: int) -> None:
    needs, offers = middling(seed)
    far = frozenset(np.random.default_rng(seed).integers(0, 20, 8).tolist())
    matters = np.array([category not in far for category in range(63)])
    values = value_table(needs, offers, far=far)
    proven(allocate(needs, offers, distance_matters=matters, gap=0), values, needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_that_a_person_refused(seed: int) -> None:
    needs, offers = middling(seed)
    first = allocate(needs, offers)
    refused = set(list(zip(first.need.tolist(), first.offer.tolist(), strict=True))[::3])
    values = value_table(needs, offers, forbidden=refused)
    plan = allocate(needs, offers, forbidden=sorted(refused) or None, gap=0)
    proven(plan, values, needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_other_weights_of_the_way(seed: int) -> None:
    needs, offers = middling(seed)
    weight = (1, 50, 300, 100_000)[seed % 4]
    values = value_table(needs, offers, mpp=weight)
    plan = allocate(needs, offers, metres_per_priority_point=weight, gap=0)
    proven(plan, values, needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_by_an_executor(seed: int) -> None:
    needs, offers = middling(seed)
    plan = allocate(needs, offers, gap=0, executor=AtOnce())
    proven(plan, value_table(needs, offers), needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_that_were_given(seed: int) -> None:
    needs, offers = middling(seed)
    values = value_table(needs, offers)
    need, offer = np.nonzero(values)
    plan = solve_pairs(need, offer, values[need, offer], needs.demand, offers.capacity)
    proven(plan, values, needs.demand, offers.capacity)


@pytest.mark.parametrize("seed", SEEDS)
def test_around_what_is_accepted(seed: int) -> None:
    needs, offers = middling(seed)
    plan = allocate(needs, offers)
    accepted = list(zip(plan.need.tolist(), plan.offer.tolist(), strict=True))[::2]
    gone = [j for j in range(0, len(offers), 7) if j not in {offer for _need, offer in accepted}]
    plan = replan(plan, Changes(fixed=accepted, withdrawn_offers=gone), gap=0.001)
    demand, capacity = needs.demand.copy(), offers.capacity.copy()
    capacity[gone] = 0
    values = value_table(needs, replace(offers, capacity=capacity))
    need, offer = (np.array([pair[side] for pair in accepted], dtype=np.int64) for side in (0, 1))
    held = int(values[need, offer].sum())
    np.subtract.at(demand, need, 1)
    np.subtract.at(capacity, offer, 1)
    free = values * (demand[:, None] > 0) * (capacity > 0)
    best = held + by_ortools(free, demand, capacity)
    assert plan.value <= best <= plan.upper_bound
    assert plan.upper_bound == held + proven_bound(free, demand.tolist(), capacity.tolist(), plan.prices)
    assert plan.gap <= 0.001


@pytest.mark.parametrize("seed", SEEDS)
def test_areas_that_are_guaranteed_a_share(seed: int) -> None:
    needs, offers = middling(seed)
    needs = replace(needs, area=np.random.default_rng(seed).integers(0, 4, len(needs)))
    best = by_ortools(value_table(needs, offers), needs.demand, offers.capacity)
    for fairness in (MinimumShare(0.4), MaxMin()):
        plan = allocate(needs, offers, fairness=fairness)
        assert plan.shares is not None
        assert (plan.shares.met >= plan.shares.quota).all()
        assert plan.value + plan.shares.price == best <= plan.upper_bound
