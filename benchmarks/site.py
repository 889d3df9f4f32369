"""Where it is measured: a PostgreSQL of its own in a folder that is thrown away, and servers as they really run."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rallyround.cluster import Cluster, ensure

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "benchmark_template"
PRODUCT = ("-m", "rallyround.cli", "web", "--port")
BARE = ("-m", "benchmarks.bare")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The database server, with one migrated database that nothing is written to."""
    home = Path(tempfile.mkdtemp(prefix="rallyround-bench-"))
    home.chmod(0o755)
    os.environ["RALLYROUND_HOME"] = str(home)
    running = ensure(home)
    try:
        running.create_database(TEMPLATE)
        point_at(running, TEMPLATE)
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env={**os.environ, "RALLYROUND_DATABASE_ROLE": "owner"}, check=True)
        yield running
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)


def point_at(running: Cluster, name: str) -> None:
    """Name a database in the environment, for this process before it sets Django up and for all that it starts."""
    urls = running.urls(name)
    os.environ["DJANGO_SETTINGS_MODULE"] = "rallyround.config.settings"
    os.environ["DATABASE_URL"] = urls.web
    os.environ["DATABASE_OWNER_URL"] = urls.owner
    os.environ["DATABASE_INTAKE_URL"] = urls.intake


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    pid: int


@contextmanager
def serving(command: tuple[str, ...]) -> Iterator[Server]:
    """One web process with four threads on a free port, stopped afterwards."""
    port = free_port()
    process = subprocess.Popen([sys.executable, *command, str(port)], cwd=ROOT)
    try:
        wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", *, seconds: float = 120) -> None:
    """Until its first page answers 200."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError(f"Nothing answered on port {port} within {seconds:.0f} seconds.")


def resident_bytes(pid: int) -> int:
    """Memory that a process holds now."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line for line in text.splitlines() if line.startswith("VmRSS:")).split()[1]
    return int(kilobytes) * 1024
