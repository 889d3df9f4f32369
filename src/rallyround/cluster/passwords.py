"""The generated passwords of the database's roles, in one file that only their user can read."""

import json
import secrets
from pathlib import Path

from rallyround.cluster.errors import ClusterError
from rallyround.cluster.folders import write_private
from rallyround.cluster.users import User

ADMIN = "postgres"
OWNER = "rallyround_owner"
WEB = "rallyround_web"
INTAKE = "rallyround_intake"


def read_or_make(path: Path, user: User | None) -> dict[str, str]:
    """The passwords of all roles, on disk before the first of them is used.

    Those that are there are kept even when there is no data yet: its disk may only be missing for the moment.
    """
    if path.exists():
        return read(path)
    made = {role: secrets.token_urlsafe(32) for role in (ADMIN, OWNER, WEB, INTAKE)}
    write_private(path, json.dumps(made, indent=2) + "\n", user)
    return made


def read(path: Path) -> dict[str, str]:
    """The passwords kept at `path`, by role."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {role: str(kept[role]) for role in (ADMIN, OWNER, WEB, INTAKE)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClusterError(
            f"The database's passwords cannot be read from {path} ({type(error).__name__}).",
            "Put the file back from a backup, or run as the user whom it belongs to.",
        ) from error
