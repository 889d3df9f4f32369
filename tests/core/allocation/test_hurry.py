"""A time limit is kept whichever way a plan is made; what is lost by it stands in the certified gap."""

from __future__ import annotations

import numpy as np
import pytest

import rallyround.core.allocation.solvers as engine
from benchmarks.instances import SUPPLIES, board
from rallyround.core.allocation import Changes, MaxMin, allocate, candidates, compiled, replan, solve_pairs
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import audit, value_table


@pytest.mark.parametrize("supply", SUPPLIES)
def test_an_exact_plan_is_not_waited_for(supply: str) -> None:
    """A limit that has passed before the exact way begins: the best that was found, with what it may lack."""
    needs, offers = board(6000, 3000, supply, 3)
    plan = allocate(needs, offers, gap=0, time_limit=0)
    exact = allocate(needs, offers, gap=0)
    assert 0 < plan.value < exact.value <= plan.upper_bound
    assert 0 < plan.gap < 0.2
    assert exact.gap == 0


@pytest.mark.parametrize("limit", [0.0, 0.2, 30.0])
def test_without_numba_the_limit_is_kept_as_well(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "NUMBA", False)
    monkeypatch.setattr(engine, "SMALL", 100)
    needs, offers = crowded_board(4, 120, 60)
    plan = allocate(needs, offers, gap=0, time_limit=limit)
    audit(plan, value_table(needs, offers), needs.demand, offers.capacity, gap=0.5)
    assert plan.gap == 0 or limit < 30


@pytest.mark.parametrize("numba", [True, False])
def test_pairs_are_listed_for_the_most_urgent_while_there_is_time(
    numba: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "NUMBA", numba)
    monkeypatch.setattr(candidates, "AT_LEAST", 100)
    monkeypatch.setattr(candidates, "CELLS", 2_000)
    needs, offers = board(5000, 300, "scarce", 3)
    plan = allocate(needs, offers, time_limit=0)
    exact = allocate(needs, offers, gap=0)
    assert plan.value < exact.value <= plan.upper_bound
    audit(plan, value_table(needs, offers), needs.demand, offers.capacity, gap=1.0)
    if numba:  # blocks of 2,048 needs
        assert needs.priority[np.unique(plan.need)].min() >= np.quantile(needs.priority, 0.5)
    later = replan(plan, Changes(withdrawn_needs=[0]))
    assert later.gap <= 0.002
    assert later.value > plan.value


@pytest.mark.parametrize("seed", range(10))
def test_given_pairs_are_not_waited_for_either(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SMALL", 100)
    chance = np.random.default_rng(seed)
    values = chance.integers(
        0, 2**40 if seed % 2 else 1000, (50, 40)
    )  # the wide ones suit no auction as they are
    demand, capacity = chance.integers(0, 4, 50), chance.integers(0, 4, 40)
    need, offer = np.nonzero(values)
    plan = solve_pairs(need, offer, values[need, offer], demand, capacity, time_limit=30)
    useful = values * (demand[:, None] > 0) * (capacity > 0)
    audit(plan, useful, demand, capacity, gap=0.001)
    best = solve_pairs(need, offer, values[need, offer], demand, capacity)
    assert plan.value <= best.value <= plan.upper_bound
    short = solve_pairs(need, offer, values[need, offer], demand, capacity, time_limit=0)
    audit(short, useful, demand, capacity, gap=1.0)


@pytest.mark.parametrize("seed", range(6))
def test_slots_by_the_lot_lose_what_the_bound_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SMALL", 10)
    monkeypatch.setattr(engine, "SLOT_LIMIT", 200)
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 1000, (20, 15))
    demand, capacity = chance.integers(0, 90, 20), chance.integers(0, 90, 15)
    need, offer = np.nonzero(values)
    plan = solve_pairs(need, offer, values[need, offer], demand, capacity, time_limit=30)
    audit(plan, values * (demand[:, None] > 0) * (capacity > 0), demand, capacity, gap=0.2)


def test_fairness_has_no_time_limit() -> None:
    needs, offers = crowded_board(0, 5, 5)
    needs = type(needs)(**{**vars(needs), "area": np.zeros(5, dtype=np.int64)})
    with pytest.raises(ValueError, match="time_limit must be None with fairness"):
        allocate(needs, offers, fairness=MaxMin(), time_limit=1.0)
