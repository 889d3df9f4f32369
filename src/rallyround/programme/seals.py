"""The seal of a register entry: a hash over all that it says, which the ledger keeps."""

import hashlib
import json
from datetime import UTC

from rallyround.programme.models import RegisterEntry


def register_seal(entry: RegisterEntry) -> str:
    """SHA-256 over the canonical JSON of an entry, as 64 hex digits; what closing fills in is not part of it."""
    content = [
        str(entry.id),
        entry.number,
        entry.kind,
        entry.what,
        entry.why,
        str(entry.owner_id),
        entry.step,
        str(entry.group_id or ""),
        [entry.likelihood, entry.impact, entry.treatment],
        sorted(entry.principles),
        entry.society,
        entry.dissent,
        str(entry.follows_id or ""),
        [entry.source_label, str(entry.source_id or "")],
        entry.due_on.isoformat() if entry.due_on else None,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
