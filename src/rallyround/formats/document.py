"""A paper as plain data: sections of text, lists, tables, figures and named blanks, each with its source.

The writers of Word and PDF take it as it is; nothing in it is markup, so nothing in it can break out of its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Text:
    """Paragraphs; an empty line begins a new one."""

    text: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Points:
    """A list of points."""

    items: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its caption and heading row; `numeric` are the columns that hold figures, counted from 0."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, with the interval around its value where there is one; `text` is the value as it is written."""

    label: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Bars on one scale that begins at nought; `alt` says in words what they show."""

    caption: str
    bars: tuple[Bar, ...]
    alt: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """Something that is not there yet, by its name."""

    text: str


Block = Text | Points | Table | Figure | Blank
KINDS: dict[str, type[Any]] = {
    "text": Text, "points": Points, "table": Table, "figure": Figure, "blank": Blank,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper. `particulars` stand under the title: a label and what it says, such as the version."""

    title: str
    partnership: str
    language: str
    dated_on: date
    particulars: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    source_label: str = "Source"

    @property
    def blanks(self) -> list[str]:
        """Everything that is named as not there."""
        return [b.text for section in self.sections for b in section.blocks if isinstance(b, Blank)]


def to_json(document: Document) -> dict[str, Any]:
    """The paper as what JSON can hold; every block says its kind.

    >>> paper = Document(title="A", partnership="B", language="en", dated_on=date(2026, 1, 14), particulars=(),
    ...                  sections=(Section(heading="C", blocks=(Blank(text="Not yet written"),)),))
    >>> to_json(paper)["sections"][0]["blocks"][0]
    {'kind': 'blank', 'text': 'Not yet written'}
    >>> from_json(to_json(paper)) == paper
    True
    """
    names = {kind: name for name, kind in KINDS.items()}
    sections = [
        {
            "heading": section.heading,
            "blocks": [{"kind": names[type(block)], **_plain(asdict(block))} for block in section.blocks],
        }
        for section in document.sections
    ]
    said: dict[str, Any] = _plain(asdict(document))
    return said | {"dated_on": document.dated_on.isoformat(), "sections": sections}


def from_json(content: Mapping[str, Any]) -> Document:
    """The paper that `to_json` was given. Raises KeyError for a kind of block that there is none of."""
    sections = tuple(
        Section(heading=said["heading"], blocks=tuple(_block(block) for block in said["blocks"]))
        for said in content["sections"]
    )
    return Document(
        title=content["title"],
        partnership=content["partnership"],
        language=content["language"],
        dated_on=date.fromisoformat(content["dated_on"]),
        particulars=tuple((label, text) for label, text in content["particulars"]),
        sections=sections,
        source_label=content["source_label"],
    )


def _block(said: Mapping[str, Any]) -> Block:
    fields = {name: _frozen(value) for name, value in said.items() if name != "kind"}
    kind = KINDS[said["kind"]]
    if kind is Figure:
        fields["bars"] = tuple(Bar(**bar) for bar in said["bars"])
    block: Block = kind(**fields)
    return block


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _frozen(value: Any) -> Any:
    """Lists as tuples, as the dataclasses have them."""
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value
