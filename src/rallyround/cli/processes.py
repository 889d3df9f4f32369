"""Web and worker as processes of their own, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import click

import rallyround
from rallyround.cluster import as_service_user, reachable

PATIENCE = 1.2  # seconds that a process gets to end by itself


def _identity() -> dict[str, object]:
    """As root, run as the service user, if that user can reach Python and our code."""
    identity = as_service_user()
    code = Path(rallyround.__file__).parent
    beyond = [path for path in (Path(sys.executable).resolve(), code) if not reachable(path)]
    if not identity or not beyond:
        return identity
    click.secho(
        f"Note: the system user rallyround cannot read {beyond[0]}, so web and worker run as root. "
        "Put Python and the program where every user can read them, such as /usr and /opt.",
        fg="yellow",
        err=True,
    )
    return {}


class Together:
    """Processes that start together and end together: when one ends, or on SIGTERM, SIGINT and SIGHUP, all do."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.passing: list[subprocess.Popen[bytes]] = []
        self.ended = False
        self.identity = _identity()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)

    def start(self, *command: str, passing: bool = False) -> None:
        """Start `rallyround COMMAND` in a session of its own, so that Ctrl-C reaches it through us only.

        One that is `passing` may end by itself and leaves the others running.
        """
        program = [sys.executable, "-m", "rallyround.cli", *command]
        started = subprocess.Popen(program, start_new_session=True, **self.identity)  # type: ignore[call-overload]
        (self.passing if passing else self.processes).append(started)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Until that is so, as long as all run, at most these seconds."""
        deadline = time.monotonic() + seconds
        while self._all_run() and time.monotonic() < deadline and not ready():
            time.sleep(0.1)

    def wait(self) -> None:
        """Until told to end, or until one of them ends."""
        while self._all_run():
            time.sleep(0.1)
        self.stop()

    def stop(self) -> None:
        """Ask all to end; end those that do not."""
        everything = [*self.processes, *self.passing]
        _signal(everything, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in everything:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal([process], signal.SIGKILL)
                process.wait()

    def _all_run(self) -> bool:
        return not self.ended and all(process.poll() is None for process in self.processes)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ended = True


def _signal(processes: Sequence[subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, number)
