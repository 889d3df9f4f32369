"""At the place: never alone in a home, how it went, and away safely."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rallyround.incidents import actions as incidents
from rallyround.ledger.actors import Actor
from rallyround.people.models import Note
from rallyround.register import actions as register
from rallyround.register.kinds import KINDS
from rallyround.tasking import actions
from rallyround.tasking.links import task_token
from rallyround.tasking.models import Task
from rallyround.tasking.rules import demanded
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers import actions as volunteers
from rallyround.volunteers.models import Attendance, Check
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_check,
    make_open_need,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def by(task: Task) -> Actor:
    return Actor("volunteer", task.offer_id)


def make_pair() -> tuple[Task, Task]:
    """Two tasks of one visit to a home."""
    make_risk_assessment("welfare_visit")
    need = make_open_need(kind="welfare_visit", point=HERE, helpers=1)
    tasks = []
    for _ in range(2):
        offer = make_ready_offer(point=THERE, skills=("visiting",))
        make_check(offer, "identity", "dbs_basic")
        tasks.append(make_task(need=need, offer=offer))
    return tasks[0], tasks[1]


def test_from_sign_in_to_sign_out_the_need_is_met_and_the_hours_are_kept() -> None:
    task = make_task(state="signed_out")
    attendance = Attendance.objects.get()
    assert (attendance.during.lower, attendance.during.upper) == (task.during.lower, task.during.upper)
    assert attendance.subject_id == task.id
    task.need.refresh_from_db()
    assert task.need.state == "met"


@pytest.mark.manual("S7.c9")
def test_unchecked_people_never_get_a_home_and_nobody_goes_into_one_alone() -> None:
    make_risk_assessment("welfare_visit")
    need = make_open_need(kind="welfare_visit", point=HERE, helpers=1)
    unchecked = make_ready_offer(point=THERE, skills=("visiting",))
    assert not actions.propose(by=TEST, at=AT).proposals.filter(state="open").exists()
    with pytest.raises(Refused, match="not passed the checks"):
        make_task(need=need, offer=unchecked)
    checked = make_ready_offer(point=THERE, skills=("visiting",))
    make_check(checked, "identity", "dbs_basic")
    alone = make_task(need=need, offer=checked, state="briefed")
    assert (alone.place_in_need, alone.places_in_need) == (1, 2)
    need.refresh_from_db()
    assert need.state == "open"
    with pytest.raises(Refused, match="Nobody makes this visit alone"):
        actions.start_task(by=by(alone), at=alone.during.lower, task=alone)
    make_check(unchecked, "identity", "dbs_basic")
    second = make_task(need=need, offer=unchecked)
    with pytest.raises(Refused, match="Nobody makes this visit alone"):
        actions.start_task(by=by(alone), at=alone.during.lower, task=alone)
    actions.accept_task(by=by(second), at=AT, task=second)
    assert actions.start_task(by=by(alone), at=alone.during.lower, task=alone).state == "started"


def test_a_visit_by_two_is_met_when_both_have_given_help() -> None:
    first, second = make_pair()
    work_on(first, "accepted")
    work_on(second, "accepted")
    for task in (first, second):
        actions.brief_task(by=by(task), at=AT, task=task, hazards=True, limits=True)
        actions.start_task(by=by(task), at=task.during.lower, task=task)
    actions.deliver_task(by=by(first), at=first.during.upper, task=first, outcome="done")
    first.need.refresh_from_db()
    assert first.need.state == "matched"
    actions.deliver_task(by=by(second), at=first.during.upper, task=second, outcome="done")
    first.need.refresh_from_db()
    assert first.need.state == "met"


def test_nobody_signs_in_hours_before_it_begins() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE, window_start=AT + 5 * HOUR)
    task = make_task(need=need, state="briefed")
    with pytest.raises(Refused, match="This begins at 14:00"):
        actions.start_task(by=by(task), at=AT, task=task)


def test_what_could_not_be_done_is_offered_on_and_whoever_tried_still_signs_out() -> None:
    task = make_task(state="started")
    task = actions.deliver_task(
        by=by(task), at=AT + HOUR, task=task, outcome="nobody_home", words="Gate locked"
    )
    assert (task.state, task.outcome) == ("not_done", "nobody_home")
    task.need.refresh_from_db()
    assert task.need.state == "open"
    note = Note.objects.get(kind="outcome")
    assert (note.text, note.person) == ("Gate locked", task.need.requester)
    assert Attendance.objects.get().during.upper is None
    actions.sign_out_task(by=by(task), at=AT + HOUR, task=task)
    assert Attendance.objects.get().during.upper == AT + HOUR
    assert actions.sign_out_task(by=by(task), at=AT + 2 * HOUR, task=task).state == "not_done"


def test_saying_it_twice_is_harmless_and_an_unknown_outcome_is_refused() -> None:
    task = make_task(state="started")
    with pytest.raises(Refused, match="Choose how it went"):
        actions.deliver_task(by=by(task), at=AT + HOUR, task=task, outcome="splendid")
    for _ in range(2):
        actions.deliver_task(by=by(task), at=AT + HOUR, task=task, outcome="done")
    for _ in range(2):
        actions.sign_out_task(by=by(task), at=AT + HOUR, task=task)
    task.refresh_from_db()
    assert task.state == "signed_out"


def test_nobody_signs_out_before_saying_how_it_went_or_without_having_been_there() -> None:
    task = make_task(state="briefed")
    with pytest.raises(WrongState, match="not signed in"):
        actions.sign_out_task(by=by(task), at=AT, task=task)
    actions.start_task(by=by(task), at=task.during.lower, task=task)
    with pytest.raises(WrongState, match="Say first how it went"):
        actions.sign_out_task(by=by(task), at=AT + HOUR, task=task)


def test_a_danger_that_no_responder_has_acknowledged_stays_open_though_help_was_given() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE, danger=True, severity="danger_to_life")
    task = make_task(need=need, state="signed_out")
    need.refresh_from_db()
    assert task.state == "signed_out"
    assert need.state == "matched"


def test_a_need_withdrawn_on_the_way_stops_the_start() -> None:
    task = make_task(state="briefed")
    register.withdraw_need(by=TEST, at=AT, need=task.need, reason="helped_by_others")
    with pytest.raises(WrongState, match="no longer needed"):
        actions.start_task(by=by(task), at=task.during.lower, task=task)


@pytest.mark.manual("S7.c8")
def test_the_level_of_risk_gates_who_may_do_it_and_the_briefing_is_acknowledged_before_the_start() -> None:
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    for level, missing in (("high", "professional"), ("medium", "identity")):
        make_risk_assessment(level=level)
        with pytest.raises(Refused, match="not passed the checks"):
            make_task(need=need, offer=offer)
        assert missing in demanded(KINDS["prepare"], level)
    make_check(offer, "identity")
    task = make_task(need=need, offer=offer, state="accepted")
    assert task.risk_assessment.level == "medium"
    with pytest.raises(WrongState, match="“accepted”"):
        actions.start_task(by=by(task), at=task.during.lower, task=task)
    with pytest.raises(IntegrityError, match="nobody_starts_without_briefing"), transaction.atomic():
        Task.objects.filter(id=task.id).update(state="started")
    with pytest.raises(Refused, match="Tick both"):
        actions.brief_task(by=by(task), at=AT, task=task, hazards=True, limits=False)
    actions.brief_task(by=by(task), at=AT, task=task, hazards=True, limits=True)
    assert actions.start_task(by=by(task), at=task.during.lower, task=task).state == "started"


@pytest.mark.manual("S7.c23")
def test_shifts_are_limited_rest_is_kept_duty_is_handed_over_and_support_is_pointed_out(
    client: Client,
) -> None:
    make_risk_assessment("clean_up")
    pair = [make_ready_offer(point=THERE, skills=("cleaning_up", "protecting_homes")) for _ in range(2)]
    for offer in pair:
        make_check(offer, "identity")
    for hours, kind in ((0, "clean_up"), (4, "clean_up"), (8, "prepare")):  # of three, three and two hours
        need = make_open_need(kind=kind, helpers=2, point=HERE, severity="serious")
        tasks = [make_task(need=need, offer=offer, at=AT + hours * HOUR) for offer in pair]
        for state in ("accepted", "briefed", "started", "delivered", "signed_out"):
            tasks = [work_on(task, state) for task in tasks]
    last = tasks[0].during.upper
    more = make_task(need=make_open_need(point=HERE, severity="serious"), offer=pair[0], at=AT + 11 * HOUR)
    assert more.during.lower >= last + 11 * HOUR
    with pytest.raises(Refused, match="11 hours of rest come first"):
        volunteers.sign_in(
            by=TEST, at=AT + 11 * HOUR, offer=pair[0], expected_end=AT + 12 * HOUR, subject=("task", more.id)
        )
    link = reverse("task_link", args=[task_token(tasks[0].id)])
    assert "Samaritans" in client.get(link).content.decode()
    officer, next_one = make_user("duty_officer"), make_user("duty_officer")
    shift = incidents.begin_shift(by=officer.actor, at=AT, officer=officer)
    incidents.end_shift(by=officer.actor, at=AT + 8 * HOUR, shift=shift, note="Two pairs are resting.")
    accepted = incidents.accept_handover(by=next_one.actor, at=AT + 8 * HOUR, shift=shift, user=next_one)
    assert accepted.accepted_by == next_one


def test_proof_that_was_taken_back_after_the_offer_stops_the_start() -> None:
    make_risk_assessment("medicines")
    offer = make_ready_offer(point=THERE, skills=("delivering",))
    make_check(offer, "identity")
    task = make_task(need=make_open_need(kind="medicines", point=HERE), offer=offer, state="briefed")
    volunteers.remove_check(by=TEST, at=AT, check=Check.objects.get())
    with pytest.raises(Refused, match="Ring us before you go"):
        actions.start_task(by=by(task), at=task.during.lower, task=task)
