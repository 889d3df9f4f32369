"""What PostgreSQL notes about itself in its data folder, and whether that is still true."""

import os
from pathlib import Path
from typing import NamedTuple


class Note(NamedTuple):
    """The number of the server's process, and whether it takes connections."""

    pid: int
    ready: bool


def read(data: Path) -> Note | None:
    """The note in postmaster.pid; None when there is none, or only half of one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return Note(pid=int(lines[0]), ready=len(lines) > 7 and lines[7].strip() == "ready")
    except (OSError, ValueError, IndexError):
        return None


def is_postmaster(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL of this data folder, as far as the system lets us see."""
    process = Path("/proc") / str(pid)
    try:
        program = (process / "cmdline").read_bytes().partition(b"\0")[0]
    except OSError:
        return False
    if os.path.basename(program) != b"postgres":
        return False
    try:
        return (process / "cwd").readlink() == data.resolve()
    except OSError:  # hidden from root without all its powers, as in a container
        return True


def stranger(data: Path) -> int | None:
    """The number in the note when it is by now that of another program: after a crash numbers are given anew."""
    note = read(data)
    if note is None or not (Path("/proc") / str(note.pid)).exists() or is_postmaster(note.pid, data):
        return None
    return note.pid
