"""The server process of one data folder: made, started, watched, stopped."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, NamedTuple

from rallyround.cluster import pidfile, processes
from rallyround.cluster.binaries import Binaries
from rallyround.cluster.errors import ClusterError
from rallyround.cluster.users import User

PORT = 5432  # but a part of the socket's name: nothing listens on the network
LARGEST_LOG = 1_000_000  # bytes
ORPHANS_END = 10  # seconds within which the children of a killed server have seen it and ended

# Given at each start, so that they hold for old data too. The log gets what the server says of itself, never
# what a statement was about: no statements, no errors of statements (they go to who sent them), no details.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}

# Text is ordered by code point on every machine; letters are Unicode's where the server or system knows them.
BUILTIN = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # from 17 on
LOCALES = [["--locale=C.UTF-8"], ["--locale=C"]]


class Place(NamedTuple):
    """Where one cluster lies and who runs it."""

    data: Path
    sockets: Path
    log: Path
    user: User | None
    binaries: Binaries

    @property
    def socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"


def initialise(place: Place, superuser: str, password: str) -> None:
    """Make the data folder, whole or not at all."""
    builtin = [[*BUILTIN, *locale] for locale in LOCALES] if place.binaries.major >= 17 else []
    part = place.data.with_name(f"{place.data.name}.part")
    said = ""
    with tempfile.TemporaryDirectory(dir=place.data.parent, prefix=".initdb-") as folder:
        pwfile = Path(folder) / "password"
        pwfile.write_text(password + "\n", encoding="ascii")
        if place.user is not None:
            for path in (Path(folder), pwfile):
                os.chown(path, place.user.uid, place.user.gid)
        for locale in [*builtin, *LOCALES]:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(mode=0o700)
            if place.user is not None:
                os.chown(part, place.user.uid, place.user.gid)
            options = ["--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", "--no-instructions"]
            command = [
                str(place.binaries.program("initdb")),
                "-D",
                str(part),
                "-U",
                superuser,
                f"--pwfile={pwfile}",
            ]
            done = processes.run([*command, *options, *locale], place.user)
            if done.returncode == 0:
                part.rename(place.data)
                return
            said = done.stderr.strip() or done.stdout.strip()
    shutil.rmtree(part, ignore_errors=True)
    raise ClusterError(
        f"PostgreSQL could not make its data folder {place.data}: {said}",
        "Make room on the disk, or set RALLYROUND_HOME to a folder that the database's user can reach.",
    )


def listening(place: Place) -> bool:
    """Whether a server listens on the socket. (A file with its process number may be left from a crash.)"""
    if not hasattr(socket, "AF_UNIX"):  # Python on Windows
        status: processes.Command = [place.binaries.program("pg_ctl"), "status", "-D", place.data]
        return processes.run(status, place.user).returncode == 0
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(os.fspath(place.socket))
    except OSError:
        return False
    return True


def settled(place: Place, patience: float = 300) -> bool:
    """Wait while a server is starting (perhaps recovering from a crash) or stopping, then say whether it runs."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        note = pidfile.read(place.data)
        if listening(place):
            if note is not None and note.ready:
                return True
        elif note is None or not pidfile.is_postmaster(note.pid, place.data):
            return False
        time.sleep(0.02)
    raise ClusterError(
        f"PostgreSQL has been starting or stopping for {patience:.0f} seconds.",
        f"Wait and try again; what it is doing is in {place.log}.",
    )


def start(place: Place) -> subprocess.Popen[bytes]:
    """Start the server and come back when it takes connections. It goes on when we end, unless stopped."""
    deadline = time.monotonic() + ORPHANS_END
    while True:
        child = _spawn(place)
        try:
            while child.poll() is None:
                note = pidfile.read(place.data)
                if note is not None and note.pid == child.pid and note.ready:
                    return child
                time.sleep(0.01)
        except BaseException:  # Ctrl-C while it starts
            child.send_signal(signal.SIGINT)
            child.wait()
            raise
        words = _last_words(place.log)
        if "is still in use" not in words or time.monotonic() > deadline:
            raise ClusterError(
                f"PostgreSQL ended as it started. Its last words: {words}",
                f"Put right what it says; the whole log is {place.log}.",
            )
        time.sleep(0.1)


def _spawn(place: Place) -> subprocess.Popen[bytes]:
    settings = {**SETTINGS, "unix_socket_directories": os.fspath(place.sockets)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    # The number in a file left from a crash may by now be another program's, above all in a container, where
    # numbers are low. PostgreSQL would take that for itself and refuse; this is how it is told of a process that
    # is not. It still looks for what remains of its predecessor in shared memory.
    stranger = pidfile.stranger(place.data)
    hint = {} if stranger is None else {"PG_GRANDPARENT_PID": str(stranger)}
    with _open_log(place) as log:
        return processes.spawn(
            [place.binaries.program("postgres"), "-D", place.data, *options], place.user, log, **hint
        )


def stop(place: Place, patience: int = 60) -> None:
    """Stop the server: open transactions are rolled back, everything acknowledged is on disk."""
    data = os.fspath(place.data)
    options = ["stop", "-D", data, "-m", "fast", "-w", "-t", str(patience)]
    done = processes.run([place.binaries.program("pg_ctl"), *options], place.user)
    if done.returncode != 0 and listening(place):
        raise ClusterError(
            f"PostgreSQL did not stop within {patience} seconds: {done.stderr.strip()}",
            f"Wait, then stop again; the log is {place.log}.",
        )


def _open_log(place: Place) -> IO[bytes]:
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.1"))
    no_links = getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(place.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | no_links, 0o600)
    if place.user is not None:
        os.fchown(handle, place.user.uid, place.user.gid)
    return os.fdopen(handle, "ab")


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return " ".join(lines[-3:]) or "none."
