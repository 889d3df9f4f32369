"""A list as a file: CSV streamed row by row, Excel for the small at once and for the large by the worker.

Personal columns are left out, whoever asks: names leave only by an action that writes down who read them.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import IO, Any

from django.db import transaction
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from rallyround.formats.csv_out import csv_lines
from rallyround.ui.cells import exported
from rallyround.ui.errors import Refused
from rallyround.ui.lists import Column, Listing, all_rows

ROWS_AT_A_TIME = 500
# Whoever creates something in the same process would else wait for the interpreter at every statement: a pause this
# short after so many rows lets them go first.
ROWS_BETWEEN_PAUSES, PAUSE_S = 20, 0.001
XLSX_AT_ONCE = 5_000  # more rows than this are the worker's
XLSX_HOLDS = 1_048_575  # rows of an Excel sheet below its heading
ROWS_FOR_WIDTHS, WIDEST = 50, 60  # characters
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_response(listing: Listing, params: QueryDict) -> StreamingHttpResponse:
    """The whole list, filtered and sorted as the page, sent while it is read: memory stays flat."""
    response = StreamingHttpResponse(_csv_parts(listing, params), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{listing.file_name or listing.name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def xlsx_response(listing: Listing, params: QueryDict) -> HttpResponse:
    """A short list as an Excel file at once; ask `needs_worker` first."""
    file = BytesIO()
    write_xlsx(listing, params, file, lambda done, total: None)
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{listing.file_name or listing.name}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


def needs_worker(listing: Listing, params: QueryDict) -> bool:
    """Whether the list as asked is too long to make an Excel file of while a person waits."""
    return all_rows(listing, params).order_by()[: XLSX_AT_ONCE + 1].count() > XLSX_AT_ONCE


def write_xlsx(
    listing: Listing, params: QueryDict, file: IO[bytes], progress: Callable[[int, int], None]
) -> int:
    """Write the list to `file`; `progress(done, total)` hears every thousand rows. Gives the number of rows."""
    rows = all_rows(listing, params)
    total = rows.order_by().count()
    if total > XLSX_HOLDS:
        raise Refused(
            gettext(
                "An Excel sheet holds %(most)s rows and this list has %(total)s: narrow it, or take the CSV."
            )
            % {"most": f"{XLSX_HOLDS:,}", "total": f"{total:,}"}
        )
    columns = _columns(listing)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(listing.title)[:31])
    sheet.freeze_panes = "A2"  # the heading stays in sight
    for number, width in enumerate(_widths(columns, rows), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([str(column.label) for column in columns])
    done = 0
    for row in _stream(rows):
        sheet.append([_for_excel(sheet, value) for value in _values(columns, row)])
        done += 1
        if done % ROWS_AT_A_TIME == 0:
            progress(done, total)
    book.save(file)
    progress(done, total)
    return done


def _columns(listing: Listing) -> list[Column]:
    return [column for column in listing.in_file or listing.columns if not column.personal]


def _widths(columns: list[Column], rows: Any) -> list[int]:
    """As wide as what the first rows say, within reason."""
    said = [[str(column.label) for column in columns]]
    said += [[str(value) for value in _values(columns, row)] for row in rows[:ROWS_FOR_WIDTHS]]
    return [min(max(map(len, texts)) + 2, WIDEST) for texts in zip(*said, strict=True)]


def _values(columns: list[Column], row: Any) -> list[Any]:
    return [exported((column.export or column.value)(row)) for column in columns]


def _stream(rows: Any) -> Iterator[Any]:
    """Rows through a cursor that stays on the server; in a transaction, so that the server need not copy them."""
    with transaction.atomic(using=rows.db):
        for number, row in enumerate(rows.iterator(chunk_size=ROWS_AT_A_TIME), start=1):
            yield row
            if number % ROWS_BETWEEN_PAUSES == 0:
                time.sleep(PAUSE_S)


def _for_csv(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _for_excel(sheet: Any, value: Any) -> Any:
    """Excel knows no time zones; and a text that begins with "=" is a text, never a formula."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell
    return value


def _csv_parts(listing: Listing, params: QueryDict) -> Iterator[str]:
    """The file in pieces of a thousand lines: a piece a line would cost more in sending than in making."""
    columns = _columns(listing)
    rows = (map(_for_csv, _values(columns, row)) for row in _stream(all_rows(listing, params)))
    lines = csv_lines([str(column.label) for column in columns], rows)
    while piece := "".join(islice(lines, ROWS_AT_A_TIME)):
        yield piece
