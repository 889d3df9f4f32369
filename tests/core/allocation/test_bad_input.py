"""What cannot be right is refused with the field and the index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rallyround.core import allocation
from rallyround.core.allocation import (
    Changes,
    MaxMin,
    Needs,
    Offers,
    Plan,
    Problem,
    TeamRules,
    allocate,
    allocate_teams,
    choices_of,
    decide,
    eligible_pairs,
    explain,
    first_come_first_served,
    index_offers,
    nearest,
    replan,
    solve_pairs,
)


def needs(**changes: Any) -> Needs:
    two: dict[str, Any] = {name: np.array([1, 1]) for name in ("x", "y", "category", "checks", "priority")}
    return Needs(**{**two, "demand": np.array([1, 1]), "window": np.array([1, 1]), **changes})


def offers(**changes: Any) -> Offers:
    one: dict[str, Any] = {
        name: np.array([3])
        for name in ("x", "y", "skills", "checks", "max_travel", "availability", "capacity")
    }
    return Offers(**{**one, **changes})


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("demand", [1], r"Needs.demand has 1 entries where Needs.x has 2"),
        ("demand", [1, -1], r"Needs.demand\[1\] is -1"),
        ("x", [0.0, float("nan")], r"Needs.x\[1\] is nan"),
        ("y", [float("inf"), 0.0], r"Needs.y\[0\] is inf"),
        ("x", [0.5, 1], r"Needs.x\[0\] is 0.5: it must be a whole number"),
        ("x", [0, 10**8], r"Needs.x\[1\] is 100000000"),
        ("x", [0, 10**30], r"Needs.x\[1\] is 1000000000000000000000000000000"),
        ("category", [0, 63], r"Needs.category\[1\] is 63"),
        ("x", [-1.4701, -1.5], r"Needs.x\[0\] is -1.4701: .* Convert latitude and longitude first"),
        ("checks", [2**63, 0], r"Needs.checks\[0\] is 9223372036854775808: .* a mask of the bits 0 to 62"),
        ("window", [1, 2**63], r"Needs.window\[1\] is 9223372036854775808: .* from 0 to 9223372036854775807"),
        ("window", [1, 2**64], r"Needs.window\[1\] is 18446744073709551616"),
        ("window", np.array([1, 2.0**60]), r"Needs.window\[1\] is 1.15.*, a float that cannot hold"),
        ("priority", [1, [2, 3]], "Needs.priority must be a list of numbers: some of its entries are lists"),
        ("priority", [[1, 2]], r"Needs.priority must be a list of numbers with one dimension"),
        ("priority", ["high", "low"], r"Needs.priority must hold whole numbers, not 'high'"),
        ("zone", [0, -1], r"Needs.zone\[1\] is -1"),
        ("area", [0], r"Needs.area has 1 entries"),
    ],
)
def test_a_wrong_column_of_needs_is_named(column: str, values: list[Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        needs(**{column: values})


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("max_travel", [-1], r"Offers.max_travel\[0\] is -1"),
        ("skills", [-4], r"Offers.skills\[0\] is -4"),
        ("capacity", [10**9], r"Offers.capacity\[0\] is 1000000000"),
        ("availability", [float("nan")], r"Offers.availability\[0\] is nan"),
    ],
)
def test_a_wrong_column_of_offers_is_named(column: str, values: list[Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        offers(**{column: values})


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"gap": -0.1}, "gap is -0.1"),
        ({"gap": float("nan")}, "gap is nan"),
        ({"threads": 0}, "threads is 0"),
        ({"time_limit": -1.0}, "time_limit is -1.0"),
        ({"time_limit": float("nan")}, "time_limit is nan"),
        ({"metres_per_priority_point": -1}, "metres_per_priority_point is -1"),
        ({"passable": np.ones((2, 2), bool)}, "Needs.zone is missing"),
        ({"passable": np.ones((2, 3), bool)}, "passable must be a square table"),
        ({"passable": np.ones((2, 2))}, "passable must hold true or false"),
        ({"passable": [[1, 2], [0, 1]]}, "passable must hold true or false"),
        ({"passable": [[1, 1], [0]]}, "passable must be a list of numbers: some of its entries are lists"),
        ({"metres_per_priority_point": 0.5}, "metres_per_priority_point is 0.5: it must be a whole number"),
        ({"metres_per_priority_point": 100.7}, "metres_per_priority_point is 100.7"),
        ({"distance_matters": np.array([True])}, r"Needs.category\[0\] is 1: distance_matters has only 1"),
        ({"forbidden": [(0, 1)]}, r"forbidden offer\[0\] is 1"),
        ({"forbidden": [0, 1]}, "forbidden must be a list of pairs"),
        ({"forbidden": [("N00", "O1")]}, r"row numbers, counted from 0, not \('N00', 'O1'\)"),
        ({"forbidden": [(0, 0), (1,)]}, "forbidden must be a list of numbers: some of its entries are lists"),
    ],
)
def test_a_wrong_rule_is_named(rules: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        allocate(needs(), offers(), **rules)


def test_a_zone_outside_the_table_is_named() -> None:
    with pytest.raises(ValueError, match=r"Needs.zone\[1\] is 5"):
        allocate(needs(zone=[0, 5]), offers(zone=[1]), passable=np.ones((2, 2), bool))


def test_a_total_that_would_not_fit_is_refused() -> None:
    n = 10
    many = Needs(*[np.full(n, v) for v in (0, 0, 0, 0, 10**6, 10**6, 1)])
    able = Offers(*[np.full(n, v) for v in (0, 0, 1, 0, 0, 1, 10**6)])
    with pytest.raises(ValueError, match=r"Needs.priority\[0\] is 1000000: .* would not fit into 64 bits"):
        allocate(many, able, metres_per_priority_point=10**6)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (([0], [0, 1], [1], [1], [1, 1]), "need, offer and value must be equally long"),
        (([0, 0], [1, 1], [1, 2], [1], [1, 1]), r"need\[1\] and offer\[1\] are a pair given twice"),
        (([1], [0], [1], [1], [1]), r"need\[0\] is 1"),
        (([0], [0], [2**62], [1], [1]), r"value\[0\] is"),
        (([0], [0], [1], [-1], [1]), r"demand\[0\] is -1"),
    ],
)
def test_a_wrong_list_of_pairs_is_named(given: tuple[list[int], ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        solve_pairs(*given)


def test_large_values_are_solved_or_refused_but_never_wrong() -> None:
    """The largest values allowed, where a solver that wraps round would lose the optimum."""
    top = 2**60 // 8
    plan = solve_pairs([0, 0, 1], [0, 1, 0], [top, top - 1, top - 5], [1, 1], [1, 1])
    assert plan.value == top - 1 + top - 5
    assert plan.upper_bound == plan.value


def test_more_pairs_than_memory_holds_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rallyround.core.allocation.candidates.PAIR_LIMIT", 1000)
    many = Needs(*[np.full(60, v) for v in (0, 0, 0, 0, 1, 1, 1)])
    alike = Offers(*[np.full(20, v) for v in (0, 0, 1, 0, 0, 1, 1)])
    with pytest.raises(ValueError, match="1,200 pairs of needs and offers are eligible, more than 1,000"):
        allocate(many, alike)


def test_a_million_identical_offers_are_no_trouble() -> None:
    few = Needs(*[np.full(10, v) for v in (0, 0, 0, 0, 1, 2, 1)])
    alike = Offers(*[np.full(1_000_000, v) for v in (0, 0, 1, 0, 0, 1, 1)])
    plan = allocate(few, alike)
    assert plan.met.tolist() == [2] * 10
    assert plan.gap == 0


def zoned() -> tuple[Needs, Offers]:
    return needs(zone=[0, 1]), offers(zone=[1])


def test_ways_may_be_written_as_ones_and_zeros() -> None:
    asked, offered = zoned()
    same = [[True, True], [False, True]], [[1, 1], [0, 1]], np.array([[1, 1], [0, 1]], dtype=np.uint8)
    assert {tuple(allocate(asked, offered, passable=table).need.tolist()) for table in same} == {(1,)}
    assert Problem(asked, offered, passable=[[1, 1], [0, 1]]).passable.dtype == bool  # type: ignore[arg-type, union-attr]
    index = index_offers(offered, passable=[[1, 1], [0, 1]])
    assert [len(nearest(index, asked, need).offer) for need in (0, 1)] == [0, 1]


def made() -> Plan:
    return allocate(needs(), offers())


untyped: Any = allocation  # as it is called where nothing checks types


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: untyped.allocate(offers(), needs()),
            "needs must be Needs, not Offers: needs come first, then offers",
        ),
        (lambda: untyped.allocate(needs(), needs()), "offers must be Offers, not Needs"),
        (lambda: untyped.Problem(offers(), needs()), "needs must be Needs, not Offers"),
        (lambda: untyped.decide(offers(), needs()), "waiting must be Needs, not Offers"),
        (
            lambda: untyped.decide(needs(), offers(), needs()),
            r"expected must be Expected, not Needs: Expected\(needs, rate\)",
        ),
        (lambda: untyped.Expected(offers(), [1.0]), "Expected.needs must be Needs, not Offers"),
        (lambda: untyped.index_offers(needs()), "offers must be Offers, not Needs"),
        (
            lambda: untyped.nearest(offers(), needs()),
            r"index must be OfferIndex, not Offers: make it with index_offers",
        ),
        (
            lambda: untyped.nearest(untyped.index_offers(offers()), needs(), "N00"),
            "need is 'N00': it must be the number of a row",
        ),
        (
            lambda: untyped.nearest(untyped.index_offers(offers()), needs(), 2),
            "need is 2: the rows are numbered 0 to 1",
        ),
        (lambda: untyped.first_come_first_served(needs()), "problem must be Problem, not Needs"),
        (
            lambda: untyped.explain(made(), "N00"),
            "need is 'N00': it must be the number of a row, counted from 0",
        ),
        (lambda: untyped.explain(made(), 1.0), "need is 1.0: it must be the number of a row"),
        (
            lambda: untyped.replan(made(), untyped.Changes(new_offers=needs())),
            "new_offers must be Offers, not Needs",
        ),
        (
            lambda: untyped.replan(made(), untyped.Changes(new_needs=offers())),
            "new_needs must be Needs, not Offers",
        ),
        (
            lambda: untyped.replan(made(), untyped.Changes(altered_needs=([0], offers()))),
            r"altered_needs\[1\] must be Needs",
        ),
        (lambda: untyped.replan(made(), {}), "changes must be Changes, not dict"),
        (
            lambda: untyped.replan(made(), untyped.Changes(fixed=[("N00", 1)])),
            "fixed must be a list of pairs",
        ),
        (lambda: untyped.Expected(needs(), ["a", 1]), "Expected.rate must be a list of numbers"),
        (
            lambda: untyped.decide(needs(), offers(), hours="two"),
            "hours is 'two': it must be a number from 0",
        ),
        (
            lambda: untyped.replan(made(), untyped.Changes(altered_needs=needs())),
            "altered_needs must be two things: the numbers, and",
        ),
        (
            lambda: untyped.replan(made(), untyped.Changes(withdrawn_needs=[0, 1, 1])),
            "may name each row once: 1 is named more often",
        ),
        (
            lambda: untyped.replan(made(), untyped.Changes(forbidden=[("N00", 1)])),
            "row numbers, counted from 0, not",
        ),
    ],
)
def test_one_thing_for_another_is_named(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_plan_of_teams_cannot_be_explained_and_says_so() -> None:
    problem = Problem(needs(), offers())
    teams: Any = allocate_teams(problem, eligible_pairs(problem), TeamRules())
    with pytest.raises(
        ValueError, match="plan must be Plan, not TeamPlan: only plans of allocate and replan"
    ):
        explain(teams, 0)


def test_what_a_plan_gives_cannot_be_written_into() -> None:
    plan = made()
    for name in (
        "need",
        "offer",
        "units",
        "distance",
        "met",
        "prices",
        "gains",
        "demand",
        "capacity",
        "used",
        "pair_units",
    ):
        with pytest.raises(ValueError, match="read-only"):
            getattr(plan, name)[:] = 0
    assert explain(plan, 1).helpers[0].offer == 0


def test_a_plan_printed_is_one_line() -> None:
    plan = made()
    assert repr(plan) == "Plan(2 of 2 needs met in full, 2 of 2 slots, value 1,996, certified gap 0 %)"
    assert plan.rows() == [
        {"need": 0, "offer": 0, "units": 1, "distance": 2},
        {"need": 1, "offer": 0, "units": 1, "distance": 2},
    ]
    problem = Problem(needs(), offers())
    by_rule, decision = first_come_first_served(problem), decide(needs(), offers())
    others = (
        needs(),
        offers(),
        problem,
        plan.engine,
        plan.solution,
        by_rule,
        decision,
        index_offers(offers()),
    )
    assert all("\n" not in repr(other) and "array" not in repr(other) for other in others)


def mistaken(value: object) -> Any:
    """Something handed in for something else."""
    return value


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: allocate(mistaken(offers()), mistaken(needs()), fairness=MaxMin()),
            r"needs must be Needs, not Offers",
        ),
        (
            lambda: replan(mistaken(needs()), Changes()),
            r"plan must be Plan, not Needs: only plans of allocate",
        ),
        (lambda: eligible_pairs(mistaken(needs())), r"problem must be Problem, not Needs"),
        (lambda: choices_of(made(), np.array([99])), r"needs\[0\] is 99: it must be from 0 to 1"),
        (lambda: choices_of(made(), mistaken(0)), r"needs must be a list"),
        (
            lambda: allocate(needs(), offers(), gap=mistaken("small")),
            r"gap is 'small': it must be at least 0",
        ),
        (
            lambda: allocate(needs(), offers(), time_limit=mistaken("soon")),
            r"time_limit is 'soon': it must be",
        ),
        (
            lambda: allocate(needs(), offers(), threads=mistaken(1.5)),
            r"threads is 1\.5: it must be a whole number",
        ),
    ],
)
def test_what_was_mistaken_for_something_else_is_named(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
