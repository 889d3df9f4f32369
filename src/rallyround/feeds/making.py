"""Writes the Excel file of a list where the web can hand it out, whole or not at all."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.http import QueryDict

from rallyround.feeds import files
from rallyround.feeds.actions.exports import note_progress
from rallyround.ui.exports import write_xlsx
from rallyround.ui.lists import Listing

Progress = Callable[[int, int], None]


def make(export_id: UUID, listing: Listing, params: QueryDict) -> tuple[str, int]:
    """The name of the file, and how many rows it has. Made again it is the same file."""
    path = path_of(f"{export_id.hex}.xlsx")
    part = path.with_suffix(".part")
    with files.create(part) as file, telling(export_id) as progress:
        rows = write_xlsx(listing, params, file, progress)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path.name, rows


def path_of(name: str) -> Path:
    """Where a file of this name is."""
    return files.folder(files.EXPORTS) / name


@contextmanager
def telling(export_id: UUID) -> Iterator[Progress]:
    """Says how far it is from a thread with a connection of its own.

    The rows come through one transaction from first to last: what is written inside it nobody else would see.
    """

    with ThreadPoolExecutor(max_workers=1) as teller:

        def tell(done: int, total: int) -> None:
            teller.submit(note_progress, export_id=export_id, done=done, total=total)

        try:
            yield tell
        finally:
            teller.submit(connection.close)
