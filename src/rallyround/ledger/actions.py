"""Recording what was done. Every action of every app ends here, in the action's own transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from rallyround.ledger import chain, queries
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Checkpoint, Event

COLUMNS = tuple(field.attname for field in Event._meta.concrete_fields)
INSERT = (
    f"INSERT INTO {Event._meta.db_table} ({', '.join(COLUMNS)}) "  # noqa: S608 - names of our own table
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)


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
    _append(event)
    chain.follow(chain.Head(head.origin, event.seq, event.hash))
    return event


def _append(event: Event) -> None:
    # Every change of everything ends here: said without the ORM it takes little more than half the time.
    row: list[Any] = [Jsonb(event.data) if name == "data" else getattr(event, name) for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
    event._state.adding = False


def checkpoint(*, at: datetime) -> Checkpoint:
    """Write down where every origin stands."""
    with transaction.atomic():
        return Checkpoint.objects.create(at=at, heads=queries.heads())
