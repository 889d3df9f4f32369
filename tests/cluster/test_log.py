"""The server's log is for running it: nothing that a person told us may be in it."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from rallyround.cluster import ensure, postmaster

PERSONAL = "07700900123"


def log(home: Path) -> str:
    return (home / "logs" / "postgres.log").read_text()


def test_a_failing_statement_leaves_no_value_in_the_log(stopped: Path) -> None:
    with ensure(stopped) as cluster, psycopg.connect(cluster.urls().owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE person (phone text UNIQUE, age int CHECK (age > 0))")
        owner.execute("INSERT INTO person VALUES (%s, 1)", [PERSONAL])
        for statement, values in [
            ("INSERT INTO person VALUES (%s, 1)", [PERSONAL]),  # unique: the detail quotes the key
            ("INSERT INTO person VALUES (%s, -1)", [PERSONAL]),  # check: the detail quotes the row
            ("SELECT %s::text::int", [PERSONAL + "x"]),  # the message itself quotes the value
            ("SELECT '07700900123' FROM nowhere", None),  # the statement holds it
        ]:
            with pytest.raises(psycopg.Error):
                owner.execute(statement.encode(), values)
        owner.execute("DO $$ BEGIN RAISE WARNING '07700900123'; END $$")
    assert PERSONAL not in log(stopped)
    assert "ready to accept connections" in log(stopped)


def test_a_statement_during_which_the_server_crashes_is_not_quoted(stopped: Path) -> None:
    with ensure(stopped) as cluster:
        web = psycopg.connect(cluster.urls().web)
        victim = web.info.backend_pid
        web.pgconn.send_query(f"SELECT pg_sleep(30), '{PERSONAL}'".encode())
        query = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        with cluster.admin() as admin:
            while admin.execute(query, [victim]).fetchone() != ("active",):
                time.sleep(0.02)
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while "was terminated by signal 9" not in log(stopped) and time.monotonic() < deadline:
            time.sleep(0.02)
        web.close()
    assert "was terminated by signal 9" in log(stopped)
    assert PERSONAL not in log(stopped)


def test_a_large_log_is_put_aside_at_the_next_start(stopped: Path) -> None:
    with (stopped / "logs" / "postgres.log").open("a") as file:
        file.write("x" * postmaster.LARGEST_LOG)
    with ensure(stopped):
        pass
    assert len(log(stopped)) < postmaster.LARGEST_LOG
    assert (stopped / "logs" / "postgres.log.1").stat().st_size > postmaster.LARGEST_LOG
