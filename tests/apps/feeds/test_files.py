"""Files in and out lie in one place for commands, web and worker, closed to everybody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rallyround.feeds import files


def test_below_the_home_that_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))
    monkeypatch.setenv("RALLYROUND_SECRET_FILE", "/elsewhere/secret-key")
    assert files.folder(files.UPLOADS) == tmp_path / "files" / "uploads"
    assert files.folder(files.UPLOADS).stat().st_mode & 0o777 == 0o700


def test_web_and_worker_as_another_user_find_it_where_their_secret_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RALLYROUND_HOME", raising=False)
    monkeypatch.setenv("RALLYROUND_SECRET_FILE", str(tmp_path / "secret-key"))
    assert files.folder(files.EXPORTS) == tmp_path / "files" / "exports"


def test_sweeping_leaves_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))
    path = files.folder(files.UPLOADS) / "new.csv"
    files.write(path, [b"a", b"b"])
    assert path.read_bytes() == b"ab"
    assert files.sweep(files.UPLOADS, older_than=datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert files.sweep(files.UPLOADS, older_than=datetime(2100, 1, 1, tzinfo=UTC)) == 1
