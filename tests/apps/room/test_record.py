"""The record's page: everything that was done, in order, naming nobody who asked or offered."""

import csv
import io
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.ledger.models import Event
from tests.apps.incidents.helpers import make_incident
from tests.factories import make_need, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client: Client) -> Client:
    make_incident()
    client.force_login(make_user("peer_reviewer"))
    return client


def test_the_record_lists_and_filters(reviewer: Client, now: datetime) -> None:
    need = make_need(at=now, name="Asha Canary", words="Canary words")
    page = reviewer.get(reverse("ledger")).content.decode()
    assert "need.reported" in page
    assert "anary" not in page
    one = reviewer.get(reverse("ledger"), {"q": str(need.id)}).content.decode()
    assert "need.reported" in one
    assert "user.added" not in one
    some = reviewer.get(
        reverse("ledger"), {"q": "need.", "subject": "need", "who": "system"}
    ).content.decode()
    assert "need.reported" in some


def test_the_file_is_in_the_order_in_which_things_happened(reviewer: Client, now: datetime) -> None:
    make_need(at=now)
    answer = reviewer.get(reverse("ledger"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Hash"] for row in rows] == list(
        Event.objects.order_by("at", "id").values_list("hash", flat=True)
    )
    assert "anary" not in text


def test_a_duty_officer_may_not_open_it(client: Client) -> None:
    make_incident()
    client.force_login(make_user("duty_officer"))
    assert client.get(reverse("ledger")).status_code == 403
