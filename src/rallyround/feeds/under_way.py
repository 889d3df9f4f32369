"""How far the worker has come with a long table: a note beside the uploaded file, which goes when that goes.

It is no row of the database, for what is wrong with a table quotes what people told us.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from uuid import UUID

from rallyround.feeds import files


@dataclass(frozen=True)
class Work:
    """One import that the worker does. With a `problem` it has ended, and nothing was brought in."""

    import_id: UUID
    kind: str
    name: str
    columns: Mapping[str, str]
    total: int
    done: int = 0
    problem: str = ""
    problems: list[str] = field(default_factory=list)
    more: int = 0


def write(upload_id: UUID, work: Work) -> None:
    """Whole, so that whoever reads it at the same moment reads the one before or this one."""
    part = _path(upload_id).with_suffix(".part")
    files.write(part, [json.dumps(asdict(work), default=str).encode()])
    part.replace(_path(upload_id))


def read(upload_id: UUID) -> Work | None:
    """The note of an upload, where the worker was asked."""
    try:
        said = json.loads(_path(upload_id).read_bytes())
    except FileNotFoundError:
        return None
    return replace(Work(**said), import_id=UUID(said["import_id"]))


def _path(upload_id: UUID) -> Path:
    return files.folder(files.UPLOADS) / f"{upload_id.hex}.json"
