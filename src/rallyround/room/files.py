"""The end page's tables as one file: a line a figure, with its unit, denominator and source."""

import math
from collections.abc import Iterator
from io import BytesIO

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from rallyround.formats.csv_out import csv_lines, safe_cell
from rallyround.room.queries.end import End, ShareLine
from rallyround.ui.exports import XLSX_TYPE

Cell = str | float | int | None


def headings() -> list[str]:
    """What the columns are."""
    return [_("Table"), _("Line"), _("Value"), _("Low"), _("High"), _("Count"), _("Not yet"), _("Unit"),
            _("Denominator"), _("Source")]  # fmt: skip


def rows(end: End) -> Iterator[list[Cell]]:
    """Every figure of the page; nothing where a small count is hidden."""
    ledger = _("Rallyround's own record of %(name)s, as at %(at)s") % {
        "name": end.incident.name,
        "at": end.at.isoformat(timespec="minutes"),
    }
    for label, count in end.outcomes:
        yield [
            _("Outcomes"),
            str(label),
            count,
            None,
            None,
            end.total,
            None,
            _("needs"),
            _("all needs"),
            ledger,
        ]
    for timing in end.timings:
        found = timing.median
        yield [_("Time"), str(timing.label), _finite(found.value), _finite(found.low), _finite(found.high),
               found.count, found.not_yet, _("minutes, median"), _("needs that came so far"), ledger]  # fmt: skip
    wanted = _("needs, without merged and withdrawn")
    everywhere = [ShareLine(_("Everywhere"), end.met)]
    yield from _shares(_("Share met"), everywhere, wanted, ledger)
    yield from _shares(_("Share met, by place"), end.by_place, wanted, ledger)
    source = f"{ledger}; {end.decile_source}"
    yield from _shares(_("Share met, by decile of deprivation"), end.by_decile, wanted, source)


def csv_response(end: End) -> HttpResponse:
    """The figures as CSV."""
    response = HttpResponse("".join(csv_lines(headings(), rows(end))), content_type="text/csv; charset=utf-8")
    return _named(response, "csv")


def xlsx_response(end: End) -> HttpResponse:
    """The figures as an Excel sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("How it went")[:31])
    sheet.append(headings())
    for row in rows(end):
        sheet.append([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    file = BytesIO()
    save_workbook(book, file)
    return _named(HttpResponse(file.getvalue(), content_type=XLSX_TYPE), "xlsx")


def _named(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="how-it-went.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _shares(table: str, lines: list[ShareLine], denominator: str, source: str) -> Iterator[list[Cell]]:
    for line in lines:
        share = line.share
        numbers: list[Cell] = [None] * 4
        if share is not None:
            numbers = [_rounded(share.value), _rounded(share.low), _rounded(share.high), share.count]
        yield [table, line.label, *numbers, None, _("share"), denominator, source]


def _finite(value: float | None) -> float | None:
    return round(value, 1) if value is not None and math.isfinite(value) else None


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if value is not None else None
