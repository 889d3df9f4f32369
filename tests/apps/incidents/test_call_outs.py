"""The call-out list is alerted by rank until a person answers; a moved clock stands for the waiting."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from uuid_utils.compat import uuid7

from rallyround.incidents import actions, queries
from rallyround.incidents.models import CallOut, CallOutAlert
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Event
from rallyround.messaging import links
from rallyround.messaging.models import Message
from rallyround.people import actions as people
from rallyround.people.models import Contact
from rallyround.ui.errors import WrongState
from tests.apps.incidents.helpers import make_contact
from tests.factories import AT, TEST, make_need

pytestmark = pytest.mark.django_db
MINUTES = [timedelta(minutes=n) for n in range(60)]


def raised(at: datetime = AT) -> CallOut:
    return actions.raise_call_out(by=TEST, at=at, reason="request_unseen", subject=("need", make_need().id))


def asked() -> list[Contact]:
    """Who was alerted, in order."""
    return [alert.contact for alert in CallOutAlert.objects.select_related("contact").order_by("at", "id")]


def test_the_list_is_alerted_by_rank_each_after_its_waiting_time(now: datetime) -> None:
    one, two, three = (make_contact(rank) for rank in (1, 2, 3))
    call_out = raised(now)
    assert asked() == [one]
    assert not actions.alert_next(by=TEST, at=now + MINUTES[4], call_out=call_out)
    assert actions.alert_next(by=TEST, at=now + MINUTES[5], call_out=call_out)
    assert not actions.alert_next(by=TEST, at=now + MINUTES[6], call_out=call_out)
    assert actions.alert_next(by=TEST, at=now + MINUTES[10], call_out=call_out)
    assert asked() == [one, two, three]


def test_a_list_that_ends_begins_again(now: datetime) -> None:
    one, two = make_contact(1), make_contact(2)
    call_out = raised(now)
    for wait in (5, 10, 15):
        actions.alert_next(by=TEST, at=now + MINUTES[wait], call_out=call_out)
    assert asked() == [one, two, one, two]


def test_a_deputy_is_asked_with_the_person_and_instead_of_one_who_is_away(now: datetime) -> None:
    deputy = make_contact(None)
    one = make_contact(1, deputy=deputy)
    call_out = raised(now)
    assert asked() == [one, deputy]
    Contact.objects.filter(id=one.id).update(active=False)
    actions.alert_next(by=TEST, at=now + MINUTES[5], call_out=call_out)
    assert asked() == [one, deputy, deputy]


def test_an_empty_list_is_said_and_filled_later(now: datetime) -> None:
    call_out = raised(now)
    assert queries.nobody_to_call()
    assert not actions.alert_next(by=TEST, at=now + MINUTES[1], call_out=call_out)
    one = make_contact(1)
    assert not queries.nobody_to_call()
    assert actions.alert_next(by=TEST, at=now + MINUTES[2], call_out=call_out)
    assert asked() == [one]


def test_one_cause_is_called_out_for_once(now: datetime) -> None:
    make_contact(1)
    first = raised(now)
    again = actions.raise_call_out(
        by=TEST, at=now, reason=first.reason, subject=(first.subject_label, first.subject_id)
    )
    assert again == first
    assert Message.objects.filter(template="call_out").count() == 1
    assert Event.objects.filter(verb="call_out.raised").count() == 1


def test_several_for_one_reason_ring_once_and_are_answered_together(now: datetime) -> None:
    one, two = make_contact(1), make_contact(2)
    first, second = raised(now), raised(now + MINUTES[1])
    assert asked() == [one]
    for call_out in (first, second):
        actions.alert_next(by=TEST, at=now + MINUTES[5], call_out=call_out)
    assert asked() == [one, two]
    other = actions.raise_call_out(
        by=TEST, at=now + MINUTES[6], reason="task_overdue", subject=("task", uuid7())
    )
    assert asked() == [one, two, one], "another reason rings by itself"
    actions.answer_call_out(by=TEST, at=now + MINUTES[7], call_out=first, contact=two)
    assert queries.open_call_outs() == [other]
    answers = Event.objects.filter(verb="call_out.answered")
    assert {event.subject_id for event in answers} == {first.id, second.id}
    assert len({event.batch for event in answers}) == 1


def test_when_the_first_cause_has_gone_the_next_rings_from_the_top(now: datetime) -> None:
    one, _two = make_contact(1), make_contact(2)
    first, second = raised(now), raised(now + MINUTES[1])
    actions.stand_down(by=TEST, at=now + MINUTES[2], call_out=first)
    assert actions.alert_next(by=TEST, at=now + MINUTES[3], call_out=second)
    assert asked() == [one, one]


def test_an_answer_stops_the_alarm(now: datetime) -> None:
    one, two = make_contact(1), make_contact(2)
    call_out = raised(now)
    by = Actor("contact", one.id)
    actions.answer_call_out(by=by, at=now + MINUTES[1], call_out=call_out, contact=one)
    actions.answer_call_out(by=by, at=now + MINUTES[2], call_out=call_out, contact=one)
    assert not actions.alert_next(by=TEST, at=now + MINUTES[9], call_out=call_out)
    assert queries.open_call_outs() == []
    assert queries.last_answer("request_unseen") == now + MINUTES[1]
    with pytest.raises(WrongState, match="already been dealt with"):
        actions.answer_call_out(by=TEST, at=now, call_out=call_out, contact=two)
    assert asked() == [one]


def test_what_has_gone_by_itself_is_stood_down_and_counts_as_no_answer(now: datetime) -> None:
    make_contact(1)
    call_out = raised(now)
    for _ in range(2):
        actions.stand_down(by=TEST, at=now, call_out=call_out)
    assert queries.open_call_outs() == []
    assert queries.last_answer("request_unseen") is None
    assert Event.objects.filter(verb="call_out.stood_down").count() == 1


def test_each_message_has_a_link_of_its_own_and_nothing_personal(now: datetime) -> None:
    make_contact(1, deputy=make_contact(None))
    raised(now)
    messages = Message.objects.filter(template="call_out")
    made = {links.path(m.subject_label, m.subject_id) for m in messages}
    assert len(made) == 2
    assert all(path.startswith("/answer/") for path in made)
    assert "anary" not in str(list(Event.objects.values())) + str(list(messages.values()))


def test_the_unique_index_holds_when_the_action_is_walked_round(now: datetime) -> None:
    call_out = raised(now)
    with pytest.raises(Exception, match="one_open_call_out_per_cause"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_callout (id, reason, subject_label, subject_id, raised_at, last_rank)"
            " VALUES (gen_random_uuid(), %s, %s, %s, now(), 0)",
            [call_out.reason, call_out.subject_label, call_out.subject_id],
        )


def test_a_contact_taken_off_the_list_is_not_asked(now: datetime) -> None:
    one, two = make_contact(1), make_contact(2)
    people.rank_contact(by=TEST, at=now, contact=one, rank=None)
    raised(now)
    assert asked() == [two]
