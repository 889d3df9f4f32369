import os
import time
from pathlib import Path

import psycopg
import pytest

from rallyround.cluster import Cluster, ClusterError, backup, datafolder, ensure, folders, parameters
from tests.cluster.conftest import Program

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "listen_addresses": "",
    "password_encryption": "scram-sha-256",
    "server_encoding": "UTF8",
    "unix_socket_permissions": "0700",
}


def test_the_server_is_safe_and_off_the_network(server: Cluster) -> None:
    with server.admin() as connection:
        rows = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SETTINGS)]
        )
        assert dict(rows.fetchall()) == SETTINGS


def test_nobody_is_trusted(server: Cluster) -> None:
    with server.admin() as connection:
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert methods == [("scram-sha-256",)]
    at = {**parameters(server.urls().web), "password": "guess"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**at)  # type: ignore[arg-type]


def test_what_must_be_private_is(server: Cluster) -> None:
    sockets = Path(parameters(server.urls().web)["host"])
    for path, mode in [
        (server.home / "postgres", 0o700),
        (server.home / "logs", 0o700),
        (sockets, 0o700),
        (server.home / "postgres-secrets.json", 0o600),
        (server.home / "logs" / "postgres.log", 0o600),
    ]:
        assert path.stat().st_mode & 0o777 == mode, path
    assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 107


def test_text_is_ordered_by_code_point_and_knows_welsh_letters(server: Cluster) -> None:
    with server.admin("template1") as connection:
        found = connection.execute(
            "SELECT lower('DŴR'), 'Z' < 'a', similarity('dŵr', 'dŵr'), show_trgm('ŵŷ') <> '{}', "
            "unaccent('dŵr'), 'Ŵ' ~* 'ŵ'"
        )
        assert found.fetchone() == ("dŵr", True, 1.0, True, "dwr", True)


def test_the_programs_are_of_the_servers_own_version(server: Cluster) -> None:
    with server.admin() as connection:
        assert connection.info.server_version // 10000 == server.major
    for program in (server.pg_dump, server.pg_restore):
        assert program.parent == server.binaries
        assert program.is_file()
    assert server.major >= 15


def test_asking_again_finds_the_same_running_server(server: Cluster) -> None:
    again = ensure(server.home)
    assert server.started_here
    assert not again.started_here
    assert again.urls() == server.urls()


def test_leaving_a_shared_server_does_not_stop_it(server: Cluster) -> None:
    with ensure(server.home) as shared:
        assert shared.running()
    assert server.running()


def test_the_first_start_is_quick_and_later_ones_quicker(home: Path) -> None:
    began = time.monotonic()
    with ensure(home):
        first = time.monotonic() - began
    began = time.monotonic()
    with ensure(home):
        later = time.monotonic() - began
    print(f"first start {first:.2f} s, later {later:.2f} s")
    assert later < first < 30


def test_data_and_addresses_outlive_a_stop(stopped: Path) -> None:
    with ensure(stopped) as cluster:
        urls = cluster.urls()
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE flood (at text)")
            owner.execute("INSERT INTO flood VALUES ('Calder')")
    assert not cluster.running()
    with ensure(stopped) as cluster:
        assert cluster.urls() == urls
        with psycopg.connect(urls.web) as web:
            assert web.execute("SELECT at FROM flood").fetchone() == ("Calder",)


def test_a_stopped_cluster_can_be_started_and_stopped_again(stopped: Path) -> None:
    cluster = Cluster(stopped)
    assert not cluster.running()
    cluster.stop()  # nothing to stop is no mistake
    for _ in range(2):
        cluster.start()
        assert cluster.running()
        assert cluster.started_here
        cluster.stop()
        assert not cluster.running()
        assert not cluster.started_here


ENSURE = "import sys; from pathlib import Path; from rallyround.cluster import ensure\n"


def test_processes_that_start_at_the_same_moment_share_one_server(home: Path, program: Program) -> None:
    code = ENSURE + "print(ensure(Path(sys.argv[1])).started_here)"
    children = [program(code, home) for _ in range(4)]
    said = sorted(child.communicate(timeout=60)[0].strip() for child in children)
    assert said == ["False", "False", "False", "True"]
    assert Cluster(home).running()


