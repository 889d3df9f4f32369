"""The English Index of Multiple Deprivation and its seven domains, as two published tables carry them.

Ministry of Housing, Communities and Local Government, English indices of deprivation 2025: a higher score is
more deprived; rank 1 of 33,755 and decile 1 are the most deprived. The usual mistake is to mix the two up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from rallyround.formats.columns import Column
from rallyround.formats.fields import number, whole
from rallyround.formats.problem import BadFile

LSOAS_IN_ENGLAND = 33_755


@dataclass(frozen=True, slots=True)
class Scored:
    """A score, its rank (1 = most deprived of 33,755) and its decile (1 = most deprived tenth)."""

    score: float
    rank: int
    decile: int


@dataclass(frozen=True, slots=True)
class Deprivation:
    """The index and its domains. Income and employment scores are shares of people, from 0 to 1."""

    imd: Scored
    income: Scored
    employment: Scored
    education: Scored
    health: Scored
    crime: Scored
    barriers: Scored
    environment: Scored


class Index(NamedTuple):
    """One index: its heading in the area table and in File 7, the score's heading there, and its limits."""

    short: str
    title: str
    score_title: str
    lowest: float
    highest: float


INDICES = (
    Index("IMD25", "Index of Multiple Deprivation (IMD)", "Score", 0, 100),
    Index("INC", "Income", "Score (rate)", 0, 1),
    Index("EMP", "Employment", "Score (rate)", 0, 1),
    Index("EDU", "Education, Skills and Training", "Score", 0, 100),
    Index("HDD", "Health Deprivation and Disability", "Score", -10, 10),
    Index("CRI", "Crime", "Score", -10, 10),
    Index("BHS", "Barriers to Housing and Services", "Score", 0, 100),
    Index("ENV", "Living Environment", "Score", 0, 100),
)

rank = whole(1, LSOAS_IN_ENGLAND)
decile = whole(1, 10)


def file_7_columns() -> list[Column]:
    """The 24 columns in File 7: score, rank and decile of each index, in the order of `INDICES`."""
    columns = []
    for index in INDICES:
        score = Column(f"{index.title} {index.score_title}", number(index.lowest, index.highest))
        ranked = Column(f"{index.title} Rank (where 1 is most deprived)", rank)
        tenth = Column(f"{index.title} Decile (where 1 is most deprived 10% of LSOAs)", decile)
        columns += [score, ranked, tenth]
    return columns


def area_table_columns() -> list[Column]:
    """The same 24 columns under the short headings of the area table."""
    columns = []
    for index in INDICES:
        score = Column(f"{index.short}_SCORE", number(index.lowest, index.highest))
        columns += [score, Column(f"{index.short}_RANK", rank), Column(f"{index.short}_DECILE", decile)]
    return columns


def deprivation(path: Path, row: int, columns: Sequence[Column], values: Sequence[Any]) -> Deprivation:
    """The record from the 24 values of a row, in the order of the 24 `columns` above.

    Raises BadFile when a decile contradicts its rank: a file whose deciles were turned round would send help
    to the least deprived.

    >>> deprivation(Path("file7.csv"), 2, file_7_columns(), [62.8, 1, 1] * 8).imd
    Scored(score=62.8, rank=1, decile=1)
    """
    scored = []
    for i in range(0, len(values), 3):
        score, place, tenth = values[i : i + 3]
        expected = ceil(place * 10 / LSOAS_IN_ENGLAND)
        if tenth != expected:
            problem = f"decile {tenth} contradicts rank {place:,}, which is in decile {expected}"
            remedy = "correct the row or download the file again"
            raise BadFile(path, problem, remedy, row, columns[i + 2].heading)
        scored.append(Scored(score, place, tenth))
    return Deprivation(*scored)
