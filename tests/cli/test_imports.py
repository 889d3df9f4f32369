"""`rallyround needs import` and its sisters: the same import as on the page, for people and for programs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rallyround.cli import environment, main, places
from rallyround.cluster import Cluster
from rallyround.feeds.models import Import, Mapping
from rallyround.ledger.models import Event
from rallyround.people.models import Contact
from rallyround.register.models import Need, Offer
from tests.apps.feeds.files import NEEDS, write
from tests.factories import make_partnership


class Here:
    """The database of the test, which is there already."""

    def stop(self) -> None:
        """Nothing was started."""


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "prepare", lambda: Here())
    make_partnership()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def told(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return found


def test_needs_are_brought_in_with_guessed_columns(here: None, tmp_path: Path) -> None:
    done = run("needs", "import", str(write(tmp_path, NEEDS)))
    assert done.exit_code == 0, done.output
    assert "phone              Tel." in done.stdout
    assert "2 of 2 rows were brought in." in done.stdout
    assert Need.objects.count() == 2


def test_a_program_reads_what_was_done(here: None, tmp_path: Path) -> None:
    assert told("needs", "import", str(write(tmp_path, NEEDS))) == {
        "file": "table.csv", "kind": "needs", "dry_run": False, "rows": 2, "made": 2,
        "columns": {"words": "What is needed", "phone": "Tel.", "postcode": "Post code"},
        "problem": "", "problems": [], "more": 0,
    }  # fmt: skip


def test_a_dry_run_checks_everything_and_changes_nothing(here: None, tmp_path: Path) -> None:
    events = Event.objects.count()
    done = run("needs", "import", str(write(tmp_path, NEEDS)), "--dry-run", "--map", "phone=Tel.")
    assert "2 of 2 rows would be brought in; nothing was changed." in done.stdout
    assert (Need.objects.count(), Import.objects.count(), Event.objects.count()) == (0, 0, events)
    assert not Mapping.objects.exists()


def test_a_column_is_said_by_hand_and_remembered(here: None, tmp_path: Path) -> None:
    arguments = ("needs", "import", str(write(tmp_path, "Was,Wo\nHelp,07700 900123\n")))
    assert told(*arguments)["problem"].startswith("Choose the column that holds: What is needed")
    assert told(*arguments, "--map", "words=Was", "--map", "phone = Wo")["made"] == 1
    again = told("needs", "import", str(write(tmp_path, "Was,Wo\nMore help,07700 900124\n")))
    assert again["columns"] == {"words": "Was", "phone": "Wo"}
    assert again["made"] == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("colour=Was", "There is no field called colour"), ("words=Nix", "no column called Nix")],
)
def test_a_column_that_does_not_fit_is_said(here: None, tmp_path: Path, said: str, sentence: str) -> None:
    done = run("needs", "import", str(write(tmp_path, "Was\nHelp\n")), "--map", said)
    assert done.exit_code == 1
    assert sentence in done.stderr


def test_problems_are_listed_and_the_exit_code_is_1(here: None, tmp_path: Path) -> None:
    path = write(tmp_path, "Words,Phone\n" + "Help,nonsense\n" * 51)
    done = run("needs", "import", str(path))
    assert done.exit_code == 1
    assert 'Row 2, Phone: "nonsense"' in done.stderr
    assert "and 1 more" in done.stderr
    assert "there are 51 problems" in done.stderr
    found = told("needs", "import", str(path))
    assert (len(found["problems"]), found["more"], found["problems"][0]["row"]) == (50, 1, 2)
    assert Need.objects.count() == 0


def test_the_same_file_again_is_refused_kindly(here: None, tmp_path: Path) -> None:
    path = str(write(tmp_path, NEEDS))
    run("needs", "import", path)
    done = run("needs", "import", path)
    assert done.exit_code == 1
    assert "by the command line: nothing was changed." in done.stderr


def test_a_file_that_is_not_there_or_no_table_is_said(here: None, tmp_path: Path) -> None:
    assert "is not there" in run("needs", "import", str(tmp_path / "nothing.csv")).stderr
    done = run("needs", "import", str(write(tmp_path, b"PK\x03\x04 xl/", "needs.xlsx")))
    assert "needs.xlsx: this is an Excel file; save it as CSV and try again." in done.stderr


def test_offers_and_people_come_in_the_same_way(here: None, tmp_path: Path) -> None:
    run("offers", "import", str(write(tmp_path, "Name,Phone,Skills\nBen,07700 900200,driving\n")))
    content = "Organisation,Type,Job,Name,Phone\nThe Mill,business,Keyholder,Cy,01632 960010\n"
    run("people", "import", str(write(tmp_path, content)))
    assert (Offer.objects.count(), Contact.objects.count()) == (1, 1)


def test_before_a_partnership_is_set_up_there_is_nothing_to_bring_into(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "prepare", lambda: Here())
    assert "Run: rallyround setup" in run("needs", "import", str(write(tmp_path, NEEDS))).stderr


def test_a_bar_is_shown_only_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 2.5])
    monkeypatch.setattr(places, "monotonic", lambda: next(clock))
    bar = places.Bar("needs.csv", silent=False)
    bar.moved(1, 10)
    assert bar.bar is None
    bar.moved(2, 10)
    assert bar.bar is not None


def test_as_a_program_on_a_given_database(committed: str, cluster: Cluster, tmp_path: Path) -> None:
    make_partnership()
    urls = cluster.urls(committed)
    environment = {
        **os.environ,
        "RALLYROUND_HOME": str(tmp_path),
        "DATABASE_URL": urls.web,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_INTAKE_URL": urls.intake,
    }
    command = [
        sys.executable,
        "-m",
        "rallyround.cli",
        "needs",
        "import",
        str(write(tmp_path, NEEDS)),
        "--json",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["made"] == 2
    assert Need.objects.count() == 2
