"""Where the state lies on disk, and how files are made that only their user can read."""

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from rallyround.cluster.errors import ClusterError
from rallyround.cluster.users import User, is_root, reachable

# The longest path of a socket, in bytes: the system call's buffer less its closing zero.
LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107


def home() -> Path:
    """The folder of all we keep: RALLYROUND_HOME, else as root /var/lib/rallyround, else the user's own."""
    chosen = os.environ.get("RALLYROUND_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if is_root():
        return Path("/var/lib/rallyround")
    return _data_folder() / "rallyround"


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def make_home(folder: Path, user: User | None) -> None:
    """Make the home folder, for the service user when there is one.

    An empty folder is handed to the service user (`mktemp -d` made it); one with things in it is left alone.
    """
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if user is not None and folder.stat().st_uid == 0 and not any(folder.iterdir()):
            os.chown(folder, user.uid, user.gid)
    except OSError as error:
        raise ClusterError(
            f"The folder {folder} cannot be made or read: {error.strerror}.",
            "Set RALLYROUND_HOME to a folder that you may write to.",
        ) from error
    if user is not None and not reachable(folder):
        raise ClusterError(
            f"The user {user.name}, who runs the database, cannot enter {folder}.",
            f"Let them in (chown {user.name} for the folder, chmod a+x for those above it), "
            "or set RALLYROUND_HOME to another folder.",
        )


def make_private(folder: Path, user: User | None) -> None:
    """Make a folder 0700, or check that the one there is ours: in /tmp a stranger may have made it first."""
    wanted = _owner(user)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if hasattr(os, "getuid"):  # on Windows modes say nothing, and the user's own folders are closed
            _check_private(folder, wanted)
        return
    if user is not None:
        os.chown(folder, user.uid, user.gid, follow_symlinks=False)


def _owner(user: User | None) -> int:
    if user is not None:
        return user.uid
    return os.getuid() if hasattr(os, "getuid") else 0


def _check_private(folder: Path, owner: int) -> None:
    remedy = "Run as the user whom it belongs to, or move it away."
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise ClusterError(f"{folder} is not a folder that we may open: {error.strerror}.", remedy) from error
    try:
        found = os.fstat(handle)
        if found.st_uid != owner:
            raise ClusterError(
                f"The folder {folder} belongs to user {found.st_uid}, while the database runs as user {owner}.",
                remedy,
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(handle, 0o700)
    finally:
        os.close(handle)


def socket_folder(data: Path) -> Path:
    """The folder of this data folder's socket: short, and always the same, so that addresses last."""
    name = "rallyround-" + hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:10]
    for base in (Path("/run"), Path("/tmp")):  # noqa: S108  make_private checks whose it is
        if os.access(base, os.W_OK) or (base / name).is_dir():
            return base / name
    return Path(tempfile.gettempdir()) / name


def check_socket_length(folder: Path, port: int) -> None:
    """Refuse a path that the operating system would cut short."""
    path = folder / f".s.PGSQL.{port}"
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise ClusterError(
            f"The path of the database's socket, {path}, is longer than {LONGEST_SOCKET} bytes.",
            "Set TMPDIR to a shorter folder.",
        )


def write_private(path: Path, text: str, user: User | None) -> None:
    """Write a file 0600 whole or not at all, for the service user when there is one."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            if user is not None:
                os.fchown(file.fileno(), user.uid, user.gid)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
