"""What is wrong with a file, where, and what to do about it: one sentence for the person who brought it."""

from pathlib import Path

SHOWN_AT_MOST = 40


class BadFile(Exception):
    """A file that cannot be read as it should be; `str()` is one sentence with place and remedy.

    `row` counts from 1 and includes the heading where there is one, as a spreadsheet shows it; of a GeoJSON
    file it is the number of the feature. `problem` and `remedy` are half-sentences without a full stop.

    >>> print(BadFile("areas.csv", '"many" is not a whole number', "correct this cell", 7, "POP_2021"))
    areas.csv, row 7, column POP_2021: "many" is not a whole number; correct this cell.
    """

    def __init__(
        self, file: Path | str, problem: str, remedy: str, row: int | None = None, column: str | None = None
    ) -> None:
        self.file = Path(file).name
        self.problem = problem
        self.remedy = remedy
        self.row = row
        self.column = column
        # All five are handed on, so that the exception can be pickled between processes.
        super().__init__(self.file, problem, remedy, row, column)

    def __str__(self) -> str:
        row = f", row {self.row:,}" if self.row is not None else ""
        column = f", column {self.column}" if self.column is not None else ""
        return f"{self.file}{row}{column}: {self.problem}; {self.remedy}."


def shown(value: str) -> str:
    """A value of the file as it may stand in a sentence: quoted, short, without invisible characters.

    >>> print(shown("Penistone\\tRoad"))
    "Penistone?Road"
    """
    short = value if len(value) <= SHOWN_AT_MOST else value[:SHOWN_AT_MOST] + "…"
    return '"' + "".join(c if c.isprintable() else "?" for c in short) + '"'
