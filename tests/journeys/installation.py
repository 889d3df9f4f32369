"""The product as somebody installs it: `rallyround setup`, then `rallyround serve`, in a folder of its own."""

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
from pathlib import Path

from tests.shared import environment

PATIENCE = 60  # seconds until the first page
ADMIN = "ada.moss@example.org"
PASSWORD = "correct horse battery"


@contextmanager
def empty_home() -> Iterator[Path]:
    """A folder for everything that an installation keeps; whatever runs there is stopped afterwards."""
    home = Path(tempfile.mkdtemp(prefix="rallyround-journey-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        from rallyround.cluster import Cluster

        if (home / "postgres").exists():
            Cluster(home).stop()
        shutil.rmtree(home, ignore_errors=True)


def command(home: Path, *words: str) -> str:
    """A `rallyround` command to its end; gives what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "rallyround.cli", *words],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def set_up(home: Path, *, name: str, area: str) -> str:
    """`rallyround setup` with its questions answered."""
    answers = {
        "name": name,
        "nation": "england",
        "area": area,
        "contact-number": "01632 960000",
        "admin-name": "Ada Moss",
        "admin-email": ADMIN,
        "admin-password": PASSWORD,
    }
    return command(home, "setup", *(part for key, said in answers.items() for part in (f"--{key}", said)))


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`rallyround serve` with its worker, until told to stop; gives the address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "rallyround.cli", "serve", "--port", str(port)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no page within {PATIENCE} seconds")
