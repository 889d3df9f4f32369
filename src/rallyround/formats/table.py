"""Reads any CSV that a person brings: people, needs, offers, organisations; and guesses which column is which."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.columns import ROWS_BETWEEN_REPORTS
from rallyround.formats.csv_out import plain_cell
from rallyround.formats.problem import BadFile, shown
from rallyround.formats.text import Progress, Scan, chunks, records, scan

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 16
# Some spreadsheet programs write the delimiter into a first line of its own: "sep=;".
SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
HEADINGS_FIRST = "give each column its own heading in the first row"


@dataclass(frozen=True)
class Table:
    """Headings in their order, and the rows still to be read, each with its number as a spreadsheet shows it."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, str]]]
    delimiter: str


def read(path: Path, *, progress: Progress | None = None) -> Table:
    """Open a table: comma, semicolon, tab or bar; UTF-8 with or without a mark, else Latin-1; plain or gzip.

    Cells lose their outer spaces and the apostrophe that our exports put before a sign; blank lines are left
    out; a row that is short is filled up with "". Raises BadFile, at once or from `rows`, for an empty or
    binary file, an Excel file, headings that are blank or there twice, unmatched quotation marks, and a row
    with more cells than headings.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "people.csv")
    ...     _ = file.write_text("Name;Phone\\nAsha;'+447700900123\\n")
    ...     table = read(file)
    ...     table.headings, list(table.rows)
    (('Name', 'Phone'), [(2, {'Name': 'Asha', 'Phone': '+447700900123'})])
    """
    scanned = scan(path)
    head = next(chunks(path, scanned, HEAD), "")
    delimiter = sniff(head)
    found = records(path, scanned, delimiter)
    first = next(found, None)
    if first is not None and SEPARATOR_LINE.fullmatch(delimiter.join(first[1])):
        first = next(found, None)
    if first is None:
        raise BadFile(path, "there is nothing in the file", "save it again with a heading row")
    headings = _headings(path, *first)
    return Table(headings, _rows(path, headings, found, scanned, progress), delimiter)


def sniff(head: str) -> str:
    """The delimiter of the text at the beginning of a file; a comma when there is none.

    The best is the one by which most rows have as many cells as the heading; then the one after which fewer
    cells begin with a space, as they do after a comma in a sentence; then the one with most cells.

    >>> sniff("Name;Address, town\\nAsha;1 High Street, Leeds\\n")
    ';'
    """
    lines = head.splitlines()
    stated = SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    if stated and stated[1] in DELIMITERS:
        return stated[1]
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, float, int]:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        rows = []
    if not rows or len(rows[0]) < 2:
        return (0.0, 0.0, 0)
    alike = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    spaced = sum(cell.startswith(" ") for row in rows for cell in row) / sum(map(len, rows))
    return (alike, -spaced, len(rows[0]))


def _headings(path: Path, row: int, cells: Sequence[str]) -> tuple[str, ...]:
    headings = tuple(" ".join(cell.split()) for cell in cells)
    for number, heading in enumerate(headings, start=1):
        if not heading:
            raise BadFile(path, "the heading is blank", HEADINGS_FIRST, row, str(number))
    times = Counter(heading.casefold() for heading in headings)
    for heading in headings:
        if times[heading.casefold()] > 1:
            raise BadFile(path, f"the heading {shown(heading)} is there twice", HEADINGS_FIRST, row, heading)
    return headings


def _rows(
    path: Path,
    headings: tuple[str, ...],
    found: Iterator[tuple[int, list[str]]],
    scanned: Scan,
    progress: Progress | None,
) -> Iterator[tuple[int, dict[str, str]]]:
    width = len(headings)
    for row, cells in found:
        if any(cell.strip() for cell in cells[width:]):
            problem = f"the row has {len(cells)} cells where there are {width} headings"
            remedy = "put quotation marks round cells that contain the delimiter, or add the missing heading"
            raise BadFile(path, problem, remedy, row)
        if any(cell.strip() for cell in cells):
            filled = cells[:width] + [""] * (width - len(cells))
            yield row, {h: plain_cell(cell.strip()) for h, cell in zip(headings, filled, strict=True)}
        if progress is not None and row % ROWS_BETWEEN_REPORTS == 0:
            progress(min(row, scanned.lines), scanned.lines)
    if progress is not None:
        progress(scanned.lines, scanned.lines)


def suggest_mapping(headings: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    """For each wanted field the heading that seems to hold it, or None; no heading is used twice.

    `wanted` gives each field other names it goes by. First a heading that is the field's name or another name,
    whatever its capitals and punctuation; then one that contains all words of a name, if only one does so with
    as few other words. It is a suggestion for a person to confirm.

    >>> suggest_mapping(["Full name", "Mobile phone no."], {"name": ["full name"], "phone": [], "email": []})
    {'name': 'Full name', 'phone': 'Mobile phone no.', 'email': None}
    """
    free = {heading: _words(heading) for heading in headings}
    names = {field: [_words(name) for name in (field, *others)] for field, others in wanted.items()}
    chosen: dict[str, str | None] = dict.fromkeys(wanted)
    for match in (_same, _contained):
        for field in wanted:
            if chosen[field] is None and (heading := match(free, names[field])) is not None:
                chosen[field] = heading
                del free[heading]
    return chosen


Words = tuple[str, ...]


def _words(heading: str) -> Words:
    return tuple(re.findall(r"[^\W_]+", heading.casefold()))


def _same(free: Mapping[str, Words], names: Sequence[Words]) -> str | None:
    joined = {"".join(words): heading for heading, words in reversed(list(free.items()))}
    return next((joined["".join(name)] for name in names if "".join(name) in joined), None)


def _contained(free: Mapping[str, Words], names: Sequence[Words]) -> str | None:
    extra: dict[str, int] = {}
    for heading, words in free.items():
        fitting = [len(words) - len(name) for name in names if name and set(name) <= set(words)]
        if fitting:
            extra[heading] = min(fitting)
    best = [heading for heading, count in extra.items() if count == min(extra.values())]
    return best[0] if len(best) == 1 else None
