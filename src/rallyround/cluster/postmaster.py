"""The server process of one data folder: made, started, watched, stopped."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from psycopg.pq import PGconn, Ping

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


class Place(NamedTuple):
    """Where one cluster lies and who runs it."""

    data: Path
    sockets: Path
    log: Path
    user: User | None
    binaries: Binaries


def takes_connections(place: Place) -> bool:
    """Whether the server would let somebody in who has a password."""
    return _ping(place) == Ping.OK


def settled(place: Place, patience: float = 300) -> bool:
    """Wait while a server is starting (perhaps recovering from a crash) or stopping, then say whether it runs."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = _ping(place)
        if answer == Ping.OK:
            return True
        note = pidfile.read(place.data)
        if answer != Ping.REJECT and (note is None or not pidfile.is_postmaster(note.pid, place.data)):
            return False
        time.sleep(0.1)
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
            _end(child)
            raise
        words = _last_words(place.log)
        if "is still in use" not in words or time.monotonic() > deadline:
            raise ClusterError(
                f"PostgreSQL ended as it started. Its last words: {words}",
                f"Put right what it says; the whole log is {place.log}.",
            )
        time.sleep(0.1)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Stop a server that is only just starting. Where we run in the background it does not hear the first one."""
    while child.poll() is None:
        child.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.2)


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


def stop(place: Place, patience: int = 30) -> None:
    """Stop the server: open transactions are rolled back, everything acknowledged is on disk.

    A server that is recovering is left to finish that first: told to stop just then, it can wait for ever for one
    of its own processes. One that does not stop in time is ended as by a power cut, which loses nothing either.
    """
    with suppress(ClusterError):
        settled(place, patience)
    said = ""
    for mode in ("fast", "immediate"):
        if pidfile.read(place.data) is None:
            return
        options = ["stop", "-D", os.fspath(place.data), "-m", mode, "-w", "-t", str(patience)]
        done = processes.run([place.binaries.program("pg_ctl"), *options], place.user)
        if done.returncode == 0:
            return
        said = done.stderr.strip()
    if _ping(place) != Ping.NO_RESPONSE:
        raise ClusterError(
            f"PostgreSQL does not stop: {said}", f"End its process by hand; the log is {place.log}."
        )


def _ping(place: Place) -> Ping:
    where = f"host='{place.sockets}' port={PORT} user=postgres dbname=postgres connect_timeout=5"
    return Ping(PGconn.ping(where.encode()))


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
