"""A paper as a Word file that councils edit: real headings, table headers that repeat, language, words for pictures."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable

from rallyround.formats.document import Blank, Document, Figure, Points, Table, Text
from rallyround.formats.pdf_out import paragraphs, picture

TEAL = RGBColor(0x0B, 0x4A, 0x4A)
GREY = RGBColor(0x46, 0x46, 0x46)
FONT = "Arial"
PLACE = {"en": "en-GB", "cy": "cy-GB"}
# What XML cannot hold at all.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def docx_bytes(document: Document) -> bytes:
    """The paper as the bytes of a .docx file; control characters, which the format cannot hold, are left out.

    >>> from datetime import date
    >>> from rallyround.formats.document import Section
    >>> made = docx_bytes(Document(title="A", partnership="B", language="en", dated_on=date(2026, 1, 14),
    ...     particulars=(), sections=(Section(heading="Why", blocks=(Text(text="Because."),)),)))
    >>> [p.text for p in docx.Document(BytesIO(made)).paragraphs]
    ['A', 'Why', 'Because.']
    """
    word = docx.Document()
    _set_up(word, document)
    word.add_paragraph(_clean(document.title), style="Title")
    for label, said in document.particulars:
        line = word.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{_clean(label)}: ").bold = True
        line.add_run(_clean(said))
    for section in document.sections:
        word.add_heading(_clean(section.heading), level=1)
        for block in section.blocks:
            _write(word, document, block)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_up(word: Word, document: Document) -> None:
    about = word.core_properties
    about.title, about.author = _clean(document.title), _clean(document.partnership)
    about.language = PLACE.get(document.language, document.language)
    about.comments = ""
    about.created = about.modified = datetime.combine(document.dated_on, time(), UTC)
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    for name in ("Normal", "Title", "Heading 1", "Caption", "List Bullet"):
        style: Any = word.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
    normal: Any = word.styles["Normal"]
    normal.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), about.language)
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 24), ("Heading 1", 16), ("Caption", 11)):
        style = word.styles[name]
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), TEAL, True
    word.styles["Caption"].paragraph_format.keep_with_next = True
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{_clean(document.title)}    ").font.size = Pt(9)
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    """Word reckons the page's number itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write(word: Word, document: Document, block: Any) -> None:
    if isinstance(block, Text):
        for part in paragraphs(block.text):
            word.add_paragraph(_clean(part))
    elif isinstance(block, Points):
        for item in block.items:
            word.add_paragraph(_clean(item), style="List Bullet")
    elif isinstance(block, Blank):
        word.add_paragraph().add_run(_clean(block.text)).italic = True
    elif isinstance(block, Table):
        _table(word, block)
    elif isinstance(block, Figure):
        _figure(word, document, block)
    if getattr(block, "source", ""):
        run = word.add_paragraph().add_run(f"{document.source_label}: {_clean(block.source)}")
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _table(word: Word, block: Table) -> None:
    word.add_paragraph(_clean(block.caption), style="Caption")
    table = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for _row in block.rows:
        table.add_row()
    for at, cells in enumerate((block.head, *block.rows)):
        for column, said in enumerate(cells):
            paragraph = table.cell(at, column).paragraphs[0]
            run = paragraph.add_run(_clean(said))
            run.bold, run.font.size = at == 0, Pt(10)
            if column in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _mark_header(table)
    _describe(table._tbl.tblPr, block.caption)
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _mark_header(table: WordTable) -> None:
    """The first row is the header: read out with each cell, repeated on each page; no row breaks across pages."""
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        names = ["w:cantSplit", "w:tblHeader"] if at == 0 else ["w:cantSplit"]
        for name in names:
            properties.append(OxmlElement(name))


def _describe(properties: Any, text: str) -> None:
    element = OxmlElement("w:tblDescription")
    element.set(qn("w:val"), _clean(text))
    properties.append(element)


def _figure(word: Word, document: Document, block: Figure) -> None:
    word.add_paragraph(_clean(block.caption), style="Caption")
    if not block.bars:
        return
    drawn: Any = word.add_picture(BytesIO(picture(block, document.language)), width=Cm(16))
    drawn._inline.docPr.set("descr", _clean(block.alt))
    drawn._inline.docPr.set("title", _clean(block.caption))


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)
