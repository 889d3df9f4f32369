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


def identity(user: "User | None") -> dict[str, Any]:
    """Arguments of `subprocess.Popen` that make the child this user, without our groups; empty for None."""
    return {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}


def environment(**more: str) -> dict[str, str]:
    """A small environment in which messages are English."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "LC_ALL": "C", **more}


def run(
    command: Sequence[str | os.PathLike[str]], user: "User | None" = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run to the end, away from the terminal's signals; `more` is put into the environment."""
    return subprocess.run(  # noqa: S603  commands are lists made here; no shell reads them
        command,
        env=environment(**more),
        cwd=_anywhere(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **_apart(),
        **identity(user),
    )


def spawn(
    command: Sequence[str | os.PathLike[str]], user: "User | None", output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start and go on, away from the terminal's signals: Ctrl-C is for us, and we stop the child in order."""
    return subprocess.Popen(  # noqa: S603  as above
        command,
        env=environment(),
        cwd=_anywhere(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        **_apart(),
        **identity(user),
    )


def _apart() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _anywhere() -> str:
    """A folder that everybody may enter; our own may be closed to the service user."""
    return os.path.abspath(os.sep)
