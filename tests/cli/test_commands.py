"""The commands as somebody types them, each a process of its own, on a home of its own."""

import json
import os
import shutil
import signal
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

import psycopg
import pytest

from tests.shared import environment

SET_UP = (
    "setup", "--name", "Mereshire", "--nation", "wales", "--area", "Abermere, Hallow Vale, ZZ1 1AA",
    "--contact-number", "01632 960000", "--admin-name", "Ann Price", "--admin-email", "ann@example.org",
    "--admin-password", "a password long enough",
)  # fmt: skip


@contextmanager
def new_home() -> Iterator[Path]:
    """A home folder that several processes share, and whose server is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rallyround-cli-"))
    folder.chmod(0o755)
    yield folder
    stop = "from rallyround.cluster import Cluster, home; Cluster(home()).stop()"
    subprocess.run([sys.executable, "-c", stop], env=environment(folder), check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """An empty one: everything in it is made by the commands."""
    with new_home() as folder:
        yield folder


def rallyround(home: Path, *command: str, code: int = 0) -> str:
    """Run a command; what it printed."""
    program = [sys.executable, "-m", "rallyround.cli", *command]
    done = subprocess.run(
        program, env=environment(home), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str) -> str:
    """The page, as soon as it is there."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
                return str(answer.read().decode("utf-8"))
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


@contextmanager
def serving(home: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on until it is stopped, which it is at the end whatever happens."""
    program = [sys.executable, "-m", "rallyround.cli", *command]
    process = subprocess.Popen(
        program, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def running(home: Path) -> list[str]:
    """Processes that have this home in their environment or command."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except (OSError, NotADirectoryError):
            continue
        if entry.name.isdigit() and int(entry.name) != os.getpid() and str(home).encode() in text:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_before_set_up_the_doctor_says_what_to_do(home: Path) -> None:
    first = rallyround(home, "doctor", code=1)
    assert "rallyround serve" in first or "rallyround setup" in first


def test_set_up_needs_no_data_file_and_is_done_once(home: Path) -> None:
    assert "is set up, in practice" in rallyround(home, *SET_UP)
    assert "already has its partnership" in rallyround(home, *SET_UP, code=1)
    assert "ok" in rallyround(home, "doctor")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--contact-number", "ring us", "telephone number"),
        ("--admin-email", "ann", "email address"),
        ("--admin-password", "short", "12 characters"),
        ("--area", " , ", "at least one district"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_kept(
    tmp_path_factory: pytest.TempPathFactory, home: Path, option: str, value: str, said: str
) -> None:
    command = list(SET_UP)
    command[command.index(option) + 1] = value
    assert said in rallyround(home, *command, code=1)


def test_serving_answers_and_stops_everything_it_started(home: Path) -> None:
    port = free_port()
    with serving(home, "serve", "--port", str(port)):
        assert "Mereshire" in wait_for(f"http://127.0.0.1:{port}/")
        assert len(running(home)) >= 3  # itself, web, worker, the database's own
    assert running(home) == []


def test_a_backup_is_restored_beside_and_found_whole(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "one.dump"
    rallyround(home, "backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    assert "never overwritten" in rallyround(home, "backup", str(target), code=1)
    assert "The backup is whole: 0 needs" in rallyround(home, "restore", "--check", str(target))
    target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])
    assert "could not be read in" in rallyround(home, "restore", "--check", str(target), code=1)


def test_the_doctor_finds_a_tampered_record(home: Path) -> None:
    assert "as it was written" in rallyround(home, "doctor", "--ledger")
    tamper = (
        "from rallyround.cluster import ensure\n"
        "with ensure() as c, c.admin('rallyround') as a:\n"
        "    a.execute('ALTER TABLE ledger_event DISABLE TRIGGER USER')\n"
        "    a.execute(\"UPDATE ledger_event SET reason = 'x' WHERE verb = 'user.added'\")\n"
    )
    subprocess.run([sys.executable, "-c", tamper], env=environment(home), check=True)
    assert "altered after it was written" in rallyround(home, "doctor", "--ledger", code=1)
    found = json.loads(rallyround(home, "doctor", "--ledger", "--json", code=1))
    assert [f["what"] for f in found if not f["well"]] == ["ledger"]


@pytest.mark.manual_part("S6.c18")
def test_an_exercise_has_its_own_database_and_leaves_the_real_one_alone(home: Path) -> None:
    port = free_port()
    with serving(home, "exercise", "start", "winter", "--port", str(port)):
        page = wait_for(f"http://127.0.0.1:{port}/")
        assert "Exercise" in page
        assert "Mereshire" in page
        script = (
            "from rallyround.cluster import ensure\n"
            "c = ensure()\n"
            "print(c.urls('rallyround_exercise_winter').web)"
        )
        url = subprocess.run(
            [sys.executable, "-c", script], env=environment(home), capture_output=True, text=True, check=True
        ).stdout.strip()
        with psycopg.connect(url) as exercise:
            users = exercise.execute("SELECT count(*) FROM people_user").fetchone()
            events = exercise.execute("SELECT count(*) FROM ledger_event").fetchone()
        assert users == (1,)
        assert events == (0,)
    assert running(home) == []
