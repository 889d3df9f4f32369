"""Whether working with a partner does what it is for: three questions put to the evidence, and a table of verdicts.

Nobody types a verdict. The record answers whether the work reaches the group (effective), brings what was agreed
(value) and costs no more than was agreed (efficient); the table says what follows. "Not known" is never "no".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Literal

from rallyround.core.sources import default, whole_default

Answer = Literal["yes", "no", "not_known"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "not_known")

VERDICTS: dict[str, str] = {
    "instrumental": "Does what it is for",
    "nurture": "Not there yet: help it along",
    "reset": "Agree new terms",
    "replace": "Find another partner for it",
    "stop": "Stop",
    "not_yet_assessed": "Not yet assessed",
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the record says of a collaboration, or of its parts in one phase, on one day.

    agreed           whether terms were agreed by both sides
    put_to_the_test  whether there was an occasion to deliver: work of quiet times always has one, work for an
                     incident or its aftermath only once there was one
    days             days since the terms began, and of how many they run (`term_days`)
    expected         least amount agreed for the whole term, in the unit of the terms
    reached          amount that arrived with the group; `elsewhere` what was delivered but did not
    records          how many records of delivery there are
    agreed_cost      pounds for the whole term; `cost` pounds spent so far, None where one of the records
                     does not say
    days_in_nurture  None while it is not being nurtured
    review_due       whether the day agreed for looking at it has come
    """

    agreed: bool = True
    put_to_the_test: bool = True
    days: int
    term_days: int
    expected: int
    reached: int = 0
    elsewhere: int = 0
    records: int = 0
    agreed_cost: int = 0
    cost: int | None = 0
    days_in_nurture: int | None = None
    review_due: bool = False


@dataclass(frozen=True)
class Reading:
    """The three answers, the verdict that follows, and why in words."""

    value: Answer
    effective: Answer
    efficient: Answer
    verdict: str
    because: str


@dataclass(frozen=True)
class Rule:
    """One line of the table: for these answers, when the review has come and when nurturing has had its time.

    `None` for `review_due` or `nurtured_out` means either.
    """

    verdict: str
    because: str
    value: frozenset[Answer] = frozenset(ANSWERS)
    effective: frozenset[Answer] = frozenset(ANSWERS)
    efficient: frozenset[Answer] = frozenset(ANSWERS)
    review_due: bool | None = None
    nurtured_out: bool | None = None

    def holds(
        self, value: Answer, effective: Answer, efficient: Answer, review_due: bool, nurtured_out: bool
    ) -> bool:
        """Whether this line is meant."""
        return (
            value in self.value
            and effective in self.effective
            and efficient in self.efficient
            and self.review_due in (None, review_due)
            and self.nurtured_out in (None, nurtured_out)
        )


YES: frozenset[Answer] = frozenset({"yes"})
NO: frozenset[Answer] = frozenset({"no"})
UNKNOWN: frozenset[Answer] = frozenset({"not_known"})

# Read from the top: the first line that holds is the verdict.
RULES: tuple[Rule, ...] = (
    Rule("not_yet_assessed", "there is nothing to go by yet", value=UNKNOWN),
    Rule("stop", "less came than agreed and the time to put that right is over", value=NO, nurtured_out=True),
    Rule("replace", "at the review, less came than agreed and most of it missed the group",
         value=NO, effective=NO, review_due=True),
    Rule("reset", "at the review, it reaches the group but brings less than agreed",
         value=NO, review_due=True),
    Rule("nurture", "less has come so far than agreed, and the review is still ahead", value=NO),
    Rule("reset", "enough was delivered, but most of what was done missed the group", effective=NO),
    Rule("reset", "it delivers, at a higher cost than agreed", efficient=NO),
    Rule("not_yet_assessed", "it delivers, but what it cost is not known", efficient=UNKNOWN),
    Rule("not_yet_assessed", "it delivers, but whether that reached the group is not known", effective=UNKNOWN),
    Rule("instrumental", "it reaches the group, brings what was agreed and costs no more"),
)  # fmt: skip


