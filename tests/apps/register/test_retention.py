"""Details are forgotten a while after the last thing that needed them was closed, and not before."""

from datetime import datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from rallyround.people import retention
from rallyround.people.models import Details, Note
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.register.reports import NeedReport, OfferReport
from tests.factories import TEST, make_partnership

pytestmark = pytest.mark.django_db


def report(at: datetime) -> Need:
    """A need with a phone number and words."""
    said = NeedReport(id=uuid7(), words="Water in the house", channel="telephone", phone="07700 900123")
    return Need.objects.get(id=register.report_need(by=TEST, at=at, report=said).id)


def test_an_open_need_keeps_its_persons_details_however_long(now: datetime) -> None:
    make_partnership()
    need = report(now)
    assert retention.forget_due(now + timedelta(days=4000)) == 0
    assert Details.objects.get(person=need.requester).phone


def test_a_closed_need_is_forgotten_after_the_retention_and_not_a_day_before(now: datetime) -> None:
    days = make_partnership().retention_days
    need = report(now - timedelta(days=300))
    register.withdraw_need(by=TEST, at=now, need=need, reason="requester_asked")
    assert retention.forget_due(now + timedelta(days=days)) == 0
    assert retention.forget_due(now + timedelta(days=days + 1)) == 1
    details = Details.objects.get(person=need.requester)
    assert (details.phone, details.phone_key) == ("", "")
    assert Note.objects.filter(subject_id=need.id).exclude(text="").count() == 0
    assert Need.objects.filter(id=need.id, state="withdrawn").exists()


def test_a_merged_report_is_kept_as_long_as_the_need_it_went_into(now: datetime) -> None:
    days = make_partnership().retention_days
    kept, other = report(now), report(now)
    register.merge_needs(by=TEST, at=now, kept=kept, other=other)
    assert retention.forget_due(now + timedelta(days=4000)) == 0
    register.withdraw_need(by=TEST, at=now + timedelta(days=10), need=kept, reason="requester_asked")
    assert retention.forget_due(now + timedelta(days=days + 11)) == 2


def test_a_withdrawn_offer_is_forgotten_in_its_time(now: datetime) -> None:
    days = make_partnership().retention_days
    said = OfferReport(id=uuid7(), channel="telephone", name="Ruth", phone="07700 900124")
    offer = Offer.objects.get(id=register.take_offer(by=TEST, at=now, report=said).id)
    assert retention.forget_due(now + timedelta(days=4000)) == 0
    register.withdraw_offer(by=TEST, at=now, offer=offer, reason="offerer_asked")
    assert retention.forget_due(now + timedelta(days=days)) == 0
    assert retention.forget_due(now + timedelta(days=days + 1)) == 1
