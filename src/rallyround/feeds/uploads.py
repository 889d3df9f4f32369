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
from rallyround.feeds.sheets import Sheet, open_sheet
from rallyround.ui.errors import NotFound

SALT = "rallyround.feeds.upload"
LONGEST_NAME = 80


@dataclass(frozen=True)
class Upload:
    """A table that somebody brought: what it is to become, and what they call it."""

    id: UUID
    kind: str
    name: str

    @property
    def path(self) -> Path:
        """Where the file is."""
        return files.folder(files.UPLOADS) / f"{self.id.hex}.csv"

    def open(self) -> Sheet:
        """The table, while it is there."""
        if not self.path.is_file():
            raise _gone()
        return open_sheet(self.path, self.name)

    def drop(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)


def keep(*, kind: str, name: str, pieces: Iterable[bytes], at: datetime) -> Upload:
    """Keep a file. Those that were left lying for an hour go."""
    files.sweep(files.UPLOADS, older_than=at - files.UPLOADS_LAST)
    upload = Upload(uuid4(), kind, name[-LONGEST_NAME:])
    files.write(upload.path, pieces)
    return upload


def token(upload: Upload, user_id: UUID) -> str:
    """What leads to the file, for this user."""
    said = {"id": str(upload.id), "kind": upload.kind, "name": upload.name, "user": str(user_id)}
    return signing.dumps(said, salt=SALT, compress=True)


def find(token: str, user_id: UUID) -> Upload:
    """The upload of a token, for whoever brought it."""
    try:
        said = signing.loads(token, salt=SALT, max_age=files.UPLOADS_LAST)
        upload = Upload(UUID(said["id"]), said["kind"], said["name"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise _gone() from None
    if said["user"] != str(user_id):
        raise _gone()
    return upload


def _gone() -> NotFound:
    return NotFound(_("The file is no longer here: it is kept for one hour. Choose it again."))
