"""The outbox's pages: a tester follows a link from here; in live mode nobody can."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rallyround.messaging import actions, links
from rallyround.messaging.models import Message
from rallyround.people import queries as people
from tests.apps.messaging.helpers import go_live, make_person, queue
from tests.factories import TEST, make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Signed in, with the second factor that live mode asks for."""
    monkeypatch.setattr(people, "has_second_factor", lambda user: True)
    make_partnership()
    client.force_login(make_user("duty_officer"))
    return client


def test_the_list_names_roles_and_states_only(officer: Client, now: datetime) -> None:
    message = queue(now)
    actions.deliver_message(by=TEST, at=now, message_id=message.id)
    page = officer.get(reverse("messages"))
    text = page.content.decode()
    assert "Somebody who asked for help" in text
    assert "Kept back: practice or exercise" in text
    assert "anary" not in text
    csv = b"".join(officer.get(reverse("messages") + "?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Your request has arrived" in csv
    assert "anary" not in csv


def test_in_practice_the_page_shows_the_words_and_the_link(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(links._makers, "need", lambda id: f"/t/{id}/")
    message = queue(now, template="task_offered")
    text = officer.get(reverse("message", args=[message.id])).content.decode()
    assert f'href="/t/{message.subject_id}/"' in text
    assert "yes or no" in text


def test_the_link_says_that_it_opens_in_a_new_tab_so_that_one_can_come_back(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(links._makers, "need", lambda id: f"/t/{id}/")
    text = officer.get(reverse("message", args=[queue(now).id])).content.decode()
    assert re.search(r'<a [^>]*target="_blank"[^>]*>[^<]*\(opens in a new tab\)</a>', text)


def test_the_list_leads_to_a_message_by_the_code_of_what_it_is_about(officer: Client, now: datetime) -> None:
    message, other = queue(now, params={"code": "K7MD-4TXR"}), queue(now)
    text = officer.get(reverse("messages")).content.decode()
    assert f'href="{reverse("message", args=[message.id])}">K7MD-4TXR</a>' in text
    assert f'href="{reverse("message", args=[other.id])}">A need</a>' in text
    assert "K7MD-4TXR" in officer.get(reverse("message", args=[message.id])).content.decode()


def test_in_live_mode_the_page_shows_neither(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(links._makers, "need", lambda id: f"/t/{id}/")
    message = queue(now, template="task_offered")
    go_live()
    text = officer.get(reverse("message", args=[message.id])).content.decode()
    assert "A task for you" in text
    assert "/t/" not in text
    assert "yes or no" not in text


def test_a_message_that_was_given_up_can_be_retried_or_told_by_hand(
    officer: Client, now: datetime, settings: Settings
) -> None:
    go_live()
    parked = []
    for _ in range(2):
        message = queue(now, person=make_person(now, phone="07700 900123"))
        actions.deliver_message(by=TEST, at=now, message_id=message.id)
        parked.append(message)
    page = officer.get(reverse("message", args=[parked[0].id])).content.decode()
    assert "Try again" in page
    officer.post(reverse("message_retry", args=[parked[0].id]))
    officer.post(reverse("message_told", args=[parked[1].id]))
    states = [Message.objects.get(id=m.id).state for m in parked]
    assert states == ["queued", "sent"]


def test_pressing_twice_is_answered_in_a_sentence(officer: Client, now: datetime) -> None:
    message = queue(now)
    answer = officer.post(reverse("message_retry", args=[message.id]))
    assert answer.status_code == 409
    assert "given up" in answer.content.decode()


def test_a_helper_may_not_open_the_outbox(client: Client, now: datetime) -> None:
    make_partnership()
    client.force_login(make_user("helper"))
    assert client.get(reverse("messages")).status_code == 403
    assert client.get(reverse("message", args=[queue(now).id])).status_code == 403
