"""The pages of the incident room, by people of each kind, with and without what they need."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.incidents import actions, queries
from rallyround.incidents.links import answer_path
from rallyround.incidents.models import CallOut, CallOutAlert, DutyShift, Incident, LogEntry
from rallyround.people.models import User
from tests.apps.incidents.helpers import make_contact, make_incident
from tests.factories import AT, TEST, make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_partnership()
    return make_user("duty_officer", name="Olu Officer")


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_incident_is_begun_and_ended(signed_in: Client) -> None:
    said = {"name": "Mere flood", "hazard": "flood", "phase": "during", "submission": str(uuid7())}
    for _ in range(2):
        assert signed_in.post(reverse("incident_begin"), said).status_code == 302
    incident = Incident.objects.get()
    assert "Mere flood is open." in text(signed_in, "incidents")
    signed_in.post(reverse("incident_finish", args=[incident.id]))
    assert queries.current() is None
    assert signed_in.post(reverse("incident_finish", args=[incident.id])).status_code == 409


def test_a_form_without_answers_comes_back_with_a_sentence_for_each(signed_in: Client) -> None:
    page = signed_in.post(reverse("incident_begin"), {}).content.decode()
    assert "Enter a name for the incident." in page
    assert "Choose what it is." in page


def test_duty_from_beginning_to_the_next_person(signed_in: Client, officer: User) -> None:
    assert "Nobody. New requests go straight to the call-out list." in text(signed_in, "duty")
    signed_in.post(reverse("duty_begin"), {"submission": str(uuid7())})
    shift = DutyShift.objects.get()
    assert "Olu Officer, since" in text(signed_in, "duty")
    empty = signed_in.post(reverse("duty_hand_over", args=[shift.id]), {"note": " "})
    assert "Write what the next person must know" in empty.content.decode()
    signed_in.post(reverse("duty_hand_over", args=[shift.id]), {"note": "The bridge is closed."})
    assert "Nobody has accepted it yet." in text(signed_in, "duty")
    signed_in.force_login(make_user("coordinator"))
    assert "The bridge is closed." in text(signed_in, "duty")
    signed_in.post(reverse("duty_accept", args=[shift.id]))
    assert "The bridge is closed." not in text(signed_in, "duty")


def test_nobody_ends_somebody_elses_shift(signed_in: Client) -> None:
    other = make_user("duty_officer")
    shift = actions.begin_shift(by=other.actor, at=AT, officer=other)
    assert signed_in.post(reverse("duty_hand_over", args=[shift.id]), {"note": "x"}).status_code == 404


def test_an_empty_call_out_list_is_said_loudly(signed_in: Client) -> None:
    assert "Nobody is on the call-out list" in text(signed_in, "duty")


def test_something_is_written_down_and_marked_as_done(signed_in: Client, officer: User) -> None:
    assert "There is no open incident" in text(signed_in, "log_new")
    incident = make_incident()
    said = {"incident": str(incident.id), "kind": "action", "what": "Open the hall", "owner": str(officer.id),
            "due_at_0": "2026-01-14", "due_at_1": "18:30", "submission": str(uuid7())}  # fmt: skip
    for _ in range(2):
        assert signed_in.post(reverse("log_new"), said).status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.number, entry.due_at and entry.due_at.hour) == (1, 18)
    assert "Open the hall" in text(signed_in, "log")
    assert "Mark as done" in text(signed_in, "log_entry", entry.id)
    signed_in.post(reverse("log_done", args=[entry.id]))
    assert "Mark as done" not in text(signed_in, "log_entry", entry.id)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "decision"}, "Say why"),
        ({"what": ""}, "Write what it is."),
        ({"due_at_0": "2026-13-44", "due_at_1": "10:00"}, "Enter a real date."),
        ({"due_at_0": "2026-01-14", "due_at_1": ""}, "Enter a time such as 14:30."),
        ({"incident": "not-one"}, "not one of the available choices"),
    ],
)
def test_a_log_entry_that_lacks_something_says_so(
    signed_in: Client, officer: User, changed: dict[str, str], sentence: str
) -> None:
    said = {
        "incident": str(make_incident().id),
        "kind": "action",
        "what": "Open it",
        "owner": str(officer.id),
    }
    page = signed_in.post(reverse("log_new"), {**said, **changed})
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_somebody_on_the_list_answers_by_their_link_without_signing_in(client: Client) -> None:
    make_partnership()
    contact = make_contact(1)
    call_out = actions.raise_call_out(by=TEST, at=AT, reason="request_unseen", subject=("need", uuid7()))
    path = answer_path(CallOutAlert.objects.get().id)
    assert "I am on it" in client.get(path).content.decode()
    assert CallOut.objects.get().answered_at is None, "looking is not answering"
    assert client.post(path).status_code == 302
    assert "Nobody else is being called" in client.get(path).content.decode()
    assert client.post(path).status_code == 302, "pressing twice does no harm"
    call_out.refresh_from_db()
    assert call_out.answered_by == contact


def test_who_comes_second_is_thanked(client: Client) -> None:
    make_partnership()
    contact = make_contact(1, deputy=make_contact(None))
    call_out = actions.raise_call_out(by=TEST, at=AT, reason="request_unseen", subject=("need", uuid7()))
    first, second = CallOutAlert.objects.order_by("id")
    actions.answer_call_out(by=TEST, at=AT, call_out=call_out, contact=contact)
    other = second if first.contact == contact else first
    assert "you need do nothing" in client.get(answer_path(other.id)).content.decode()
    assert client.post(answer_path(other.id)).status_code == 409


@pytest.mark.parametrize("token", ["x", "IjEi:1:2", "%00", "a" * 3000])
def test_a_forged_or_cut_link_is_refused_in_a_sentence(client: Client, token: str) -> None:
    make_partnership()
    answer = client.get(f"/answer/{token}/")
    assert answer.status_code == 404
    assert "This link is not complete" in answer.content.decode()


def test_the_duty_page_answers_a_call_out(signed_in: Client) -> None:
    make_contact(1)
    call_out = actions.raise_call_out(by=TEST, at=AT, reason="task_overdue", subject=("task", uuid7()))
    assert "A volunteer who has not signed out" in text(signed_in, "duty")
    signed_in.post(reverse("duty_answer", args=[call_out.id]))
    assert queries.open_call_outs() == []


def test_work_that_nobody_gave_up_cannot_be_retried(signed_in: Client) -> None:
    assert signed_in.post(reverse("duty_retry_job", args=[999_999])).status_code == 409


def test_an_analyst_reads_the_log_and_writes_nothing(client: Client, now: datetime) -> None:
    make_partnership()
    client.force_login(make_user("analyst"))
    assert "Write something down" not in text(client, "log")
    assert client.get(reverse("log_new")).status_code == 403
    assert client.get(reverse("duty")).status_code == 403
    assert client.get(reverse("incidents")).status_code == 403
