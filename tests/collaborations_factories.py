"""Candidates and collaborations as far as their agreed terms, deliveries and verdicts, through the real actions."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from rallyround.collaborations import actions
from rallyround.collaborations.actions import PartOf, TermsDraft
from rallyround.collaborations.models import Candidate, Collaboration, Delivery, Part, Terms
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation, User
from tests.factories import AT, TEST, make_organisation, make_user
from tests.groups_factories import make_group

_numbers = itertools.count(1)


def make_candidate(
    group: PriorityGroup | None = None,
    *,
    organisation: Organisation | None = None,
    yes: tuple[str, ...] = (),
    no: tuple[str, ...] = (),
) -> Candidate:
    """An organisation that might work with a group, with these tests answered."""
    candidate = actions.add_candidate(
        by=TEST, at=AT, group=group or make_group(), organisation=organisation or make_organisation()
    )
    answers = dict.fromkeys(yes, ("yes", "Seen at work")) | dict.fromkeys(no, ("no", "Asked"))
    if answers:
        actions.answer_tests(by=TEST, at=AT, user=make_user(), candidate=candidate, answers=answers)
    return candidate


def make_proposal(
    *parts: PartOf,
    group: PriorityGroup | None = None,
    organisation: Organisation | None = None,
    owner: User | None = None,
    at: datetime = AT,
    **said: Any,
) -> Collaboration:
    """Work with an organisation that is proposed; for one group, doing something beforehand, unless said."""
    return actions.propose(
        by=TEST,
        at=at,
        owner=owner or make_user(),
        organisation=organisation or make_organisation(),
        name=f"Collaboration {next(_numbers)}",
        parts=parts or (PartOf(group or make_group(), "implement", "before"),),
        **said,
    )


def a_draft(at: datetime = AT, **said: Any) -> TermsDraft:
    """Terms of 200 days, for at least 40 homes and £400 in all."""
    begins = at.date()
    fields: dict[str, Any] = {
        "shared_objectives": "Homes by the river are ready before the water comes",
        "expectations": "They visit, we print the leaflets",
        "expected_gain": "Forty homes made ready",
        "measure": "Homes made ready",
        "measure_unit": "homes",
        "expected_low": 40,
        "expected_high": 60,
        "starts_on": begins,
        "by_when": begins + timedelta(days=200),
        "review_on": begins + timedelta(days=150),
        "cost_a_year": 730,
    }
    return TermsDraft(**{**fields, **said})


def agree(terms: Terms, at: datetime = AT) -> Terms:
    """Both sides say yes."""
    actions.agree_for_us(by=TEST, at=at, user=make_user(), terms=terms)
    return actions.agree_for_them(by=TEST, at=at, terms=terms, words="Their director, at our meeting")


def make_collaboration(*parts: PartOf, at: datetime = AT, draft: Any = None, **said: Any) -> Collaboration:
    """Work that both sides have agreed to."""
    collaboration = make_proposal(*parts, at=at, **said)
    agree(
        actions.propose_terms(by=TEST, at=at, collaboration=collaboration, draft=draft or a_draft(at)), at=at
    )
    collaboration.refresh_from_db()
    return collaboration


def deliver(
    of: Collaboration | Part,
    amount: int,
    *,
    on: date | None = None,
    at: datetime | None = None,
    reached: bool = True,
    cost: int | None = 0,
) -> Delivery:
    """Something was delivered, by the first part unless another is given."""
    part = of if isinstance(of, Part) else of.parts.order_by("id")[0]
    day = on or AT.date() + timedelta(days=1)
    return actions.record_delivery(
        by=TEST, at=at or AT + timedelta(days=(day - AT.date()).days), user=make_user(), part=part, on=day,
        amount=amount, reached_the_group=reached, evidence="Their list of visits", cost=cost,
    )  # fmt: skip
