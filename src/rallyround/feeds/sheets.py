"""Opens a table that a person brought, whole, and says in one sentence what is wrong with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from rallyround.formats import BadFile, table
from rallyround.formats.text import GZIP_MAGIC, records, scan
from rallyround.ui.errors import Refused

# One transaction holds all rows, so there is an end to them.
MOST_ROWS = 10_000
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """A table as it was brought: the hash of the file, its headings, and its rows by their number in the file."""

    name: str
    sha256: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[int, dict[str, str]]]


def open_sheet(path: Path, name: str) -> Sheet:
    """Read a CSV file of at most 10,000 rows; `name` is what the person calls it. Raises Refused with a sentence."""
    try:
        return _open(path, name)
    except BadFile as bad:
        raise Refused(str(BadFile(name, bad.problem, bad.remedy, bad.row, bad.column))) from bad


def headings_hash(headings: Sequence[str]) -> str:
    """64 hex digits by which the same headings in the same order are known again."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


def _open(path: Path, name: str) -> Sheet:
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise BadFile(path, "it cannot be opened", "check that it is a file and may be read") from error
    if content is None:
        raise BadFile(
            path, "the file is larger than 20 MB", "split it and bring the parts one after the other"
        )
    if content.startswith(GZIP_MAGIC):
        raise BadFile(path, "this is a compressed file", "unpack it and bring the CSV file that is in it")
    found = table.read(path)
    rows = list(islice(found.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("%(file)s has more than %(most)s rows: split it and bring the parts one after the other.")
            % {"file": name, "most": f"{MOST_ROWS:,}"}
        )
    if not rows:
        raise BadFile(path, "there are no rows below the headings", "save it again with its rows")
    _refuse_cut(path, found)
    return Sheet(name, hashlib.sha256(content).hexdigest(), found.headings, rows)


def _refuse_cut(path: Path, found: table.Table) -> None:
    """A last line that neither ends nor has all its cells was cut off, and half a telephone number reads like one."""
    scanned = scan(path)
    if scanned.last_line_ended:
        return
    row, cells = 0, list[str]()
    for row, cells in records(path, scanned, found.delimiter):  # noqa: B007 the last one is wanted
        pass
    if len(cells) < len(found.headings):
        problem = (
            f"the last row has {len(cells)} of {len(found.headings)} cells and no end: the file is cut short"
        )
        raise BadFile(path, problem, "save or copy it again", row)
