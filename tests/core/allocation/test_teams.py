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
