"""Sending what is in the outbox, in the background."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rallyround.ledger.actors import system
from rallyround.messaging import actions


class TryAgain(Exception):
    """The message is still in the outbox: the queue is to wait and call again."""


# 3, 9, 27 … 2,187 seconds: eight tries within the hour. The action parks the message after the last.
WAIT_LONGER_EACH_TIME = RetryStrategy(exponential_wait=3, max_attempts=actions.TRIES)


@app.task(name="messaging.deliver", queue="messages", retry=WAIT_LONGER_EACH_TIME)
def deliver(message_id: str) -> None:
    """One try at one message."""
    message = actions.deliver_message(by=system("messages"), at=timezone.now(), message_id=UUID(message_id))
    if message.state == "queued":
        raise TryAgain
