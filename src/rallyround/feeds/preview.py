"""The first rows of a table turned on their side: a line for each column, which fits a telephone too."""

from collections.abc import Mapping
from dataclasses import dataclass

from rallyround.feeds.kinds import Kind, Text
from rallyround.feeds.sheets import Sheet

ROWS, LONGEST = 3, 60


@dataclass(frozen=True)
class Line:
    """One column: its heading, the fields that it becomes, and what stands in the first rows."""

    heading: str
    becomes: list[Text]
    cells: list[tuple[int, str]]


def preview(sheet: Sheet, kind: Kind, columns: Mapping[str, str]) -> list[Line]:
    """The beginning of a table, long texts cut, with what each column becomes, so that none is forgotten."""
    first = sheet.rows[:ROWS]
    return [
        Line(
            heading,
            [field.label for field in kind.fields if columns.get(field.key) == heading],
            [(row, _short(said[heading])) for row, said in first],
        )
        for heading in sheet.headings
    ]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
