"""Tasks as pages show them. Nothing personal: codes, areas, times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import TASK
from rallyround.core.sources import default
from rallyround.ledger import queries as ledger
from rallyround.people.models import User
from rallyround.places import queries as places
from rallyround.register.kinds import KINDS, label
from rallyround.register.models import Need
from rallyround.tasking import reasons, words
from rallyround.tasking.distances import metres_between
from rallyround.tasking.models import Feedback, Task
from rallyround.volunteers.queries import open_attendance

Text = str | Promise
LATE = timedelta(minutes=default("alerts.overdue_minutes"))
COMING = ("accepted", "briefed", "started")
BY_PHONE = {"accept", "brief", "start", "deliver", "sign_out", "decline"}


def late(tasks: QuerySet[Task], at: datetime) -> QuerySet[Task]:
    """Tasks that should be further by now: not answered, not begun, not back."""
    return tasks.filter(
        Q(state="offered", answer_by__lt=at)
        | Q(state__in=["accepted", "briefed"], during__startswith__lt=at)
        | Q(state__in=["started", "delivered"], during__endswith__lt=at - LATE)
    )


@dataclass(frozen=True)
class Happened:
    """One line of a task's timeline."""

    title: Text
    at: datetime
    by: Text
    text: Text


@dataclass(frozen=True)
class TaskPage:
    """Everything that a task's page shows."""

    task: Task
    kind: Text
    state: Text
    colour: str
    place: str
    distance: str
    verbs: tuple[str, ...]
    by_phone: bool
    signed_in: bool
    may_sign_out: bool
    story: tuple[Happened, ...]
    feedback: tuple[Feedback, ...]


def task_page(task: Task) -> TaskPage:
    """The page of one task."""
    verbs = TASK.verbs(task.state)
    signed_in = open_attendance("task", task.id) is not None
    may_sign_out = signed_in and task.state != "started"
    return TaskPage(
        task=task,
        kind=label(task.need.kind),
        state=words.state(task.state),
        colour=words.COLOURS.get(task.state, "grey"),
        place=rough_place(task.need),
        distance=reasons.distance(metres_between(task.need, task.offer)),
        verbs=verbs,
        by_phone=bool(BY_PHONE & set(verbs)) or may_sign_out,
        signed_in=signed_in,
        may_sign_out=may_sign_out,
        story=story(task.id),
        feedback=tuple(task.feedback.order_by("side")),
    )


def rough_place(need: Need) -> str:
    """Where it is as far as anybody may know who has not said yes: the area's name, never the address."""
    return (need.area.name if need.area else "") or places.area_name(need.district)


def story(task_id: UUID) -> tuple[Happened, ...]:
    """What happened to a task, newest first."""
    events = list(ledger.of_subject("task", task_id))
    ids = [event.actor.partition(":")[2] for event in events if event.actor.startswith("user:")]
    names = {f"user:{id}": name for id, name in User.objects.filter(id__in=ids).values_list("id", "name")}
    return tuple(
        Happened(
            title=words.VERBS.get(event.verb, event.verb),
            at=event.at,
            by=names.get(event.actor) or words.actor(event.actor),
            text=words.reason(event.reason),
        )
        for event in reversed(events)
    )


def state_lines(need: Need) -> list[str]:
    """What the requester's own page adds: who comes, when, and the word that they say at the door."""
    coming = Task.objects.filter(need=need, state__in=COMING).order_by("place_in_need").first()
    if coming is None:
        return []
    when = words.moment(coming.during.lower)
    arrives = (
        _("Somebody has said yes and comes on %(when)s.")
        if KINDS[need.kind].distance_matters
        else _("Somebody has said yes and rings you on %(when)s.")
    )
    word = _("They say the word “%(word)s” first. If they do not, do not let them in, and ring us.")
    return [arrives % {"when": when}, word % {"word": coming.doorstep_word}]
