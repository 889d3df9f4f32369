import time
from pathlib import Path

import psycopg
import pytest

from rallyround.cluster import Cluster, ClusterError, backup, restore
from rallyround.cluster.passwords import read


@pytest.fixture
def filled(server: Cluster) -> str:
    """A database with rows that only their owner may see, and rights of each role."""
    name = "dumps_source"
    server.drop_database(name)
    server.create_database(name)
    with psycopg.connect(server.urls(name).owner) as owner:
        owner.execute("CREATE TABLE person (id serial PRIMARY KEY, name text)")
        owner.execute("INSERT INTO person (name) VALUES ('Siân'), ('Ŵyn')")
        owner.execute("ALTER TABLE person ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE person FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY by_name ON person USING (current_user = 'rallyround_web')")
        owner.execute("GRANT INSERT (name) ON person TO rallyround_intake")
    return name


def test_a_backup_brings_back_rows_rights_and_hidden_rows(
    server: Cluster, filled: str, tmp_path: Path
) -> None:
    target = tmp_path / "monday.dump"
    backup(server, target, filled)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["monday.dump"]
    restore(server, target, "dumps_restored")
    try:
        urls = server.urls("dumps_restored")
        with psycopg.connect(urls.web) as web:
            rows = web.execute("SELECT name FROM person ORDER BY id").fetchall()
            assert rows == [("Siân",), ("Ŵyn",)]
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("SELECT count(*) FROM person").fetchone() == (
                0,
            )  # row-level security is back
            owner.execute("CREATE TABLE later (id int)")
            owner.execute("ALTER TABLE person ADD phone text")  # still the owner's
        with psycopg.connect(urls.web) as web:
            web.execute("INSERT INTO later VALUES (1)")
    finally:
        server.drop_database("dumps_restored")


def test_a_database_that_is_there_is_never_overwritten(server: Cluster, filled: str, tmp_path: Path) -> None:
    backup(server, tmp_path / "a.dump", filled)
    with pytest.raises(ClusterError, match="is there already"):
        restore(server, tmp_path / "a.dump", filled)
    with psycopg.connect(server.urls(filled).web) as web:
        assert web.execute("SELECT count(*) FROM person").fetchone() == (2,)


@pytest.mark.parametrize("cut", [0, 100, 3000])
def test_a_damaged_backup_leaves_no_half_database(
    server: Cluster, filled: str, tmp_path: Path, cut: int
) -> None:
    backup(server, tmp_path / "whole.dump", filled)
    (tmp_path / "cut.dump").write_bytes((tmp_path / "whole.dump").read_bytes()[:cut])
    with pytest.raises(ClusterError, match=r"could not be read in: pg_restore.*Use another backup"):
        restore(server, tmp_path / "cut.dump", "dumps_half")
    assert not server.has_database("dumps_half")


def test_a_backup_that_fails_keeps_the_earlier_one(server: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.dump").write_text("earlier")
    with pytest.raises(ClusterError, match="does not exist"):
        backup(server, tmp_path / "a.dump", "nowhere")
    assert (tmp_path / "a.dump").read_text() == "earlier"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.dump"]


def test_files_that_cannot_be_opened_are_explained(server: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="folder that is there"):
        backup(server, tmp_path / "missing" / "a.dump")
    with pytest.raises(ClusterError, match="Name a file that you may read"):
        restore(server, tmp_path / "missing.dump", "dumps_none")
    assert not server.has_database("dumps_none")


def test_no_password_is_on_the_command_line(server: Cluster, filled: str, tmp_path: Path) -> None:
    secrets = read(server.home / "postgres-secrets.json").values()
    seen: set[str] = set()
    with psycopg.connect(server.urls(filled).owner) as owner:
        owner.execute("LOCK TABLE person")  # the backup waits for this, so that we can look at it
        with server.admin() as admin:
            import threading

            writing = threading.Thread(target=backup, args=(server, tmp_path / "a.dump", filled))
            writing.start()
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'"
            while admin.execute(waiting.encode()).fetchone() != (1,):
                time.sleep(0.02)
            for process in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue
        owner.rollback()
    writing.join()
    assert any("pg_dump" in line for line in seen)
    assert not [line for line in seen if any(secret in line for secret in secrets)]
