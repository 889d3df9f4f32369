"""Papers as Word files, opened again by a reader of Word files."""

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from rallyround.formats.document import Section, Text, from_json, to_json
from rallyround.formats.docx_out import docx_bytes
from tests.formats.test_pdf_out import a_paper


def opened(**said: Any) -> Any:
    return docx.Document(BytesIO(docx_bytes(a_paper(**said))))


def test_headings_lists_and_captions_have_their_styles() -> None:
    styles = [(p.style.name, p.text) for p in opened().paragraphs if p.text]
    assert styles[0] == ("Title", "Strategy")
    assert [text for name, text in styles if name == "Heading 1"] == ["What we want", "Money"]
    assert [text for name, text in styles if name == "List Bullet"] == ["First", "Second"]
    assert [text for name, text in styles if name == "Caption"] == ["Costs by year", "Net value"]
    plain = [text for name, text in styles if name == "Normal"]
    assert plain[:2] == ["Version: 2", "Date: 14 January 2026"]
    assert "Not yet written: funding" in plain
    assert "Source: Ambition, version 2" in plain


def test_the_first_row_of_a_table_is_its_header() -> None:
    table = opened().tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Year", "Pounds"], ["2026", "10,000"], ["2027", "9,000"]]  # fmt: skip
    marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, False, False]


def test_a_figure_has_words() -> None:
    shape = opened().inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "Help ready is worth 5 pounds, between 2 and 9."


@pytest.mark.parametrize(("language", "place"), [("en", "en-GB"), ("cy", "cy-GB")])
def test_the_file_says_its_language_title_and_author(language: str, place: str) -> None:
    word = opened(language=language)
    assert (word.core_properties.language, word.core_properties.title) == (place, "Strategy")
    assert word.core_properties.author == "Mereshire"
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == place


def test_control_characters_do_not_break_the_file() -> None:
    word = opened(sections=(Section(heading="A\x00<b>", blocks=(Text(text="one\x0b & two"),)),))
    assert [p.text for p in word.paragraphs][-2:] == ["A<b>", "one & two"]


def test_a_paper_comes_back_from_json_as_it_was() -> None:
    paper = a_paper()
    assert from_json(to_json(paper)) == paper
    assert paper.blanks == ["Not yet written: funding"]
