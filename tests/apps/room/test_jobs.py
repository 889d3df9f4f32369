"""Nobody waits unseen: the minute job with a moved clock, from the report to whoever answers."""

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from rallyround.incidents import actions as incidents
from rallyround.incidents import queries as incident_queries
from rallyround.incidents.models import CallOut, CallOutAlert
from rallyround.ledger.actors import Actor
from rallyround.messaging.models import Message
from rallyround.people.models import Contact, User
from rallyround.register import actions as register
from rallyround.register.models import Need
from rallyround.room.jobs import watch
from tests.apps.incidents.helpers import make_contact, make_incident
from tests.factories import TEST, make_need, make_task, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(now: datetime) -> list[Contact]:
    """Three on the call-out list."""
    make_incident(at=now)
    return [make_contact(rank, at=now) for rank in (1, 2, 3)]


def pass_time(start: datetime, minutes: int) -> None:
    """Let the minute job run as often as it would."""
    for minute in range(1, minutes + 1):
        watch(start + minute * MINUTE)


def asked() -> list[Contact]:
    return [alert.contact for alert in CallOutAlert.objects.select_related("contact").order_by("at", "id")]


def on_duty(at: datetime) -> User:
    officer = make_user("duty_officer")
    incidents.begin_shift(by=officer.actor, at=at, officer=officer)
    return officer


def stay(officer: User, at: datetime) -> None:
    incidents.touch_duty(at=at, officer=officer)


def test_all_signed_out_and_one_report_the_third_on_the_list_is_alerted_in_time(
    now: datetime, people: list[Contact]
) -> None:
    officer = on_duty(now - 60 * MINUTE)
    shift = incident_queries.shift_of(officer)
    assert shift is not None
    incidents.end_shift(by=officer.actor, at=now - MINUTE, shift=shift)
    need = make_need(at=now)
    alerted_at: dict[Contact, int] = {}
    for minute in range(1, 13):
        watch(now + minute * MINUTE)
        for contact in asked():
            alerted_at.setdefault(contact, minute)
    assert alerted_at == {people[0]: 1, people[1]: 6, people[2]: 11}
    assert Message.objects.filter(template="call_out", person=people[2].person).count() == 1
    call_out = CallOut.objects.get()
    assert (call_out.reason, call_out.subject_id) == ("request_unseen", need.id)
    by = Actor("contact", people[2].id)
    incidents.answer_call_out(by=by, at=now + 13 * MINUTE, call_out=call_out, contact=people[2])
    pass_time(now + 13 * MINUTE, 8)
    assert len(asked()) == 3, "who has answered is given time"


def test_somebody_who_has_left_their_screen_does_not_count_as_on_duty(
    now: datetime, people: list[Contact]
) -> None:
    on_duty(now - 20 * MINUTE)
    make_need(at=now)
    watch(now + MINUTE)
    assert asked() == [people[0]]


def test_with_somebody_on_duty_a_request_has_ten_minutes(now: datetime, people: list[Contact]) -> None:
    officer = on_duty(now)
    make_need(at=now)
    for minute in range(1, 10):
        stay(officer, now + minute * MINUTE)
        watch(now + minute * MINUTE)
    assert asked() == []
    stay(officer, now + 10 * MINUTE)
    watch(now + 10 * MINUTE)
    assert asked() == [people[0]]


def test_danger_to_life_is_called_out_for_at_once_even_with_somebody_on_duty(
    now: datetime, people: list[Contact]
) -> None:
    on_duty(now)
    need = make_need(at=now, words="My mother is trapped and the water is rising")
    assert need.danger
    watch(now + MINUTE)
    assert asked() == [people[0]]
    assert CallOut.objects.get().reason == "danger_unseen"


def test_many_requests_raise_one_alarm_and_danger_another(now: datetime, people: list[Contact]) -> None:
    for _ in range(5):
        make_need(at=now)
    watch(now + MINUTE)
    make_need(at=now + MINUTE, words="Somebody is drowning")
    pass_time(now + MINUTE, 2)
    assert sorted(CallOut.objects.values_list("reason", flat=True)) == ["danger_unseen", "request_unseen"]
    assert asked() == [people[0], people[0]]


def test_the_alarm_ends_when_everything_has_been_looked_at(now: datetime, people: list[Contact]) -> None:
    first, second = make_need(at=now), make_need(at=now)
    watch(now + MINUTE)
    register.see_need(by=TEST, at=now + 2 * MINUTE, need=first)
    watch(now + 3 * MINUTE)
    assert len(incident_queries.open_call_outs()) == 1, "one is still unseen"
    register.see_need(by=TEST, at=now + 4 * MINUTE, need=second)
    pass_time(now + 4 * MINUTE, 10)
    assert incident_queries.open_call_outs() == []
    assert asked() == [people[0]]


def test_after_an_answer_a_new_request_is_called_out_for_at_once_and_a_forgotten_one_later(
    now: datetime, people: list[Contact]
) -> None:
    make_need(at=now)
    watch(now + MINUTE)
    incidents.answer_call_out(by=TEST, at=now + 2 * MINUTE, call_out=CallOut.objects.get(), contact=people[0])
    pass_time(now + 2 * MINUTE, 9)
    assert len(asked()) == 1
    watch(now + 12 * MINUTE)
    assert asked() == [people[0], people[0]], "answered, and nobody has looked all the same"
    open_again = incident_queries.open_call_outs()[0]
    incidents.answer_call_out(by=TEST, at=now + 13 * MINUTE, call_out=open_again, contact=people[0])
    make_need(at=now + 14 * MINUTE)
    watch(now + 15 * MINUTE)
    assert len(asked()) == 3, "a new one does not wait"


def test_running_the_job_twice_changes_nothing(now: datetime, people: list[Contact]) -> None:
    make_need(at=now)
    watch(now + MINUTE)
    before = (CallOut.objects.count(), Message.objects.count())
    watch(now + MINUTE)
    assert (CallOut.objects.count(), Message.objects.count()) == before


def test_a_volunteer_who_signs_out_late_ends_the_alarm(now: datetime, people: list[Contact]) -> None:
    from rallyround.tasking import actions as tasking

    task = make_task(state="started", at=now)
    Need.objects.filter(state="reported").update(first_seen_at=now)
    late = task.during.upper + 31 * MINUTE
    tasking.alert_overdue(by=TEST, at=late)
    assert CallOut.objects.get(reason="task_overdue").answered_at is None
    watch(late + 6 * MINUTE)
    by = Actor("volunteer", task.offer_id)
    task = tasking.deliver_task(by=by, at=late + 7 * MINUTE, task=task, outcome="done")
    tasking.sign_out_task(by=by, at=late + 7 * MINUTE, task=task)
    watch(late + 8 * MINUTE)
    assert CallOut.objects.get(reason="task_overdue").answered_at == late + 8 * MINUTE


def test_the_worker_knows_the_job_and_does_it_each_minute() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    assert "room.watch" in app.tasks
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["room.watch"] == "* * * * *"
    assert crons["ledger.checkpoint"] == "* * * * *"
