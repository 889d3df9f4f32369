"""The eight steps as data: one edition a folder, read strictly, with the words of the nation filled in.

A partnership that wants other words puts a folder `manual` of the same shape into its home folder.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rallyround.cluster.folders import home

BUILT_IN = Path(__file__).parent / "first"
STEPS = range(1, 9)
# The four phases and the steps in each: the order of the work, not of any text.
PHASES: dict[str, tuple[int, ...]] = {
    "ambition": (1,),
    "design": (2, 3, 4),
    "implement": (5, 6, 7),
    "improve": (8,),
}


class BadEdition(ValueError):
    """A file of an edition does not say what it must: names the file, the field and the remedy."""


@dataclass(frozen=True)
class Doing:
    """One thing to do, and the name of the page on which it is done."""

    text: str
    page: str


@dataclass(frozen=True)
class Question:
    key: str
    text: str


@dataclass(frozen=True)
class Step:
    """One of the eight steps: what, why, how, questions, an example, and practice that opens after the basics."""

    key: str
    number: int
    name: str
    phase: str
    stale_after_days: int
    what: str
    why: tuple[str, ...]
    how: tuple[Doing, ...]
    questions: tuple[Question, ...]
    advanced: tuple[Doing, ...]
    example: str

    def question(self, key: str) -> Question | None:
        """The question of this key."""
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True)
class Phase:
    key: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Reference:
    """A piece of named guidance: its edition, whether it still holds, what replaced it, and when we look again."""

    key: str
    title: str
    publisher: str
    edition: str
    dated: date
    status: str
    superseded_by: str
    review_on: date | None


@dataclass(frozen=True)
class Edition:
    key: str
    name: str
    dated: date
    phases: tuple[Phase, ...]
    principles: dict[str, str]
    references: tuple[Reference, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All eight, in their order."""
        return tuple(step for phase in self.phases for step in phase.steps)

    def step(self, number: int) -> Step | None:
        """The step of this number."""
        return next((step for step in self.steps if step.number == number), None)


def folder() -> Path:
    """Where the edition in use lies: the partnership's own where it has one."""
    own = home() / "manual"
    return own if (own / "edition.toml").is_file() else BUILT_IN


def edition(words: dict[str, str]) -> Edition:
    """The edition in use, with the words of a nation in the places that ask for them."""
    return _read(folder(), tuple(sorted(words.items())))


@cache
def _read(where: Path, words: tuple[tuple[str, str], ...]) -> Edition:
    return read(where, dict(words))


def read(where: Path, words: dict[str, str]) -> Edition:
    """Read a folder strictly: eight files of steps, `edition.toml`, `references.toml`; anything else is refused."""
    about = _Table(where / "edition.toml", words)
    steps = [_step(path, words) for path in sorted(where.glob("[0-9]-*.toml"))]
    if [step.number for step in steps] != list(STEPS):
        raise BadEdition(f"{where.name}: there must be one file for each step from 1 to 8")
    for step in steps:
        if step.number not in PHASES.get(step.phase, ()):
            raise BadEdition(
                f"{step.number}-*.toml: step {step.number} does not belong to phase {step.phase!r}"
            )
    phases = []
    for table in about.tables("phases"):
        key = table.text("key")
        phases.append(Phase(key, table.text("name"), tuple(s for s in steps if s.phase == key)))
        table.nothing_more()
    if [phase.key for phase in phases] != list(PHASES):
        raise BadEdition(f"edition.toml: phases must be {', '.join(PHASES)}, in this order")
    principles = {}
    for table in about.tables("principles"):
        principles[table.text("key")] = table.text("text")
        table.nothing_more()
    found = Edition(about.text("key"), about.text("name"), about.day("dated"), tuple(phases), principles,
                    _references(where / "references.toml", words))  # fmt: skip
    about.nothing_more()
    return found


