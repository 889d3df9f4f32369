"""One process at a time makes, starts or stops the database."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rallyround.cluster.errors import ClusterError
from rallyround.cluster.users import User


@contextmanager
def only_one(path: Path, user: User | None, patience: float = 120) -> Iterator[None]:
    """Hold the lock on `path`, waiting up to `patience` seconds. The kernel frees it when the holder dies."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise ClusterError(
            f"The lock {path} cannot be opened: {error.strerror}.",
            "Run as the user whom it belongs to, or set RALLYROUND_HOME to a folder of your own.",
        ) from error
    try:
        if user is not None:
            os.fchown(handle, user.uid, user.gid)
        deadline = time.monotonic() + patience
        while not _take(handle):
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"Another process has been starting or stopping the database for {patience:.0f} seconds.",
                    f"End it, then start again (it holds {path}).",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
