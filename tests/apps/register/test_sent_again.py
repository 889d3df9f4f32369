"""A public form that comes again with the same answers is one request, also when it was opened anew in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from rallyround.ledger.actors import PUBLIC
from rallyround.ledger.models import Event
from rallyround.register import actions
from rallyround.register.models import Need, Offer
from rallyround.register.reports import AGAIN
from tests.factories import AT, a_report, an_offer, make_partnership

pytestmark = pytest.mark.django_db

SOON = AT + timedelta(minutes=2)


def test_the_same_answers_under_another_id_are_the_same_need() -> None:
    first = a_report()
    again = replace(first, id=uuid7(), words=first.words.upper())
    known = actions.report_need(by=PUBLIC, at=AT, report=first)
    receipt = actions.report_need(by=PUBLIC, at=SOON, report=again)
    assert (receipt.id, receipt.code, receipt.created) == (known.id, known.code, False)
    assert Need.objects.count() == 1
    assert Event.objects.filter(verb="need.reported").count() == 1


def test_the_same_answers_under_another_id_are_the_same_offer() -> None:
    make_partnership()
    first = an_offer()
    known = actions.take_offer(by=PUBLIC, at=AT, report=first)
    receipt = actions.take_offer(by=PUBLIC, at=SOON, report=replace(first, id=uuid7()))
    assert (receipt.id, receipt.created) == (known.id, False)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"words": "And now the roof."}, {"phone": "07700 900999"}, {"channel": "phone"}]
)
def test_other_answers_or_another_way_in_are_another_need(change: dict[str, str]) -> None:
    first = a_report()
    actions.report_need(by=PUBLIC, at=AT, report=first)
    receipt = actions.report_need(by=PUBLIC, at=SOON, report=replace(first, id=uuid7(), **change))  # type: ignore[arg-type]
    assert receipt.created


def test_the_same_answers_after_an_hour_or_once_it_is_closed_are_another_need() -> None:
    first = a_report()
    known = actions.report_need(by=PUBLIC, at=AT, report=first)
    later = actions.report_need(by=PUBLIC, at=AT + AGAIN, report=replace(first, id=uuid7()))
    assert later.created
    for receipt in (known, later):
        need = Need.objects.get(id=receipt.id)
        actions.withdraw_need(by=PUBLIC, at=AT + AGAIN, need=need, reason="requester_asked")
    assert actions.report_need(by=PUBLIC, at=AT + AGAIN, report=replace(first, id=uuid7())).created
