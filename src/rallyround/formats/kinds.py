"""Tells what a file is by its headings or shape, whatever its name."""

import csv
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from rallyround.formats import boundaries, code_point, district_codes, iod_file_7, lsoa_table
from rallyround.formats.columns import Column, share_present
from rallyround.formats.text import first_bytes

HEAD = 1 << 16
# A feature's properties may stand after its outline, and the outline of a county is long.
GEOJSON_HEAD = 1 << 23
# A file is taken for what it resembles: then a missing column is named, and the file not just passed over.
RESEMBLES = 0.6
ROWS_LOOKED_AT = 20
CODE_KEY = re.compile(rf'"{boundaries.CODE_NAME.pattern}"\s*:')


class Kind(StrEnum):
    """The kinds of published file that can be read."""

    LSOA_TABLE = "lsoa-table"
    IOD_FILE_7 = "iod-file-7"
    CODE_POINT = "code-point"
    BOUNDARIES = "boundaries"
    DISTRICT_CODES = "district-codes"

    @property
    def label(self) -> str:
        """What people call it."""
        return LABELS[self]


LABELS = {
    Kind.LSOA_TABLE: "small areas of England (LSOA 2021)",
    Kind.IOD_FILE_7: "English Indices of Deprivation 2025, File 7",
    Kind.CODE_POINT: "Code-Point Open postcodes",
    Kind.BOUNDARIES: "boundaries (GeoJSON)",
    Kind.DISTRICT_CODES: "district codes since 2011",
}
TABLES: dict[Kind, Sequence[Column]] = {
    Kind.LSOA_TABLE: lsoa_table.COLUMNS,
    Kind.IOD_FILE_7: iod_file_7.COLUMNS,
    Kind.DISTRICT_CODES: district_codes.COLUMNS,
}


def recognise(path: Path) -> Kind | None:
    """The kind of a file, or None when it is of no kind known yet (then it is skipped, not refused).

    Raises BadFile for a file that cannot be opened or unpacked at all: nobody can say what that is.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "any name")
    ...     _ = file.write_text("LADCD,LADNM,LADCD_ACTIVE,LADNM_ACTIVE,Current\\n")
    ...     recognise(file)
    <Kind.DISTRICT_CODES: 'district-codes'>
    """
    # A whole published file has none of these bytes wrong; here only the beginning is looked at.
    head = first_bytes(path, HEAD).decode("utf-8-sig", errors="replace")
    if head.lstrip().startswith("{"):
        whole = first_bytes(path, GEOJSON_HEAD).decode("utf-8-sig", errors="replace")
        return Kind.BOUNDARIES if _is_boundaries(whole) else None
    rows = _first_rows(head)
    if not rows:
        return None
    # The 2019 edition of File 7 has the same columns, but of the areas of 2011.
    if not any("(2011)" in heading for heading in rows[0]):
        for kind, columns in TABLES.items():
            if share_present(rows[0], columns) >= RESEMBLES:
                return kind
    return Kind.CODE_POINT if any(code_point.looks_like(row) for row in rows) else None


def _is_boundaries(text: str) -> bool:
    return "FeatureCollection" in text and "Polygon" in text and CODE_KEY.search(text) is not None


def _first_rows(head: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(head.splitlines()[:ROWS_LOOKED_AT]) if row]
    except csv.Error:
        return []
