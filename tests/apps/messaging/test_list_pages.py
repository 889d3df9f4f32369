"""A list as a page, as a file at once, and as a file that the worker makes."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.ui import exports
from tests.apps.messaging.helpers import queue
from tests.factories import make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    make_partnership()
    client.force_login(make_user("duty_officer"))
    return client


def test_a_short_list_is_an_excel_file_at_once(officer: Client, now: datetime) -> None:
    queue(now)
    answer = officer.get(reverse("messages"), {"export": "xlsx"})
    assert answer["Content-Type"] == exports.XLSX_TYPE


def test_a_long_list_is_asked_of_the_worker_filtered_alike(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "XLSX_AT_ONCE", 0)
    queue(now)
    answer = officer.get(reverse("messages"), {"export": "xlsx", "state": "queued"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("export_large", args=["messages"]) + "?state=queued"


def test_a_long_list_that_the_worker_does_not_know_is_refused_in_a_sentence(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "XLSX_AT_ONCE", -1)
    answer = officer.get(reverse("incidents"), {"export": "xlsx"})
    assert answer.status_code == 409
    assert "take the CSV" in answer.content.decode()
