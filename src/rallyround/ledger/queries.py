"""Reading the ledger: what happened to a thing, and whether anybody tampered with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from rallyround.ledger import chain
from rallyround.ledger.models import Checkpoint, Event


def of_subject(label: str, id: UUID) -> QuerySet[Event]:
    """What happened to one thing, oldest first."""
    return Event.objects.filter(subject_label=label, subject_id=id).order_by("at", "id")


def in_order(since: datetime | None = None) -> QuerySet[Event]:
    """Everything that happened, in the order in which it was recorded."""
    events = Event.objects.order_by("at", "id")
    return events.filter(at__gte=since) if since else events


def heads() -> dict[str, list[str | int]]:
    """The last number and hash of every origin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (origin) origin::text, seq, hash FROM ledger_event ORDER BY origin, seq DESC"
        )
        return {origin: [seq, hash] for origin, seq, hash in cursor.fetchall()}


@dataclass(frozen=True)
class Finding:
    """One place where the ledger is not what was written."""

    event: UUID | None
    sentence: str


def verify() -> Iterator[Finding]:
    """Every altered, missing or cut-off entry; none when all is well."""
    last: dict[UUID, tuple[int, str]] = {}
    seen: dict[tuple[str, int], str] = {}
    marks = {(o, int(h[0])): str(h[1]) for c in Checkpoint.objects.iterator() for o, h in c.heads.items()}
    for event in Event.objects.order_by("origin", "seq").iterator(chunk_size=5000):
        seq, previous = last.get(event.origin, (0, chain.START))
        if event.seq != seq + 1:
            yield Finding(
                event.id, f"Between entries {seq} and {event.seq} of {event.origin} something is missing."
            )
        elif event.previous != previous:
            yield Finding(event.id, f"Entry {event.seq} of {event.origin} does not follow the one before it.")
        names = [f.attname for f in Event._meta.concrete_fields if f.attname != "hash"]
        content = {name: getattr(event, name) for name in names}
        if chain.digest(**content) != event.hash:
            yield Finding(event.id, f"Entry {event.seq} of {event.origin} was altered after it was written.")
        last[event.origin] = (event.seq, event.hash)
        if (str(event.origin), event.seq) in marks:
            seen[str(event.origin), event.seq] = event.hash
    for (origin, seq), hash in marks.items():
        if (origin, seq) not in seen:
            yield Finding(None, f"Entry {seq} of {origin} was there at a checkpoint and is gone.")
        elif seen[origin, seq] != hash:
            yield Finding(None, f"Entry {seq} of {origin} is not the one that the checkpoint saw.")
