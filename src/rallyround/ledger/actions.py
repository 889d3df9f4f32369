"""Recording what was done. Every action of every app ends here, in the action's own transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from rallyround.ledger import chain, queries
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Checkpoint, Event


def record(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: tuple[str, UUID],
    data: dict[str, Any] | None = None,
    reason: str = "",
    batch: UUID | None = None,
) -> Event:
    """Append one event. Must be called inside a transaction, so that the event stands or falls with the change."""
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the change that it records")
    head = chain.current(connection)
    label, subject_id = subject
    content: dict[str, Any] = {
        "id": uuid7(),
        "at": at,
        "actor": str(by),
        "verb": verb,
        "subject_label": label,
        "subject_id": subject_id,
        "data": data or {},
        "reason": reason,
        "batch": batch,
        "origin": head.origin,
        "seq": head.seq + 1,
        "previous": head.hash,
    }
    event = Event(**content, hash=chain.digest(**content))
    event.save(force_insert=True)
    chain.follow(chain.Head(head.origin, event.seq, event.hash))
    return event


def checkpoint(*, at: datetime) -> Checkpoint:
    """Write down where every origin stands."""
    with transaction.atomic():
        return Checkpoint.objects.create(at=at, heads=queries.heads())
