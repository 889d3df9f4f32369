"""The auction alone, on boards small enough that the product would solve them otherwise: never wrong."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rallyround.core.allocation.solvers as engine
from benchmarks.instances import SUPPLIES, board
from rallyround.core.allocation import Needs, Offers, allocate, parts, solve_pairs
from rallyround.core.allocation.flow import best_units
from tests.core.allocation.cases import best_by_trying_all, boards, crowded_board
from tests.core.allocation.checker import audit, value_table

# `RALLYROUND_ALLOCATION_CASES=10000 pytest tests/core/allocation/test_auction.py` hunts longer.
CASES = int(os.environ.get("RALLYROUND_ALLOCATION_CASES", "1500"))
TABLE = st.lists(st.booleans(), min_size=4, max_size=4).map(lambda cells: np.array(cells).reshape(2, 2))


@pytest.fixture(autouse=True)
def always_by_auction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SMALL", -1)
    monkeypatch.setattr(engine, "FLOW_NEEDS", -1)


def optimum(
    values: np.ndarray[Any, Any], demand: np.ndarray[Any, Any], capacity: np.ndarray[Any, Any]
) -> int:
    """By OR-Tools, from the checker's table."""
    need, offer = np.nonzero(values)
    units = best_units(need, offer, values[need, offer], demand, capacity)
    return int(units @ values[need, offer])


@given(
    board=boards(),
    passable=TABLE,
    far=st.frozensets(st.integers(0, 2)),
    mpp=st.sampled_from([0, 1, 1000]),
    gap=st.sampled_from([0.0, 0.001, 0.3]),
)
@settings(max_examples=CASES)
def test_no_plan_is_worth_more_and_no_rule_is_broken(
    board: tuple[Needs, Offers], passable: np.ndarray[Any, Any], far: frozenset[int], mpp: int, gap: float
) -> None:
    needs, offers = board
    matters = np.array([category not in far for category in range(3)])
    plan = allocate(
        needs, offers, passable=passable, distance_matters=matters, metres_per_priority_point=mpp, gap=gap
    )
    values = value_table(needs, offers, passable=passable, far=far, mpp=mpp)
    audit(plan, values, needs.demand, offers.capacity, gap)
    if gap == 0:
        best = best_by_trying_all(values.tolist(), needs.demand.tolist(), offers.capacity.tolist())
        assert plan.value == best


@pytest.mark.parametrize("block", range(10))
def test_tiny_pairs_are_solved_as_by_trying_all(block: int) -> None:
    for seed in range(200 * block, 200 * block + 200):
        r = np.random.default_rng(seed)
        n, m, top = int(r.integers(1, 5)), int(r.integers(1, 5)), int(r.choice([1, 3, 50]))
        demand, capacity = r.choice([0, 1, 1, 2], n), r.integers(0, 4, m)
        values = r.integers(-1, top + 1, (n, m))
        need, offer = np.nonzero(values)
        plan = solve_pairs(need, offer, values[need, offer], demand, capacity)
        values = np.maximum(values, 0) * (demand[:, None] > 0) * (capacity > 0)
        audit(plan, values, demand, capacity)
        assert plan.value == best_by_trying_all(values.tolist(), demand.tolist(), capacity.tolist())


@pytest.mark.parametrize("supply", SUPPLIES)
@pytest.mark.parametrize("seed", range(40))
def test_middling_boards_are_solved_as_by_min_cost_flow(seed: int, supply: str) -> None:
    needs, offers = board(60 + 3 * seed, 30 + seed, supply, seed)
    values = value_table(needs, offers)
    best = optimum(values, needs.demand, offers.capacity)
    exact = allocate(needs, offers, gap=0)
    audit(exact, values, needs.demand, offers.capacity)
    assert exact.value == best
    near = allocate(needs, offers, gap=0.002)
    audit(near, values, needs.demand, offers.capacity, 0.002)
    assert near.upper_bound >= best >= near.value


@pytest.mark.parametrize(("needs", "offers"), [(60, 10), (60, 30), (60, 120), (1, 40), (40, 1)])
@pytest.mark.parametrize("seed", range(8))
def test_contested_boards_are_solved_as_by_min_cost_flow(seed: int, needs: int, offers: int) -> None:
    asked, offered = crowded_board(seed, needs, offers)
    values = value_table(asked, offered)
    plan = allocate(asked, offered, gap=0)
    audit(plan, values, asked.demand, offered.capacity)
    assert plan.value == optimum(values, asked.demand, offered.capacity)


@pytest.mark.parametrize(("needs", "offers"), [(300, 200), (200, 300), (1, 1000), (1000, 1)])
def test_all_at_one_point_and_all_alike(needs: int, offers: int) -> None:
    plan = allocate(
        Needs(*[np.full(needs, v) for v in (7, 7, 0, 0, 5, 1, 1)]),
        Offers(*[np.full(offers, v) for v in (7, 7, 1, 0, 0, 1, 1)]),
        gap=0,
    )
    assert plan.value == plan.upper_bound == min(needs, offers) * 5000


@pytest.mark.parametrize("supply", SUPPLIES)
@pytest.mark.parametrize("seed", range(10))
def test_a_board_cut_into_parts_is_solved_as_the_whole(
    seed: int, supply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART", 40)
    monkeypatch.setattr(engine, "SMALL", 0)
    monkeypatch.setattr(engine, "FLOW_NEEDS", 0)
    asked, offered = board(150 + seed, 80, supply, seed)
    values = value_table(asked, offered)
    best = optimum(values, asked.demand, offered.capacity)
    exact, near = allocate(asked, offered, gap=0), allocate(asked, offered, gap=0.01)
    audit(exact, values, asked.demand, offered.capacity)
    assert exact.value == best
    audit(near, values, asked.demand, offered.capacity, 0.01)
    assert near.upper_bound >= best >= near.value


def test_two_threads_find_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 1000)
    asked, offered = board(3000, 1500, "balanced", 5)
    one, two, three = (allocate(asked, offered, threads=threads) for threads in (1, 2, 3))
    for other in (two, three):
        assert (one.need == other.need).all()
        assert (one.offer == other.offer).all()
        assert (one.prices == other.prices).all()
        assert one.upper_bound == other.upper_bound


@pytest.mark.parametrize("limit", [0.0, 0.01])
@pytest.mark.parametrize("gap", [0.0, 0.001])
def test_the_time_limit_is_kept_and_the_gap_says_how_good_it_is(limit: float, gap: float) -> None:
    asked, offered = board(2000, 1000, "scarce", 3)
    plan = allocate(asked, offered, gap=gap, time_limit=limit)
    audit(plan, value_table(asked, offered), asked.demand, offered.capacity, gap=1.0)
    assert plan.gap < 1


@pytest.mark.parametrize("gap", [0.01, 0.001, 0.0001])
def test_the_gap_that_was_asked_for_is_certified(gap: float) -> None:
    for supply in SUPPLIES:
        asked, offered = board(1500, 700, supply, 9)
        plan = allocate(asked, offered, gap=gap)
        audit(plan, value_table(asked, offered), asked.demand, offered.capacity, gap)
