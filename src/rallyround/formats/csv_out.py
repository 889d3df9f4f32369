"""Writes CSV that is harmless in spreadsheet programs: no cell of ours can run as a formula.

The apostrophe follows the advice of OWASP on CSV injection. It is what a spreadsheet itself uses to mean "text".
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

# The full-width signs are taken for the plain ones by some programs.
STARTS_FORMULA = tuple("=+-@＝＋－＠")
STARTS_CELL = ("\t", "\r", "\n")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# Spreadsheet programs take a file for UTF-8 only with this mark at its start.
BYTE_ORDER_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """The text of a cell that no spreadsheet program runs; done twice it changes nothing more.

    Text that could begin a formula gets an apostrophe before it. Numbers stay numbers, negative ones too, also
    when they come as text. None becomes an empty cell.

    >>> safe_cell("=HYPERLINK(A1)"), safe_cell("+447700900123"), safe_cell(-3.5), safe_cell("-3.5")
    ("'=HYPERLINK(A1)", "'+447700900123", '-3.5', '-3.5')
    """
    if value is None:
        return ""
    cell = str(value)
    if isinstance(value, int | float | Decimal) or PLAIN_NUMBER.fullmatch(cell):
        return cell
    return "'" + cell if _could_run(cell) else cell


def plain_cell(cell: str) -> str:
    """What stood in a cell before `safe_cell` made it harmless, so that an export can be imported again.

    >>> plain_cell("'+447700900123"), plain_cell("'tis")
    ('+447700900123', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _could_run(cell[1:]) else cell


def _could_run(cell: str) -> bool:
    return cell.startswith(STARTS_CELL) or cell.lstrip().startswith(STARTS_FORMULA)


def csv_lines(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Stream a table as CSV, a line at a time, each cell safe and quoted; UTF-8 with its mark when encoded.

    All cells are quoted, so that a program which splits at semicolons finds no new cell inside a text.

    >>> list(csv_lines(["place", "people"], [["=A1", 5]]))
    ['\\ufeff"place","people"\\r\\n', '"\\'=A1","5"\\r\\n']
    """
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    line.write(BYTE_ORDER_MARK)
    writer.writerow([safe_cell(heading) for heading in headings])
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([safe_cell(value) for value in row])
        yield line.getvalue()
