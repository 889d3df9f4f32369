"""Codes of local authority districts since 2011, each with the code in force now (`la_all_codes.csv`).

Districts get a new code when their boundary moves a little (Barnsley and Sheffield in 2025) and when they are
merged. Tables of different years must be led to the same code before they meet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.columns import Column, Unique, read_columns
from rallyround.formats.fields import code, one_of, text
from rallyround.formats.text import Progress

district = code("E06", "E07", "E08", "E09", "W06", "S12", "N09")


@dataclass(frozen=True, slots=True)
class DistrictCode:
    """A district code, and the code and name of the district that holds its place now."""

    code: str
    name: str
    current_code: str
    current_name: str
    is_current: bool


def true_or_false(cell: str) -> bool:
    """The publisher's word for yes or no.

    >>> true_or_false("FALSE")
    False
    """
    return one_of("TRUE", "FALSE")(cell) == "TRUE"


COLUMNS = (
    Column("LADCD", district),
    Column("LADNM", text),
    Column("LADCD_ACTIVE", district),
    Column("LADNM_ACTIVE", text),
    Column("Current", true_or_false),
)


def read(path: Path, *, progress: Progress | None = None) -> Iterator[DistrictCode]:
    """Stream the codes in the order of the file, plain or gzip.

    Raises BadFile, possibly after some codes, for a cut file, a missing column, a bad cell or a code twice.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "codes.csv")
    ...     _ = file.write_text("LADCD,LADNM,LADCD_ACTIVE,LADNM_ACTIVE,Current\\n"
    ...                         "E08000019,Sheffield,E08000039,Sheffield,FALSE\\n")
    ...     districts_follow(read(file))["E08000019"]
    'E08000039'
    """
    unique = Unique(path, "LADCD")
    for row, values in read_columns(path, COLUMNS, progress):
        unique.check(values[0], row)
        yield DistrictCode(*values)


def districts_follow(codes: Iterable[DistrictCode]) -> dict[str, str]:
    """Each known district code, old or current, to the code in force now; a current one leads to itself.

    A code may lead over several steps. Raises ValueError when codes lead round in a circle.

    >>> barnsley = DistrictCode("E08000016", "Barnsley", "E08000038", "Barnsley", False)
    >>> districts_follow([barnsley])
    {'E08000016': 'E08000038', 'E08000038': 'E08000038'}
    """
    step: dict[str, str] = {}
    for each in codes:
        step[each.code] = each.current_code
        step.setdefault(each.current_code, each.current_code)
    return {start: _end(start, step) for start in step}


def _end(start: str, step: dict[str, str]) -> str:
    seen = {start}
    here = start
    while (following := step[here]) != here:
        if following in seen:
            raise ValueError(f"district code {start} leads round in a circle")
        seen.add(following)
        here = following
    return here
