"""Other programs, run as the right user, with nothing of our environment that could lead them astray."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rallyround.cluster.users import User

# Variables such as PGHOST or PGOPTIONS would send a program to another server or change how it works.
KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TZ", "SYSTEMROOT", "TEMP", "TMP")

Command = Sequence[str | os.PathLike[str]]


def identity(user: "User | None") -> dict[str, Any]:
    """Arguments of `subprocess.Popen` that make the child this user, without our groups; empty for None."""
    return {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}


def run(
    command: Command,
    user: "User | None" = None,
    *,
    input: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """Run to the end, away from the terminal's signals; `more` is put into the environment."""
    return subprocess.run(  # noqa: S603  commands are lists made here; no shell reads them
        command,
        stdin=input or subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        **_apart(more),
        **identity(user),
    )


def spawn(command: Command, user: "User | None", output: IO[bytes], **more: str) -> subprocess.Popen[bytes]:
    """Start and go on, away from the terminal's signals: Ctrl-C is for us, and we stop the child in order."""
    return subprocess.Popen(  # noqa: S603  as above
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        **_apart(more),
        **identity(user),
    )


def _apart(more: dict[str, str]) -> dict[str, Any]:
    """A session of its own, a folder that everybody may enter, a small environment with messages in English."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    apart: dict[str, Any] = {"cwd": os.path.abspath(os.sep), "env": {**kept, "LC_ALL": "C", **more}}
    if sys.platform == "win32":
        return {**apart, "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {**apart, "start_new_session": True}
