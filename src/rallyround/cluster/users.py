"""Who database, web and worker run as: for root the system user `rallyround`, for others themselves."""

import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from rallyround.cluster import processes
from rallyround.cluster.errors import ClusterError

NAME = "rallyround"


class User(NamedTuple):
    """A system user by name and number."""

    name: str
    uid: int
    gid: int


def service_user() -> User | None:
    """As root, the system user `rallyround`, made if it is missing; None for anybody else.

    PostgreSQL refuses to run as root, and the web has no need to.
    """
    if not is_root():
        return None
    found = _look_up()
    if found is None:
        failures = [_make(command) for command in _ways_to_make()]
        found = _look_up()  # also found when another process made it at the same moment
        if found is None:
            said = " ".join(failures) or "This system has neither useradd nor adduser."
            raise ClusterError(
                f"The system user {NAME} is missing and could not be made. {said}",
                f"Make it by hand, for example with: useradd --system {NAME}",
            )
    return found


def demote() -> None:
    """Become the service user for good; does nothing unless we are root. For `preexec_fn`."""
    user = service_user()
    if user is None:
        return
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)


def as_service_user() -> dict[str, Any]:
    """The same as arguments of `subprocess.Popen`; empty for anybody but root."""
    return processes.identity(service_user())


def reachable(path: Path) -> bool:
    """Whether the service user can read a file or enter a folder: what lies under /root they cannot.

    Always true for anybody but root, who run everything themselves. Ask it of the Python program and the code
    before running them as the service user.
    """
    user = service_user()
    if user is None:
        return True
    right = "-x" if path.is_dir() else "-r"
    return processes.run(["test", right, path.resolve()], user).returncode == 0


def is_root() -> bool:
    """Whether this process may do everything (never on Windows, where PostgreSQL drops rights by itself)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _look_up() -> User | None:
    import pwd  # not on Windows

    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _ways_to_make() -> list[list[str]]:
    state = f"/var/lib/{NAME}"
    if shutil.which("useradd"):
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", state]
        return [["useradd", *options, "--shell", "/usr/sbin/nologin", NAME]]
    if shutil.which("adduser"):  # BusyBox, as in Alpine
        return [
            ["addgroup", "-S", NAME],
            ["adduser", "-S", "-D", "-H", "-h", state, "-s", "/sbin/nologin", "-G", NAME, NAME],
        ]
    return []


def _make(command: list[str]) -> str:
    return processes.run(command).stderr.strip()
