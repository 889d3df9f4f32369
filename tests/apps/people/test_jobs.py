"""What this app does by itself is known to the worker and harmless when it runs twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from rallyround.people import actions, jobs, retention
from rallyround.people.actions import Particulars
from rallyround.people.models import Person
from tests.factories import TEST, make_partnership


def test_the_worker_knows_the_daily_jobs() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    daily = {key[0] for key in app.periodic_registry.periodic_tasks}
    assert {"people.forget_due", "people.clear_sessions"} <= daily


@pytest.mark.django_db
def test_the_daily_job_forgets_by_the_clock_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "IN_USE", [lambda ids, before: set()])
    make_partnership()
    now = datetime.now(UTC)
    for days in (10, 1000):
        actions.keep_person(by=TEST, at=now - timedelta(days=days), particulars=Particulars(name="Somebody"))
    for _time in (1, 2):
        jobs.forget_due(timestamp=0)
        assert Person.objects.filter(forgotten_at__isnull=False).count() == 1


@pytest.mark.django_db
def test_sessions_that_have_run_out_are_swept_up() -> None:
    now = datetime.now(UTC)
    for key, hours in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))
    jobs.clear_sessions(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
