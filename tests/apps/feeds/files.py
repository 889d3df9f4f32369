"""Small tables as people bring them."""

from pathlib import Path

from rallyround.feeds.kinds import KINDS
from rallyround.feeds.sheets import Sheet, open_sheet

NEEDS = "What is needed,Tel.,Post code\nSandbags please,07700 900123,DN5 7JB\nNo food since Monday,07700 900124,\n"


def write(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def sheet(folder: Path, content: str | bytes, name: str = "table.csv") -> Sheet:
    """The same, opened."""
    return open_sheet(write(folder, content, name), name)


def columns(kind: str, opened: Sheet) -> dict[str, str]:
    """The columns as they are guessed."""
    return KINDS[kind].suggest(opened.headings)
