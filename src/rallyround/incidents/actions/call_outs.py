"""Call-outs: the alarm goes down the call-out list, a rank at a time, until a person answers or its cause has gone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.sources import whole_default
from rallyround.incidents.models import CallOut, CallOutAlert
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import Contact
from rallyround.ui.errors import WrongState

WAIT = timedelta(minutes=whole_default("alerts.next_person_minutes"))


@transaction.atomic
def raise_call_out(*, by: Actor, at: datetime, reason: str, subject: tuple[str, UUID]) -> CallOut:
    """Raise the alarm and alert the first on the list. For a cause that is already being called out for, nothing more.

    While somebody is being looked for with the same reason, the new one joins that alarm: a telephone that rings for
    each of thirteen volunteers is switched off. `reason` is a key of `incidents.reasons`.
    """
    label, subject_id = subject
    call_out, is_new = CallOut.objects.get_or_create(
        reason=reason,
        subject_label=label,
        subject_id=subject_id,
        answered_at=None,
        defaults={"raised_at": at},
    )
    if is_new:
        alerted = _alert_next_rank(call_out, by=by, at=at) if _leads(call_out) else []
        record(by=by, at=at, verb="call_out.raised", subject=("call_out", call_out.id), reason=reason,
               data={"about": [label, str(subject_id)], "rank": call_out.last_rank, "contacts": alerted})  # fmt: skip
    return call_out


@transaction.atomic
def alert_next(*, by: Actor, at: datetime, call_out: CallOut) -> bool:
    """Alert the next rank, if nobody has answered and the last had their time. Says whether anybody was alerted.

    After the last rank the list begins again: somebody must answer.
    """
    held = CallOut.objects.select_for_update().get(pk=call_out.pk)
    if held.answered_at is not None or (held.last_alert_at and at < held.last_alert_at + WAIT):
        return False
    if not _leads(held):
        return False
    alerted = _alert_next_rank(held, by=by, at=at)
    if not alerted:
        return False
    record(by=by, at=at, verb="call_out.alerted", subject=("call_out", held.id),
           data={"rank": held.last_rank, "contacts": alerted})  # fmt: skip
    return True


@transaction.atomic
def answer_call_out(*, by: Actor, at: datetime, call_out: CallOut, contact: Contact | None = None) -> CallOut:
    """A person says that they are on it, and on all else that is open for the same reason.

    Whoever answers from the duty page need not be on the list.
    """
    held = CallOut.objects.select_for_update(of=("self",)).get(pk=call_out.pk)
    if held.answered_at is not None:
        if contact is not None and held.answered_by_id == contact.id:
            return held
        raise WrongState(_("Thank you. This has already been dealt with."))
    batch = uuid7()
    others = CallOut.objects.filter(reason=held.reason, answered_at__isnull=True).exclude(pk=held.pk)
    for each in (held, *others.select_for_update(of=("self",)).order_by("id")):
        each.answered_by, each.answered_at = contact, at
        each.save(update_fields=["answered_by", "answered_at"])
        record(by=by, at=at, verb="call_out.answered", subject=("call_out", each.id), batch=batch,
               data={"contact": str(contact.id) if contact else None, "rank": each.last_rank})  # fmt: skip
    return held


@transaction.atomic
def stand_down(*, by: Actor, at: datetime, call_out: CallOut) -> CallOut:
    """The cause has gone: nobody else is to be woken for it."""
    held = CallOut.objects.select_for_update(of=("self",)).get(pk=call_out.pk)
    if held.answered_at is None:
        held.answered_at = at
        held.save(update_fields=["answered_at"])
        record(by=by, at=at, verb="call_out.stood_down", subject=("call_out", held.id))
    return held


def _leads(call_out: CallOut) -> bool:
    """Whether it is the first of the open ones for its reason: the list is alerted for that one only."""
    first = CallOut.objects.filter(reason=call_out.reason, answered_at__isnull=True)
    return first.order_by("raised_at", "id").values_list("id", flat=True).first() == call_out.id


def _alert_next_rank(call_out: CallOut, *, by: Actor, at: datetime) -> list[str]:
    """Alert contact and deputy of the next rank; gives their ids, none where nobody is on the list."""
    on_list = _call_out_list()
    if not on_list:
        return []
    rank, people = next((entry for entry in on_list if entry[0] > call_out.last_rank), on_list[0])
    for contact in people:
        alert = CallOutAlert.objects.create(call_out=call_out, contact=contact, rank=rank, at=at)
        messaging.send(
            by=by, at=at, template="call_out", subject=("call_out_alert", alert.id), person=contact.person,
            params={"reason": call_out.reason},
        )  # fmt: skip
    call_out.last_rank, call_out.last_alert_at = rank, at
    call_out.save(update_fields=["last_rank", "last_alert_at"])
    return [str(contact.id) for contact in people]


def _call_out_list() -> list[tuple[int, list[Contact]]]:
    """Each rank with whoever is alerted at it: the contact and the deputy, as far as they are active."""
    ranked = Contact.objects.filter(rank__isnull=False).select_related("deputy").order_by("rank")
    found = []
    for contact in ranked:
        people = [each for each in (contact, contact.deputy) if each is not None and each.active]
        if contact.rank is not None and people:
            found.append((contact.rank, people))
    return found
