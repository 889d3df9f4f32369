import os
from pathlib import Path

import pytest

from rallyround.cluster import ClusterError, folders
from rallyround.cluster import home as home_folder


def test_the_environment_names_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_HOME", "/srv/rally")
    assert home_folder() == Path("/srv/rally")


def test_root_keeps_its_state_where_servers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RALLYROUND_HOME", raising=False)
    monkeypatch.setattr(folders, "is_root", lambda: True)
    assert home_folder() == Path("/var/lib/rallyround")


@pytest.mark.parametrize(
    ("xdg", "expected"), [("/data", "/data/rallyround"), ("", "/people/ann/.local/share/rallyround")]
)
def test_a_person_keeps_it_with_their_own_data(
    monkeypatch: pytest.MonkeyPatch, xdg: str, expected: str
) -> None:
    monkeypatch.delenv("RALLYROUND_HOME", raising=False)
    monkeypatch.setattr(folders, "is_root", lambda: False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", xdg)
    monkeypatch.setenv("HOME", "/people/ann")
    assert home_folder() == Path(expected)


def test_a_home_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ClusterError, match="Set RALLYROUND_HOME"):
        folders.make_home(tmp_path / "file" / "home", None)


def test_the_socket_of_a_data_folder_is_always_in_the_same_short_place(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 50)
    assert folders.socket_folder(deep) == folders.socket_folder(deep)
    assert folders.socket_folder(deep) != folders.socket_folder(tmp_path)
    folders.check_socket_length(folders.socket_folder(deep), 5432)


def test_a_socket_path_that_would_be_cut_short_is_refused() -> None:
    longest = Path("/") / ("x" * (folders.LONGEST_SOCKET - len("//.s.PGSQL.5432")))
    folders.check_socket_length(longest, 5432)
    with pytest.raises(ClusterError, match="longer than"):
        folders.check_socket_length(longest.with_name(longest.name + "é"), 5432)


def test_a_private_folder_is_closed_to_others_even_if_it_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o755)
    folders.make_private(folder, None)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_put_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "private").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ClusterError, match="not a folder that we may open"):
        folders.make_private(tmp_path / "private", None)
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755


def test_a_folder_of_a_stranger_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    stranger = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    with pytest.raises(ClusterError, match="belongs to user"):
        folders.make_private(folder, None)


def test_a_secret_file_is_closed_to_others_and_never_half_written(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    folders.write_private(path, "one", None)
    folders.write_private(path, "two", None)
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.json"]
