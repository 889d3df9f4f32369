"""A module's activation protocol as data: what its TOML may say, read strictly, with errors that name file and field.

The same table of fields is used by the reader, by the form and by the reference page in the docs.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from rallyround.groups.vocabulary import PlanningNeed
from rallyround.incidents.models import Phase
from rallyround.messaging.wordings import WORDINGS
from rallyround.people.roles import ROLES, Permission
from rallyround.register.kinds import KINDS

EFFECTS = ("cuts_need", "raises_help")
STAGES = ("begin", "run", "stand_down")
LONGEST_TEXT = 600
LONGEST_LINE = 300
LONGEST_MINUTES = 14 * 24 * 60

Content = dict[str, Any]


class BrokenProtocol(ValueError):
    """A module's file or form says something that cannot be; the text names file, field and remedy."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Field:
    """One field: `check` gives it back as it is kept, or raises BrokenProtocol with what to write instead."""

    name: str
    what: str
    written: str
    check: Callable[[object], object]


def _text(longest: int) -> Callable[[object], str]:
    def check(said: object) -> str:
        if not isinstance(said, str) or not said.strip():
            raise BrokenProtocol("write a text")
        if len(said.strip()) > longest:
            raise BrokenProtocol(f"shorten it to {longest} characters; it has {len(said.strip())}")
        return said.strip()

    return check


def _one_of(choices: Sequence[str]) -> Callable[[object], str]:
    def check(said: object) -> str:
        if not isinstance(said, str) or said not in choices:
            raise BrokenProtocol(f"write one of {', '.join(choices)}, not {said!r}")
        return said

    return check


def _some(check_one: Callable[[object], Any], *, least: int = 1) -> Callable[[object], list[Any]]:
    def check(said: object) -> list[Any]:
        if not isinstance(said, list):
            raise BrokenProtocol("write a list in square brackets")
        if len(said) < least:
            raise BrokenProtocol(f"name at least {least}")
        found = [check_one(one) for one in said]
        if any(found.count(one) > 1 for one in found):
            raise BrokenProtocol("name each only once")
        return found

    return check


def _whole(least: int, most: int) -> Callable[[object], int]:
    def check(said: object) -> int:
        if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
            raise BrokenProtocol(f"write a whole number from {least} to {most}, not {said!r}")
        return said

    return check


def _key(said: object) -> str:
    found = _text(60)(said)
    if not all(part.isascii() and part.isalnum() and part == part.lower() for part in found.split("-")):
        raise BrokenProtocol("use small letters, digits and hyphens only")
    return found


ACTIVATING = tuple(key for key, role in ROLES.items() if Permission.ACTIVATE in role.permissions)

STEP_FIELDS = (
    Field("stage", "When in the activation", " · ".join(STAGES), _one_of(STAGES)),
    Field("minutes", "By when: after the start or, in the stage stand_down, after standing down began",
          f"0 to {LONGEST_MINUTES}", _whole(0, LONGEST_MINUTES)),
    Field("role", "Who sees to it", "the key of a role", _one_of(tuple(ROLES))),
    Field("what", "What is done, as an order", "text", _text(LONGEST_LINE)),
)  # fmt: skip
TRIGGER_FIELDS = (
    Field("key", "Short name", "small letters, digits, hyphens", _key),
    Field("label", "What has happened or is expected", "text", _text(200)),
)
FIELDS = (
    Field("key", "Name of the module for the computer, the same as the file's", "small letters, digits, hyphens", _key),
    Field("name", "What people call it", "text", _text(120)),
    Field("phase", "When it is used", " · ".join(Phase.values), _one_of(Phase.values)),
    Field("purpose", "What becomes better, for whom", "text", _text(LONGEST_TEXT)),
    Field("effect", "Whether it makes needs fewer or help more", " · ".join(EFFECTS), _one_of(EFFECTS)),
    Field("planning_needs", "Planned needs of groups that it reduces", "list of kinds of planned need",
          _some(_one_of(PlanningNeed.values))),
    Field("kinds", "Kinds of need in the register that it takes", "list of kinds of need", _some(_one_of(tuple(KINDS)))),
    Field("measure", "What is counted to see whether it helps", "text", _text(LONGEST_LINE)),
    Field("evaluation", "How its value to the groups is found out, by whom and when", "text", _text(LONGEST_TEXT)),
    Field("responders_can_take", "Needs of its kinds that responders see to at a time without it",
          "0 to 10000", _whole(0, 10_000)),
    Field("activating_roles", "Who may decide to activate it", "list of " + " · ".join(ACTIVATING),
          _some(_one_of(ACTIVATING))),
    Field("call_out", "Who is wanted, and what for", "text", _text(LONGEST_LINE)),
    Field("risk_assessments", "Kinds of task whose safe way of working must be approved; may be empty",
          "list of kinds of need", _some(_one_of(tuple(KINDS)), least=0)),
    Field("liability", "What the holder of the liability answers for", "text", _text(LONGEST_LINE)),
    Field("materials", "What must be to hand; may be empty", "list of texts", _some(_text(200), least=0)),
    Field("training", "What helpers must have learnt; may be empty", "list of texts", _some(_text(200), least=0)),
    Field("messages", "Messages that go out; may be empty", "list of message names",
          _some(_one_of(tuple(WORDINGS)), least=0)),
    Field("stand_down", "When to stop", "list of texts", _some(_text(LONGEST_LINE))),
)  # fmt: skip


