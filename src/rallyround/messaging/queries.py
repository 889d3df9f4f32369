"""What the pages and jobs read of the outbox."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from rallyround.messaging import links
from rallyround.messaging.channels.base import Address
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import Words, render
from rallyround.people.models import Details, Mode, Partnership


def sealed() -> bool:
    """Whether nothing may leave: in an exercise, in the demo, and until the partnership is live."""
    if settings.EXERCISE or settings.DEMO:
        return True
    return not Partnership.objects.filter(mode=Mode.LIVE).exists()


def address(message: Message) -> Address:
    """Where whom it is for can be reached, at this moment."""
    if message.user is not None:
        return Address(email=message.user.email)
    details = Details.objects.filter(person__messages=message).first()
    return Address(email=details.email, phone=details.phone) if details else Address()


def messages() -> QuerySet[Message]:
    """All messages, for a list."""
    return Message.objects.all()


def about(label: str, id: UUID) -> QuerySet[Message]:
    """What was said about one thing, newest first."""
    return Message.objects.filter(subject_label=label, subject_id=id).order_by("-made_at", "-id")


def parked_count() -> int:
    """How many messages were given up and wait for a person."""
    return Message.objects.filter(state="parked").count()


@dataclass(frozen=True)
class Reading:
    """One message for its page; the words only where nobody in it is real."""

    message: Message
    words: Words | None
    link: str


def reading(message: Message) -> Reading:
    """A message as its page shows it: in live mode without its words, which carry other people's links."""
    if not sealed():
        return Reading(message, None, "")
    return Reading(message, render(message), links.path(message.subject_label, message.subject_id))
