"""The way of a group through the eight steps: cycles, steps opened and closed in any order, questions answered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.programme.actions._entries import _enter
from rallyround.programme.models import Cycle, RegisterEntry, StepOpening
from rallyround.ui.errors import Refused, WrongState

# What follows a cycle; each is a decision in the register.
SCALES = ("grow", "again", "stop")


@transaction.atomic
def begin_cycle(
    *,
    by: Actor,
    at: datetime,
    group: PriorityGroup,
    opened_by: User,
    pilot: bool = False,
    exit_criteria: str = "",
    steps: tuple[int, ...] = (1,),
    id: UUID | None = None,
) -> Cycle:
    """Take a group through the steps, beginning with `steps`. A pilot says what must be seen before it is widened."""
    sent_before = Cycle.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = PriorityGroup.objects.select_for_update().get(pk=group.pk)
    if held.ended_at is not None:
        raise WrongState(_("This group is no longer worked with."))
    if held.cycles.filter(ended_at__isnull=True).exists():
        raise WrongState(_("This group is already on its way: end that cycle first."))
    if pilot and not exit_criteria.strip():
        raise Refused(_("Say what must be seen before the pilot is widened."))
    last = held.cycles.aggregate(last=Max("number"))["last"] or 0
    cycle = Cycle.objects.create(
        id=id or uuid7(),
        group=held,
        number=last + 1,
        pilot=pilot,
        exit_criteria=exit_criteria.strip(),
        began_at=at,
    )
    record(by=by, at=at, verb="cycle.begun", subject=("cycle", cycle.id),
           data={"group": str(held.id), "number": cycle.number, "pilot": pilot})  # fmt: skip
    for step in sorted(set(steps)):
        _begin_opening(by=by, at=at, cycle=cycle, step=step, reason="", user=opened_by)
    return cycle


@transaction.atomic
def end_cycle(
    *, by: Actor, at: datetime, cycle: Cycle, user: User, scale: str, why: str, society: str = ""
) -> RegisterEntry:
    """End a cycle with the decision what comes next: grow, once more, or stop. Open steps are closed with it."""
    held = Cycle.objects.select_for_update(of=("self",)).select_related("group").get(pk=cycle.pk)
    if held.ended_at is not None:
        raise WrongState(_("This cycle has already ended."))
    if scale not in SCALES:
        raise Refused(_("Say what comes next: grow, once more, or stop."))
    words = {
        "grow": _("After cycle %(number)s with %(group)s: widen what was done."),
        "again": _("After cycle %(number)s with %(group)s: once more before it is widened."),
        "stop": _("After cycle %(number)s with %(group)s: stop here."),
    }
    decision = _enter(
        by=by, at=at, kind="decision", owner=user, why=why, group=held.group, step=8, society=society,
        what=words[scale] % {"number": held.number, "group": held.group.name}, source=("cycle", held.id),
    )  # fmt: skip
    for opening in held.openings.filter(closed_at__isnull=True).order_by("step"):
        _end_opening(by=by, at=at, opening=opening, user=user)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(by=by, at=at, verb="cycle.ended", subject=("cycle", held.id),
           data={"group": str(held.group_id), "number": held.number, "scale": scale,
                 "decision": str(decision.id)})  # fmt: skip
    return decision


@transaction.atomic
def open_step(
    *, by: Actor, at: datetime, cycle: Cycle, step: int, user: User, reason: str = ""
) -> StepOpening:
    """Open a step: any, in any order. One that was closed before is opened again with a reason; both rows stay."""
    held = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if held.ended_at is not None:
        raise WrongState(_("This cycle has ended: begin a new one."))
    if step not in range(1, 9):
        raise Refused(_("There are eight steps, from 1 to 8."))
    before = held.openings.filter(step=step)
    if before.filter(closed_at__isnull=True).exists():
        raise WrongState(_("This step is already open."))
    if before.exists() and not reason.strip():
        raise Refused(_("Say why the step is opened again."))
    return _begin_opening(by=by, at=at, cycle=held, step=step, reason=reason.strip(), user=user)


@transaction.atomic
def close_step(*, by: Actor, at: datetime, opening: StepOpening, user: User) -> StepOpening:
    """Say that enough is done here for now; it can be opened again at any time."""
    held = StepOpening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if held.closed_at is not None:
        raise WrongState(_("This step is already closed."))
    return _end_opening(by=by, at=at, opening=held, user=user)


@transaction.atomic
def answer_question(
    *,
    by: Actor,
    at: datetime,
    group: PriorityGroup,
    step: int,
    question: str,
    answer: str,
    why: str,
    user: User,
    dissent: str = "",
    society: str = "",
    id: UUID | None = None,
) -> RegisterEntry:
    """Answer a question of a step: a decision in the register. An earlier answer stays and is followed by this one."""
    sent_before = RegisterEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    asked = (f"question:{question}", group.id)
    earlier = (
        RegisterEntry.objects.select_for_update(of=("self",))
        .filter(source_label=asked[0], source_id=asked[1])
        .order_by("-number")
        .first()
    )
    return _enter(
        by=by, at=at, kind="decision", what=answer, why=why, owner=user, step=step, group=group,
        dissent=dissent, society=society, follows=earlier, source=asked, id=id,
    )  # fmt: skip


def _begin_opening(
    *, by: Actor, at: datetime, cycle: Cycle, step: int, reason: str, user: User
) -> StepOpening:
    opening = StepOpening.objects.create(cycle=cycle, step=step, reason=reason, opened_by=user, opened_at=at)
    record(by=by, at=at, verb="step.opened", subject=("step_opening", opening.id),
           data={"cycle": str(cycle.id), "step": step, "again": bool(reason)})  # fmt: skip
    return opening


def _end_opening(*, by: Actor, at: datetime, opening: StepOpening, user: User) -> StepOpening:
    opening.closed_at, opening.closed_by = at, user
    opening.save(update_fields=["closed_at", "closed_by"])
    record(by=by, at=at, verb="step.closed", subject=("step_opening", opening.id),
           data={"cycle": str(opening.cycle_id), "step": opening.step})  # fmt: skip
    return opening
