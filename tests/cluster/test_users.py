"""As root the database runs as a system user of its own; these say that they were skipped for anybody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rallyround.cluster import (
    Cluster,
    ClusterError,
    as_service_user,
    binaries,
    demote,
    ensure,
    parameters,
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
    url = server.urls().web
    code = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('SELECT 1').fetchone())"
    python = next(path for path in ("/usr/bin/python3", sys.executable) if Path(path).exists())
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ["PATH"]}
    said = subprocess.run(
        [python, "-c", code, url],
        env=environment, cwd="/", capture_output=True, text=True, check=False, **as_service_user(),
    )  # fmt: skip
    assert said.stdout == "(1,)\n", said.stderr


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
    server: Cluster, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = home / "closed"
    (closed / "site").mkdir(parents=True)
    prefix = server.binaries.parent
    package = prefix.parent
    # The same layout under a folder that only root may enter, as in /root.
    target = closed / "site" / package.name / prefix.name
    target.parent.mkdir()
    subprocess.run(["cp", "-r", prefix, target], check=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        subprocess.run(["cp", "-r", libraries, closed / "site"], check=True)
    if not (target / "share").exists():  # Debian keeps it elsewhere, but where it is looked for is relative
        pytest.skip(
            "only an installation that is all in one folder can be moved; run with RALLYROUND_POSTGRES=wheel"
        )
    closed.chmod(0o700)
    state = home / "state"
    monkeypatch.delenv("RALLYROUND_POSTGRES", raising=False)
    monkeypatch.setenv("PATH", f"{target / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(binaries, "SYSTEM", home / "none")
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    home.chmod(0o755)
    try:
        with ensure(state) as cluster:
            assert cluster.binaries.is_relative_to(state / "postgres-binaries")
            made = cluster.binaries.stat().st_ino
            assert (cluster.binaries / "postgres").stat().st_uid == 0
            assert (
                cluster.run(cluster.binaries / "psql", "-c", "SELECT 1", database="rallyround").returncode
                == 0
            )
        with ensure(state) as cluster:
            assert cluster.binaries.stat().st_ino == made
        subprocess.run(["rm", "-r", closed], check=True)
        with ensure(state) as cluster:  # the copy is enough when what it was made from is gone
            assert cluster.binaries.stat().st_ino == made
    finally:
        closed.mkdir(exist_ok=True)


def test_a_system_without_a_way_to_make_users_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "is_root", lambda: True)
    monkeypatch.setattr(users, "NAME", "rallyround-none")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ClusterError, match=r"neither useradd nor adduser.*useradd --system"):
        service_user()
