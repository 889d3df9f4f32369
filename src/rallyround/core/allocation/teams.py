"""Plans with rules that no flow can say: all or nothing, never alone, one slot a shift, the same person again.

They are solved as integer programmes by HiGHS, which proves what it finds; so they are for boards of some
hundreds of needs. The certified gap is HiGHS' own. Without the extra rules the plan is that of `allocate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from rallyround.core.allocation.pairs import Pairs
from rallyround.core.allocation.plan import as_rows, in_short
from rallyround.core.allocation.problem import (
    TRAVEL_LIMIT,
    BoolArray,
    IntArray,
    Problem,
    expect,
    read_only,
    row_pairs,
    truths,
    whole_number,
)
from rallyround.core.allocation.solvers import check_wishes

PAIR_LIMIT = 50_000  # pairs × shifts that an integer programme may have: more take minutes


@dataclass(frozen=True, eq=False)
class TeamRules:
    """What is asked beyond `allocate`.

    whole          bool by need: all of its slots are met or none
    apart          bool by need: each slot by another person
    once_a_shift   nobody has two slots in one shift: every unit gets a shift of its need and of its offer
    again          pairs (need, offer) of people who know each other, worth `bonus` metres more
    bonus          whole metres, at least 0

    A visit on which nobody may be alone needs a demand of 2, `whole` AND `apart`. Without `apart` one person with two
    slots may fill both, as in `allocate`; with `apart` alone one person is sent where a second cannot be found.

    Raises ValueError for a bonus that cannot be.
    """

    whole: npt.ArrayLike | None = None
    apart: npt.ArrayLike | None = None
    once_a_shift: bool = False
    again: Sequence[tuple[int, int]] = ()
    bonus: int = 5000

    def __post_init__(self) -> None:
        object.__setattr__(self, "bonus", whole_number("bonus", self.bonus, 0, TRAVEL_LIMIT))


@dataclass(frozen=True, eq=False)
class TeamPlan:
    """Who helps whom, unit by unit: need, offer and shift (-1 where shifts were not asked about) of each.

    value         metres, bonuses included
    upper_bound   metres: no plan that keeps the rules is worth more
    met, demand   int64 by need: slots met, and slots asked for
    barred        pairs of `again` that another rule keeps from meeting, or that are not worth the way: their bonus
                  counts for nothing
    """

    need: IntArray
    offer: IntArray
    shift: IntArray
    value: int
    upper_bound: int
    met: IntArray
    demand: IntArray
    barred: tuple[tuple[int, int], ...] = ()

    @property
    def gap(self) -> float:
        """How far below the upper bound the value is, as a share of it."""
        return (self.upper_bound - self.value) / self.upper_bound if self.upper_bound > 0 else 0.0

    def rows(self) -> list[dict[str, int]]:
        """The units as dictionaries of need, offer and shift, ready for `csv.DictWriter`."""
        return as_rows(need=self.need, offer=self.offer, shift=self.shift)

    def __repr__(self) -> str:
        barred = f", {len(self.barred)} pairs of `again` barred" if self.barred else ""
        short = in_short(self.demand, self.met)
        return f"TeamPlan({short}, value {self.value:,}, certified gap {100 * self.gap:.2g} %{barred})"


def allocate_teams(
    problem: Problem, pairs: Pairs, rules: TeamRules, *, gap: float = 0.0, time_limit: float = 10.0
) -> TeamPlan:
    """The best plan that keeps the rules too; pairs from `eligible_pairs(problem)`.

    problem      `Problem(needs, offers)`; where ways are cut or pairs forbidden, the `problem` of a plan of `allocate`
    gap          relative gap that would do; 0 is the optimum
    time_limit   seconds, after which the best so far is given with its certified gap

    Raises ValueError for a rule that does not fit the needs and beyond 50,000 pairs × shifts.

    >>> from rallyround.core.allocation import Needs, Offers, eligible_pairs
    >>> needs = Needs(x=[0], y=[0], category=[0], checks=[0], priority=[9], demand=[2], window=[1])
    >>> offers = Offers(x=[0], y=[100], skills=[1], checks=[0], max_travel=[500], availability=[1], capacity=[2])
    >>> problem = Problem(needs, offers)
    >>> allocate_teams(problem, eligible_pairs(problem), TeamRules()).met.tolist()
    [2]
    >>> allocate_teams(problem, eligible_pairs(problem), TeamRules(whole=[True], apart=[True])).met.tolist()
    [0]
    """
    expect("problem", problem, Problem, ": Problem(needs, offers), or the `problem` of a plan")
    expect("pairs", pairs, Pairs, ": eligible_pairs(problem)")
    expect("rules", rules, TeamRules)
    check_wishes(gap, time_limit, None)
    needs, offers = problem.needs, problem.offers
    whole, apart = _flags("whole", rules.whole, len(needs)), _flags("apart", rules.apart, len(needs))
    row, shift = _choices(problem, pairs, rules.once_a_shift)
    need, offer = pairs.need[row], pairs.offer[row].astype(np.int64)
    again_need, again_offer = row_pairs("again", rules.again, len(needs), len(offers))
    keys, again = need * len(offers) + offer, again_need * len(offers) + again_offer
    value = pairs.value[row] + np.isin(keys, again) * np.int64(rules.bonus)
    barred = np.flatnonzero(~np.isin(again, keys))
    model = _Model(gap, time_limit)
    most = np.where(
        apart[need] | rules.once_a_shift, 1, np.minimum(needs.demand[need], offers.capacity[offer])
    )
    model.columns(value, most)
    teams = np.flatnonzero(whole & (needs.demand > 0))
    model.columns(np.zeros(len(teams), dtype=np.int64), np.ones(len(teams), dtype=np.int64))
    team_column = dict(zip(teams.tolist(), range(len(row), len(row) + len(teams)), strict=True))
    for i, columns in _grouped(need):
        if whole[i]:
            model.row([*columns, team_column[i]], [1] * len(columns) + [-int(needs.demand[i])], 0, 0)
        else:
            model.row(columns, [1] * len(columns), 0, int(needs.demand[i]))
    for j, columns in _grouped(offer):
        model.row(columns, [1] * len(columns), 0, int(offers.capacity[j]))
    if rules.once_a_shift:
        for _key, columns in _grouped(offer * 64 + shift):
            model.row(columns, [1] * len(columns), 0, 1)
        for _key, columns in _grouped(row):  # one pair in several shifts still counts towards `apart`
            if apart[need[columns[0]]]:
                model.row(columns, [1] * len(columns), 0, 1)
    for i in set(teams.tolist()) - set(need.tolist()):
        model.row([team_column[i]], [1], 0, 0)
    units, bound = model.solve()
    chosen = np.repeat(np.arange(len(row)), units[: len(row)])
    return TeamPlan(
        need=read_only(need[chosen]),
        offer=read_only(offer[chosen]),
        shift=read_only(shift[chosen]),
        value=int(value[chosen].sum()),
        upper_bound=max(bound, int(value[chosen].sum())),
        met=read_only(np.bincount(need[chosen], minlength=len(needs))),
        demand=needs.demand,
        barred=tuple(zip(again_need[barred].tolist(), again_offer[barred].tolist(), strict=True)),
    )


def _flags(name: str, given: npt.ArrayLike | None, needs: int) -> BoolArray:
    if given is None:
        return np.zeros(needs, dtype=np.bool_)
    flags = truths(name, given)
    if flags.shape != (needs,):
        raise ValueError(f"{name} must be true or false for each of the {needs} needs.")
    return flags


def _choices(problem: Problem, pairs: Pairs, once_a_shift: bool) -> tuple[IntArray, IntArray]:
    """Row of the pairs and shift of each thing that can be chosen."""
    row, shift = np.arange(len(pairs)), np.full(len(pairs), -1)
    if once_a_shift:
        both = problem.needs.window[pairs.need] & problem.offers.availability[pairs.offer]
        row, shift = np.nonzero((both[:, None] >> np.arange(63)) & 1)
    if len(row) > PAIR_LIMIT:
        raise ValueError(
            f"{len(row):,} pairs and shifts are more than {PAIR_LIMIT:,}: plan a smaller area at a time."
        )
    return row.astype(np.int64), shift.astype(np.int64)


def _grouped(keys: IntArray) -> list[tuple[int, list[int]]]:
    """Positions of each key."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    values, first = np.unique(keys[order], return_index=True)
    parts = np.split(order, first[1:])
    return [(key, part.tolist()) for key, part in zip(values.tolist(), parts, strict=True)]


