"""What a volunteer does by the link: signs in, gives help or cannot, and signs out safely."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rallyround.incidents import queries as incidents
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.models import Note
from rallyround.register.kinds import KINDS
from rallyround.tasking import rules
from rallyround.tasking.actions._steps import follow, locked_task, note_event, take
from rallyround.tasking.actions.answers import WANTED
from rallyround.tasking.models import Task
from rallyround.tasking.reasons import OUTCOMES
from rallyround.tasking.ways import closed
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers import actions as volunteers
from rallyround.volunteers.queries import checks_held, open_attendance

EARLY = timedelta(hours=1)  # how long before the agreed time somebody may begin
TOGETHER = {"accepted", "briefed", "started", "delivered"}
AFTERWARDS = {"suspended", "not_done", "cancelled", "declined"}  # where somebody may still be out there


@transaction.atomic
def start_task(*, by: Actor, at: datetime, task: Task) -> Task:
    """Signed in at the place. Refused where it has become unsafe, too long, or a visit of one alone."""
    task = locked_task(task.id)
    if task.state == "started":
        return task
    if task.need.state not in WANTED:
        raise WrongState(_("This help is no longer needed. Thank you for being ready."))
    if at < task.during.lower - EARLY:
        raise Refused(
            _("This begins at %(when)s. Sign in then.")
            % {"when": date_format(localtime(task.during.lower), "H:i, j M")}
        )
    _still_checked(task, at)
    _safe_to_go(task)
    _not_alone(task)
    take(task, "start", started_at=at)
    length = task.during.upper - task.during.lower
    volunteers.sign_in(
        by=by, at=at, offer=task.offer, seat=task.seat, subject=("task", task.id),
        expected_end=max(task.during.upper, at + length),
    )  # fmt: skip
    note_event(task, "started", by=by, at=at)
    return task


@transaction.atomic
def deliver_task(*, by: Actor, at: datetime, task: Task, outcome: str, words: str = "") -> Task:
    """How it went. Done: the place in the need is served. Anything else: the need is offered on."""
    task = locked_task(task.id)
    if task.outcome == outcome and task.state in {"delivered", "not_done"}:
        return task
    if outcome not in OUTCOMES:
        raise Refused(_("Choose how it went."))
    if outcome == "done":
        take(task, "deliver", delivered_at=at, outcome=outcome)
    else:
        take(task, "fail", closed_at=at, outcome=outcome)
    if words.strip():
        task.outcome_note = _note(task, words, by, at)
        task.save(update_fields=["outcome_note"])
    note_event(task, "delivered" if outcome == "done" else "not_done", by=by, at=at, reason=outcome)
    follow(task.need, by=by, at=at, reason=outcome)
    return task


@transaction.atomic
def sign_out_task(*, by: Actor, at: datetime, task: Task) -> Task:
    """Away safely. Also after a task that was suspended or could not be done: nobody is left out there."""
    task = locked_task(task.id)
    attendance = open_attendance("task", task.id)
    if attendance is None and task.state != "delivered":
        if task.state in {"signed_out", *AFTERWARDS}:
            return task
        raise WrongState(_("You have not signed in yet."))
    if task.state == "started":
        raise WrongState(_("Say first how it went."))
    if attendance is not None:
        volunteers.sign_out(by=by, at=at, attendance=attendance)
    if task.state == "delivered":
        take(task, "sign_out", signed_out_at=at, closed_at=at)
        note_event(task, "signed_out", by=by, at=at)
    else:
        note_event(task, "left_safely", by=by, at=at)
    return task


def _still_checked(task: Task, at: datetime) -> None:
    """Proof that expired or was taken back since the task was offered counts no more."""
    held = checks_held([task.offer_id], localtime(at).date())[task.offer_id]
    if rules.demanded(KINDS[task.need.kind], task.risk_assessment.level) - rules.passed(task.offer, held):
        raise Refused(_("A check that this task needs is missing or has expired. Ring us before you go."))


def _safe_to_go(task: Task) -> None:
    if not KINDS[task.need.kind].distance_matters:
        return
    now = closed(incidents.open_closures())
    if now.stops(rules.offer_place(task.offer), rules.need_place(task.need)):
        raise Refused(_("Do not go: the place or the way to it has been closed. Ring us."))


def _not_alone(task: Task) -> None:
    """Nobody goes into a home alone: those who go together have all said yes."""
    if KINDS[task.need.kind].safeguarding not in rules.NOT_ALONE:
        return
    others = Task.objects.filter(need=task.need, state__in=TOGETHER).exclude(id=task.id).count()
    if others < rules.AT_A_VISIT - 1:
        raise Refused(
            _("Nobody makes this visit alone. Wait until the second helper has said yes, or ring us.")
        )


def _note(task: Task, words: str, by: Actor, at: datetime) -> Note:
    return people.write_note(
        by=by, at=at, about=("task", task.id), text=words, kind="outcome", person=task.need.requester
    )
