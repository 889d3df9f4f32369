"""Reads a published CSV table by its headings: the columns are a table, and each cell is checked by it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rallyround.formats.problem import BadFile, shown
from rallyround.formats.text import Progress, Scan, records, scan

# Publishers' own software has cut headings at 80 characters ("... most deprived 10% of LSOA").
CUT_HEADING_FROM = 60
ROWS_BETWEEN_REPORTS = 1000


@dataclass(frozen=True)
class Column:
    """A column that we read: its published heading, how a cell is checked, and whether it must be there."""

    heading: str
    parse: Callable[[str], Any]
    required: bool = True


def same_heading(found: str, published: str) -> bool:
    """Whether a heading of a file is the published one, perhaps cut short at its end.

    >>> same_heading(" LSOA21CD", "LSOA21CD"), same_heading("LSOA21", "LSOA21CD")
    (True, False)
    """
    found = " ".join(found.split())
    return found == published or (len(found) >= CUT_HEADING_FROM and published.startswith(found))


def share_present(headings: Sequence[str], columns: Sequence[Column]) -> float:
    """Share, from 0 to 1, of the required columns that a heading row has.

    >>> share_present(["LADCD", "area"], [Column("LADCD", str), Column("LADNM", str)])
    0.5
    """
    required = [column for column in columns if column.required]
    present = sum(any(same_heading(found, column.heading) for found in headings) for column in required)
    return present / len(required)


def positions(path: Path, headings: Sequence[str], columns: Sequence[Column]) -> list[int | None]:
    """Where each column stands in the file, from 0; None for an absent optional one.

    Raises BadFile for a required column that is missing and for one that is there twice.
    """
    return [_position(path, headings, column) for column in columns]


def _position(path: Path, headings: Sequence[str], column: Column) -> int | None:
    found = [i for i, heading in enumerate(headings) if same_heading(heading, column.heading)]
    if len(found) > 1:
        problem = "this column is there more than once"
        raise BadFile(path, problem, "keep the right one", 1, column.heading)
    if not found and column.required:
        remedy = "use the file as published, with all its columns"
        raise BadFile(path, "this column is missing", remedy, 1, column.heading)
    return found[0] if found else None


def refuse_cut_last_row(path: Path, scanned: Scan) -> None:
    """Raise BadFile when the last row does not end: its last number may have lost digits.

    Published tables end each row with a line end; without it "10" and a cut "1" look the same.
    """
    if not scanned.last_line_ended:
        remedy = "download it again, or end the last row with a line end if it is complete"
        raise BadFile(path, "the file stops in the middle of this row", remedy, scanned.lines)


def read_columns(
    path: Path, columns: Sequence[Column], progress: Progress | None = None, *, headed: bool = True
) -> Iterator[tuple[int, list[Any]]]:
    """Stream a table: row number (heading = 1) and the values in the order of `columns`.

    With `headed=False` the file has no heading row and exactly these columns. An absent optional column gives
    None; other columns of the file are passed over. Raises BadFile with row and column for a cut file, a
    missing column, a row of another length and a cell that its check refuses.
    """
    scanned = scan(path)
    refuse_cut_last_row(path, scanned)
    rows = records(path, scanned)
    headings = _headings(path, rows) if headed else [column.heading for column in columns]
    places = positions(path, headings, columns)
    present = [(i, column.parse) for i, column in zip(places, columns, strict=True) if i is not None]
    absent = [order for order, i in enumerate(places) if i is None]
    width = len(headings)
    for row, cells in rows:
        if len(cells) != width:
            problem = f"the row has {len(cells)} columns where there should be {width}"
            raise BadFile(path, problem, "download the file again or correct this row", row)
        try:
            values = [parse(cells[i]) for i, parse in present]
        except ValueError:
            raise _bad_cell(path, row, headings, cells, present) from None
        for order in absent:
            values.insert(order, None)
        yield row, values
        if progress is not None and row % ROWS_BETWEEN_REPORTS == 0:
            progress(row, scanned.lines)
    if progress is not None:
        progress(scanned.lines, scanned.lines)


def _headings(path: Path, rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    first = next(rows, None)
    if first is None:
        raise BadFile(path, "there is no heading row", "use the file as published", 1)
    return first[1]


def _bad_cell(
    path: Path,
    row: int,
    headings: Sequence[str],
    cells: Sequence[str],
    present: Sequence[tuple[int, Callable[[str], Any]]],
) -> BadFile:
    """Find which cell was refused: only done once, so that good rows need not be watched cell by cell."""
    for i, parse in present:
        try:
            parse(cells[i])
        except ValueError as error:
            problem = f"{shown(cells[i])} {error}"
            return BadFile(path, problem, "correct this cell or download the file again", row, headings[i])
    raise AssertionError("a cell was refused the first time and taken the second")


class Unique:
    """Refuses a code that comes a second time, and says where the first was."""

    def __init__(self, path: Path, heading: str) -> None:
        self.path = path
        self.heading = heading
        self.first_rows: dict[str, int] = {}

    def check(self, code: str, row: int) -> None:
        """Raise BadFile when `code` was seen before."""
        first = self.first_rows.setdefault(code, row)
        if first != row:
            problem = f"{code} is already in row {first:,}"
            raise BadFile(self.path, problem, "keep one of the two rows", row, self.heading)
