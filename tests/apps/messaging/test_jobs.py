"""The outbox with a real worker beside it."""

from datetime import datetime

import pytest
from django.core import mail
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from rallyround.messaging import actions, channels
from rallyround.messaging.channels import email
from rallyround.messaging.models import Message
from tests.apps.messaging.helpers import go_live, queue
from tests.factories import TEST, make_partnership


def work() -> None:
    """A worker that does what there is to do and leaves."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        worker_app.run_worker(wait=False, queues=["messages"], install_signal_handlers=False)


def test_a_committed_message_is_dealt_with_by_the_worker(committed: str, now: datetime) -> None:
    make_partnership()
    message = queue(now)
    work()
    assert Message.objects.get(id=message.id).state == "sealed"
    assert ProcrastinateJob.objects.get(lock=str(message.id)).status == "succeeded"


def test_what_fails_waits_and_is_tried_again(
    committed: str, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    go_live()
    message = queue(now)

    def fail(outgoing: channels.Outgoing) -> None:
        raise channels.NotSent("mail_server_unreachable")

    with monkeypatch.context() as broken:
        broken.setattr(email.channel, "send", fail)
        work()
    message.refresh_from_db()
    job = ProcrastinateJob.objects.get(lock=str(message.id))
    assert (message.state, message.attempts, message.last_error) == ("queued", 1, "mail_server_unreachable")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    actions.deliver_message(by=TEST, at=now, message_id=message.id)
    assert len(mail.outbox) == 1
