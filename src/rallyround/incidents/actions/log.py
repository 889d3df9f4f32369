"""The log of decisions, actions and risks. An entry is never changed; it is only marked as done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.incidents.models import Incident, LogEntry, LogKind
from rallyround.incidents.seals import log_seal
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.actions import write_note
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def log_entry(
    *,
    by: Actor,
    at: datetime,
    incident: Incident,
    kind: str,
    what: str,
    owner: User,
    why: str = "",
    due_at: datetime | None = None,
    id: UUID | None = None,
) -> LogEntry:
    """Write down a decision, an action or a risk. The same `id` twice is done once.

    The ledger keeps a seal over all of it, the words too, so that a later change to either is found.
    """
    sent_before = LogEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if kind == LogKind.DECISION and not why.strip():
        raise Refused(_("Say why: a decision is logged with its reasons."))
    Incident.objects.select_for_update().get(pk=incident.pk)  # one at a time, so that numbers have no gaps
    last = LogEntry.objects.filter(incident=incident).aggregate(last=Max("number"))["last"] or 0
    entry_id = id or uuid7()
    about = ("log_entry", entry_id)
    entry = LogEntry.objects.create(
        id=entry_id,
        incident=incident,
        number=last + 1,
        kind=kind,
        what=write_note(by=by, at=at, about=about, text=what, kind="log_what"),
        why=write_note(by=by, at=at, about=about, text=why, kind="log_why") if why.strip() else None,
        owner=owner,
        due_at=due_at,
        at=at,
    )
    record(by=by, at=at, verb="log.entered", subject=about,
           data={"number": entry.number, "kind": kind, "incident": str(incident.id), "seal": log_seal(entry)})  # fmt: skip
    return entry


@transaction.atomic
def close_log_entry(*, by: Actor, at: datetime, entry: LogEntry) -> LogEntry:
    """Mark an action as done or a risk as gone."""
    held = LogEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if held.done_at is not None:
        raise WrongState(_("This entry is already marked as done."))
    held.done_at = at
    held.save(update_fields=["done_at"])
    record(by=by, at=at, verb="log.closed", subject=("log_entry", held.id))
    return held
