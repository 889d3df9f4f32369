"""The demo: made from nothing, and started again."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import RUNS, spread, timed
from benchmarks.report import Line, Section
from benchmarks.site import free_port, wait_for

DEMO = (sys.executable, "-m", "rallyround.cli", "demo")
AGAIN_LIMIT = 5.0
HOW = (
    "`rallyround demo --make-only` in an empty folder: the database server made and started, the tables, and the whole "
    "flood played through the real actions; then `rallyround demo` on what is there, from the start of the program until "
    "the first page answers 200."
)


def measure() -> Section:
    """Make it and start it again, several times."""
    made, started = [], []
    for _run in range(RUNS):
        with _empty_home() as environment:
            made.append(_made(environment))
            started.append(_started(environment))
    making, starting = spread(made), spread(started)
    return Section(
        "The demo",
        HOW,
        [
            Line("Making it", making.in_s),
            Line("Starting it again", starting.in_s, "", None, "within 5 s", starting.middle <= AGAIN_LIMIT),
        ],
    )


@contextmanager
def _empty_home() -> Iterator[Mapping[str, str]]:
    """An environment with a home that is thrown away, and without the database that the benchmarks use."""
    home = Path(tempfile.mkdtemp(prefix="rallyround-bench-demo-"))
    home.chmod(0o755)
    without = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    try:
        yield {**without, "RALLYROUND_HOME": str(home)}
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _made(environment: Mapping[str, str]) -> float:
    """Seconds to make it."""
    command = [*DEMO, "--make-only"]
    return timed(lambda: subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True))[0]


def _started(environment: Mapping[str, str]) -> float:
    """Seconds from the start of the program to its first page."""
    port = free_port()
    process = subprocess.Popen([*DEMO, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        return timed(lambda: wait_for(port, process))[0]
    finally:
        process.terminate()
        process.wait(60)
