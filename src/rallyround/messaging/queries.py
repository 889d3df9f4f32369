"""What the pages and jobs read of the outbox."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from rallyround.messaging import links
from rallyround.messaging.channels.base import Address
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import Words, render
from rallyround.messaging.wordings import BY_HAND
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
    """How many messages were given up and wait for a person to say it by telephone."""
    return Message.objects.filter(state="parked", template__in=BY_HAND).count()


@dataclass(frozen=True)
class ParkedJob:
    """A piece of background work that was given up: its own name, how often it was tried."""

    id: int
    name: str
    attempts: int


def parked_jobs(most: int = 50) -> list[ParkedJob]:
    """What the worker gave up, the latest first."""
    failed = ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:most]
    return [ParkedJob(job.id, job.task_name, job.attempts) for job in failed]


def parked_job_count() -> int:
    """How many pieces of work the worker gave up."""
    return int(ProcrastinateJob.objects.filter(status="failed").count())


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