def read(evidence: Evidence) -> Reading:
    """The three answers and the verdict of one body of evidence.

    Value and cost are measured against the part of the term that has passed, so that half a year of work is
    not held against a whole year's promise. Raises ValueError where days or amounts are negative.

    >>> half = Evidence(days=100, term_days=200, expected=40, reached=25, records=3, agreed_cost=400, cost=200)
    >>> read(half).verdict
    'instrumental'
    >>> read(Evidence(days=100, term_days=200, expected=40, reached=5, records=1)).verdict
    'nurture'
    >>> read(Evidence(days=100, term_days=200, expected=40, put_to_the_test=False)).verdict
    'not_yet_assessed'
    """
    _check(evidence)
    value, effective, efficient = _value(evidence), _effective(evidence), _efficient(evidence)
    nurtured_out = (evidence.days_in_nurture or 0) > whole_default("collaborations.nurture_days")
    line = _line(value, effective, efficient, evidence.review_due, nurtured_out)
    return Reading(value, effective, efficient, line.verdict, line.because)


def together(phases: Iterable[Evidence]) -> Evidence | None:
    """The evidence of several phases as one: only those that were put to the test count. None where none was.

    >>> quiet = Evidence(days=10, term_days=20, expected=6, put_to_the_test=False)
    >>> both = together([quiet, Evidence(days=10, term_days=20, expected=4, reached=3, records=1)])
    >>> (both.expected, both.reached) if both else None
    (4, 3)
    """
    tested = [evidence for evidence in phases if evidence.put_to_the_test]
    if not tested:
        return None
    first = tested[0]
    costs = [evidence.cost for evidence in tested]
    known = [cost for cost in costs if cost is not None]
    return Evidence(
        agreed=all(evidence.agreed for evidence in tested),
        days=first.days,
        term_days=first.term_days,
        expected=sum(evidence.expected for evidence in tested),
        reached=sum(evidence.reached for evidence in tested),
        elsewhere=sum(evidence.elsewhere for evidence in tested),
        records=sum(evidence.records for evidence in tested),
        agreed_cost=sum(evidence.agreed_cost for evidence in tested),
        cost=sum(known) if len(known) == len(costs) else None,
        days_in_nurture=first.days_in_nurture,
        review_due=first.review_due,
    )


def value_for_cost(evidence: Evidence) -> Fraction | None:
    """Share of the expected amount that reached the group, for each thousand pounds spent; None where not known.

    >>> value_for_cost(Evidence(days=100, term_days=100, expected=40, reached=20, records=1, cost=500))
    Fraction(1, 1)
    """
    if not evidence.records or evidence.cost is None or not evidence.expected:
        return None
    return Fraction(evidence.reached * 1000, evidence.expected * max(evidence.cost, 1))


def _check(evidence: Evidence) -> None:
    amounts = (evidence.expected, evidence.reached, evidence.elsewhere, evidence.records)
    if evidence.term_days < 1 or min(amounts) < 0 or min(evidence.agreed_cost, evidence.cost or 0) < 0:
        raise ValueError("A term has a day or more, and no amount or cost is negative.")


def _passed(evidence: Evidence) -> Fraction:
    """The part of the term that has passed, from 0 to 1."""
    return Fraction(min(max(evidence.days, 0), evidence.term_days), evidence.term_days)


def _value(evidence: Evidence) -> Answer:
    if not evidence.agreed or not evidence.put_to_the_test:
        return "not_known"
    if not evidence.records and evidence.days < whole_default("collaborations.first_days"):
        return "not_known"
    return "yes" if evidence.reached >= evidence.expected * _passed(evidence) else "no"


def _effective(evidence: Evidence) -> Answer:
    delivered = evidence.reached + evidence.elsewhere
    if not delivered:
        return "not_known"
    enough = Fraction(default("collaborations.reached_share")).limit_denominator(1000)
    return "yes" if Fraction(evidence.reached, delivered) >= enough else "no"


def _efficient(evidence: Evidence) -> Answer:
    """Pounds for each unit that reached the group, against pounds for each unit agreed."""
    if evidence.cost is None:
        return "not_known"
    if not evidence.reached:
        return "no" if evidence.cost else "not_known"
    return "yes" if evidence.cost * evidence.expected <= evidence.agreed_cost * evidence.reached else "no"


def _line(value: Answer, effective: Answer, efficient: Answer, review_due: bool, nurtured_out: bool) -> Rule:
    return next(rule for rule in RULES if rule.holds(value, effective, efficient, review_due, nurtured_out))


@dataclass(frozen=True)
class Case:
    """One combination of answers with its verdict, for the table in the docs."""

    value: Answer
    effective: Answer
    efficient: Answer
    review_due: bool
    nurtured_out: bool
    verdict: str = field(default="")


def table() -> list[Case]:
    """Every combination of answers and its verdict: the rules written out in full.

    >>> len(table())
    108
    """
    cases = product(ANSWERS, ANSWERS, ANSWERS, (False, True), (False, True))
    return [Case(*case, verdict=_line(*case).verdict) for case in cases]
