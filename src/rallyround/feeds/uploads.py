"""A table between its upload and its import: a file under a random name, found by a signed token of its owner.

It holds what people told us, so it is there no longer than the import needs, an hour at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.core import signing
from django.utils.translation import gettext as _

from rallyround.feeds import files
from rallyround.ui.errors import NotFound

SALT = "rallyround.feeds.upload"
LONGEST_NAME = 80


@dataclass(frozen=True)
class Upload:
    """A table that somebody brought: what it is to become, what they call it, and where it is."""

    kind: str
    name: str
    path: Path


def keep(*, kind: str, name: str, pieces: Iterable[bytes], user_id: UUID, at: datetime) -> str:
    """Keep a file for this user and give its token. Files that were left lying for an hour go."""
    files.sweep(files.UPLOADS, older_than=at - files.UPLOADS_LAST)
    id = uuid4()
    files.write(_path(id), pieces)
    said = {"id": str(id), "kind": kind, "name": name[-LONGEST_NAME:], "user": str(user_id)}
    return signing.dumps(said, salt=SALT, compress=True)


def find(token: str, user_id: UUID) -> Upload:
    """The file of a token, for whoever brought it."""
    try:
        said = signing.loads(token, salt=SALT, max_age=files.UPLOADS_LAST)
        upload = Upload(said["kind"], said["name"], _path(UUID(said["id"])))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise _gone() from None
    if said["user"] != str(user_id) or not upload.path.is_file():
        raise _gone()
    return upload


def drop(upload: Upload) -> None:
    """Delete the file."""
    upload.path.unlink(missing_ok=True)


def _path(id: UUID) -> Path:
    return files.folder(files.UPLOADS) / f"{id.hex}.csv"


def _gone() -> NotFound:
    return NotFound(_("The file is no longer here: it is kept for one hour. Choose it again."))
