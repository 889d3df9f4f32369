"""The hash chain: one origin is one writer (a thread of a process), named afresh at each start.

No write waits for another origin. The writer keeps its head in memory and moves it when its transaction commits;
what is written but not yet committed hangs on the transaction itself, so that a rollback, even to a savepoint,
takes it away again.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from uuid_utils.compat import uuid7

START = "0" * 64


@dataclass(frozen=True)
class Head:
    """The last event of an origin: its number and its hash."""

    origin: UUID
    seq: int
    hash: str


class _Writer(threading.local):
    head: Head | None = None
    database: str = ""


_writer = _Writer()


class _Moves:
    """Registered to run on commit; found again among the transaction's own callbacks while it is open."""

    def __init__(self, head: Head) -> None:
        self.head = head

    def __call__(self) -> None:
        _writer.head = self.head


def current(connection: BaseDatabaseWrapper) -> Head:
    """The event that the next one follows, in this transaction or, before its first, in this writer."""
    for entry in reversed(connection.run_on_commit):
        if isinstance(entry[1], _Moves):
            return entry[1].head
    name = str(connection.settings_dict["NAME"])
    if _writer.head is None or _writer.database != name:
        _writer.head = Head(uuid7(), 0, START)
        _writer.database = name
    return _writer.head


def follow(head: Head) -> None:
    """Make `head` the last event once, and only if, the transaction commits."""
    connection = transaction.get_connection()
    connection.run_on_commit = list(_still_needed(connection))[::-1]
    transaction.on_commit(_Moves(head))


def _still_needed(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """What waits for the commit, last first, without moves that a later one outlives.

    A transaction of thousands of events would otherwise keep a callback for each, and every rollback to a savepoint
    looks through all of them.
    """
    outlived = set(connection.savepoint_ids)  # which rollbacks would take the later moves away
    for entry in reversed(connection.run_on_commit):
        if isinstance(entry[1], _Moves):
            if outlived <= entry[0]:
                continue
            outlived &= entry[0]
        yield entry


def digest(
    *,
    id: UUID,
    at: datetime,
    actor: str,
    verb: str,
    subject_label: str,
    subject_id: UUID,
    data: Any,
    reason: str,
    batch: UUID | None,
    origin: UUID,
    seq: int,
    previous: str,
) -> str:
    """SHA-256 over the canonical JSON of everything in the event and the hash before it, as 64 hex digits."""
    content = [
        str(id),
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor,
        verb,
        subject_label,
        str(subject_id),
        data,
        reason,
        str(batch) if batch else None,
        str(origin),
        seq,
        previous,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
