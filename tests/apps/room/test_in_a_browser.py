"""The room's pages in a real browser: the board renews itself, a call-out is answered on a phone, axe finds nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from rallyround.incidents import actions as incidents
from rallyround.incidents import queries as incident_queries
from rallyround.incidents.links import answer_path
from rallyround.incidents.models import CallOut, CallOutAlert
from rallyround.messaging import actions as messaging
from rallyround.room.actions import make_situation_report
from rallyround.room.jobs import watch
from tests.apps.incidents.helpers import make_contact, make_incident
from tests.apps.messaging.helpers import queue
from tests.factories import TEST, make_need, make_open_need, make_user
from tests.journeys.conftest import browser, site, visitors, windows
from tests.journeys.visitor import Visitor

__all__ = ["browser", "site", "visitors", "windows"]
pytestmark = pytest.mark.browser
MINUTE = timedelta(minutes=1)


def test_an_open_board_shows_a_new_request_by_itself(visitors: Callable[..., Visitor]) -> None:
    make_incident(at=timezone.now())
    officer = visitors("duty officer", user=make_user("duty_officer"))
    officer.goes_to(reverse("board"))
    unseen = officer.page.locator("#tile-reported").locator("xpath=ancestor::li")
    expect(unseen).to_contain_text("0")
    make_need(at=timezone.now())
    expect(unseen).to_contain_text("1", timeout=7_000)
    officer.page.wait_for_timeout(3_500)  # a round without news leaves the board as it is
    expect(unseen).to_contain_text("1")
    assert officer.faults == []


@pytest.mark.parametrize("phone", [True, False])
def test_a_call_out_is_answered_from_the_message_without_signing_in(
    visitors: Callable[..., Visitor], phone: bool
) -> None:
    now = timezone.now()
    make_incident(at=now)
    contact = make_contact(1, at=now)
    make_need(at=now)
    watch(now + MINUTE)
    person = visitors("somebody on the list", phone=phone)
    person.goes_to(answer_path(CallOutAlert.objects.get(contact=contact).id))
    person.presses_button("I am on it")
    expect(person.page.locator("main")).to_contain_text("Nobody else is being called for this.")
    assert CallOut.objects.get().answered_by == contact
    assert person.faults == []


@pytest.mark.parametrize("phone", [True, False])
def test_every_page_of_the_room_is_fit_for_ear_key_and_phone(
    visitors: Callable[..., Visitor], phone: bool
) -> None:
    now = timezone.now()
    incident = make_incident(at=now)
    boss = make_user("coordinator", "administrator")
    other = make_user("duty_officer")
    for kind in ("prepare", "food_water"):
        make_open_need(kind=kind, at=now)
    make_need(at=now - 20 * MINUTE, words="My father is trapped")
    message = queue(now)
    messaging.deliver_message(by=TEST, at=now, message_id=message.id)
    shift = incidents.begin_shift(by=other.actor, at=now, officer=other)
    incidents.end_shift(by=other.actor, at=now, shift=shift, note="The bridge is closed.")
    watch(now)
    entry = incidents.log_entry(
        by=boss.actor, at=now, incident=incident, kind="action", what="Open the hall", owner=boss
    )
    for _ in range(2):
        report = make_situation_report(by=boss.actor, at=now, incident=incident, made_by=boss)
    assert incident_queries.open_call_outs()
    visitor = visitors("coordinator", user=boss, phone=phone)
    for name, *arguments in (
        ("board",), ("duty",), ("incidents",), ("incident_begin",), ("log",), ("log_new",), ("log_entry", entry.id),
        ("messages",), ("message", message.id), ("situation_reports",), ("situation_report", report.id),
        ("ends",), ("end", incident.id), ("ledger",),
    ):  # fmt: skip
        visitor.goes_to(reverse(name, args=arguments))
    assert visitor.faults == []