def _step(path: Path, words: dict[str, str]) -> Step:
    table = _Table(path, words)
    step = Step(
        key=table.text("key"),
        number=table.number("number"),
        name=table.text("name"),
        phase=table.text("phase"),
        stale_after_days=table.number("stale_after_days"),
        what=table.text("what"),
        why=table.texts("why"),
        how=_doings(table, "how"),
        questions=tuple(_question(each) for each in table.tables("questions")),
        advanced=_doings(table, "advanced"),
        example=table.text("example"),
    )
    table.nothing_more()
    if len({question.key for question in step.questions}) < len(step.questions):
        raise BadEdition(f"{path.name}: two questions have the same key")
    return step


def _doings(table: "_Table", field: str) -> tuple[Doing, ...]:
    found = []
    for each in table.tables(field):
        found.append(Doing(each.text("text"), each.text("page")))
        each.nothing_more()
    return tuple(found)


def _question(table: "_Table") -> Question:
    question = Question(table.text("key"), table.text("text"))
    table.nothing_more()
    return question


def _references(path: Path, words: dict[str, str]) -> tuple[Reference, ...]:
    whole, found = _Table(path, words), []
    for table in whole.tables("references"):
        status = table.text("status")
        if status not in ("current", "superseded"):
            raise BadEdition(f"{path.name}: status is current or superseded, not {status!r}")
        by = table.text("superseded_by") if status == "superseded" else ""
        found.append(
            Reference(
                table.text("key"),
                table.text("title"),
                table.text("publisher"),
                table.text("edition"),
                table.day("dated"),
                status,
                by,
                table.day("review_on") if status == "current" else None,
            )
        )
        table.nothing_more()
    whole.nothing_more()
    keys = {reference.key for reference in found}
    for reference in found:
        if reference.superseded_by and reference.superseded_by not in keys:
            raise BadEdition(f"{path.name}: {reference.key} was superseded by something that is not listed")
    return tuple(found)


class _Table:
    """A TOML table that is read field by field: what is missing, of another kind or left over is refused by name."""

    def __init__(self, path: Path, words: dict[str, str], content: dict[str, Any] | None = None) -> None:
        self.path, self.words = path, words
        if content is None:
            try:
                content = tomllib.loads(path.read_text("utf-8"))
            except FileNotFoundError:
                raise BadEdition(f"{path.name} is missing") from None
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise BadEdition(f"{path.name} is not TOML: {error}") from None
        self.left = dict(content)

    def _take(self, field: str, kind: type) -> Any:
        value = self.left.pop(field, None)
        if not isinstance(value, kind) or isinstance(value, bool) or value in ("", []):
            raise BadEdition(f"{self.path.name}: {field} is missing or is not {kind.__name__}")
        return value

    def text(self, field: str) -> str:
        return self._filled(self._take(field, str), field)

    def texts(self, field: str) -> tuple[str, ...]:
        said = self._take(field, list)
        if not all(isinstance(each, str) and each for each in said):
            raise BadEdition(f"{self.path.name}: {field} must be a list of sentences")
        return tuple(self._filled(each, field) for each in said)

    def number(self, field: str) -> int:
        return int(self._take(field, int))

    def day(self, field: str) -> date:
        found: date = self._take(field, date)
        return found

    def tables(self, field: str) -> "list[_Table]":
        said = self._take(field, list)
        if not all(isinstance(each, dict) for each in said):
            raise BadEdition(f"{self.path.name}: {field} must be a list of tables")
        return [_Table(self.path, self.words, each) for each in said]

    def nothing_more(self) -> None:
        if self.left:
            raise BadEdition(f"{self.path.name}: nobody knows {', '.join(sorted(self.left))}; take it out")

    def _filled(self, text: str, field: str) -> str:
        try:
            return text.format_map(self.words)
        except (KeyError, ValueError, IndexError) as error:
            raise BadEdition(
                f"{self.path.name}: {field} asks for the word {error}, which no nation has"
            ) from None
