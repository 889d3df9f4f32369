"""The kinds of paper, what each may be about, and a whole paper made from the record at one moment."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rallyround.business import queries as business
from rallyround.formats.document import Document, Section, to_json
from rallyround.people import queries as people
from rallyround.programme.papers.after_action import after_action
from rallyround.programme.papers.blocks import day
from rallyround.programme.papers.case import case
from rallyround.programme.papers.strategy import strategy
from rallyround.programme.papers.terms import terms
from rallyround.programme.queries import team
from rallyround.response import queries as response
from rallyround.ui.errors import Refused

Particulars = tuple[tuple[str, str], ...]
Parts = tuple[Particulars, tuple[Section, ...]]
LANGUAGES = ("en", "cy")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of paper. `subjects` are the rows that it may be about, the first the likeliest; None: all of it."""

    key: str
    label: str | Promise
    sentence: str | Promise
    build: Callable[[Any, datetime], Parts]
    subjects: Callable[[], list[tuple[Any, str]]] | None = None
    wanted: str | Promise = ""


def _terms() -> list[tuple[Any, str]]:
    return [(t, gettext("Version %(version)s") % {"version": t.version}) for t in team.terms()]


def _cases() -> list[tuple[Any, str]]:
    return [(c, f"{c.name}, {c.version}") for c in business.cases().order_by("-made_at")]


def _activations() -> list[tuple[Any, str]]:
    found = response.activations().order_by("-activated_at")
    return [(a, f"{a.module.name}, {a.incident.name}, {day(a.activated_at)}") for a in found]


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(key="strategy", label=_("Strategy"),
             sentence=_("What is wanted, for whom, how, at what pace and risk."), build=strategy),
        Kind(key="terms", label=_("Terms of reference"), sentence=_("What the working group is for and how it works."),
             build=terms, subjects=_terms, wanted=_("Write the terms of reference first.")),
        Kind(key="case", label=_("Business case"), sentence=_("What it costs, who gains, and whether it is worth it."),
             build=case, subjects=_cases, wanted=_("Begin a business case first.")),
        Kind(key="after_action", label=_("After-action report"),
             sentence=_("What happened when a module was activated, and what was learnt."),
             build=after_action, subjects=_activations, wanted=_("A module has to be activated first.")),
    )
}  # fmt: skip


def subject_of(kind: Kind, subject_id: UUID | None) -> tuple[Any, str]:
    """What a paper is about, with its name; refused where there is no such thing."""
    if kind.subjects is None:
        return None, ""
    found = kind.subjects()
    if not found:
        raise Refused(kind.wanted)
    for subject, name in found:
        if subject.id == subject_id:
            return subject, name
    raise Refused(gettext("Choose what the paper is about."))


def document(kind: Kind, subject_id: UUID | None, version: int, at: datetime, language: str) -> Document:
    """The paper as the record has it at this moment, in one language."""
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    with translation.override(language):
        subject, name = subject_of(kind, subject_id)
        particulars, sections = kind.build(subject, at)
        partnership = people.partnership()
        label = str(kind.label)
        called = partnership.name if partnership else gettext("No partnership is set up")
        return Document(
            title=f"{label}: {name}" if name else label,
            partnership=called,
            language=language,
            dated_on=timezone.localdate(at),
            particulars=(
                (gettext("Partnership"), called),
                (gettext("Version of this paper"), str(version)),
                (gettext("Made on"), day(at)),
                *particulars,
            ),
            sections=_with_blanks(sections),
            source_label=gettext("Source"),
        )


def _with_blanks(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """A section without anything in it would be a heading over nothing."""
    return tuple(section for section in sections if section.blocks)


def content_of(made: Document) -> dict[str, Any]:
    """The paper as it is kept."""
    return to_json(made)


def digest(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a paper, as 64 hex digits."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
