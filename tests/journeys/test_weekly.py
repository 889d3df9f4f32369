"""The week of a part-time officer in a browser: what is late, what a body asks, what the record asks, in six pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.config.navigation import SYSTEMS
from rallyround.evaluation import actions as evaluation
from rallyround.evaluation.models import Trigger
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Organisation, User
from rallyround.programme import actions
from rallyround.programme.models import InformationRequest, RegisterEntry
from tests.factories import TEST
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

AGREED = 6  # page visits, counted on arrival, with the page that comes after a button


def a_week_of_work(partnership: Organisation, officer: User) -> None:
    """One of each thing that a week can ask for."""
    now, by = timezone.now(), officer.actor
    today = timezone.localdate(now)
    last_month = now - timedelta(days=30)
    actions.add_entry(
        by=by, at=last_month, kind="action", what="Ring the school about its hall", owner=officer,
        due_on=today - timedelta(days=3),
    )  # fmt: skip
    actions.add_entry(
        by=by, at=last_month, kind="risk", what="The only bridge is closed", owner=officer, likelihood=3, impact=4,
        due_on=today + timedelta(days=4),
    )  # fmt: skip
    forum = actions.add_body(by=by, at=last_month, name="Wharfe forum", kind="forum")
    actions.ask(by=by, at=last_month, body=forum, kind="information", what="How many helpers are ready?",
                due_at=now + timedelta(days=2), owner=officer)  # fmt: skip
    actions.pledge(by=by, at=last_month, organisation=partnership, what="Lend the minibus", owner=officer,
                   due_on=today + timedelta(days=5))  # fmt: skip
    contact = people.add_contact(
        by=TEST, at=last_month, organisation=partnership, job="On call at night", user=None,
        particulars=Particulars(name="Zoe Hart", phone="07700 900001", email="", address=""),
    )  # fmt: skip
    people.rank_contact(by=TEST, at=last_month, contact=contact, rank=1)
    evaluation.raise_trigger(
        by=TEST, at=last_month, kind="score_red", step=2, reason="The score of step 2 fell into the red",
        source=("step_score", uuid7()),
    )  # fmt: skip
    evaluation.find_lesson(by=by, at=last_month, what="The list must be in large print")


@pytest.mark.manual("S6.i1")
def test_the_weekly_routine_takes_six_page_visits_and_there_are_five_workspaces(
    partnership: Organisation, visitors: Callable[..., Visitor], sign_in: Callable[..., User]
) -> None:
    officer = sign_in("secretariat", name="Part-time officer")
    a_week_of_work(partnership, officer)
    desk = visitors("weekly", user=officer)

    desk.goes_to("/weekly/")
    for said in (
        "Ring the school about its hall", "The only bridge is closed", "How many helpers are ready?",
        "Lend the minibus", "On call at night", "fell into the red", "large print",
    ):  # fmt: skip
        desk.sees(said)
    desk.fills("What came of it? Ring the school", "The hall may be used")
    desk.presses_button("Close it")
    desk.sees_nothing_of("Ring the school about its hall")
    desk.follows("How many helpers are ready?")
    desk.fills("What is the answer?", "Forty, twelve of them at night")
    desk.presses_button("Keep the answer")
    desk.sees_nothing_of("How many helpers are ready?")
    desk.follows("fell into the red")
    desk.page.locator("main input[type=radio]").first.check()
    desk.page.locator("main textarea").first.fill(
        "Two seats are vacant: the step is looked at again on Monday"
    )
    desk.presses_button("Answer")

    assert len(desk.pages) <= AGREED, desk.pages
    assert RegisterEntry.objects.get(number=1).outcome == "The hall may be used"
    assert InformationRequest.objects.get().answered_by == officer
    assert Trigger.objects.get().answered_by == officer
    assert [str(each.label) for each in SYSTEMS][1:] == [
        "Lead",
        "Intelligence",
        "Manage",
        "Coordinate",
        "Deliver",
    ]


def test_the_week_can_be_read_on_a_small_phone(
    partnership: Organisation, visitors: Callable[..., Visitor], sign_in: Callable[..., User]
) -> None:
    officer = sign_in("secretariat", name="Part-time officer")
    phone = visitors("weekly-phone", phone=True, user=officer)
    phone.goes_to("/weekly/")
    phone.sees("Nothing is late")
    a_week_of_work(partnership, officer)
    phone.goes_to("/weekly/")
    phone.sees("Late (1)")
