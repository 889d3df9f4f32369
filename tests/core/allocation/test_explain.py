"""Reasons are true: the next best costs what is said, and what is said to stand in the way does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from rallyround.core.allocation import SAID, Needs, Offers, Plan, Reason, allocate, explain, solve_pairs
from tests.core.allocation.cases import boards, crowded_board, pair_value


def one_less(column: np.ndarray[Any, Any], at: int) -> np.ndarray[Any, Any]:
    changed = column.copy()
    changed[at] -= 1
    return changed


def assert_next_best_is_true(needs: Needs, offers: Offers, plan: Plan) -> None:
    """Take the pair away and solve again: the loss is the one stated, and the one stated takes over."""
    for i in range(len(needs)):
        for helper in explain(plan, i).helpers:
            if helper.units > 1:
                continue  # the statement is about one slot; forbidding the pair would move several
            taken_away = [(i, helper.offer)]
            stated = helper.next_best
            without = allocate(needs, offers, forbidden=taken_away)
            assert plan.value - without.value == stated.cost
            rest = replace(needs, demand=one_less(needs.demand, i))
            if stated.offer is None:
                assert allocate(rest, offers, forbidden=taken_away).value == without.value
                continue
            less = replace(offers, capacity=one_less(offers.capacity, stated.offer))
            gain = pair_value(needs, offers, i, stated.offer)
            assert gain is not None
            assert gain + allocate(rest, less, forbidden=taken_away).value == without.value
            assert stated.distance is not None
            assert gain == 1000 * needs.priority[i] - stated.distance
            assert stated.metres_further == stated.distance - helper.distance


@given(board=boards())
@settings(max_examples=150)
def test_the_next_best_costs_what_is_said(board: tuple[Needs, Offers]) -> None:
    assert_next_best_is_true(*board, allocate(*board))


@pytest.mark.parametrize(("needs", "offers"), [(20, 6), (20, 12), (12, 30)])
def test_the_next_best_is_true_where_offers_are_contested(needs: int, offers: int) -> None:
    board = crowded_board(11, needs, offers)
    plan = allocate(*board)
    assert_next_best_is_true(*board, plan)
    costs = [h.next_best.cost for i in range(needs) for h in explain(plan, i).helpers]
    assert any(costs)


@given(board=boards())
@settings(max_examples=200)
def test_an_unmet_need_has_a_reason_and_a_met_one_has_none(board: tuple[Needs, Offers]) -> None:
    needs, offers = board
    plan = allocate(needs, offers)
    for i in range(len(needs)):
        told = explain(plan, i)
        assert sum(h.units for h in told.helpers) == plan.met[i]
        assert (told.unmet is None) == (plan.met[i] == needs.demand[i])
        if told.unmet is None:
            continue
        worth = [pair_value(needs, offers, i, j) for j in range(len(offers))]
        able = [j for j, value in enumerate(worth) if value is not None and value > 0]
        assert told.unmet.slots == needs.demand[i] - plan.met[i]
        assert (told.unmet.reason is Reason.CAPACITY_USED) == bool(able)
        if able:
            served = [
                k
                for k, j in zip(plan.need.tolist(), plan.offer.tolist(), strict=True)
                if j in able and k != i
            ]
            assert told.unmet.least_urgent_priority == min(
                (int(needs.priority[k]) for k in served), default=None
            )


@pytest.mark.parametrize("seed", range(8))
def test_one_more_helper_such_as_is_wanted_meets_one_more_slot(seed: int) -> None:
    needs, offers = crowded_board(seed, 20, 6)
    plan = allocate(needs, offers)
    for i in range(len(needs)):
        unmet = explain(plan, i).unmet
        if unmet is None:
            continue
        wanted = unmet.wanted
        assert wanted is not None
        assert wanted.within is not None
        away = min(wanted.within, 2000)
        helper = {"x": needs.x[i] + away, "y": needs.y[i], "skills": 1 << wanted.category}
        helper |= {"checks": wanted.checks, "max_travel": away, "availability": wanted.window, "capacity": 1}
        more = Offers(**{name: np.append(getattr(offers, name), value) for name, value in helper.items()})
        # For this need alone: nobody else may take the new helper.
        others = [(k, len(offers)) for k in range(len(needs)) if k != i]
        assert allocate(needs, more, forbidden=others).met[i] == plan.met[i] + 1


def board_of_one(**changes: Any) -> tuple[Needs, Offers]:
    """One need and one offer that fit, but for the changes (offer_… for those of the offer)."""
    need: dict[str, Any] = {"x": 0, "y": 0, "category": 1, "checks": 1}
    need |= {"priority": 5, "demand": 1, "window": 1, "zone": 0}
    offer: dict[str, Any] = {"x": 0, "y": 3000, "skills": 2, "checks": 1}
    offer |= {"max_travel": 4000, "availability": 1, "capacity": 1, "zone": 1}
    for name, value in changes.items():
        target, key = (offer, name.removeprefix("offer_")) if name.startswith("offer_") else (need, name)
        target[key] = value
    return (
        Needs(**{k: np.array([v]) for k, v in need.items()}),
        Offers(**{k: np.array([v]) for k, v in offer.items()}),
    )


@pytest.mark.parametrize(
    ("changes", "rules", "reason"),
    [
        ({"offer_skills": 1}, {}, Reason.NO_SKILL),
        ({"offer_checks": 2}, {}, Reason.CHECK_MISSING),
        ({"offer_max_travel": 2999}, {}, Reason.OUT_OF_REACH),
        ({"offer_availability": 2}, {}, Reason.OUTSIDE_HOURS),
        ({}, {"passable": np.eye(2, dtype=bool)}, Reason.WAY_CUT),
        ({}, {"forbidden": [(0, 0)]}, Reason.FORBIDDEN),
        ({"priority": 3}, {}, Reason.NOT_WORTH_THE_WAY),
        ({"offer_capacity": 0}, {}, Reason.CAPACITY_USED),
    ],
)
def test_each_obstacle_is_named_and_lifting_it_helps(
    changes: dict[str, int], rules: dict[str, Any], reason: Reason
) -> None:
    told = explain(allocate(*board_of_one(**changes), **rules), 0).unmet
    assert told is not None
    assert told.reason is reason
    assert told.only[reason] == 1
    assert sum(told.only.values()) == 1
    assert told.left[reason] == 0
    assert told.least_urgent_priority is None
    assert told.metres_short == (1 if reason is Reason.OUT_OF_REACH else None)
    assert explain(allocate(*board_of_one()), 0).unmet is None


def test_who_is_served_instead_is_named() -> None:
    none = [0, 0, 0]
    needs = Needs(*[np.array(column) for column in (none, none, none, none, [3, 9, 6], [1, 1, 1], [1, 1, 1])])
    offers = Offers(*[np.array([value, value]) for value in (0, 0, 1, 0, 100, 1, 1)])
    told = explain(allocate(needs, offers), 0).unmet
    assert told is not None
    assert (told.reason, told.least_urgent_priority, told.least_urgent_need) == (Reason.CAPACITY_USED, 6, 2)


def test_with_no_offers_at_all_nobody_has_the_skill() -> None:
    needs, _ = board_of_one()
    nobody = Offers(*[np.zeros(0, dtype=np.int64)] * 7)
    told = explain(allocate(needs, nobody), 0).unmet
    assert told is not None
    assert told.reason is Reason.NO_SKILL


def test_what_cannot_be_explained_is_said() -> None:
    with pytest.raises(ValueError, match="need is 7: the rows are numbered 0 to 0"):
        explain(allocate(*board_of_one()), 7)
    with pytest.raises(ValueError, match="knows no rules"):
        explain(solve_pairs([0], [0], [1], [1], [1]), 0)


def test_an_explanation_printed_is_sentences() -> None:
    needs = Needs(*np.array([[0, 0], [0, 900], [0, 0], [0, 0], [5, 9], [1, 1], [1, 3]]))
    offers = Offers(*np.array([[0, 0], [1000, 0], [1, 2], [0, 0], [3000, 10], [1, 1], [1, 1]]))
    plan = allocate(needs, offers)
    assert str(explain(plan, 1)) == (
        "Offer 0 gives 1 slot from 100 m away. If it did not, nobody would come instead, and the whole plan would "
        "lose 4,900 m (4.9 points)."
    )
    assert str(explain(plan, 0)).splitlines() == [
        "1 slot of it open: All who could help are with other needs, or have no slot to give.",
        "The least urgent of these needs is need 1, at 9 points.",
        "One more helper within 4,999 m would meet one slot: skill 0, free in one of the shifts 0b1.",
    ]


def test_each_reason_has_a_sentence() -> None:
    assert list(SAID) == list(Reason)
