"""What in the record asks that a step be looked at again, and the answer of a named person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.evaluation.models import Decision, Trigger
from rallyround.evaluation.queries.causes import causes
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def raise_trigger(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    step: int,
    reason: str,
    source: tuple[str, UUID],
    group_id: UUID | None = None,
) -> Trigger | None:
    """Ask that a step be looked at again. The same source asks once: None where it has asked before."""
    return _raise(by, at, kind=kind, step=step, reason=reason, source=source, group_id=group_id)


@transaction.atomic
def answer_trigger(
    *, by: Actor, at: datetime, trigger: Trigger, user: User, decision: str, answer: str
) -> Trigger:
    """A named person has looked: what was decided, and why."""
    held = Trigger.objects.select_for_update(of=("self",)).get(pk=trigger.pk)
    if held.answered_at is not None:
        raise WrongState(_("Somebody has answered this already."))
    if decision not in Decision.values:
        raise Refused(_("Choose what was decided."))
    if not answer.strip():
        raise Refused(_("Say why: the answer stays in the record."))
    held.decision, held.answer, held.answered_by, held.answered_at = decision, answer, user, at
    held.save(update_fields=["decision", "answer", "answered_by", "answered_at"])
    record(by=by, at=at, verb="trigger.answered", subject=("trigger", held.id),
           data={"decision": decision, "kind": held.kind, "step": held.step})  # fmt: skip
    return held


@transaction.atomic
def derive_triggers(*, by: Actor, at: datetime) -> list[Trigger]:
    """Look through the record for what should make somebody look again. What has asked before is left alone."""
    raised = [
        _raise(by, at, kind=cause.kind, step=cause.step, reason=cause.reason, source=cause.source,
               group_id=cause.group_id)
        for cause in causes(timezone.localdate(at))
    ]  # fmt: skip
    return [trigger for trigger in raised if trigger is not None]


def _raise(
    by: Actor,
    at: datetime,
    *,
    kind: str,
    step: int,
    reason: str,
    source: tuple[str, UUID],
    group_id: UUID | None,
) -> Trigger | None:
    label, source_id = source
    if Trigger.objects.filter(kind=kind, source_label=label, source_id=source_id).exists():
        return None
    trigger = Trigger.objects.create(
        kind=kind,
        step=step,
        group_id=group_id,
        reason=reason,
        source_label=label,
        source_id=source_id,
        raised_at=at,
    )
    record(by=by, at=at, verb="trigger.raised", subject=("trigger", trigger.id),
           data={"kind": kind, "step": step, "about": [label, str(source_id)]})  # fmt: skip
    return trigger
