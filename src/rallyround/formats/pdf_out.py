"""A paper as an accessible PDF (PDF/UA-1): tagged, with its language, headings, table headers and words for figures."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

import typst

from rallyround.formats.document import Document, Figure, to_json
from rallyround.formats.pdf_template import TEMPLATE

STANDARD = "ua-1"
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
INSTEAD = "?"
TRIES = 20
ROOM_FOR_A_WORD = 1.5
NARROWEST, WIDEST = 9, 32  # characters by which a column's share of the width is reckoned


class CannotPrint(ValueError):
    """The paper could not be set; says why, for the log."""


def pdf(document: Document) -> bytes:
    """The paper as the bytes of a PDF; the same paper gives the same bytes.

    Letters for which no font on the machine has a shape stand as question marks, since an accessible PDF may not hold
    empty boxes. Raises `CannotPrint` where the paper cannot be set at all.

    >>> from datetime import date
    >>> from rallyround.formats.document import Section, Text
    >>> made = pdf(Document(title="A #plan", partnership="Mereshire", language="en", dated_on=date(2026, 1, 14),
    ...     particulars=(), sections=(Section(heading="Why", blocks=(Text(text="Because."),)),)))
    >>> made[:5]
    b'%PDF-'
    """
    data = json.dumps(_prepared(document), ensure_ascii=False)
    for _ in range(TRIES):
        try:
            return _set(data, document, format="pdf", pdf_standards=STANDARD)
        except typst.TypstError as error:
            unshown = set(UNSHOWN.findall(str(error)))
            if not unshown:
                raise CannotPrint(str(error)) from error
            for letters in unshown:
                data = data.replace(ESCAPED.sub(lambda found: chr(int(found[1], 16)), letters), INSTEAD)
    raise CannotPrint("Too many letters that no font here can show.")


def picture(figure: Figure, language: str, pixels_per_inch: int = 200) -> bytes:
    """The bars of one figure as a PNG, for formats that cannot draw them: 16 cm wide.

    >>> from rallyround.formats.document import Bar
    >>> picture(Figure(caption="Homes", bars=(Bar(label="Mere", value=3, text="3"),), alt="Mere 3"), "en")[1:4]
    b'PNG'
    """
    start = TEMPLATE.index("#let bars(block)")
    end = TEMPLATE.index("#title()")
    source = (
        "#let paper = json(bytes(sys.inputs.paper))\n"
        '#set text(font: "Libertinus Serif", size: 11pt, lang: paper.language)\n'
        "#set page(width: 16cm, height: auto, margin: 4pt)\n"
        f"{TEMPLATE[start:end]}\n#bars(paper.figure)\n"
    )
    data = json.dumps({"language": language, "figure": _figure(figure)}, ensure_ascii=False)
    made = typst.compile(source.encode(), format="png", ppi=pixels_per_inch, sys_inputs={"paper": data})
    return bytes(made)


def headings(document: Document) -> list[str]:
    """The headings as the typesetter understood them: for checking that a paper was set as it was meant.

    >>> from datetime import date
    >>> from rallyround.formats.document import Section
    >>> headings(Document(title="A", partnership="B", language="en", dated_on=date(2026, 1, 14), particulars=(),
    ...     sections=(Section(heading="*Why* $x$", blocks=()),)))
    ['*Why* $x$']
    """
    data = json.dumps(_prepared(document), ensure_ascii=False)
    found = json.loads(typst.query(TEMPLATE.encode(), "heading", sys_inputs={"paper": data}))
    return [str(heading["body"]["text"]) for heading in found]


def _set(data: str, document: Document, **options: Any) -> bytes:
    made = typst.compile(
        TEMPLATE.encode(),
        sys_inputs={"paper": data},
        timestamp=datetime.combine(document.dated_on, time(), UTC),
        **options,
    )
    return bytes(made)


def _prepared(document: Document) -> dict[str, Any]:
    """The paper with what the template would else have to reckon: paragraphs apart, columns with their widths."""
    said: dict[str, Any] = _without_controls(to_json(document))
    for section in said["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "text":
                block["paragraphs"] = paragraphs(block["text"])
            if block["kind"] == "table":
                block["widths"] = widths(block["head"], block["rows"])
    return said


def _without_controls(value: Any) -> Any:
    """The same without characters that print nothing and that no font has; lines keep their ends."""
    if isinstance(value, dict):
        return {key: _without_controls(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_controls(inner) for inner in value]
    if isinstance(value, str):
        return "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return value


def _figure(figure: Figure) -> dict[str, Any]:
    return {"bars": [_without_controls(vars(bar)) for bar in figure.bars]}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line begins a new one, a line's end alone is a space.

    >>> paragraphs("One\\ngoes on.\\n\\nTwo.")
    ['One goes on.', 'Two.']
    """
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(part.split()) for part in parts if part.strip()]


def widths(head: list[str], rows: list[list[str]]) -> list[int]:
    """Shares of the width for the columns of a table, by their longest cell, none too narrow and none taking all.

    >>> widths(["Year", "What"], [["1", "A long sentence about what is done here and why"]])
    [9, 32]
    """
    return [_width(column) for column in zip(head, *rows, strict=True)]


def _width(column: Iterable[str]) -> int:
    """By the longest cell; but a word that is longer than its line would run into the next column."""
    cells = list(column)
    word = max((len(word) for cell in cells for word in cell.split()), default=0)
    return max(min(max(map(len, cells)), WIDEST), NARROWEST, round(ROOM_FOR_A_WORD * word))
