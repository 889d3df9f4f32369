"""Advice as the public page shows it, and reach in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from rallyround.incidents.models import Hazard, Phase
from rallyround.response import words
from rallyround.response.models import Advice
from rallyround.response.queries.advice import Reached, published, to_show

Text = str | Promise


@dataclass(frozen=True)
class Piece:
    """One piece of advice: its language and direction are said, so that a screen reader speaks it right."""

    title: str
    body: str
    source: str
    hazard: Text
    phase: Text
    audience: Text
    language: str
    direction: str


@dataclass(frozen=True)
class Choice:
    """One choice of a question above the advice."""

    value: str
    label: Text
    chosen: bool


@dataclass(frozen=True)
class Reading:
    """The public page."""

    pieces: tuple[Piece, ...]
    hazards: tuple[Choice, ...]
    phases: tuple[Choice, ...]
    audiences: tuple[Choice, ...]
    languages: tuple[Choice, ...]


def reading(asked: Mapping[str, str], language: str) -> Reading:
    """What somebody reads who asked for this; only what there is advice on can be chosen."""
    known = {name: set(values) for name, values in _offered().items()}
    said = {name: value for name in known if (value := asked.get(name, "")) in known[name]}
    narrowed = {name: value for name, value in said.items() if name != "language"}

    def choices(name: str, labels: Mapping[str, Text], chosen: str) -> tuple[Choice, ...]:
        return tuple(Choice(key, label, key == chosen) for key, label in labels.items() if key in known[name])

    return Reading(
        pieces=tuple(_piece(shown.advice) for shown in to_show(language, **narrowed)),
        hazards=choices("hazard", dict(Hazard.choices), said.get("hazard", "")),
        phases=choices("phase", dict(Phase.choices), said.get("phase", "")),
        audiences=choices("audience", words.AUDIENCES, said.get("audience", "")),
        languages=choices("language", words.LANGUAGES, language),
    )


def _offered() -> dict[str, list[str]]:
    rows = list(published().values_list("hazard", "phase", "audience", "language"))
    names = ("hazard", "phase", "audience", "language")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _piece(advice: Advice) -> Piece:
    return Piece(
        title=advice.title,
        body=advice.body,
        source=advice.source,
        hazard=Hazard(advice.hazard).label,
        phase=Phase(advice.phase).label,
        audience=words.AUDIENCES[advice.audience],
        language=advice.language,
        direction="rtl" if advice.language in words.RIGHT_TO_LEFT else "ltr",
    )


@dataclass(frozen=True)
class ReachLine:
    """A line of the table of reach."""

    audience: Text
    channel: Text
    people: int
    times: int


def reach_in_words(found: list[Reached]) -> list[ReachLine]:
    """Reach by audience and channel in words."""
    return [
        ReachLine(words.AUDIENCES[line.audience], words.CHANNELS[line.channel], line.people, line.times)
        for line in found
    ]


def uuid_or_none(text: str) -> UUID | None:
    """An id from the address bar, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
