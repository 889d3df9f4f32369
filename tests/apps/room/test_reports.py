"""Situation reports: frozen figures, and what changed since the last."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Incident
from rallyround.room.actions import make_situation_report
from rallyround.room.models import SituationReport
from rallyround.room.queries.situation import compared
from tests.apps.incidents.helpers import make_incident
from tests.factories import make_need, make_open_need, make_ready_offer, make_task, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def report(incident: Incident, at: datetime) -> SituationReport:
    user = make_user("duty_officer")
    return make_situation_report(by=user.actor, at=at, incident=incident, made_by=user)


def lines(found: SituationReport) -> dict[str, tuple[int, int | None, str]]:
    """label → now, before, change."""
    sections = compared(found).sections
    return {str(line.label): (line.now, line.before, line.change) for s in sections for line in s.lines}


def test_the_first_report_has_nothing_to_compare_with(now: datetime) -> None:
    incident = make_incident(at=now)
    make_need(at=now)
    found = report(incident, now)
    assert found.number == 1
    assert compared(found).before is None
    assert lines(found)["Reported, not yet looked at"] == (1, None, "")


def test_the_next_says_what_changed_and_the_first_stays_as_it_was(now: datetime) -> None:
    incident = make_incident(at=now)
    make_need(at=now)
    first = report(incident, now)
    before = lines(first)
    make_open_need(kind="food_water", at=now)
    make_ready_offer(at=now)
    make_task(at=now)
    user = make_user("duty_officer")
    incidents.log_entry(by=user.actor, at=now, incident=incident, kind="risk", what="Levee", owner=user)
    second = report(incident, now + HOUR)
    assert second.number == 2
    said = lines(second)
    assert said["Reported, not yet looked at"] == (1, 1, "–")
    assert said["Ours to meet"][2] == "+2" or said["Help arranged"][2] == "+1"
    assert said["Food and water"] == (1, 0, "+1")
    assert said["Open risks"] == (1, 0, "+1")
    assert lines(SituationReport.objects.get(id=first.id)) == before


def test_what_has_gone_is_shown_as_gone(now: datetime) -> None:
    incident = make_incident(at=now)
    first = report(incident, now)
    first.figures["kinds"] = {"pets": 3}
    SituationReport.objects.filter(id=first.id).update(figures=first.figures)
    assert (0, 3, "-3") in lines(report(incident, now + HOUR)).values()


def test_another_incident_counts_for_itself(now: datetime) -> None:
    one = make_incident("One", at=now)
    make_need(at=now)
    two = make_incident("Two", at=now + HOUR)
    make_need(at=now + HOUR)
    assert report(one, now + 2 * HOUR).figures["needs"] == {"reported": 1}
    assert report(two, now + 2 * HOUR).number == 1


def test_pressing_twice_makes_one(client: Client, now: datetime) -> None:
    incident = make_incident(at=now)
    client.force_login(make_user("duty_officer"))
    said = {"submission": str(uuid7())}
    answers = [client.post(reverse("situation_report_make", args=[incident.id]), said) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert SituationReport.objects.count() == 1
    page = client.get(answers[0]["Location"]).content.decode()
    assert "Situation report 1" in page
    assert "The first of this incident." in page
    assert "Make one now: Mere valley flood" in client.get(reverse("situation_reports")).content.decode()


def test_an_analyst_reads_reports_and_makes_none(client: Client, now: datetime) -> None:
    incident = make_incident(at=now)
    found = report(incident, now)
    client.force_login(make_user("analyst"))
    assert client.get(reverse("situation_report", args=[found.id])).status_code == 200
    assert "Make one now" not in client.get(reverse("situation_reports")).content.decode()
    assert client.post(reverse("situation_report_make", args=[incident.id])).status_code == 403
