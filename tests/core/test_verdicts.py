"""The verdict follows from the evidence by the table, line for line."""

from dataclasses import replace

import pytest

from rallyround.core.verdicts import RULES, VERDICTS, Evidence, read, table, together, value_for_cost

# Half of a term of 200 days: 20 of the 40 agreed are due, and £200 of the £400.
GOOD = Evidence(
    days=100, term_days=200, expected=40, reached=20, elsewhere=2, records=4, agreed_cost=400, cost=200
)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "instrumental"),
        ({"agreed": False}, "not_yet_assessed"),
        ({"put_to_the_test": False}, "not_yet_assessed"),
        ({"records": 0, "reached": 0, "elsewhere": 0, "cost": 0, "days": 27}, "not_yet_assessed"),
        ({"records": 0, "reached": 0, "elsewhere": 0, "cost": 0, "days": 28}, "nurture"),
        ({"reached": 19, "elsewhere": 0}, "nurture"),
        ({"reached": 19, "elsewhere": 0, "review_due": True}, "reset"),
        ({"reached": 5, "elsewhere": 30, "review_due": True}, "replace"),
        ({"reached": 5, "elsewhere": 30}, "nurture"),
        ({"reached": 19, "days_in_nurture": 90}, "nurture"),
        ({"reached": 19, "days_in_nurture": 91}, "stop"),
        ({"reached": 20, "elsewhere": 21}, "reset"),
        ({"cost": 201}, "reset"),
        ({"cost": None}, "not_yet_assessed"),
        ({"reached": 20, "days_in_nurture": 91}, "instrumental"),
    ],
)
def test_the_rule_table(change: dict[str, object], verdict: str) -> None:
    assert read(replace(GOOD, **change)).verdict == verdict  # type: ignore[arg-type]


def test_the_three_answers_are_given_apart() -> None:
    reading = read(replace(GOOD, cost=500))
    assert (reading.value, reading.effective, reading.efficient) == ("yes", "yes", "no")
    assert "higher cost" in reading.because


def test_every_combination_has_a_verdict_and_every_line_of_the_table_is_reached() -> None:
    assert {case.verdict for case in table()} == set(VERDICTS)
    hit = set()
    for case in table():
        hit.add(
            next(
                i
                for i, rule in enumerate(RULES)
                if rule.holds(case.value, case.effective, case.efficient, case.review_due, case.nurtured_out)
            )
        )
    assert hit == set(range(len(RULES)))


def test_only_all_three_make_it_instrumental() -> None:
    for case in table():
        if case.verdict == "instrumental":
            assert (case.value, case.effective, case.efficient) == ("yes", "yes", "yes")


def test_what_is_not_known_is_never_held_against_a_partner() -> None:
    for case in table():
        if case.value == "not_known":
            assert case.verdict == "not_yet_assessed"


@pytest.mark.manual("S5.c6")
def test_what_a_partner_does_counts_only_as_far_as_it_reached_the_group() -> None:
    for busy in range(0, 2000, 50):
        reading = read(replace(GOOD, reached=10, elsewhere=busy, records=4 + busy))
        assert reading.value == "no"
        assert reading.verdict != "instrumental"


def test_a_phase_that_nobody_could_deliver_in_neither_adds_nor_takes_away() -> None:
    quiet = replace(GOOD, put_to_the_test=False, reached=0, records=0, expected=1000)
    found = together([quiet, GOOD])
    assert found is not None
    assert read(found) == read(GOOD)
    assert together([quiet]) is None


def test_a_cost_missing_in_one_phase_is_missing_in_all_together() -> None:
    found = together([GOOD, replace(GOOD, cost=None)])
    assert found is not None
    assert found.cost is None


def test_value_for_cost_ranks_who_brings_more_for_less() -> None:
    cheap, dear = replace(GOOD, cost=100), replace(GOOD, cost=400)
    assert (value_for_cost(cheap) or 0) > (value_for_cost(dear) or 0)
    assert value_for_cost(replace(GOOD, cost=None)) is None


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        read(replace(GOOD, expected=-1))
