"""The outbox: nothing is lost, nothing goes twice, and in practice nothing goes at all."""

from datetime import datetime

import pytest
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from rallyround.ledger.models import Event
from rallyround.messaging import actions, channels
from rallyround.messaging.channels import email
from rallyround.messaging.models import Message
from rallyround.ui.errors import WrongState
from tests.apps.messaging.helpers import go_live, make_person, queue
from tests.factories import TEST, make_partnership


def deliver(message: Message, at: datetime) -> Message:
    return actions.deliver_message(by=TEST, at=at, message_id=message.id)


@pytest.fixture
def smtp(settings: Settings) -> None:
    """A mail server is named; Django keeps what would go to it in `mail.outbox`."""
    settings.EMAIL_HOST = "mail.example.org"


@pytest.mark.django_db
def test_a_message_and_its_job_are_made_together(now: datetime) -> None:
    message = queue(now)
    job = ProcrastinateJob.objects.get(lock=str(message.id))
    assert (job.task_name, job.queueing_lock, job.args) == (
        "messaging.deliver",
        str(message.id),
        {"message_id": str(message.id)},
    )
    assert Event.objects.get(subject_id=message.id).verb == "message.queued"


def test_what_is_rolled_back_leaves_neither_message_nor_job(committed: str, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(now)
        _ = 1 / 0
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_in_practice_a_message_is_sealed(now: datetime, smtp: None) -> None:
    make_partnership()
    message = deliver(queue(now), now)
    assert (message.state, message.channel, mail.outbox) == ("sealed", "console", [])


@pytest.mark.django_db
def test_in_an_exercise_a_message_is_sealed_even_when_live(
    now: datetime, smtp: None, settings: Settings
) -> None:
    go_live()
    settings.EXERCISE = "winter"
    assert deliver(queue(now), now).state == "sealed"
    assert mail.outbox == []


@pytest.mark.django_db
def test_when_live_it_goes_by_email(now: datetime, smtp: None) -> None:
    go_live()
    message = deliver(queue(now, params={"code": "ABCD-2345"}), now)
    assert (message.state, message.channel, message.sent_at) == ("sent", "email", now)
    (sent,) = mail.outbox
    assert sent.to == ["asha.canary@example.org"]
    assert sent.extra_headers["Message-ID"].startswith(f"<{message.id}@")
    assert "ABCD-2345" in sent.body
    assert "01632 960000" in sent.body


@pytest.mark.django_db
def test_delivering_twice_sends_once(now: datetime, smtp: None) -> None:
    go_live()
    message = queue(now)
    deliver(message, now)
    deliver(message, now)
    assert len(mail.outbox) == 1
    assert Message.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_person_whom_no_way_reaches_is_told_by_hand(now: datetime) -> None:
    go_live()
    message = deliver(queue(now, person=make_person(now, phone="07700 900123")), now)
    assert (message.state, message.last_error) == ("parked", "no_way_to_reach")
    told = actions.told_by_hand(by=TEST, at=now, message_id=message.id)
    assert (told.state, told.channel) == ("sent", "by_hand")
    with pytest.raises(WrongState):
        actions.told_by_hand(by=TEST, at=now, message_id=message.id)


@pytest.mark.django_db
def test_after_eight_tries_it_is_parked_and_can_be_retried(
    now: datetime, smtp: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_live()
    message = queue(now)

    def fail(outgoing: channels.Outgoing) -> None:
        raise channels.NotSent("mail_server_unreachable")

    with monkeypatch.context() as broken:
        broken.setattr(email.channel, "send", fail)
        states = [deliver(message, now).state for _ in range(9)]
    assert states == ["queued"] * 7 + ["parked"] * 2
    retried = actions.retry_message(by=TEST, at=now, message_id=message.id)
    assert (retried.state, retried.attempts) == ("queued", 0)
    assert deliver(message, now).state == "sent"
    assert len(mail.outbox) == 1
    with pytest.raises(WrongState):
        actions.retry_message(by=TEST, at=now, message_id=message.id)


@pytest.mark.django_db
def test_a_message_that_cannot_be_made_is_parked_and_stops_nobody(
    now: datetime, smtp: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_live()
    poison, good = queue(now), queue(now)
    Message.objects.filter(id=poison.id).update(template="gone")
    assert [deliver(poison, now).state for _ in range(8)][-1] == "parked"
    assert deliver(good, now).state == "sent"


@pytest.mark.django_db
def test_a_message_that_nobody_wrote_is_a_mistake_found_at_once(now: datetime) -> None:
    with pytest.raises(ValueError, match="there is no message called"):
        queue(now, template="happy_birthday")


@pytest.mark.django_db
def test_nothing_personal_stays_in_the_outbox_or_the_ledger(now: datetime, smtp: None) -> None:
    go_live()
    message = deliver(queue(now), now)
    kept = [str(Message.objects.filter(id=message.id).values()), str(list(Event.objects.values()))]
    assert not any("canary" in text.lower() for text in kept)
