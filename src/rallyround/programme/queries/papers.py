"""Papers that were made, whether they are still as they were made, and their files."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.formats.document import Bar, Document, Figure, from_json
from rallyround.formats.docx_out import docx_bytes
from rallyround.formats.pdf_out import CannotPrint, pdf
from rallyround.programme.models import Paper
from rallyround.programme.papers.content import KINDS, digest
from rallyround.ui import charts
from rallyround.ui.errors import NotFound, Refused

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"docx": DOCX_TYPE, "pdf": "application/pdf"}


@dataclass(frozen=True)
class PaperPage:
    """A paper as its page shows it; `whole` says that its digest still agrees with what it says."""

    paper: Paper
    document: Document
    label: str
    whole: bool


@dataclass(frozen=True)
class File:
    """A paper as a file."""

    name: str
    type: str
    content: bytes


def papers() -> QuerySet[Paper]:
    """Every version of every paper."""
    return Paper.objects.select_related("made_by")


def paper_page(paper: Paper) -> PaperPage:
    """One paper."""
    label = str(KINDS[paper.kind].label)
    return PaperPage(paper, from_json(paper.content), label, digest(paper.content) == paper.digest)


def paper_file(paper: Paper, format: str) -> File:
    """One paper as Word or PDF, made from what it said when it was made."""
    if format not in FORMATS:
        raise NotFound(_("A paper can be had as Word or as PDF."))
    made = from_json(paper.content)
    name = f"{paper.kind.replace('_', '-')}-{paper.version}.{format}"
    try:
        content = docx_bytes(made) if format == "docx" else pdf(made)
    except CannotPrint as error:
        raise Refused(_("This paper cannot be set as PDF: take it as Word.")) from error
    return File(name, FORMATS[format], content)


def drawn(figure: Figure) -> charts.BarChart:
    """A figure of a paper for its page, where a chart has its table."""
    return charts.BarChart(
        title=figure.caption, bars=[_bar(bar) for bar in figure.bars], source=figure.source
    )


def _bar(bar: Bar) -> charts.Bar:
    return charts.Bar(label=bar.label, value=bar.value, low=bar.low, high=bar.high, text=bar.text)