def test_each_unsafe_setting_is_refused(stopped: Path) -> None:
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        with (stopped / "postgres" / "postgresql.auto.conf").open("a") as file:
            file.write(f"{name} = off\n")
        with pytest.raises(ClusterError, match=rf"{name} is off .*Switch {name} on"):
            ensure(stopped)
        assert not Cluster(stopped).running()
        with (stopped / "postgres" / "postgresql.auto.conf").open("a") as file:
            file.write(f"{name} = on\n")
    with ensure(stopped) as cluster:
        assert cluster.running()


def test_a_promise_switched_off_for_one_role_is_refused(stopped: Path) -> None:
    with ensure(stopped) as cluster, cluster.admin() as connection:
        connection.execute("ALTER ROLE rallyround_web SET synchronous_commit = off")
    with pytest.raises(ClusterError, match=r"synchronous_commit is off .*ALTER ROLE"):
        ensure(stopped)


def test_lost_passwords_are_explained(stopped: Path) -> None:
    (stopped / "postgres-secrets.json").rename(stopped / "kept")
    with pytest.raises(ClusterError, match="Put the file back from a backup"):
        ensure(stopped)
    assert not Cluster(stopped).running()
    (stopped / "kept").rename(stopped / "postgres-secrets.json")
    with ensure(stopped) as cluster:
        assert cluster.running()


def test_passwords_outlive_data_whose_disk_is_missing(stopped: Path) -> None:
    before = (stopped / "postgres-secrets.json").read_text()
    (stopped / "postgres").rename(stopped / "unmounted")
    with ensure(stopped):
        assert (stopped / "postgres-secrets.json").read_text() == before


def test_a_broken_setting_is_shown_in_the_servers_words(stopped: Path) -> None:
    with (stopped / "postgres" / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers = '-5'\n")
    with pytest.raises(ClusterError, match=r"shared_buffers.*the whole log is"):
        ensure(stopped)
    assert not folders.socket_folder(stopped / "postgres").exists()


def test_a_first_start_cut_off_half_way_is_done_again(home: Path) -> None:
    Cluster(home)
    (home / "postgres.part").mkdir()
    (home / "postgres.part" / "PG_VERSION").write_text("15\n")
    with ensure(home) as cluster:
        assert cluster.has_database("rallyround")
    assert not (home / "postgres.part").exists()


def test_a_home_with_a_long_and_odd_name_works(home: Path) -> None:
    home.chmod(0o755)
    odd = home / "l'équipe & co" / ("long" * 30)
    with ensure(odd) as cluster, psycopg.connect(cluster.urls().web) as web:
        assert web.execute("SELECT 1").fetchone() == (1,)


def test_a_system_without_the_wanted_locale_gets_a_plainer_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datafolder, "LOCALES", [["--locale=xx_XX.UTF-8"], ["--locale=C"]])
    with ensure(home) as cluster, psycopg.connect(cluster.urls().web) as web:
        assert web.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert web.execute("SELECT 'Z' < 'a', length('dŵr')").fetchone() == (True, 3)


def test_a_failing_first_start_leaves_nothing_half_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafolder, "OPTIONS", ["--encoding=nonsense"])
    with pytest.raises(ClusterError, match=r"could not make its data folder .*nonsense"):
        ensure(home)
    assert {entry.name for entry in home.iterdir()} <= {
        "logs", "postgres.lock", "postgres-secrets.json", "postgres-binaries",
    }  # fmt: skip


def test_variables_meant_for_other_servers_lead_nobody_astray(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGHOST": "nowhere",
        "PGPORT": "1",
        "PGDATA": "/none",
        "PGUSER": "x",
        "LC_ALL": "xx",
    }.items():
        monkeypatch.setenv(name, value)
    with ensure(stopped) as cluster:
        backup(cluster, stopped / "a.dump")
        assert (stopped / "a.dump").stat().st_size > 0


def test_roles_and_database_are_made_even_if_the_first_start_ended_before_them(stopped: Path) -> None:
    with ensure(stopped) as cluster:
        cluster.drop_database("rallyround")
    with ensure(stopped) as cluster, psycopg.connect(cluster.urls().owner) as owner:
        assert owner.execute("SELECT current_user").fetchone() == ("rallyround_owner",)