class _Model:
    """An integer programme that is maximised by the HiGHS that OR-Tools brings.

    The package highspy cannot be loaded beside OR-Tools: both bring a library of the same name.
    """

    def __init__(self, gap: float, time_limit: float) -> None:
        self.solver = pywraplp.Solver.CreateSolver("HIGHS")
        self.solver.SetTimeLimit(int(1000 * time_limit))
        # Else HiGHS prints its name and licence each time. The call says that it failed, and works all the same.
        self.solver.SetSolverSpecificParametersAsString("output_flag=false")
        self.parameters = pywraplp.MPSolverParameters()
        self.parameters.SetDoubleParam(pywraplp.MPSolverParameters.RELATIVE_MIP_GAP, gap)
        self.choices: list[pywraplp.Variable] = []

    def columns(self, value: IntArray, most: IntArray) -> None:
        """Whole-numbered choices from 0 to `most`, each unit worth `value`."""
        objective = self.solver.Objective()
        objective.SetMaximization()
        for worth, units in zip(value.tolist(), most.tolist(), strict=True):
            choice = self.solver.IntVar(0, units, "")
            objective.SetCoefficient(choice, worth)
            self.choices.append(choice)

    def row(self, columns: list[int], factors: list[int], low: int, high: int) -> None:
        """low ≤ Σ factor × column ≤ high."""
        constraint = self.solver.Constraint(low, high)
        for column, factor in zip(columns, factors, strict=True):
            constraint.SetCoefficient(self.choices[column], factor)

    def solve(self) -> tuple[IntArray, int]:
        """Units of each choice and the upper bound."""
        if not self.choices:
            return np.zeros(0, dtype=np.int64), 0
        status = self.solver.Solve(self.parameters)
        bound = int(np.floor(self.solver.Objective().BestBound() + 1e-3))
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return np.zeros(len(self.choices), dtype=np.int64), bound
        found = np.array([choice.solution_value() for choice in self.choices])
        return np.round(found).astype(np.int64), bound
