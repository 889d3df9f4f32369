"""What a volunteer answers by the link: yes or no, and that the briefing was read. Answering twice is harmless."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actors import Actor
from rallyround.tasking import rules
from rallyround.tasking.actions._steps import (
    AGREED,
    follow,
    locked_task,
    note_event,
    refuse_pair,
    take,
    tell_requester,
)
from rallyround.tasking.models import Task
from rallyround.tasking.reasons import DECLINED
from rallyround.ui.errors import Refused, WrongState

WANTED = {"open", "matched"}  # states of a need in which a task for it goes on


@transaction.atomic
def accept_task(*, by: Actor, at: datetime, task: Task) -> Task:
    """Yes. From now on they may know the address, and the requester is told who comes and when."""
    task = locked_task(task.id)
    if task.state == "accepted":
        return task
    _still_wanted(task)
    if task.state == "offered" and task.answer_by <= at:
        raise WrongState(
            _(
                "The time to answer is over, and this task is offered to somebody else. Thank you all the same."
            )
        )
    take(task, "accept", accepted_at=at)
    note_event(task, "accepted", by=by, at=at)
    _tell_when_all_come(task, by, at)
    return task


@transaction.atomic
def decline_task(*, by: Actor, at: datetime, task: Task, reason: str) -> Task:
    """No, or no longer, for a coded reason that counts against nobody. The need is offered on."""
    task = locked_task(task.id)
    if task.state == "declined":
        return task
    if reason not in DECLINED:
        raise Refused(_("Choose the reason."))
    take(task, "decline", closed_at=at)
    refuse_pair(task.need_id, task.offer_id, reason, by, at)
    note_event(task, "declined", by=by, at=at, reason=reason)
    follow(task.need, by=by, at=at, reason="declined")
    return task


@transaction.atomic
def brief_task(*, by: Actor, at: datetime, task: Task, hazards: bool, limits: bool) -> Task:
    """They have read the hazards and the limits and say so. Nobody starts before that."""
    task = locked_task(task.id)
    if task.state == "briefed":
        return task
    _still_wanted(task)
    if not (hazards and limits):
        raise Refused(_("Tick both: that you have read the hazards, and that you will keep to the limits."))
    take(task, "brief", briefed_at=at)
    note_event(task, "briefed", by=by, at=at, risk_assessment=str(task.risk_assessment_id))
    return task


def _still_wanted(task: Task) -> None:
    if task.need.state not in WANTED:
        raise WrongState(_("This help is no longer needed. Thank you for being ready."))


def _tell_when_all_come(task: Task, by: Actor, at: datetime) -> None:
    """Two who go together are announced together."""
    agreed = Task.objects.filter(need=task.need, state__in=AGREED).count()
    if agreed >= rules.places_in(task.need):
        tell_requester(task.need, "need_help_coming", by=by, at=at, word=task.doorstep_word,
                       start=task.during.lower.isoformat())  # fmt: skip
