"""The rules of the house, each also shown to fail where it is broken on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import APPS, PACKAGE, broken_actions, writes_outside_actions

ROOT = PACKAGE.parents[1]

# Actions that record nothing, each with its reason.
SILENT = {
    "ledger": frozenset({"record", "checkpoint"}),  # they are the record
    "incidents": frozenset(
        {"touch_duty"}
    ),  # presence, refreshed by an open board each minute, is no decision
}


def test_only_actions_write() -> None:
    assert [str(b) for b in writes_outside_actions()] == []


@pytest.mark.parametrize("app", APPS)
def test_every_action_records_and_stands_alone(app: str) -> None:
    assert [str(b) for b in broken_actions(app, SILENT.get(app, frozenset()))] == []


@pytest.mark.parametrize(
    "line",
    [
        "Need.objects.create(code='x')",
        "Need.objects.filter(code='x').update(state='met')",
        "need.save()",
        "Need.objects.all().delete()",
        "cursor.execute('UPDATE register_need SET state = 1')",
    ],
)
def test_a_planted_write_in_a_view_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "views.py").write_text(f"def view(request):\n    {line}\n", "utf-8")
    assert len(writes_outside_actions(tmp_path, ("register",))) == 1


PLANTED = {
    "records no event": "@transaction.atomic\ndef close(*, by, at):\n    need.save()\n",
    "is not one transaction": "def close(*, by, at):\n    record(by=by)\n",
    "calls the public action": (
        "@transaction.atomic\ndef open(*, by):\n    record(by=by)\n"
        "@transaction.atomic\ndef close(*, by):\n    record(by=by)\n    open(by=by)\n"
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_faulty_action_is_found(tmp_path: Path, what: str) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "actions.py").write_text(PLANTED[what], "utf-8")
    found = broken_actions("register", package=tmp_path)
    assert len(found) == 1
    assert what in str(found[0])


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over a copy of the package."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package beside its configuration, where something may be planted."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        PACKAGE,
        folder / "src" / "rallyround",
        ignore=shutil.ignore_patterns("dist", "__pycache__", "migrations"),
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_order_of_the_house_holds(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "rule"),
    [
        ("ledger/planted.py", "from rallyround.register import models", "The order of the house"),
        ("core/planted.py", "import django", "are pure"),
        ("formats/planted.py", "import psycopg", "are pure"),
        ("cluster/planted.py", "import django", "the cluster needs"),
        ("register/views.py", "from rallyround.register import models", "views do not import models"),
        ("register/queries.py", "from rallyround.register import actions", "queries do not import actions"),
        ("unplaced/__init__.py", "", "The order of the house"),
    ],
)
def test_a_planted_import_is_found(copy: Path, path: str, line: str, rule: str) -> None:
    target = copy / "src" / "rallyround" / path
    before = target.read_text("utf-8") if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        done = lint(copy)
        assert done.returncode != 0
        broken = [text for text in done.stdout.splitlines() if "BROKEN" in text] or [done.stdout]
        assert any(rule in text for text in broken), done.stdout
    finally:
        if before is None:
            target.unlink()
            if target.parent.name == "unplaced":
                shutil.rmtree(target.parent)
        else:
            target.write_text(before, "utf-8")
