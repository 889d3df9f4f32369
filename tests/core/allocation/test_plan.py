"""The plan is the best there is, breaks no rule and carries its proof."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rallyround.core.allocation import (
    Needs,
    Offers,
    Plan,
    Problem,
    allocate,
    candidates,
    eligible_pairs,
    solve_pairs,
)
from tests.core.allocation.cases import best_by_trying_all, boards, crowded_board, pair_value

TABLE = st.lists(st.booleans(), min_size=4, max_size=4).map(lambda cells: np.array(cells).reshape(2, 2))


def assert_proven(plan: Plan) -> None:
    """The bound follows from the prices, pair by pair, and no plan can be worth more."""
    assert (plan.prices >= 0).all()
    bound = sum(int(c) * int(p) for c, p in zip(plan.capacity, plan.prices, strict=True))
    for i, wanted in enumerate(plan.demand):
        row = range(int(plan.pairs.start[i]), int(plan.pairs.start[i + 1]))
        gains = [int(plan.pairs.value[e]) - int(plan.prices[plan.pairs.offer[e]]) for e in row]
        bound += int(wanted) * max([0, *gains])
    assert plan.upper_bound == bound == plan.value
    assert plan.gap == 0


def assert_within_limits(plan: Plan) -> None:
    given_by_need = np.bincount(plan.need, weights=plan.units, minlength=len(plan.demand))
    given_by_offer = np.bincount(plan.offer, weights=plan.units, minlength=len(plan.capacity))
    assert (plan.units > 0).all()
    assert (given_by_need == plan.met).all()
    assert (given_by_need <= plan.demand).all()
    assert (given_by_offer <= plan.capacity).all()


@given(
    board=boards(), passable=TABLE, far=st.frozensets(st.integers(0, 2)), mpp=st.sampled_from([0, 1, 1000])
)
@settings(max_examples=400)
def test_no_plan_is_worth_more_and_no_rule_is_broken(
    board: tuple[Needs, Offers], passable: np.ndarray[Any, Any], far: frozenset[int], mpp: int
) -> None:
    needs, offers = board
    plan = allocate(
        needs,
        offers,
        passable=passable,
        distance_matters=np.array([category not in far for category in range(3)]),
        metres_per_priority_point=mpp,
    )
    values = [
        [pair_value(needs, offers, i, j, passable=passable, far=far, mpp=mpp) for j in range(len(offers))]
        for i in range(len(needs))
    ]
    assert plan.value == best_by_trying_all(values, needs.demand.tolist(), offers.capacity.tolist())
    worth = [values[i][j] for i, j in zip(plan.need, plan.offer, strict=True)]
    assert None not in worth
    assert plan.value == sum(v * int(u) for v, u in zip(worth, plan.units, strict=True) if v is not None)
    assert_within_limits(plan)
    assert_proven(plan)


@pytest.mark.parametrize(("needs", "offers"), [(60, 10), (60, 30), (60, 120), (1, 40), (40, 1)])
@pytest.mark.parametrize("seed", range(6))
def test_contested_boards_carry_their_proof(seed: int, needs: int, offers: int) -> None:
    plan = allocate(*crowded_board(seed, needs, offers))
    assert_within_limits(plan)
    assert_proven(plan)


@given(board=boards(), seed=st.integers(0, 1000))
@settings(max_examples=100)
def test_the_order_of_the_lists_does_not_change_the_value(board: tuple[Needs, Offers], seed: int) -> None:
    needs, offers = board
    r = np.random.default_rng(seed)
    a, b = r.permutation(len(needs)), r.permutation(len(offers))
    shuffled_needs = Needs(**{name: column[a] for name, column in vars(needs).items() if column is not None})
    shuffled_offers = Offers(
        **{name: column[b] for name, column in vars(offers).items() if column is not None}
    )
    assert allocate(shuffled_needs, shuffled_offers).value == allocate(needs, offers).value


def test_the_same_input_gives_the_same_plan_whatever_the_threads() -> None:
    needs, offers = crowded_board(3, 80, 40)
    one, two = allocate(needs, offers, threads=1), allocate(needs, offers, threads=2)
    assert (one.need == two.need).all()
    assert (one.offer == two.offer).all()
    assert (one.prices == two.prices).all()


@given(board=boards(), data=st.data())
@settings(max_examples=100)
def test_a_refused_pair_is_never_proposed_again(board: tuple[Needs, Offers], data: st.DataObject) -> None:
    needs, offers = board
    every = [(i, j) for i in range(len(needs)) for j in range(len(offers))]
    refused = data.draw(st.lists(st.sampled_from(every))) if every else []
    plan = allocate(needs, offers, forbidden=np.array(refused, dtype=np.int64).reshape(-1, 2))
    assert not set(zip(plan.need.tolist(), plan.offer.tolist(), strict=True)) & set(refused)
    values = [
        [None if (i, j) in refused else pair_value(needs, offers, i, j) for j in range(len(offers))]
        for i in range(len(needs))
    ]
    assert plan.value == best_by_trying_all(values, needs.demand.tolist(), offers.capacity.tolist())


@pytest.mark.parametrize(
    ("costs", "demand", "capacity", "published"),
    [
        # Winston, Operations Research: Applications and Algorithms (4th ed. 2004), 7.1, Powerco:
        # 1,020 dollars.
        ([[8, 9, 14], [6, 12, 9], [10, 13, 16], [9, 7, 5]], [45, 20, 30, 30], [35, 50, 40], 1020),
        # Dantzig, Linear Programming and Extensions (1963), 3.3 (GAMS model library, trnsport): 153.675
        # thousand dollars at 90 dollars per thousand miles and case, so 17,075 in tenths of a thousand miles.
        ([[25, 25], [17, 18], [18, 14]], [325, 300, 275], [350, 600], 17_075),
    ],
)
def test_published_transportation_problems_give_their_published_optimum(
    costs: list[list[int]], demand: list[int], capacity: list[int], published: int
) -> None:
    """Everything must be delivered: each unit is worth far more than any way costs."""
    table = np.array(costs)
    need, offer = np.divmod(np.arange(table.size), table.shape[1])
    plan = solve_pairs(need, offer, 1000 - table.ravel(), demand, capacity)
    assert plan.met.tolist() == demand
    assert 1000 * sum(demand) - plan.value == published
    assert_proven(plan)


def one_row(*values: int) -> list[np.ndarray[Any, Any]]:
    return [np.array([value]) for value in values]


def test_a_phone_call_has_no_distance() -> None:
    caller = Needs(*one_row(0, 0, 1, 0, 1, 1, 1))
    far_away = Offers(*one_row(90_000, 0, 2, 0, 10, 1, 1))
    assert allocate(caller, far_away).value == 0
    plan = allocate(caller, far_away, distance_matters=np.array([True, False]))
    assert plan.value == 1000
    assert plan.statistics.metres == 0


def test_nobody_asks_or_nobody_offers() -> None:
    needs, offers = crowded_board(0, 5, 5)
    none = np.zeros(0, dtype=np.int64)
    nobody, nothing = Offers(*[none] * 7), Needs(*[none] * 7)
    for plan in (allocate(needs, nobody), allocate(nothing, offers), allocate(nothing, nobody)):
        assert plan.value == plan.upper_bound == 0
        assert plan.gap == 0
        assert len(plan.need) == 0


def test_all_at_one_point_and_all_alike() -> None:
    n, m = 300, 200
    needs = Needs(*[np.full(n, v) for v in (7, 7, 0, 0, 5, 1, 1)])
    offers = Offers(*[np.full(m, v) for v in (7, 7, 1, 0, 0, 1, 1)])
    plan = allocate(needs, offers, gap=0)
    assert plan.value == 200 * 5000
    assert_proven(plan)


def test_progress_is_told_in_order() -> None:
    heard: list[float] = []
    allocate(*crowded_board(0, 5, 5), progress=lambda stage, done: heard.append(done))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_pairs_are_the_same_with_room_for_one_row_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(*crowded_board(7, 60, 40))
    at_once = eligible_pairs(problem)
    monkeypatch.setattr(candidates, "SCRATCH", 0)
    pairs = eligible_pairs(problem, threads=3)
    assert pairs.start.tolist() == at_once.start.tolist()
    assert pairs.offer.tolist() == at_once.offer.tolist()
    assert pairs.distance.tolist() == at_once.distance.tolist()
