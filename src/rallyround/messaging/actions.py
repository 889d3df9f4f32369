"""Every change to the outbox. A message and its job are made in the caller's transaction, or not at all."""

import logging
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import JobDeferrer

from rallyround.core.lifecycle import MESSAGE
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import channels, queries
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import render
from rallyround.messaging.wordings import WORDINGS
from rallyround.people.models import Person, User
from rallyround.ui.errors import NotFound, WrongState

log = logging.getLogger(__name__)

TRIES = 8


@transaction.atomic(savepoint=False)  # nobody goes on without the message: it fails with the caller's change
def send(
    *,
    by: Actor,
    at: datetime,
    template: str,
    subject: tuple[str, UUID],
    person: Person | None = None,
    user: User | None = None,
    params: dict[str, Any] | None = None,
    channel: str = "",
) -> Message:
    """Put a message to one person into the outbox; it goes after the caller's transaction commits.

    `params` hold nothing personal. `channel` is chosen at the moment of sending unless it is named here.
    """
    if template not in WORDINGS:
        raise ValueError(f"there is no message called {template}")
    message = Message.objects.create(
        channel=channel,
        template=template,
        params=params or {},
        language=person.language if person else "en",
        person=person,
        user=user,
        subject_label=subject[0],
        subject_id=subject[1],
        made_at=at,
    )
    _job(message).defer(message_id=str(message.id))
    record(by=by, at=at, verb="message.queued", subject=("message", message.id),
           data={"template": template, "about": [subject[0], str(subject[1])]})  # fmt: skip
    return message


@transaction.atomic
def deliver_message(*, by: Actor, at: datetime, message_id: UUID) -> Message:
    """Try once. What is not in the outbox any more is left alone, so that a job that runs twice does no harm."""
    message = _locked(message_id)
    if not MESSAGE.allows(message.state, "send"):
        return message
    message.attempts += 1
    verb, problem = ("seal", "") if queries.sealed() else ("send", "")
    try:
        with transaction.atomic():
            _hand_on(message, sealed=verb == "seal")
    except channels.NotSent as failure:
        problem = failure.code
        verb = "park" if failure.final or message.attempts >= TRIES else ""
    except Exception:  # whatever is wrong with one message must neither stop the others nor be tried for ever
        log.exception("message %s could not be made", message.id)
        problem = "could_not_be_made"
        verb = "park" if message.attempts >= TRIES else ""
    if verb:
        message.state = MESSAGE.after(message.state, verb)
    message.last_error = problem
    message.sent_at = at if message.state == "sent" else None
    message.save(update_fields=["state", "attempts", "last_error", "sent_at", "channel"])
    record(by=by, at=at, verb=f"message.{message.state if verb else 'not_sent'}",
           subject=("message", message.id), reason=problem,
           data={"attempt": message.attempts, "channel": message.channel})  # fmt: skip
    return message


@transaction.atomic
def retry_message(*, by: Actor, at: datetime, message_id: UUID) -> Message:
    """Put a parked message back into the outbox with all its tries."""
    message = _locked(message_id)
    if not MESSAGE.allows(message.state, "retry"):
        raise WrongState(_("Only a message that was given up can be tried again."))
    message.state = MESSAGE.after(message.state, "retry")
    message.attempts = 0
    message.save(update_fields=["state", "attempts"])
    with suppress(AlreadyEnqueued), transaction.atomic():
        _job(message).defer(message_id=str(message.id))
    record(by=by, at=at, verb="message.retried", subject=("message", message.id))
    return message


@transaction.atomic
def told_by_hand(*, by: Actor, at: datetime, message_id: UUID) -> Message:
    """Somebody said it by telephone or at the door, because no other way led there."""
    message = _locked(message_id)
    if not MESSAGE.allows(message.state, "retry"):
        raise WrongState(_("Only a message that was given up is told by hand."))
    message.state = MESSAGE.after(MESSAGE.after(message.state, "retry"), "send")
    message.channel = "by_hand"
    message.sent_at = at
    message.save(update_fields=["state", "channel", "sent_at"])
    record(by=by, at=at, verb="message.told_by_hand", subject=("message", message.id))
    return message


@transaction.atomic
def retry_job(*, by: Actor, at: datetime, job_id: int) -> None:
    """Let the worker try once more what it gave up: any kind of background work, not only messages."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id=job_id, retry_at=at)
    except ConnectorException:
        raise WrongState(_("This work is not given up any more: somebody was quicker.")) from None
    record(by=by, at=at, verb="job.retried", subject=("job", UUID(int=job_id)))


def _hand_on(message: Message, *, sealed: bool) -> None:
    """Make the words and give them to the way out; in practice and exercises only the log hears of it."""
    to = queries.address(message)
    way = channels.choose(to, "console" if sealed else message.channel)
    words = render(message)
    message.channel = way.key
    way.send(channels.Outgoing(message.id, message.template, to, words.title, words.text))


def _locked(id: UUID) -> Message:
    message = Message.objects.select_for_update().filter(id=id).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    return message


def _job(message: Message) -> JobDeferrer:
    """The message's id is its job's lock: it waits once at most, and no two workers hold it at a time."""
    id = str(message.id)
    return app.configure_task("messaging.deliver", queue="messages", lock=id, queueing_lock=id)
