"""Home folders and servers for the tests of the cluster; RALLYROUND_POSTGRES says with which PostgreSQL they run."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rallyround.cluster import Cluster, ensure, folders

Program = Callable[..., subprocess.Popen[str]]


def new_home() -> Path:
    """A folder that the service user can reach, too (pytest's own are closed to all but us)."""
    return Path(tempfile.mkdtemp(prefix="rallyround-cluster-"))


def clear(home: Path) -> None:
    if (home / "postgres" / "postmaster.pid").exists():
        Cluster(home).stop()
    sockets = folders.socket_folder(home / "postgres")
    if sockets.exists():  # the lock of a server that a test killed
        shutil.rmtree(sockets)
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """One running server for the tests that leave it as it was."""
    home = new_home()
    try:
        with ensure(home) as cluster:
            yield cluster
    finally:
        clear(home)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home folder of this test's own."""
    folder = new_home()
    try:
        yield folder
    finally:
        clear(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A home folder with a cluster that was made and stopped."""
    home = new_home()
    try:
        with ensure(home):
            pass
        yield home
    finally:
        clear(home)


@pytest.fixture
def stopped(made: Path, home: Path) -> Path:
    """A copy of it, for a test that breaks it."""
    subprocess.run(["cp", "-a", f"{made}/.", home], check=True)
    return home


# As in a terminal: what is started in the background ignores it, and so would all that it starts.
HEEDS_CTRL_C = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"


@pytest.fixture
def program() -> Iterator[Program]:
    """Start a Python program with the cluster's package; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        child: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "-c", HEEDS_CTRL_C + code, *map(str, arguments)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
