"""Nothing is in force before both sides agreed, and what was agreed stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from rallyround.collaborations import actions, queries
from rallyround.collaborations.actions import PartOf
from rallyround.collaborations.models import Collaboration, Part, Terms
from rallyround.groups.vocabulary import Objective
from rallyround.ledger.models import Event
from rallyround.ui.errors import Refused, WrongState
from tests.collaborations_factories import a_draft, agree, deliver, make_collaboration, make_proposal
from tests.factories import AT, TEST, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.manual("S5.h3")
def test_work_is_in_force_only_once_both_sides_agreed_to_terms_that_say_everything() -> None:
    collaboration = make_proposal()
    terms = actions.propose_terms(
        by=TEST, at=AT, collaboration=collaboration, draft=a_draft(data_shared="Streets, never names")
    )
    for state in ("active", "nurture"):
        with pytest.raises(DatabaseError, match="agreed terms"), transaction.atomic():
            Collaboration.objects.filter(id=collaboration.id).update(state=state)
    with pytest.raises(WrongState, match="not agreed"):
        deliver(collaboration, 1)
    actions.agree_for_us(by=TEST, at=AT, user=make_user(), terms=terms)
    collaboration.refresh_from_db()
    assert collaboration.state == "proposed"
    assert not queries.in_force().exists()
    actions.agree_for_them(by=TEST, at=AT, terms=terms, words="Their director, by letter")
    collaboration.refresh_from_db()
    terms.refresh_from_db()
    assert collaboration.state == "active"
    for said in ("shared_objectives", "expectations", "expected_gain", "measure", "measure_unit", "by_when",
                 "review_on", "expected_low", "cost_a_year", "data_shared", "agreed_at"):  # fmt: skip
        assert getattr(terms, said), said
    assert terms.agreed_by_them is not None
    assert terms.agreed_by_them.text == "Their director, by letter"
    assert "letter" not in str(list(Event.objects.values_list("data", flat=True)))


def test_agreed_terms_stay_and_a_new_version_takes_their_place_once_it_is_agreed() -> None:
    collaboration = make_collaboration()
    (first,) = queries.terms_of(collaboration)
    with pytest.raises(WrongState, match="Propose a new version"):
        actions.change_terms(by=TEST, at=AT, terms=first, draft=a_draft(expected_low=1))
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Terms.objects.filter(id=first.id).update(expected_low=1)
    second = actions.propose_terms(
        by=TEST, at=AT, collaboration=collaboration, draft=a_draft(expected_low=50)
    )
    with pytest.raises(WrongState, match="await agreement"):
        actions.propose_terms(by=TEST, at=AT, collaboration=collaboration, draft=a_draft())
    assert queries.agreed_terms(collaboration) == first
    agree(second)
    assert queries.agreed_terms(collaboration) == second
    assert second.version == 2


def test_whoever_agreed_is_asked_again_when_the_terms_change() -> None:
    collaboration = make_proposal()
    terms = actions.propose_terms(by=TEST, at=AT, collaboration=collaboration, draft=a_draft())
    actions.agree_for_us(by=TEST, at=AT, user=make_user(), terms=terms)
    with pytest.raises(WrongState, match="already"):
        actions.agree_for_us(by=TEST, at=AT, user=make_user(), terms=terms)
    actions.change_terms(by=TEST, at=AT, terms=terms, draft=a_draft(expected_low=30))
    actions.agree_for_them(by=TEST, at=AT, terms=terms, words="Their director")
    collaboration.refresh_from_db()
    assert collaboration.state == "proposed"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"measure": " "}, "how that is measured"),
        ({"expected_low": 0}, "at least 1"),
        ({"expected_low": 70}, "smaller number first"),
        ({"by_when": AT.date()}, "end comes after"),
        ({"review_on": AT.date() + timedelta(days=300)}, "review lies between"),
    ],
)
def test_terms_that_do_not_make_sense_are_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.propose_terms(by=TEST, at=AT, collaboration=make_proposal(), draft=a_draft(**said))


def test_agreeing_for_them_says_who_and_how() -> None:
    terms = actions.propose_terms(by=TEST, at=AT, collaboration=make_proposal(), draft=a_draft())
    with pytest.raises(Refused, match="by job, and how"):
        actions.agree_for_them(by=TEST, at=AT, terms=terms, words=" ")


def test_a_proposal_is_for_something_and_each_part_is_there_once() -> None:
    group = make_group()
    with pytest.raises(Refused, match="at least one group"):
        actions.propose(by=TEST, at=AT, owner=make_user(), organisation=make_proposal().organisation,
                        name="x", parts=[])  # fmt: skip
    part = PartOf(group, "design", "after")
    collaboration = make_proposal(part, part)
    assert collaboration.parts.count() == 1
    with pytest.raises(Refused, match="already"):
        actions.add_parts(by=TEST, at=AT, collaboration=collaboration, parts=[part])
    with pytest.raises(Refused, match="from the lists"):
        actions.add_parts(by=TEST, at=AT, collaboration=collaboration, parts=[PartOf(group, "luck", "after")])


@pytest.mark.manual("S5.c3")
def test_different_partners_take_the_phases_of_one_objective() -> None:
    group = make_group()
    works = {
        phase: make_collaboration(PartOf(group, "implement", phase))
        for phase in ("before", "during", "after")
    }
    (row,) = queries.matrix(group)
    cell = next(c for c in row.cells if c.objective == "implement")
    assert [(phase, found) for phase, found in cell.phases] == [
        ("Before", (works["before"],)), ("During", (works["during"],)), ("After", (works["after"],))
    ]  # fmt: skip
    assert not queries.overlaps(group)


@pytest.mark.manual("S5.c2")
def test_one_serves_many_and_another_one_and_the_cost_adds_up_however_it_is_looked_at() -> None:
    groups = [make_group(high=True) for _ in range(3)]
    many = [PartOf(g, o, p) for g in groups for o in Objective.values[:3] for p in ("before", "after")]
    wide = make_collaboration(*many, draft=a_draft(cost_a_year=1000))
    narrow = make_collaboration(PartOf(groups[0], "design", "before"), draft=a_draft(cost_a_year=77))
    assert (wide.parts.count(), narrow.parts.count()) == (18, 1)
    for key in ("group", "objective", "phase"):
        assert sum(queries.cost_by(key).values()) == 1077
    assert sum(queries.part_cost(wide).values()) == 1000
    assert queries.covered().of == 3
    assert len(queries.served()) == 9 + 1


def test_an_interrupted_browser_does_nothing_twice() -> None:
    first = make_proposal()
    again = actions.propose(by=TEST, at=AT, owner=make_user(), organisation=first.organisation, name="x",
                            parts=[], id=first.id)  # fmt: skip
    assert again == first
    assert Part.objects.count() == 1
    terms = actions.propose_terms(by=TEST, at=AT, collaboration=first, draft=a_draft())
    assert actions.propose_terms(by=TEST, at=AT, collaboration=first, draft=a_draft(), id=terms.id) == terms


def test_a_proposal_that_came_to_nothing_is_dropped_and_work_that_is_done_ends() -> None:
    proposal, work = make_proposal(), make_collaboration()
    with pytest.raises(WrongState, match="by a verdict"):
        actions.drop_proposal(by=TEST, at=AT, collaboration=work)
    assert actions.drop_proposal(by=TEST, at=AT, collaboration=proposal).state == "stopped"
    assert actions.end_collaboration(by=TEST, at=AT, collaboration=work).state == "ended"
    with pytest.raises(WrongState, match="in the state"):
        actions.end_collaboration(by=TEST, at=AT, collaboration=work)
