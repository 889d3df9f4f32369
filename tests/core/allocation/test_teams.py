"""The rules that no flow can say are kept, and nothing that keeps them is worth more."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from rallyround.core.allocation import (
    Needs,
    Offers,
    Problem,
    TeamRules,
    allocate,
    allocate_teams,
    eligible_pairs,
)
from tests.core.allocation.cases import SHIFTS, crowded_board
from tests.core.allocation.checker import value_table


def tiny(seed: int) -> tuple[Needs, Offers]:
    needs, offers = crowded_board(seed, 3, 3)
    return needs, Offers(**{**vars(offers), "zone": None, "capacity": np.minimum(offers.capacity, 2)})


def best_by_trying_all(needs: Needs, offers: Offers, rules: TeamRules) -> int:
    """Every way to give each slot an offer and a shift, or nobody."""
    values = value_table(needs, offers)
    slots = [i for i, wanted in enumerate(needs.demand.tolist()) for _ in range(wanted)]
    whole: Any = rules.whole if rules.whole is not None else [False] * len(needs)
    apart: Any = rules.apart if rules.apart is not None else [False] * len(needs)
    again = set(rules.again)
    choices = []
    for i in slots:
        able: list[tuple[int, int] | None] = [None]
        for j in np.flatnonzero(values[i]).tolist():
            shifts = int(needs.window[i]) & int(offers.availability[j])
            own = [s for s in range(SHIFTS) if shifts >> s & 1] if rules.once_a_shift else [-1]
            able += [(j, s) for s in own]
        choices.append(able)
    best = 0
    for plan in product(*choices):
        used = [entry for entry in plan if entry is not None]
        if any(sum(j == o for j, _s in used) > offers.capacity[o] for o in range(len(offers))):
            continue
        if rules.once_a_shift and len(set(used)) < len(used):
            continue
        worth, good = 0, True
        for i in range(len(needs)):
            own_plan = [
                entry for slot, entry in zip(slots, plan, strict=True) if slot == i and entry is not None
            ]
            good &= not whole[i] or len(own_plan) in (0, needs.demand[i])
            good &= not apart[i] or len({j for j, _s in own_plan}) == len(own_plan)
            worth += sum(int(values[i, j]) + rules.bonus * ((i, j) in again) for j, _s in own_plan)
        if good:
            best = max(best, worth)
    return best


RULES = [
    TeamRules(),
    TeamRules(whole=[True] * 3),
    TeamRules(whole=[True, False, True], apart=[True] * 3),
    TeamRules(once_a_shift=True),
    TeamRules(whole=[True] * 3, apart=[True] * 3, once_a_shift=True),
    TeamRules(again=[(0, 1), (2, 0)], bonus=7000),
]


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(15))
def test_the_optimum_is_found_as_by_trying_all(seed: int, rules: TeamRules) -> None:
    needs, offers = tiny(seed)
    problem = Problem(needs, offers)
    plan = allocate_teams(problem, eligible_pairs(problem), rules)
    assert plan.value == plan.upper_bound == best_by_trying_all(needs, offers, rules)


@pytest.mark.parametrize("seed", range(4))
def test_without_rules_it_is_the_plan_of_allocate_and_each_rule_costs(seed: int) -> None:
    needs, offers = crowded_board(seed, 40, 20)
    problem = Problem(needs, offers)
    pairs = eligible_pairs(problem)
    free = allocate_teams(problem, pairs, TeamRules())
    assert free.value == allocate(needs, offers, gap=0).value
    every = np.ones(len(needs), dtype=bool)
    strict = allocate_teams(problem, pairs, TeamRules(whole=every, apart=every, once_a_shift=True), gap=0.001)
    assert strict.value <= free.value <= free.upper_bound
    assert strict.gap <= 0.001
    assert set(strict.met.tolist()) <= {0, 1, 2}
    assert ((strict.met == 0) | (strict.met == needs.demand)).all()
    assert len({(j, s) for j, s in zip(strict.offer.tolist(), strict.shift.tolist(), strict=True)}) == len(
        strict.offer
    )


def test_wrong_rules_are_named() -> None:
    problem = Problem(*crowded_board(0, 3, 3))
    pairs = eligible_pairs(problem)
    with pytest.raises(ValueError, match="whole must be true or false for each of the 3 needs"):
        allocate_teams(problem, pairs, TeamRules(whole=[True]))
    with pytest.raises(ValueError, match=r"again offer\[0\] is 9"):
        allocate_teams(problem, pairs, TeamRules(again=[(0, 9)]))


@pytest.mark.parametrize(
    ("rules", "met"), [({}, 2), ({"apart": [1]}, 1), ({"whole": [1]}, 2), ({"whole": [1], "apart": [1]}, 0)]
)
def test_nobody_goes_alone_only_with_whole_and_apart(rules: dict[str, Any], met: int) -> None:
    """One visit for two, and one person with two slots: with `apart` alone they go by themselves, with `whole` alone
    they count twice."""
    needs = Needs(*np.array([[0], [0], [0], [0], [50], [2], [1]]))
    offers = Offers(*np.array([[0], [0], [1], [0], [99], [1], [2]]))
    problem = Problem(needs, offers)
    assert allocate_teams(problem, eligible_pairs(problem), TeamRules(**rules)).met.tolist() == [met]


def test_pairs_who_know_each_other_but_may_not_meet_are_named() -> None:
    needs = Needs(*np.array([[0], [0], [0], [0], [9], [1], [1]]))
    offers = Offers(*np.array([[0, 50], [0, 0], [1, 2], [0, 0], [99, 99], [1, 1], [1, 1]]))
    problem = Problem(needs, offers)
    plan = allocate_teams(problem, eligible_pairs(problem), TeamRules(again=[(0, 0), (0, 1)]))
    assert plan.barred == ((0, 1),)
    assert plan.value == 9000 + 5000
    assert repr(plan).endswith("1 pairs of `again` barred)")


@pytest.mark.parametrize("bonus", [-5000, 0.5, 10**18, None])
def test_a_bonus_that_cannot_be_is_refused(bonus: Any) -> None:
    with pytest.raises(ValueError, match=r"bonus is .*: it must be a whole number from 0"):
        TeamRules(bonus=bonus)


def test_teams_refuse_what_is_not_a_problem_and_times_that_cannot_be() -> None:
    needs, offers = crowded_board(0, 3, 3)
    problem = Problem(needs, offers)
    pairs = eligible_pairs(problem)
    given: Any = needs
    with pytest.raises(ValueError, match=r"problem must be Problem, not Needs: Problem\(needs, offers\)"):
        allocate_teams(given, pairs, TeamRules())
    with pytest.raises(ValueError, match=r"pairs must be Pairs, not Offers: eligible_pairs\(problem\)"):
        given = offers
        allocate_teams(problem, given, TeamRules())
    with pytest.raises(ValueError, match="time_limit is -1"):
        allocate_teams(problem, pairs, TeamRules(), time_limit=-1)


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    problem = Problem(*crowded_board(0, 3, 3))
    allocate_teams(problem, eligible_pairs(problem), TeamRules(whole=[1, 1, 0]))
    assert capfd.readouterr().out == ""
