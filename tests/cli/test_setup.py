"""What `rallyround setup` says: that it works, and what to type next, from wherever it was called."""

import sys
from pathlib import Path

import pytest

from rallyround.cli import setup


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with its virtual environment, in which somebody stands."""
    programs = tmp_path / "checkout" / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "rallyround").touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path / "checkout")
    return programs


def test_in_a_checkout_the_next_command_is_named_as_it_must_be_typed(installed: Path) -> None:
    assert setup.this_command() == ".venv/bin/rallyround"


def test_from_elsewhere_it_is_named_by_where_it_lies(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert setup.this_command() == str(installed / "rallyround")


def test_where_the_shell_finds_it_its_name_is_enough(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed))
    assert setup.this_command() == "rallyround"


def test_another_command_of_that_name_is_not_meant(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "rallyround").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(other))
    assert setup.this_command() == ".venv/bin/rallyround"
