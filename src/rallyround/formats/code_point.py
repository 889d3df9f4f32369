"""Code-Point Open of Ordnance Survey: where each postcode is, in metres on the National Grid (EPSG:27700).

The files have no heading row; they are known by their shape. Ten columns: postcode, positional quality,
easting, northing, country, two NHS areas, county, district, ward.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.columns import Column, read_columns
from rallyround.formats.fields import GSS_CODE, code, one_of, postcode, whole
from rallyround.formats.problem import BadFile
from rallyround.formats.text import Progress

QUALITIES = ("10", "20", "30", "40", "50", "60", "90")
NO_POSITION = "90"


@dataclass(frozen=True, slots=True)
class PostcodePoint:
    """One postcode. Quality 10 is best (within a building); 90 has no position, then both metres are None.

    `district_code` is of the release's own year, and None where the publisher gives none.
    """

    postcode: str
    quality: int
    easting: int | None
    northing: int | None
    country_code: str
    district_code: str | None
    ward_code: str | None


def area(cell: str) -> str | None:
    """An area code, or None when the cell is blank.

    >>> area("E08000039"), area("")
    ('E08000039', None)
    """
    if cell and GSS_CODE.fullmatch(cell) is None:
        raise ValueError("is not an area code such as E08000039")
    return cell or None


def metres(highest: int) -> Callable[[str], int | None]:
    """Metres on the National Grid; blank and 0 are how the publisher says that there is no position.

    >>> metres(700_000)("435100"), metres(700_000)("0")
    (435100, None)
    """
    within = whole(0, highest)
    return lambda cell: (within(cell) or None) if cell else None


COLUMNS = (
    Column("Postcode", postcode),
    Column("Positional_quality_indicator", one_of(*QUALITIES)),
    Column("Eastings", metres(700_000)),
    Column("Northings", metres(1_300_000)),
    Column("Country_code", code("E92", "W92", "S92", "N92")),
    Column("NHS_regional_HA_code", area),
    Column("NHS_HA_code", area),
    Column("Admin_county_code", area),
    Column("Admin_district_code", area),
    Column("Admin_ward_code", area),
)


def looks_like(cells: Sequence[str]) -> bool:
    """Whether a row has the shape of Code-Point Open; a column too few is left for the reader to report.

    >>> looks_like(["S1  2HH", "10", "435100", "387200", "E92000001", "", "", "", "E08000039", "E05010876"])
    True
    """
    if not len(COLUMNS) - 2 <= len(cells) <= len(COLUMNS) + 2 or cells[1] not in QUALITIES:
        return False
    try:
        postcode(cells[0])
    except ValueError:
        return False
    return all(cell.isdecimal() or not cell for cell in cells[2:4])


def read(path: Path, *, progress: Progress | None = None) -> Iterator[PostcodePoint]:
    """Stream the postcodes in the order of the file, plain or gzip.

    Raises BadFile, possibly after some postcodes, for a cut file, a row of another length or a bad cell.

    >>> from tempfile import TemporaryDirectory
    >>> row = '"S1  2HH",10,435100,387200,"E92000001","E19000001","E18000003","","E08000039","E05010876"'
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "s.csv")
    ...     _ = file.write_text(row + "\\n")
    ...     point = next(read(file))
    >>> point.postcode, point.easting, point.northing, point.district_code
    ('S1 2HH', 435100, 387200, 'E08000039')
    """
    for row, values in read_columns(path, COLUMNS, progress, headed=False):
        found, quality, easting, northing, country, _, _, _, district, ward = values
        if quality == NO_POSITION:
            easting = northing = None
        elif easting is None or northing is None:
            problem = f"{found} has quality {quality} but no position"
            raise BadFile(path, problem, "download the file again or correct this row", row, "Eastings")
        yield PostcodePoint(found, int(quality), easting, northing, country, district, ward)
