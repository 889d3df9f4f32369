"""The first rows of a table turned on their side: a line for each column, which fits a telephone too."""

from dataclasses import dataclass

from rallyround.feeds.sheets import Sheet

ROWS, LONGEST = 3, 60


@dataclass(frozen=True)
class Preview:
    """The numbers of the first rows, and for each heading what stands below it in them."""

    rows: list[int]
    columns: list[tuple[str, list[str]]]


def preview(sheet: Sheet) -> Preview:
    """The beginning of a table, long texts cut."""
    first = sheet.rows[:ROWS]
    return Preview(
        [row for row, _ in first],
        [(heading, [_short(said[heading]) for _, said in first]) for heading in sheet.headings],
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
