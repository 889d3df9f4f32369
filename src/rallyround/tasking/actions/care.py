"""What is done for people at work: no answer, not back in time, no longer safe, no longer wanted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import TASK
from rallyround.core.sources import default
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Closure
from rallyround.ledger.actors import Actor
from rallyround.register.kinds import KINDS
from rallyround.tasking import reasons, rules, shifts
from rallyround.tasking.actions._steps import (
    cancel,
    follow,
    locked_task,
    note_event,
    refuse_pair,
    take,
    tell_requester,
    tell_volunteer,
)
from rallyround.tasking.actions.answers import WANTED
from rallyround.tasking.columns import agreed_times, first_time, situation
from rallyround.tasking.models import Task
from rallyround.tasking.ways import closed
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers.queries import open_attendance, overdue
from rallyround.volunteers.rest import Spell

LATE = timedelta(minutes=default("alerts.overdue_minutes"))


def _can(verb: str) -> list[str]:
    return [state for state in TASK.states if TASK.allows(state, verb)]


@transaction.atomic
def expire_offers(*, by: Actor, at: datetime) -> int:
    """Tasks that nobody answered in time go to somebody else: the pair is not proposed again. How many there were."""
    waiting = Task.objects.filter(state="offered", answer_by__lte=at).values_list("id", "need_id")
    batch, expired = uuid7(), 0
    for task_id, _need in sorted(waiting, key=lambda pair: pair[1]):
        task = locked_task(task_id)
        if task.state != "offered" or task.answer_by > at:
            continue
        take(task, "expire", closed_at=at)
        refuse_pair(task.need_id, task.offer_id, "no_answer", by, at)
        note_event(task, "expired", by=by, at=at, batch=batch)
        tell_volunteer(task, "task_expired", by=by, at=at)
        follow(task.need, by=by, at=at, reason="no_answer")
        expired += 1
    return expired


@transaction.atomic
def alert_overdue(*, by: Actor, at: datetime) -> int:
    """Whoever has not signed out half an hour after the expected end is looked for: once each. How many were new."""
    late = overdue(at, LATE).filter(subject_label="task").values_list("subject_id", flat=True)
    missing = Task.objects.filter(id__in=list(late), overdue_alerted_at__isnull=True).values_list(
        "id", flat=True
    )
    alerted = 0
    for task_id in missing:
        task = locked_task(task_id)
        if task.overdue_alerted_at is not None:
            continue
        task.overdue_alerted_at = at
        task.save(update_fields=["overdue_alerted_at"])
        incidents.raise_call_out(by=by, at=at, reason="task_overdue", subject=("task", task.id))
        note_event(task, "overdue", by=by, at=at)
        alerted += 1
    return alerted


@transaction.atomic
def suspend_in_closure(*, by: Actor, at: datetime, closure: Closure) -> list[Task]:
    """Stop every task in a new no-go area or whose way crosses a newly cut crossing, and tell whoever has it."""
    shape, batch, stopped = closed([closure]), uuid7(), []
    tasks = Task.objects.filter(state__in=_can("suspend")).select_related("need__area", "offer__area")
    for seen in tasks.order_by("need_id", "id"):
        if not KINDS[seen.need.kind].distance_matters:
            continue
        if not shape.stops(rules.offer_place(seen.offer), rules.need_place(seen.need)):
            continue
        task = locked_task(seen.id)
        if not TASK.allows(task.state, "suspend"):
            continue
        take(task, "suspend")
        note_event(task, "suspended", by=by, at=at, batch=batch, reason="closure", closure=str(closure.id))
        tell_volunteer(task, "task_suspended", by=by, at=at)
        tell_requester(task.need, "need_rearranged", by=by, at=at)
        stopped.append(task)
    return stopped


@transaction.atomic
def resume_task(*, by: Actor, at: datetime, task: Task) -> Task:
    """It is safe again: the task is offered anew to the same helper, by all the rules, at a time that is still ahead."""
    task = locked_task(task.id)
    if task.need.state not in WANTED:
        raise WrongState(_("The need is no longer open: cancel this task instead."))
    if open_attendance("task", task.id) is not None:
        raise Refused(_("They have not signed out from the place yet. Find out first whether they are safe."))
    start, end = _new_time(task, at)
    take(
        task, "resume",
        during=DateTimeTZRange(start, end), offered_at=at, answer_by=min(at + shifts.ANSWER, start),
        accepted_at=None, briefed_at=None, started_at=None,
    )  # fmt: skip
    note_event(task, "resumed", by=by, at=at, start=start.isoformat())
    tell_volunteer(task, "task_offered", by=by, at=at)
    return task


@transaction.atomic
def cancel_task(*, by: Actor, at: datetime, task: Task, reason: str) -> Task:
    """A named person calls it off. The volunteer is told, and the need is offered on if it is still wanted."""
    if reason not in reasons.CANCELLED:
        raise Refused(_("Choose the reason."))
    task = locked_task(task.id)
    cancel(task, by, at, reason)
    return task


@transaction.atomic
def cancel_orphans(*, by: Actor, at: datetime) -> int:
    """Tasks whose need was withdrawn or handed over, or whose offer has ended, are called off. How many there were."""
    gone = Task.objects.filter(state__in=_can("cancel")).filter(
        ~Q(need__state__in=WANTED) | ~Q(offer__state="ready")
    )
    batch, cancelled = uuid7(), 0
    for task_id in gone.order_by("need_id", "id").values_list("id", flat=True):
        task = locked_task(task_id)
        if TASK.allows(task.state, "cancel"):
            reason = "need_closed" if task.need.state not in WANTED else "offer_ended"
            cancel(task, by, at, reason, batch=batch)
            cancelled += 1
    return cancelled


def _new_time(task: Task, at: datetime) -> Spell:
    """When it can be done now, with the others of the same need; its own time counts as free."""
    now = situation([task.offer], at)
    now.planned[task.offer_id, task.seat].remove((task.during.lower, task.during.upper))
    obstacle = (
        rules.need_obstacle(task.need, now.assessments, now.closed, at)
        or rules.offer_obstacle(task.offer, task.offer_id in now.reachable)
        or rules.pair_obstacle(
            task.need,
            task.offer,
            level=now.assessments[task.need.kind].level,
            checks=now.checks[task.offer_id],
            closed=now.closed,
        )
    )
    if obstacle:
        raise Refused(reasons.refusal(obstacle))
    together = agreed_times([task.need], at).get(task.need_id)
    spell = first_time(task.need, together, [now.diary(task.offer, task.seat)], at)
    if spell is None:
        raise WrongState(reasons.refusal("no_time"))
    return spell
