"""Going on duty, handing over with a note, and the next person accepting it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.incidents.models import DutyShift
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.actions import write_note
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed, Refused, WrongState

TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin_shift(*, by: Actor, at: datetime, officer: User, id: UUID | None = None) -> DutyShift:
    """Go on duty. The same `id` twice is done once."""
    sent_before = DutyShift.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not officer.may(Permission.BE_ON_DUTY):
        raise NotAllowed(_("This role does not include duty in the incident room."))
    User.objects.select_for_update().get(pk=officer.pk)
    if DutyShift.objects.filter(officer=officer, ended_at__isnull=True).exists():
        raise Refused(_("You are already on duty."))
    shift = DutyShift.objects.create(id=id or uuid7(), officer=officer, began_at=at, seen_at=at)
    record(by=by, at=at, verb="duty.begun", subject=("duty_shift", shift.id),
           data={"officer": str(officer.id)})  # fmt: skip
    return shift


@transaction.atomic
def end_shift(*, by: Actor, at: datetime, shift: DutyShift, note: str = "") -> DutyShift:
    """Go off duty. With a note it is a hand-over, which waits until somebody has read and accepted it."""
    held = DutyShift.objects.select_for_update().get(pk=shift.pk)
    if held.ended_at is not None:
        raise WrongState(_("This shift has already ended."))
    if note.strip():
        held.handover = write_note(by=by, at=at, about=("duty_shift", held.id), text=note, kind="handover")
    held.ended_at = at
    held.save(update_fields=["ended_at", "handover"])
    record(by=by, at=at, verb="duty.ended", subject=("duty_shift", held.id),
           data={"handover": str(held.handover_id) if held.handover_id else None})  # fmt: skip
    return held


@transaction.atomic
def accept_handover(*, by: Actor, at: datetime, shift: DutyShift, user: User) -> DutyShift:
    """Somebody else has read the note and takes over what it says."""
    held = DutyShift.objects.select_for_update().get(pk=shift.pk)
    if held.handover_id is None:
        raise WrongState(_("This shift has no hand-over note."))
    if held.accepted_at is not None:
        raise WrongState(_("This hand-over has already been accepted."))
    if held.officer_id == user.id:
        raise NotAllowed(_("A hand-over is accepted by somebody else than who wrote it."))
    held.accepted_by, held.accepted_at = user, at
    held.save(update_fields=["accepted_by", "accepted_at"])
    record(by=by, at=at, verb="duty.handover_accepted", subject=("duty_shift", held.id),
           data={"note": str(held.handover_id)})  # fmt: skip
    return held


def touch_duty(*, at: datetime, officer: User) -> None:
    """Somebody on duty is at a page. Presence, written down at most each minute: no decision, so no event."""
    DutyShift.objects.filter(officer=officer, ended_at__isnull=True, seen_at__lt=at - TOUCH_EVERY).update(
        seen_at=at
    )
