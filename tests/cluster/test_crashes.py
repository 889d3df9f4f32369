"""What is left by a power cut, a killed server or a Ctrl-C never keeps the next start from working."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from rallyround.cluster import Cluster, ClusterError, demote, ensure, parameters, pidfile, postmaster
from rallyround.cluster.locks import only_one
from tests.cluster.conftest import Program

SERVE = """
import sys, time
from pathlib import Path
from rallyround.cluster import ensure
with ensure(Path(sys.argv[1])) as cluster:
    print("serving", flush=True)
    time.sleep(60)
"""


def postmaster_of(home: Path) -> int:
    note = pidfile.read(home / "postgres")
    assert note is not None
    return note.pid


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def serve(program: Program, home: Path) -> subprocess.Popen[str]:
    child = program(SERVE, home)
    assert child.stdout is not None
    assert child.stdout.readline() == "serving\n"
    return child


def ended_in_order(home: Path) -> bool:
    return "database system is shut down" in (home / "logs" / "postgres.log").read_text().splitlines()[-1]


def test_what_was_acknowledged_outlives_a_killed_server(home: Path) -> None:
    cluster = ensure(home)
    with psycopg.connect(cluster.urls().owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE need (id int)")
        owner.execute("INSERT INTO need SELECT generate_series(1, 1000)")
        os.kill(postmaster_of(home), signal.SIGKILL)
        with ensure(home) as again:
            assert again.started_here
            with psycopg.connect(again.urls().web) as web:
                assert web.execute("SELECT count(*) FROM need").fetchone() == (1000,)
    assert not cluster.started_here


def test_a_number_that_is_by_now_another_programs_does_not_block_the_start(stopped: Path) -> None:
    cluster = ensure(stopped)
    killed = postmaster_of(stopped)
    os.kill(killed, signal.SIGKILL)
    while cluster.started_here:
        time.sleep(0.02)
    # Only if it is of the database's own user does PostgreSQL take the program for itself.
    stranger = subprocess.Popen(["sleep", "60"], preexec_fn=demote)
    try:
        sockets = Path(parameters(cluster.urls().web)["host"])
        for note in (stopped / "postgres" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            lines = note.read_text().splitlines(keepends=True)
            note.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        assert pidfile.stranger(stopped / "postgres") == stranger.pid
        with ensure(stopped) as again:
            assert again.running()
            assert postmaster_of(stopped) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_half_a_note_does_not_block_the_start_for_ever(stopped: Path) -> None:
    assert pidfile.read(stopped / "postgres") is None
    (stopped / "postgres" / "postmaster.pid").write_text("99999999\n")
    with ensure(stopped) as cluster:
        assert cluster.running()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_stops_the_server_in_order(stopped: Path, program: Program, number: signal.Signals) -> None:
    child = serve(program, stopped)
    assert Cluster(stopped).running()
    child.send_signal(number)
    child.wait(timeout=30)
    assert not Cluster(stopped).running()
    assert ended_in_order(stopped)
    assert not (stopped / "postgres" / "postmaster.pid").exists()


def test_ctrl_c_in_a_terminal_reaches_us_and_not_the_server(stopped: Path, program: Program) -> None:
    child = serve(program, stopped)
    server = postmaster_of(stopped)
    assert os.getsid(server) == server
    assert os.getpgid(server) != os.getpgid(child.pid)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: the whole group at once
    child.wait(timeout=30)
    assert not Cluster(stopped).running()
    assert ended_in_order(stopped)


def test_a_server_whose_starter_was_killed_is_shared_and_can_be_stopped(
    stopped: Path, program: Program
) -> None:
    child = serve(program, stopped)
    child.kill()
    child.wait()
    with ensure(stopped) as cluster:
        assert not cluster.started_here
    assert cluster.running()
    cluster.stop()
    assert not cluster.running()
    assert ended_in_order(stopped)


def test_ctrl_c_while_it_starts_leaves_nothing_running(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(data: Path) -> None:
        raise KeyboardInterrupt

    cluster = Cluster(stopped)
    with monkeypatch.context() as patch:
        patch.setattr(pidfile, "stranger", lambda data: None)
        patch.setattr(postmaster, "settled", lambda place: False)
        patch.setattr(pidfile, "read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            cluster.start()
    assert not cluster.running()
    assert not (stopped / "postgres" / "postmaster.pid").exists()


def test_a_server_that_does_not_stop_in_time_is_ended_and_loses_nothing(stopped: Path) -> None:
    cluster = ensure(stopped)
    with psycopg.connect(cluster.urls().owner) as owner:
        owner.execute("CREATE TABLE need AS SELECT generate_series(1, 1000) AS id")
    with cluster.admin() as admin:
        query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        found = admin.execute(query).fetchone()
    assert found is not None
    os.kill(found[0], signal.SIGSTOP)  # a disk that no longer answers looks like this
    postmaster.stop(cluster._place, patience=10)
    assert not cluster.running()
    with ensure(stopped) as again, psycopg.connect(again.urls().web) as web:
        assert web.execute("SELECT count(*) FROM need").fetchone() == (1000,)


def test_a_server_that_recovers_from_a_crash_can_be_stopped(stopped: Path) -> None:
    with ensure(stopped) as cluster, psycopg.connect(cluster.urls().web) as web:
        os.kill(web.info.backend_pid, signal.SIGKILL)
        log = stopped / "logs" / "postgres.log"
        deadline = time.monotonic() + 20
        while "reinitializing" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.001)
    assert not cluster.running()
    assert ended_in_order(stopped)


def test_leaving_the_block_by_an_error_stops_the_server(stopped: Path) -> None:
    with pytest.raises(ZeroDivisionError), ensure(stopped) as cluster:
        raise ZeroDivisionError
    assert not cluster.running()


def test_a_forked_child_that_ends_does_not_stop_the_server(stopped: Path) -> None:
    with ensure(stopped) as cluster:
        child = os.fork()
        if child == 0:
            os._exit(1 if cluster.started_here else 0)
        assert os.waitpid(child, 0)[1] == 0
        assert cluster.started_here


def test_a_lock_that_is_not_given_up_is_named(home: Path) -> None:
    with (
        only_one(home / "lock", None),
        pytest.raises(ClusterError, match="End it, then start again"),
        only_one(home / "lock", None, patience=0.1),
    ):
        pass
    with only_one(home / "lock", None, patience=0.1):
        pass


def test_handlers_of_the_program_itself_are_left_alone() -> None:
    code = """
import signal
from rallyround.cluster.signals import ending_in_order
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with ending_in_order():
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGHUP) is not signal.SIG_DFL
assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
