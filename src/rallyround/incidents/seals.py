"""The seal of a log entry: a hash over all that it says, which the ledger keeps."""

import hashlib
import json
from datetime import UTC, datetime

from rallyround.incidents.models import LogEntry


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def log_seal(entry: LogEntry) -> str:
    """SHA-256 over the canonical JSON of an entry and its words, as 64 hex digits; `done_at` is not part of it."""
    content = [
        str(entry.id),
        str(entry.incident_id),
        entry.number,
        entry.kind,
        entry.what.text,
        entry.why.text if entry.why else None,
        str(entry.owner_id),
        _time(entry.due_at),
        _time(entry.at),
    ]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