@dataclass(frozen=True)
class Trigger:
    """Something that may make a person decide to activate."""

    key: str
    label: str


@dataclass(frozen=True)
class Step:
    """One line of the checklist."""

    stage: str
    minutes: int
    role: str
    what: str


@dataclass(frozen=True)
class Protocol:
    """A checked protocol."""

    key: str
    name: str
    phase: str
    purpose: str
    effect: str
    planning_needs: tuple[str, ...]
    kinds: tuple[str, ...]
    measure: str
    evaluation: str
    responders_can_take: int
    activating_roles: tuple[str, ...]
    call_out: str
    risk_assessments: tuple[str, ...]
    liability: str
    materials: tuple[str, ...]
    training: tuple[str, ...]
    messages: tuple[str, ...]
    stand_down: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    checklist: tuple[Step, ...]


def protocol(content: Mapping[str, Any]) -> Protocol:
    """The protocol that a module's content is. Only for content that was checked before it was kept."""
    plain: dict[str, Any] = {
        field.name: tuple(value) if isinstance(value := content[field.name], list) else value
        for field in FIELDS
    }
    return Protocol(
        **plain,
        triggers=tuple(Trigger(**said) for said in content["triggers"]),
        checklist=tuple(Step(**said) for said in content["checklist"]),
    )


def checked(content: Mapping[str, object], where: str) -> Content:
    """The content as it is kept; raises BrokenProtocol naming `where`, the field and the remedy."""
    tables = {"triggers": TRIGGER_FIELDS, "checklist": STEP_FIELDS}
    _known(content, [*(field.name for field in FIELDS), *tables], where)
    found: Content = {field.name: _field(field, content, where) for field in FIELDS}
    for name, fields in tables.items():
        found[name] = _table(name, fields, content.get(name), where)
    if len({trigger["key"] for trigger in found["triggers"]}) < len(found["triggers"]):
        raise BrokenProtocol(f"{where}, field triggers: give each trigger a key of its own.", "triggers")
    missing = [stage for stage in STAGES if all(step["stage"] != stage for step in found["checklist"])]
    if missing:
        raise BrokenProtocol(f"{where}, field checklist: add a line of the stage {missing[0]}.", "checklist")
    return found


def read(text: str, where: str) -> Content:
    """What a module's TOML says, checked."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenProtocol(
            f"{where} is no TOML: {error}. Compare it with a file of the library."
        ) from error
    return checked(said, where)


def library() -> dict[str, Content]:
    """Every module of the library by its key, in the order of the phases."""
    folder = resources.files("rallyround.response") / "library"
    found = {}
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if path.name.endswith(".toml"):
            content = read(path.read_text("utf-8"), path.name)
            if content["key"] != path.name.removesuffix(".toml"):
                raise BrokenProtocol(f"{path.name}, field key: write the file's own name without .toml.")
            found[content["key"]] = content
    return dict(sorted(found.items(), key=lambda one: (Phase.values.index(one[1]["phase"]), one[0])))


def _known(said: Mapping[str, object], names: Sequence[str], where: str) -> None:
    unknown = sorted(set(said) - set(names))
    if unknown:
        raise BrokenProtocol(
            f"{where}, field {unknown[0]}: there is no such field. Take it out or correct its name."
        )


def _field(field: Field, said: Mapping[str, object], where: str) -> object:
    if field.name not in said:
        raise BrokenProtocol(
            f"{where}, field {field.name} is missing: {field.what[0].lower()}{field.what[1:]}."
        )
    try:
        return field.check(said[field.name])
    except BrokenProtocol as error:
        raise BrokenProtocol(f"{where}, field {field.name}: {error}.", field.name) from None


def _table(name: str, fields: Sequence[Field], said: object, where: str) -> list[dict[str, object]]:
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise BrokenProtocol(f"{where}, field {name}: add at least one [[{name}]].", name)
    found = []
    for number, one in enumerate(said, 1):
        place = f"{where}, {name} {number}"
        _known(one, [field.name for field in fields], place)
        try:
            found.append({field.name: _field(field, one, place) for field in fields})
        except BrokenProtocol as error:
            raise BrokenProtocol(str(error), name) from None
    return found
