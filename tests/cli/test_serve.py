"""`rallyround serve`: links in messages lead to where the pages are served."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rallyround.cli import environment, processes, serve


class Nothing:
    """Stands for the database server and the processes: started, stopped, nothing more."""

    def __init__(self, *args: Any) -> None:
        self.url = os.environ.get("RALLYROUND_URL", "")

    def start(self, *command: str, passing: bool = False) -> None:
        """What a process would be given."""
        started.append((command[0], os.environ["RALLYROUND_URL"]))

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Nobody waits for what was not started."""

    def wait(self) -> None:
        """It ends at once."""

    def stop(self) -> None:
        """There is nothing to stop."""


started: list[tuple[str, str]] = []


@pytest.fixture(autouse=True)
def without_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RALLYROUND_URL", "")
    monkeypatch.delenv("RALLYROUND_URL")
    monkeypatch.setattr(environment, "prepare", Nothing)
    monkeypatch.setattr(processes, "Together", Nothing)
    monkeypatch.setattr(serve, "_may_start", lambda: None)
    started.clear()
    yield
    os.environ.pop("RALLYROUND_URL", None)


def test_links_in_messages_begin_with_the_address_that_it_is_served_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serve.run(host="127.0.0.1", port=8700)
    assert started == [(process, "http://127.0.0.1:8700") for process in ("web", "work", "warm")]
    assert "Rallyround is at http://127.0.0.1:8700/" in capsys.readouterr().out


def test_what_somebody_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_URL", "https://help.example.org")
    serve.run(host="::1", port=8700)
    assert {url for _command, url in started} == {"https://help.example.org"}


@pytest.mark.parametrize(("host", "found"), [
    ("127.0.0.1", "http://127.0.0.1:8000"),
    ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
    ("::", "http://127.0.0.1:8000"),
    ("::1", "http://[::1]:8000"),
    ("192.0.2.7", "http://192.0.2.7:8000"),
])  # fmt: skip
def test_the_address_is_one_that_a_browser_can_go_to(host: str, found: str) -> None:
    assert serve.address(host, 8000) == found
