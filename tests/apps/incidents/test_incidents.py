"""Incidents begin and end; exercises never mix with what is real."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings
from uuid_utils.compat import uuid7

from rallyround.incidents import actions, queries
from rallyround.incidents.models import Incident
from rallyround.ledger.models import Event
from rallyround.ui.errors import Refused, WrongState
from tests.apps.incidents.helpers import make_incident
from tests.factories import TEST

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_current_incident_is_the_one_that_began_last_and_is_open(now: datetime) -> None:
    assert queries.current() is None
    quiet = make_incident("Forty homes", at=now, phase="before")
    flood = make_incident("Flood", at=now + HOUR)
    assert queries.current() == flood
    actions.end_incident(by=TEST, at=now + 2 * HOUR, incident=flood)
    assert queries.current() == quiet


def test_beginning_twice_with_one_id_begins_once(now: datetime) -> None:
    id = uuid7()
    for _ in range(2):
        actions.begin_incident(by=TEST, at=now, name="Flood", hazard="flood", id=id)
    assert Incident.objects.count() == 1
    assert Event.objects.filter(verb="incident.begun").count() == 1


def test_two_open_incidents_of_one_name_are_refused(now: datetime) -> None:
    make_incident("Flood")
    with pytest.raises(Refused, match="already an open incident called flood"):
        make_incident("flood")


def test_ending_twice_is_refused(now: datetime) -> None:
    incident = make_incident()
    actions.end_incident(by=TEST, at=now, incident=incident)
    with pytest.raises(WrongState):
        actions.end_incident(by=TEST, at=now, incident=incident)


@pytest.mark.manual_part("S6.c18")
def test_an_exercise_cannot_begin_in_the_real_database(now: datetime) -> None:
    with pytest.raises(Refused, match="database of its own"):
        make_incident(exercise=True)


@pytest.mark.manual_part("S6.c18")
def test_a_real_incident_cannot_begin_in_an_exercise(now: datetime, settings: Settings) -> None:
    settings.EXERCISE = "winter"
    with pytest.raises(Refused, match="This is an exercise"):
        make_incident()
    assert make_incident("Winter", exercise=True).exercise


@pytest.mark.manual_part("S6.c18")
def test_an_exercise_started_on_the_real_database_by_mistake_sees_and_begins_nothing(
    now: datetime, settings: Settings
) -> None:
    make_incident()
    settings.EXERCISE = "winter"
    assert queries.current() is None
    assert not queries.incidents().exists()
    with pytest.raises(Refused, match="never share a database"):
        make_incident("Winter", exercise=True)


@pytest.mark.manual_part("S6.c18")
def test_even_the_database_refuses_a_mixture(now: datetime) -> None:
    make_incident()
    with pytest.raises(IntegrityError, match="never_share"), transaction.atomic():
        Incident.objects.create(name="Winter", hazard="cold", exercise=True, started_at=now)
