"""English Indices of Deprivation 2025, File 7 (all scores, ranks, deciles and population denominators).

Published by the Ministry of Housing, Communities and Local Government as CSV, one row an LSOA (2021). The
four denominators are mid-2022 estimates; a copy without them is read too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.columns import Column, Unique, read_columns
from rallyround.formats.deprivation import Deprivation, deprivation, file_7_columns
from rallyround.formats.fields import code, number, text
from rallyround.formats.text import Progress

# Estimates, so not always whole numbers: earlier editions gave working-age people with a decimal.
estimate = number(0, 100_000)


@dataclass(frozen=True, slots=True)
class IodRow:
    """One small area: its deprivation, and the people that a weighted mean of it is weighted by."""

    code: str
    name: str
    district_code: str
    district_name: str
    people: float | None
    people_0_15: float | None
    people_60_plus: float | None
    people_18_66: float | None
    deprivation: Deprivation


AREA_COLUMNS = (
    Column("LSOA code (2021)", code("E01")),
    Column("LSOA name (2021)", text),
    Column("Local Authority District code (2024)", code("E06", "E07", "E08", "E09")),
    Column("Local Authority District name (2024)", text),
    Column("Total population: mid 2022", estimate, required=False),
    Column("Dependent Children aged 0-15: mid 2022", estimate, required=False),
    Column("Older population aged 60 and over: mid 2022", estimate, required=False),
    Column(
        "Working age population 18-66 (for use with Employment Deprivation Domain): mid 2022",
        estimate,
        required=False,
    ),
)
DEPRIVATION_COLUMNS = tuple(file_7_columns())
COLUMNS = AREA_COLUMNS + DEPRIVATION_COLUMNS


def read(path: Path, *, progress: Progress | None = None) -> Iterator[IodRow]:
    """Stream the areas in the order of the file, plain or gzip.

    Raises BadFile, possibly after some areas, for a cut file, a missing column, a bad cell, an area twice, or
    a decile that contradicts its rank.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "file7.csv")
    ...     _ = file.write_text("LSOA name (2021)\\n")
    ...     next(read(file))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    rallyround.formats.problem.BadFile: file7.csv, row 1, column LSOA code (2021): this column is missing; ...
    """
    unique = Unique(path, "LSOA code (2021)")
    split = len(AREA_COLUMNS)
    for row, values in read_columns(path, COLUMNS, progress):
        unique.check(values[0], row)
        values[split:] = [deprivation(path, row, DEPRIVATION_COLUMNS, values[split:])]
        yield IodRow(*values)
