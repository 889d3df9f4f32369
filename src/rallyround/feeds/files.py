"""The folders of files in and out, below RALLYROUND_HOME: closed to everybody else, and swept."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from rallyround.cluster import home

UPLOADS, EXPORTS = "uploads", "exports"
UPLOADS_LAST = timedelta(hours=1)
EXPORTS_LAST = timedelta(hours=24)


def folder(name: str) -> Path:
    """One of the two folders, made where it is missing."""
    path = _home() / "files" / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _home() -> Path:
    """Where everything is kept, also for a web and a worker that root started as another user.

    That user's own data folder would be another one; but they are told where the secret is, which lies there too.
    """
    secret = os.environ.get("RALLYROUND_SECRET_FILE")
    return Path(secret).parent if secret and "RALLYROUND_HOME" not in os.environ else home()


def create(path: Path) -> IO[bytes]:
    """A new file that only its owner reads; one that a killed process left there is written over."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """The same with its content."""
    with create(path) as file:
        for piece in pieces:
            file.write(piece)


def sweep(name: str, *, older_than: datetime) -> int:
    """Remove what was last written before; gives how many."""
    old = [path for path in folder(name).iterdir() if path.stat().st_mtime < older_than.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
