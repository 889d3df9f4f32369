"""Checks and attendance: proof that expires, one place at a time, no more hours than the limits allow."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.register.models import Offer
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers import actions, queries
from rallyround.volunteers.models import Attendance, Check
from tests.factories import AT, TEST, make_check, make_ready_offer, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TODAY = AT.date()


def record(offer: Offer, kind: str, *, seen_on: date = TODAY, expires_on: date | None = None) -> Check:
    return actions.record_check(
        by=TEST,
        at=AT,
        offer=offer,
        kind=kind,
        seen_by=make_user("coordinator"),
        seen_on=seen_on,
        expires_on=expires_on,
    )


def sign_in(offer: Offer, begin: float = 0, hours: float = 2, seat: int = 1) -> Attendance:
    start = AT + begin * HOUR
    return actions.sign_in(
        by=TEST,
        at=start,
        offer=offer,
        seat=seat,
        expected_end=start + hours * HOUR,
        subject=("task", uuid7()),
    )


def test_a_check_is_held_until_the_day_on_which_it_expires() -> None:
    offer = make_ready_offer()
    record(offer, "first_aid", expires_on=TODAY + timedelta(days=10))
    assert queries.checks_held([offer.id], TODAY + timedelta(days=10)) == {offer.id: {"first_aid"}}
    assert queries.checks_held([offer.id], TODAY + timedelta(days=11)) == {offer.id: set()}
    assert queries.checks_held([offer.id], TODAY - timedelta(days=1)) == {offer.id: set()}


def test_a_higher_disclosure_includes_the_lower_ones() -> None:
    offer = make_ready_offer()
    record(offer, "dbs_enhanced")
    assert queries.checks_held([offer.id], TODAY)[offer.id] == {"dbs_enhanced", "dbs_standard", "dbs_basic"}


def test_a_renewed_check_takes_the_place_of_the_first() -> None:
    offer = make_ready_offer()
    record(offer, "driving", expires_on=TODAY)
    record(offer, "driving", expires_on=TODAY + timedelta(days=365))
    assert Check.objects.get(offer=offer).expires_on == TODAY + timedelta(days=365)
    verbs = Event.objects.filter(subject_id=offer.id, verb__startswith="check.").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["check.recorded", "check.renewed"]


@pytest.mark.parametrize(
    ("kind", "seen_on", "expires_on", "said"),
    [
        ("magic", TODAY, None, "no check called magic"),
        ("identity", TODAY + timedelta(days=1), None, "still to come"),
        ("identity", TODAY, TODAY - timedelta(days=1), "has expired"),
    ],
)
def test_a_check_that_cannot_be_right_is_refused(
    kind: str, seen_on: date, expires_on: date | None, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        record(make_ready_offer(), kind, seen_on=seen_on, expires_on=expires_on)
    assert not Check.objects.exists()


def test_a_check_taken_back_is_no_longer_held_and_is_not_taken_back_twice() -> None:
    offer = make_ready_offer()
    make_check(offer, "identity")
    check = Check.objects.get(offer=offer)
    actions.remove_check(by=TEST, at=AT, check=check)
    assert queries.checks_held([offer.id], TODAY) == {offer.id: set()}
    with pytest.raises(WrongState, match="already taken back"):
        actions.remove_check(by=TEST, at=AT, check=check)


def test_somebody_signed_in_cannot_sign_in_elsewhere_until_they_sign_out() -> None:
    offer = make_ready_offer()
    first = sign_in(offer)
    with pytest.raises(WrongState, match="still signed in"):
        sign_in(offer, begin=1)
    actions.sign_out(by=TEST, at=AT + 1.5 * HOUR, attendance=first)
    sign_in(offer, begin=2)
    assert Attendance.objects.filter(offer=offer).count() == 2


def test_nobody_signs_out_twice() -> None:
    attendance = sign_in(make_ready_offer())
    actions.sign_out(by=TEST, at=AT, attendance=attendance)
    attendance.refresh_from_db()
    assert attendance.during.lower == AT
    with pytest.raises(WrongState, match="already signed out"):
        actions.sign_out(by=TEST, at=AT + HOUR, attendance=attendance)


def test_the_database_itself_lets_nobody_be_in_two_places() -> None:
    offer = make_ready_offer()
    sign_in(offer)
    twice = Attendance(
        offer=offer,
        during=DateTimeTZRange(AT + HOUR, AT + 2 * HOUR),
        expected_end=AT + 2 * HOUR,
        subject_label="task",
        subject_id=uuid7(),
    )
    with pytest.raises(IntegrityError, match="nobody_in_two_places"), transaction.atomic():
        twice.save()


@pytest.mark.manual_part("S7.c23")
def test_who_has_worked_a_whole_shift_is_not_let_in_before_they_have_rested() -> None:
    offer = make_ready_offer()
    for begin in (0.0, 4.5):
        done = sign_in(offer, begin=begin, hours=4)
        actions.sign_out(by=TEST, at=AT + (begin + 4) * HOUR, attendance=done)
    with pytest.raises(Refused, match="11 hours of rest come first"):
        sign_in(offer, begin=9.5, hours=1)
    with pytest.raises(Refused, match="11 hours of rest come first"):
        sign_in(offer, begin=19, hours=1)
    sign_in(offer, begin=19.5, hours=1)


def test_each_seat_of_a_pool_has_its_own_hours() -> None:
    offer = make_ready_offer()
    sign_in(offer, seat=1)
    sign_in(offer, seat=2)
    assert set(queries.spells([offer.id], AT)) == {(offer.id, 1), (offer.id, 2)}


def test_who_has_not_signed_out_counts_as_working_and_is_overdue_after_the_allowance() -> None:
    offer = make_ready_offer()
    sign_in(offer, hours=2)
    late = AT + 2.6 * HOUR
    assert queries.spells([offer.id], late)[offer.id, 1] == [(AT, late)]
    assert not queries.overdue(AT + 2.4 * HOUR, timedelta(minutes=30)).exists()
    assert queries.overdue(late, timedelta(minutes=30)).count() == 1
