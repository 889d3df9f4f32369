"""Duty: on, handed over with a note, read and accepted by somebody else; and whether anybody is really there."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rallyround.incidents import actions, queries
from rallyround.incidents.middleware import Presence
from rallyround.incidents.models import DutyShift
from rallyround.ledger.models import Event
from rallyround.people.models import Note
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_shift_is_handed_over_read_and_accepted(now: datetime) -> None:
    first, second = make_user("duty_officer"), make_user("coordinator")
    shift = actions.begin_shift(by=first.actor, at=now, officer=first)
    assert [s.officer for s in queries.on_duty()] == [first]
    actions.end_shift(by=first.actor, at=now + MINUTE, shift=shift, note="Bridge closed. ABCD-2345 waits.")
    assert queries.on_duty() == []
    (waiting,) = queries.waiting_handovers()
    assert waiting.handover is not None
    assert waiting.handover.text.startswith("Bridge closed")
    actions.accept_handover(by=second.actor, at=now + 2 * MINUTE, shift=shift, user=second)
    assert queries.waiting_handovers() == []
    verbs = list(
        Event.objects.filter(subject_label="duty_shift").order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["duty.begun", "note.written", "duty.ended", "duty.handover_accepted"]
    assert "Bridge" not in str(list(Event.objects.values("data")))


def test_nobody_accepts_their_own_handover_or_one_accepted_before(now: datetime) -> None:
    first, second = make_user("duty_officer"), make_user("duty_officer")
    shift = actions.begin_shift(by=first.actor, at=now, officer=first)
    with pytest.raises(WrongState, match="no hand-over note"):
        actions.accept_handover(by=second.actor, at=now, shift=shift, user=second)
    actions.end_shift(by=first.actor, at=now, shift=shift, note="Nothing open")
    with pytest.raises(NotAllowed):
        actions.accept_handover(by=first.actor, at=now, shift=shift, user=first)
    actions.accept_handover(by=second.actor, at=now, shift=shift, user=second)
    with pytest.raises(WrongState, match="already been accepted"):
        actions.accept_handover(by=second.actor, at=now, shift=shift, user=second)


def test_one_is_on_duty_once_and_only_in_a_role_for_it(now: datetime) -> None:
    officer, helper = make_user("duty_officer"), make_user("helper")
    shift = actions.begin_shift(by=officer.actor, at=now, officer=officer)
    with pytest.raises(Refused, match="already on duty"):
        actions.begin_shift(by=officer.actor, at=now, officer=officer)
    assert actions.begin_shift(by=officer.actor, at=now, officer=officer, id=shift.id) == shift
    with pytest.raises(NotAllowed):
        actions.begin_shift(by=helper.actor, at=now, officer=helper)
    actions.end_shift(by=officer.actor, at=now, shift=shift)
    with pytest.raises(WrongState):
        actions.end_shift(by=officer.actor, at=now, shift=shift)
    assert Note.objects.count() == 0


def test_a_room_without_a_sign_of_life_for_a_quarter_of_an_hour_is_not_watched(now: datetime) -> None:
    officer = make_user("duty_officer")
    assert not queries.watched(now)
    actions.begin_shift(by=officer.actor, at=now, officer=officer)
    assert queries.watched(now + 15 * MINUTE)
    assert not queries.watched(now + 16 * MINUTE)
    actions.touch_duty(at=now + 14 * MINUTE, officer=officer)
    assert queries.watched(now + 29 * MINUTE)


def test_presence_is_written_once_a_minute_and_never_for_others(now: datetime) -> None:
    officer, other = make_user("duty_officer"), make_user("duty_officer")
    actions.begin_shift(by=officer.actor, at=now, officer=officer)
    events = Event.objects.count()
    actions.touch_duty(at=now + timedelta(seconds=59), officer=officer)
    actions.touch_duty(at=now + 5 * MINUTE, officer=other)
    assert DutyShift.objects.get().seen_at == now
    actions.touch_duty(at=now + timedelta(seconds=61), officer=officer)
    assert DutyShift.objects.get().seen_at == now + timedelta(seconds=61)
    assert Event.objects.count() == events


def test_without_a_moment_the_database_says_what_now_is() -> None:
    officer = make_user("duty_officer")
    actions.begin_shift(by=officer.actor, at=timezone.now(), officer=officer)
    assert queries.watched()
    DutyShift.objects.update(seen_at=timezone.now() - 16 * MINUTE)
    assert not queries.watched()


def test_any_page_is_a_sign_of_life(now: datetime) -> None:
    officer = make_user("duty_officer")
    actions.begin_shift(by=officer.actor, at=now, officer=officer)
    request = HttpRequest()
    request.user = officer
    Presence(lambda request: HttpResponse())(request)
    assert DutyShift.objects.get().seen_at > now
