"""Papers as PDF: accessible, the same each time, and nothing in a text is ever markup."""

import re
import zlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rallyround.formats.document import Bar, Blank, Document, Figure, Points, Section, Table, Text
from rallyround.formats.pdf_out import headings, pdf, picture


def a_paper(**said: Any) -> Document:
    """A paper with one block of each kind."""
    fields: dict[str, Any] = {
        "title": "Strategy",
        "partnership": "Mereshire",
        "language": "en",
        "dated_on": date(2026, 1, 14),
        "particulars": (("Version", "2"), ("Date", "14 January 2026")),
        "sections": (
            Section(heading="What we want", blocks=(
                Text(text="Nobody by the river is left alone.\n\nNot at night.", source="Ambition, version 2"),
                Points(items=("First", "Second")),
                Blank(text="Not yet written: funding"),
            )),
            Section(heading="Money", blocks=(
                Table(caption="Costs by year", head=("Year", "Pounds"), rows=(("2026", "10,000"), ("2027", "9,000")),
                      numeric=(1,), source="Case, version 1"),
                Figure(caption="Net value", bars=(Bar(label="Help ready", value=5.0, text="£5", low=2.0, high=9.0),
                                                  Bar(label="As now", value=0.0, text="£0")),
                       alt="Help ready is worth 5 pounds, between 2 and 9.", source="Case, version 1"),
            )),
        ),
    }  # fmt: skip
    return Document(**{**fields, **said})


def inside(made: bytes) -> bytes:
    """The file with its streams opened, to look for what stands in them."""
    found = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_the_pdf_says_that_it_is_accessible_its_language_its_title_and_its_parts() -> None:
    content = inside(pdf(a_paper()))
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"pdfuaid:part", b"/DisplayDocTitle true",
                 b"/S/H1", b"/S/TH", b"/S/Table", b"/S/Figure", b"/Alt", b"/S/L"):  # fmt: skip
        assert mark in content.replace(b" /", b"/").replace(b"/Lang (", b"/Lang("), mark


def test_the_same_paper_is_the_same_bytes() -> None:
    assert pdf(a_paper()) == pdf(a_paper())
    assert pdf(a_paper()) != pdf(a_paper(title="Another"))


def test_the_headings_are_headings() -> None:
    assert headings(a_paper()) == ["What we want", "Money"]


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        "*bold* _it_ `code` $x^2$",
        '"quotes" \\ back',
        "@ref <label>",
        "// gone",
        "= Heading",
        "]#{",
    ],
)
def test_what_looks_like_markup_stays_text(text: str) -> None:
    section = Section(heading=text, blocks=(
        Text(text=text, source=text),
        Points(items=(text,)),
        Blank(text=text),
        Table(caption=text, head=(text, text), rows=((text, text),), source=text),
        Figure(caption=text, bars=(Bar(label=text, value=1, text=text),), alt=text),
    ))  # fmt: skip
    paper = a_paper(title=text, particulars=((text, text),), sections=(section,))
    assert headings(paper) == [text]
    assert pdf(paper).startswith(b"%PDF")


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    assert pdf(a_paper(sections=(Section(heading="A", blocks=(Text(text=text or "."),)),))).startswith(
        b"%PDF"
    )


def test_letters_that_no_font_has_become_question_marks_instead_of_an_error() -> None:
    paper = a_paper(sections=(Section(heading="\U0001f30a", blocks=(Text(text="Wave \U0001f30a \ue000"),)),))
    assert pdf(paper).startswith(b"%PDF")


def test_a_figure_without_bars_and_a_table_without_rows_are_set() -> None:
    blocks = (Figure(caption="None", bars=(), alt="None"), Table(caption="Empty", head=("A",), rows=()))
    assert pdf(a_paper(sections=(Section(heading="A", blocks=blocks),))).startswith(b"%PDF")


def test_a_picture_is_a_png() -> None:
    figure = Figure(caption="A", bars=(Bar(label="#x", value=3, text="3", low=1, high=4),), alt="A")
    assert picture(figure, "en").startswith(b"\x89PNG")
