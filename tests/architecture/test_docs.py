"""Every state, role, permission, setting, verb and number stands in the reference pages that are made from the code."""

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from rallyround.core.lifecycle import MACHINES
from rallyround.core.sources import SOURCES
from rallyround.ledger.models import Event
from rallyround.people.roles import ROLES, Permission
from tests.architecture.source import PACKAGE
from tests.architecture.world import World

GENERATOR = PACKAGE.parents[1] / "docs" / "generate.py"
# Read, but the system's own and not ours to explain.
OF_THE_SYSTEM = {"PATH", "XDG_DATA_HOME", "LOCALAPPDATA"}
OURS = re.compile(r"(RALLYROUND|DATABASE)_[A-Z_]*[A-Z]")


@cache
def generator() -> ModuleType:
    """`docs/generate.py` as a module."""
    spec = importlib.util.spec_from_file_location("generate", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def page(name: str) -> str:
    """One reference page as it would be written now."""
    return str(generator().PAGES[name]())


def missing(keys: Iterable[str], text: str) -> list[str]:
    """The keys that do not stand in the text as code."""
    return sorted({key for key in keys if f"`{key}`" not in text})


def trees(package: Path = PACKAGE) -> Iterator[ast.Module]:
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            yield ast.parse(path.read_text("utf-8"))


def constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def settings(package: Path = PACKAGE) -> set[str]:
    """The variables of the environment that the code reads, and every name that looks like one of ours."""
    found = set()
    for tree in trees(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and OURS.fullmatch(constant(node)):
                found.add(constant(node))
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                found.add(constant(node.slice))
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called.endswith(("environ.get", "environ.pop", "getenv")):
                    found.add(constant(node.args[0]))
                found |= {constant(word.value) for word in node.keywords if word.arg == "envvar"}
    return found - OF_THE_SYSTEM - {""}


def verbs(package: Path = PACKAGE) -> set[str]:
    """The verbs that stand in the code as they are: `record(verb="need.reported")`."""
    return {
        constant(word.value)
        for tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "verb"
    } - {""}


def test_every_state_and_every_step_is_explained() -> None:
    text = page("states.md")
    for machine in MACHINES:
        about = text.split(f"## {machine.name.capitalize()}\n")[1].split("\n## ")[0]
        assert missing(machine.states, about) == []
        assert missing((step.verb for step in machine.steps), about) == []


def test_every_role_and_every_permission_is_explained() -> None:
    assert missing(ROLES, page("roles.md")) == []
    assert missing(Permission, page("roles.md")) == []


def test_every_setting_that_the_code_reads_is_explained() -> None:
    assert missing(settings(), page("settings.md")) == []


def test_every_number_is_explained() -> None:
    assert missing(SOURCES, page("numbers.md")) == []


def test_every_verb_in_the_code_is_explained() -> None:
    assert missing(verbs(), page("record.md")) == []


def test_every_verb_that_a_whole_line_left_in_the_ledger_is_explained(world: World) -> None:
    assert missing(Event.objects.values_list("verb", flat=True).distinct(), page("record.md")) == []


def test_every_command_is_explained() -> None:
    from rallyround.cli import COMMANDS

    text = page("commands.md")
    assert [
        name for name, (_, line) in COMMANDS.items() if line and f"## rallyround {name}" not in text
    ] == []


# The checks themselves, shown to fail.


def test_a_planted_key_that_no_page_explains_is_found() -> None:
    assert missing(["reported", "planted"], "| `reported` | Reported |\nplanted") == ["planted"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("os.environ['PLANTED_ONE']", "PLANTED_ONE"),
        ("os.environ.get('PLANTED_TWO', '')", "PLANTED_TWO"),
        ("os.getenv('PLANTED_THREE')", "PLANTED_THREE"),
        ("click.option('--port', envvar='PLANTED_FOUR')", "PLANTED_FOUR"),
        ("name = 'RALLYROUND_PLANTED'", "RALLYROUND_PLANTED"),
    ],
)
def test_a_planted_setting_is_found(tmp_path: Path, line: str, name: str) -> None:
    (tmp_path / "planted.py").write_text(line, "utf-8")
    assert missing(settings(tmp_path), page("settings.md")) == [name]


def test_a_planted_verb_is_found(tmp_path: Path) -> None:
    (tmp_path / "actions.py").write_text("record(by=by, at=at, verb='need.planted', subject=s)", "utf-8")
    assert missing(verbs(tmp_path), page("record.md")) == ["need.planted"]
