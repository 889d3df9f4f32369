"""The week of a part-time officer on one page: late, due, stale, waiting; and nothing when there is nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rallyround.config.navigation import SYSTEMS
from rallyround.evaluation.models import Evidence, Lesson, Trigger
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.programme.queries import weekly
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user
from tests.journey_factories import make_entry, make_request

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def evidence(on: Any, **said: Any) -> Evidence:
    fields = {
        "subject_label": "module", "criterion": "trained", "kind": "record", "rating": 1.0, "what": "Twelve trained",
        "source": "Course list", "valid_days": 100, "recorded_at": AT,
    }  # fmt: skip
    return Evidence.objects.create(on=on, **{**fields, **said})


def test_a_quiet_week_says_so() -> None:
    make_partnership()
    assert weekly.week(TODAY).quiet


def test_what_is_late_what_is_due_and_what_is_not_yet() -> None:
    make_partnership()
    make_entry(due_on=TODAY - DAY, what="Late")
    make_entry(due_on=TODAY, what="Today")
    make_entry(due_on=TODAY + 7 * DAY, what="In a week")
    make_entry(due_on=TODAY + 8 * DAY, what="Later")
    make_request(at=AT - 9 * DAY, what="A request without an answer")
    week = weekly.week(TODAY)
    assert [due.what for due in week.late] == ["A request without an answer", "Late"]
    assert [due.what for due in week.due] == ["Today", "In a week"]
    assert all(due.url for due in (*week.late, *week.due))


def test_only_the_latest_evidence_of_a_thing_can_be_stale() -> None:
    make_partnership()
    evidence(TODAY - 200 * DAY, what="Old, renewed")
    evidence(TODAY - 10 * DAY, what="Fresh")
    evidence(TODAY - 101 * DAY, criterion="exercised", what="Run out")
    evidence(TODAY - 100 * DAY, criterion="agreed", what="Holds today for the last time")
    assert [stale.what for stale in weekly.week(TODAY).evidence] == ["Run out"]


def test_numbers_lessons_and_triggers_wait_on_the_page() -> None:
    make_partnership()
    contact = people.add_contact(
        by=TEST, at=AT, organisation=make_organisation(name="Mere Council"), job="On call", user=None,
        particulars=Particulars(name="Zoe", phone="07700 900001", email="", address=""),
    )  # fmt: skip
    people.rank_contact(by=TEST, at=AT, contact=contact, rank=1)
    Lesson.objects.create(number=1, what="Large print", found_at=AT)
    Trigger.objects.create(kind="x", step=1, reason="A pilot ended", source_label="cycle", raised_at=AT)
    week = weekly.week(TODAY)
    assert [stale.what for stale in week.contacts] == ["On call, Mere Council"]
    assert [waiting.what for waiting in week.lessons] == ["Large print"]
    assert [waiting.what for waiting in week.triggers] == ["A pilot ended"]


def test_an_entry_is_closed_where_it_stands(client: Client) -> None:
    make_partnership()
    user = make_user("secretariat")
    client.force_login(user)
    entry = make_entry(due_on=timezone.localdate() - DAY, what="Ring the school")
    shown = client.get(reverse("weekly")).content.decode()
    assert "Ring the school" in shown
    assert reverse("register_close", args=[entry.id]) in shown
    client.post(reverse("register_close", args=[entry.id]), {"outcome": "It will open", "back": "weekly"})
    assert "Ring the school" not in client.get(reverse("weekly")).content.decode()


def test_a_week_holds_whole_when_somebody_closes_it_twice(client: Client) -> None:
    make_partnership()
    client.force_login(make_user("secretariat"))
    entry = make_entry(due_on=timezone.localdate())
    url = reverse("register_close", args=[entry.id])
    assert client.post(url, {"outcome": "Done", "back": "weekly"}).status_code == 302
    assert client.post(url, {"outcome": "Done", "back": "weekly"}).status_code == 409


def test_the_navigation_is_five_systems_and_the_journey() -> None:
    assert [str(system.label) for system in SYSTEMS] == [
        "Journey", "Lead", "Intelligence", "Manage", "Coordinate", "Deliver",
    ]  # fmt: skip
    names = [place.url_name for system in SYSTEMS for place in system.places]
    assert len(names) == len(set(names))
    assert max(len(system.places) for system in SYSTEMS) <= 9
