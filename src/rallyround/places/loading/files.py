"""Which files there are to load, what each is, and in which order: what others need comes first."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats import BadFile, Kind, recognise

ORDER = (Kind.LSOA_TABLE, Kind.DISTRICT_CODES, Kind.IOD_FILE_7, Kind.BOUNDARIES, Kind.CODE_POINT)


@dataclass(frozen=True)
class Found:
    """A file to load. `named`: somebody asked for this one, so that it may not just be passed over."""

    path: Path
    named: bool
    kind: Kind | None
    problem: str = ""

    def sha256(self) -> str:
        """The hash of its content as it lies on the disk."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def found(paths: Iterable[Path]) -> list[Found]:
    """The files named and those in the folders named, however deep, in the order in which they can be loaded."""
    files: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not _is_hidden(inner.relative_to(path)):
                    files.setdefault(inner, False)
        else:
            files[path] = True
    looked_at = [_look(path, named) for path, named in files.items()]
    return sorted(looked_at, key=lambda file: ORDER.index(file.kind) if file.kind else len(ORDER))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _look(path: Path, named: bool) -> Found:
    try:
        return Found(path, named, recognise(path))
    except BadFile as problem:
        return Found(path, named, None, str(problem))
