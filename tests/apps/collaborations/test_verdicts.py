"""Verdicts come from the record and are decided by a person; what is stopped gets nothing new."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from rallyround.collaborations import actions, queries
from rallyround.collaborations.actions import PartOf
from rallyround.collaborations.models import Collaboration, Verdict
from rallyround.incidents import actions as incidents
from rallyround.register.models import Need
from rallyround.ui.errors import Refused, WrongState
from tests.collaborations_factories import a_draft, agree, deliver, make_collaboration, make_proposal
from tests.factories import (
    AT,
    HERE,
    TEST,
    make_open_need,
    make_organisation,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
)
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def verdict(collaboration: Collaboration, days: int = 100) -> str:
    return queries.assess(collaboration, TODAY + days * DAY).reading.verdict


def decide(collaboration: Collaboration, decided: str, days: int = 100) -> Collaboration:
    actions.decide_verdict(by=TEST, at=AT + days * DAY, user=make_user(), collaboration=collaboration,
                           decided=decided, reason="As the figures say")  # fmt: skip
    collaboration.refresh_from_db()
    return collaboration


@pytest.mark.manual("TD.2")
def test_whether_it_is_instrumental_is_read_from_the_record_and_typed_by_nobody() -> None:
    fields = {field.name for field in Collaboration._meta.get_fields()}
    assert not fields & {"verdict", "instrumental", "status"}
    work = make_collaboration()
    assert verdict(work, 27) == "not_yet_assessed"
    assert verdict(work, 30) == "nurture"
    deliver(work, 20, cost=200)
    found = queries.assess(work, TODAY + 100 * DAY)
    assert (found.reading.value, found.reading.effective, found.reading.efficient) == ("yes", "yes", "yes")
    assert verdict(work) == "instrumental"
    deliver(work, 1, cost=100)
    assert verdict(work) == "reset"


@pytest.mark.manual("S5.i1")
def test_before_during_and_after_are_assessed_apart_by_cost_effect_and_value() -> None:
    group = make_group()
    work = make_collaboration(*[PartOf(group, "implement", p) for p in ("before", "during", "after")],
                              draft=a_draft(expected_low=30))  # fmt: skip
    before, during, _after = (work.parts.get(phase=p) for p in ("before", "during", "after"))
    deliver(before, 5, cost=60)
    deliver(during, 1, cost=10)
    deliver(during, 9, reached=False, cost=10)
    found = queries.assess(work, TODAY + 100 * DAY)
    readings = found.readings()
    assert {phase: r.verdict for phase, r in readings.items()} == {
        "before": "instrumental", "during": "nurture", "after": "not_yet_assessed"
    }  # fmt: skip
    assert (readings["during"].value, readings["during"].effective) == ("no", "no")
    assert found.phases["before"].cost == 60
    assert [f.expected for f in found.parts] == [10, 10, 10]


def test_a_phase_that_has_not_come_yet_is_not_held_against_anybody() -> None:
    work = make_collaboration(PartOf(make_group(), "implement", "during"))
    assert verdict(work) == "not_yet_assessed"
    flood = incidents.begin_incident(by=TEST, at=AT + 10 * DAY, name="Flood", hazard="flood")
    assert verdict(work) == "nurture"
    after = make_collaboration(PartOf(make_group(), "implement", "after"))
    assert verdict(after) == "not_yet_assessed"
    incidents.end_incident(by=TEST, at=AT + 20 * DAY, incident=flood)
    assert verdict(after) == "nurture"


@pytest.mark.manual("S5.h4")
def test_each_objective_has_its_plan_its_measure_and_what_came_of_it() -> None:
    group = make_group()
    work = make_collaboration(PartOf(group, "design", "before"), PartOf(group, "implement", "before"))
    deliver(work.parts.get(objective="implement"), 7, cost=5)
    found = queries.assess(work, TODAY + 100 * DAY)
    assert found.terms is not None
    assert (found.terms.starts_on, found.terms.by_when) == (TODAY, TODAY + 200 * DAY)
    assert (found.terms.measure, found.terms.measure_unit) == ("Homes made ready", "homes")
    assert {f.part.objective: (f.expected, f.reached, f.cost) for f in found.parts} == {
        "design": (20, 0, 0), "implement": (20, 7, 5)
    }  # fmt: skip


def test_there_is_no_verdict_without_evidence_nor_without_a_reason() -> None:
    work = make_collaboration()
    with pytest.raises(Refused, match="no verdict without evidence"):
        decide(work, "stop", days=1)
    deliver(work, 20)
    with pytest.raises(Refused, match="Say why"):
        actions.decide_verdict(by=TEST, at=AT + DAY, user=make_user(), collaboration=work, decided="stop",
                               reason=" ")  # fmt: skip
    with pytest.raises(Refused, match="one of the verdicts"):
        decide(work, "not_yet_assessed")
    with pytest.raises(WrongState, match="agreed terms"):
        decide(make_proposal(), "stop")


def test_a_verdict_keeps_the_figures_of_its_day_and_stays() -> None:
    work = make_collaboration()
    deliver(work, 5, cost=10)
    decide(work, "nurture")
    found = Verdict.objects.get()
    assert (found.derived, found.decided, found.figures["reached"]) == ("nurture", "nurture", 5)
    deliver(work, 50, on=TODAY + 101 * DAY)
    found.refresh_from_db()
    assert found.figures["reached"] == 5
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Verdict.objects.update(reason="another")


@pytest.mark.manual("S5.w2")
@pytest.mark.parametrize(
    ("decided", "state"),
    [("nurture", "nurture"), ("reset", "reset"), ("replace", "stopped"), ("stop", "stopped")],
)
def test_what_follows_from_each_decision_and_what_is_stopped_gets_no_new_work(
    decided: str, state: str
) -> None:
    group, organisation = make_group(), make_organisation()
    part = PartOf(group, "implement", "before")
    work = make_collaboration(part, organisation=organisation)
    deliver(work, 5)
    decide(work, decided)
    assert work.state == state
    found = Verdict.objects.get()
    assert (found.reason, found.at) == ("As the figures say", AT + 100 * DAY)
    if state == "nurture":
        assert queries.may_be_given_work(organisation.id, group)
        return
    assert not queries.may_be_given_work(organisation.id, group)
    with pytest.raises(WrongState):
        deliver(work, 1, on=TODAY + 101 * DAY)
    if state == "reset":
        agree(actions.propose_terms(by=TEST, at=AT, collaboration=work, draft=a_draft()))
        assert queries.may_be_given_work(organisation.id, group)
        return
    with pytest.raises(WrongState, match="nothing new"):
        actions.add_parts(by=TEST, at=AT, collaboration=work, parts=[PartOf(make_group(), "design", "after")])
    with pytest.raises(WrongState, match="nothing new"):
        actions.propose_terms(by=TEST, at=AT, collaboration=work, draft=a_draft())
    with pytest.raises(Refused, match="Say what is different now"):
        make_proposal(part, organisation=organisation)
    other = make_proposal(PartOf(group, "design", "before"), organisation=organisation)
    with pytest.raises(Refused, match="Say what is different now"):
        actions.add_parts(by=TEST, at=AT, collaboration=other, parts=[part])
    make_proposal(part, organisation=organisation, again_because="They have a new coordinator")


def test_whatever_is_tried_a_stopped_collaboration_never_changes_again() -> None:
    dice, user = random.Random(3), make_user()
    work = make_collaboration()
    part = work.parts.get()
    deliver(work, 5)
    decide(work, "stop")
    before = (work.parts.count(), work.terms.count(), queries.deliveries().count(), work.state)
    attempts: list[Callable[[], object]] = [
        lambda: deliver(part, 1, on=TODAY + 110 * DAY),
        lambda: actions.propose_terms(by=TEST, at=AT, collaboration=work, draft=a_draft()),
        lambda: actions.add_parts(by=TEST, at=AT, collaboration=work, parts=[PartOf(part.group, "gaps", "before")]),
        lambda: actions.decide_verdict(by=TEST, at=AT, user=user, collaboration=work, decided="instrumental", reason="x"),
        lambda: actions.end_collaboration(by=TEST, at=AT, collaboration=work),
        lambda: actions.drop_proposal(by=TEST, at=AT, collaboration=work),
    ]  # fmt: skip
    for _ in range(30):
        with pytest.raises(Refused):
            dice.choice(attempts)()
    work.refresh_from_db()
    assert before == (work.parts.count(), work.terms.count(), queries.deliveries().count(), work.state)


@pytest.mark.manual("S5.c4")
def test_days_of_nurturing_are_counted_and_after_ninety_it_is_asked_whether_to_stop() -> None:
    work = make_collaboration(draft=a_draft(by_when=TODAY + 500 * DAY, review_on=TODAY + 400 * DAY))
    deliver(work, 1)
    decide(work, "nurture", days=50)
    (found,) = queries.nurtured(TODAY + 60 * DAY)
    assert (found.collaboration, found.days, found.stop) == (work, 10, False)
    assert not queries.stop_prompts(TODAY + 140 * DAY)
    assert [p.collaboration for p in queries.stop_prompts(TODAY + 141 * DAY)] == [work]
    assert verdict(work, 140) == "nurture"
    assert verdict(work, 141) == "stop"
    decide(work, "nurture", days=130)
    assert queries.stop_prompts(TODAY + 141 * DAY), "saying nurture again does not turn the clock back"
    decide(work, "stop", days=141)
    assert not queries.nurtured(TODAY + 142 * DAY)


def test_what_comes_good_is_kept() -> None:
    work = make_collaboration()
    deliver(work, 5)
    decide(work, "nurture")
    deliver(work, 40, on=TODAY + 100 * DAY)
    assert decide(work, "instrumental", days=101).state == "active"


def in_the_place(code: str, **said: Any) -> Need:
    """An open need that lies in a place."""
    need = make_open_need(point=HERE, **said)
    Need.objects.filter(id=need.id).update(district=code)
    need.refresh_from_db()
    return need


def test_tasks_that_the_line_recorded_are_read_and_not_typed() -> None:
    organisation = make_organisation()
    boss = make_user("coordinator")
    make_risk_assessment(boss=boss)
    group = make_group(areas=("E06000001",))
    work = make_collaboration(
        PartOf(group, "design", "before"), PartOf(group, "implement", "before"), organisation=organisation,
        draft=a_draft(counts_tasks=True, measure_unit="tasks", expected_low=2, expected_high=4, cost_a_year=0),
    )  # fmt: skip
    theirs: dict[str, Any] = {"organisation": organisation.id, "point": HERE}
    done = make_task(
        need=in_the_place("E06000001", phase="before"), offer=make_ready_offer(**theirs), state="signed_out"
    )
    make_task(
        need=in_the_place("E06000002", phase="before"), offer=make_ready_offer(**theirs), state="signed_out"
    )
    make_task(
        need=in_the_place("E06000001", phase="before"), offer=make_ready_offer(point=HERE), state="signed_out"
    )
    make_task(
        need=in_the_place("E06000001", phase="before"), offer=make_ready_offer(**theirs), state="accepted"
    )
    found = queries.assess(work, TODAY + 100 * DAY)
    assert [f.tasks for f in found.parts if f.part.objective == "implement"] == [(done.id,)]
    assert [f.tasks for f in found.parts if f.part.objective == "design"] == [()], "counted for one part only"
    assert queries.tasks_of(found) == [done]
    assert found.evidence is not None
    assert (found.evidence.reached, found.evidence.records) == (1, 1)
    assert found.reading.verdict == "instrumental"


def test_a_delivery_in_error_is_withdrawn_and_counts_no_more() -> None:
    work = make_collaboration()
    delivery = deliver(work, 400)
    actions.withdraw_delivery(by=TEST, at=AT, delivery=delivery)
    assert verdict(work) == "nurture"
    with pytest.raises(WrongState, match="withdrawn already"):
        actions.withdraw_delivery(by=TEST, at=AT, delivery=delivery)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        queries.deliveries().update(amount=1)


@pytest.mark.parametrize(
    ("said", "sentence"), [({"amount": 0}, "1 or more"), ({"on": TODAY + 2 * DAY, "at": AT}, "up to today")]
)
def test_a_delivery_that_cannot_be_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        deliver(make_collaboration(), **{"amount": 1, **said})


@pytest.mark.manual("S5.w1")
def test_who_brings_most_for_the_money_comes_first_and_the_unknown_last() -> None:
    dear, cheap, silent = (make_collaboration() for _ in range(3))
    deliver(dear, 20, cost=400)
    deliver(cheap, 20, cost=100)
    found = queries.by_value_for_cost(TODAY + 100 * DAY)
    assert [a.collaboration for a in found] == [cheap, dear, silent]
    assert [a.value_for_cost for a in found] == [5, 1.25, None]


@pytest.mark.manual("S5.q2")
def test_those_to_reset_or_replace_are_listed_with_what_they_should_give() -> None:
    late, missing, good, waiting = (make_collaboration() for _ in range(4))
    deliver(late, 5)
    deliver(missing, 1)
    deliver(missing, 30, reached=False)
    deliver(good, 40)
    deliver(waiting, 5)
    decide(waiting, "reset", days=151)
    found = queries.to_reset_or_replace(TODAY + 151 * DAY)
    assert [(a.collaboration, a.reading.verdict) for a in found] == [
        (late, "reset"), (missing, "replace"), (waiting, "reset")
    ]  # fmt: skip
    for assessed in found:
        assert assessed.terms is not None
        assert (assessed.terms.expected_low, assessed.terms.measure_unit) == (40, "homes")
