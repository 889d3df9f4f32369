"""No answer, not back, not safe, not wanted: what is done for people at work."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import CallOut, Closure, Incident
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.places.models import Area, Postcode
from rallyround.register import actions as register
from rallyround.tasking import actions, jobs
from rallyround.tasking.models import Refusal, Task
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers.models import Attendance
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
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def close(kind: str = "area", middle: tuple[int, int] = HERE) -> Closure:
    officer = make_user("duty_officer")
    incident = Incident.objects.first() or incidents.begin_incident(
        by=TEST, at=AT, name="The flood", hazard="flood"
    )
    x, y = middle
    ring = [[x - 100, y - 100], [x + 100, y - 100], [x + 100, y + 100], [x - 100, y - 100]]
    shape: dict[str, Any] = {"type": "Polygon", "coordinates": [ring]}
    if kind == "crossing":
        shape = {"type": "LineString", "coordinates": [[x, y - 300], [x, y + 300]]}
    return incidents.close_area(
        by=officer.actor, at=AT, incident=incident, kind=kind, name="Ford", shape=shape, drawn_by=officer
    )


def suspend(closure: Closure) -> list[Task]:
    return actions.suspend_in_closure(by=TEST, at=AT + MINUTE, closure=closure)


def told(template: str) -> set[object]:
    return {message.person for message in Message.objects.filter(template=template)}


def test_no_answer_in_time_is_offered_on_to_somebody_else() -> None:
    task = make_task()
    other = make_ready_offer(point=THERE)
    assert actions.expire_offers(by=TEST, at=task.answer_by - MINUTE) == 0
    assert actions.expire_offers(by=TEST, at=task.answer_by) == 1
    assert actions.expire_offers(by=TEST, at=task.answer_by) == 0
    task.refresh_from_db()
    task.need.refresh_from_db()
    assert (task.state, task.need.state) == ("expired", "open")
    assert told("task_expired") == {task.offer.person}
    assert Refusal.objects.get().reason == "no_answer"
    assert actions.propose(by=TEST, at=AT).proposals.get(state="open").offer == other


def test_an_answered_task_does_not_expire() -> None:
    task = make_task(state="accepted")
    assert actions.expire_offers(by=TEST, at=task.answer_by + 60 * MINUTE) == 0


def test_who_has_not_signed_out_half_an_hour_after_the_end_is_looked_for_once() -> None:
    task = make_task(state="started")
    end = task.during.upper
    assert actions.alert_overdue(by=TEST, at=end + 30 * MINUTE) == 0
    assert actions.alert_overdue(by=TEST, at=end + 31 * MINUTE) == 1
    assert actions.alert_overdue(by=TEST, at=end + 90 * MINUTE) == 0
    call_out = CallOut.objects.get()
    assert (call_out.reason, call_out.subject_label, call_out.subject_id) == ("task_overdue", "task", task.id)
    assert Event.objects.filter(verb="task.overdue", subject_id=task.id).count() == 1


def test_who_signed_out_is_not_looked_for() -> None:
    task = make_task(state="signed_out")
    assert actions.alert_overdue(by=TEST, at=task.during.upper + 600 * MINUTE) == 0


@pytest.mark.parametrize("state", ["offered", "accepted", "briefed", "started"])
def test_a_task_in_a_new_no_go_area_is_suspended_and_both_sides_are_told(state: str) -> None:
    task = make_task(state=state)
    assert [t.id for t in suspend(close())] == [task.id]
    task.refresh_from_db()
    assert task.state == "suspended"
    assert told("task_suspended") == {task.offer.person}
    assert told("need_rearranged") == {task.need.requester}
    assert suspend(close()) == []


def test_a_task_whose_way_crosses_a_newly_cut_crossing_is_suspended_and_others_go_on() -> None:
    over = make_task()
    beside = make_task(need=make_open_need(point=THERE))
    assert [t.id for t in suspend(close("crossing", (HERE[0] + 1000, HERE[1])))] == [over.id]
    beside.refresh_from_db()
    assert beside.state == "offered"


def test_a_telephone_call_goes_on_whatever_is_closed() -> None:
    make_risk_assessment("welfare_call")
    offer = make_ready_offer(point=HERE, skills=("calling",))
    make_check(offer, "identity")
    make_task(need=make_open_need(kind="welfare_call", point=HERE), offer=offer, state="accepted")
    assert suspend(close()) == []


def test_who_was_there_when_it_was_closed_is_still_looked_for_until_they_say_they_are_away() -> None:
    task = make_task(state="started")
    suspend(close())
    assert actions.alert_overdue(by=TEST, at=task.during.upper + 31 * MINUTE) == 1
    actions.sign_out_task(by=Actor("volunteer", task.offer_id), at=AT + 60 * MINUTE, task=task)
    assert Attendance.objects.get().during.upper == AT + 60 * MINUTE
    task.refresh_from_db()
    assert task.state == "suspended"


def test_a_suspended_task_is_resumed_only_when_it_is_safe_and_at_a_new_time() -> None:
    task = make_task(state="briefed")
    closure = close()
    suspend(closure)
    with pytest.raises(Refused, match="no-go area"):
        actions.resume_task(by=TEST, at=AT + 5 * MINUTE, task=task)
    incidents.lift_closure(by=TEST, at=AT, closure=closure)
    later = AT + 180 * MINUTE
    task = actions.resume_task(by=TEST, at=later, task=task)
    assert (task.state, task.accepted_at, task.briefed_at) == ("offered", None, None)
    assert task.during.lower > later
    assert task.answer_by == later + 15 * MINUTE
    assert Message.objects.filter(template="task_offered").count() == 2


def test_a_task_is_not_resumed_while_somebody_has_not_signed_out_from_it() -> None:
    task = make_task(state="started")
    closure = close()
    suspend(closure)
    incidents.lift_closure(by=TEST, at=AT, closure=closure)
    with pytest.raises(Refused, match="have not signed out"):
        actions.resume_task(by=TEST, at=AT + 5 * MINUTE, task=task)


def test_a_cancelled_task_is_told_and_the_need_offered_on() -> None:
    task = make_task(state="accepted")
    with pytest.raises(Refused, match="Choose the reason"):
        actions.cancel_task(by=TEST, at=AT, task=task, reason="")
    actions.cancel_task(by=TEST, at=AT, task=task, reason="helper_unavailable")
    task.need.refresh_from_db()
    assert task.need.state == "open"
    assert told("task_cancelled") == {task.offer.person}
    with pytest.raises(WrongState, match="“cancelled”"):
        actions.cancel_task(by=TEST, at=AT, task=task, reason="other")


def test_tasks_of_a_withdrawn_need_and_of_an_ended_offer_are_called_off() -> None:
    first, second, third = make_task(), make_task(state="accepted"), make_task()
    register.withdraw_need(by=TEST, at=AT, need=first.need, reason="no_longer_needed")
    register.withdraw_offer(by=TEST, at=AT, offer=second.offer, reason="offerer_asked")
    assert actions.cancel_orphans(by=TEST, at=AT) == 2
    assert actions.cancel_orphans(by=TEST, at=AT) == 0
    states = {task.id: task.state for task in Task.objects.all()}
    assert states == {first.id: "cancelled", second.id: "cancelled", third.id: "offered"}
    second.need.refresh_from_db()
    assert second.need.state == "open"
    first.need.refresh_from_db()
    assert first.need.state == "withdrawn"


def test_two_who_go_together_are_resumed_for_the_same_time() -> None:
    make_risk_assessment("clean_up")
    need = make_open_need(kind="clean_up", point=HERE, helpers=2)
    tasks = []
    for _ in range(2):
        offer = make_ready_offer(point=THERE, skills=("cleaning_up",))
        make_check(offer, "identity")
        tasks.append(make_task(need=need, offer=offer, state="accepted"))
    closure = close()
    assert len(suspend(closure)) == 2
    incidents.lift_closure(by=TEST, at=AT, closure=closure)
    first = actions.resume_task(by=TEST, at=AT + 120 * MINUTE, task=tasks[0])
    second = actions.resume_task(by=TEST, at=AT + 124 * MINUTE, task=tasks[1])
    assert first.during == second.during


def test_the_jobs_of_each_minute_may_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, started = make_task(), make_task(state="started")
    withdrawn = make_task(state="accepted")
    register.withdraw_need(by=TEST, at=AT, need=withdrawn.need, reason="no_longer_needed")
    monkeypatch.setattr(timezone, "now", lambda: started.during.upper + 31 * MINUTE)
    for _ in range(2):
        for job in (jobs.expire_offers, jobs.alert_overdue, jobs.cancel_orphans):
            job(timestamp=0)
    verbs = Event.objects.filter(verb__in=["task.expired", "task.overdue", "task.cancelled"])
    assert {(event.subject_id, event.verb) for event in verbs} == {
        (offered.id, "task.expired"),
        (started.id, "task.overdue"),
        (withdrawn.id, "task.cancelled"),
    }
    assert verbs.count() == 3


def test_who_is_on_the_way_to_what_turns_out_to_lie_in_a_closed_area_is_stopped() -> None:
    area = Area.objects.create(code="E1", kind="district", name="Weirside")
    Postcode.objects.create(code="LS211AA", easting=HERE[0] + 5000, northing=HERE[1], district=area)
    task = make_task(state="accepted")
    close(middle=(HERE[0] + 5000, HERE[1]))
    jobs.suspend_in_closures(timestamp=0)
    assert Task.objects.get(id=task.id).state == "accepted"
    register.place_need(by=TEST, at=AT, need=task.need, postcode="LS21 1AA")
    for _ in range(2):
        jobs.suspend_in_closures(timestamp=0)
    assert Task.objects.get(id=task.id).state == "suspended"
    assert Event.objects.filter(verb="task.suspended").count() == 1
