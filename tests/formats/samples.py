"""Small files in the published formats, made up: two areas of Sheffield that are nowhere."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rallyround.formats import iod_file_7, lsoa_table
from rallyround.formats.columns import Column

RANKS = {1: "1", 5: "15000", 10: "33755"}

AREA = {
    "LSOA21CD": "E01000001",
    "LSOA21NM": "Sheffield 001A",
    "MSOA21CD": "E02000001",
    "WD24CD": "E05000001",
    "LAD24CD": "E08000019",
    "LAD24NM": "Sheffield",
    "RGN24CD": "E12000003",
    "LRF24CD": "E48000028",
    "LRF24NM": "South Yorkshire",
    "PFA24CD": "E23000011",
    "FRA24CD": "E31000035",
    "ICB24CD": "E54000061",
    "LAT": "53.38",
    "LONG": "-1.47",
    "POP_2021": "1500",
    "HOUSEHOLDS": "640",
    "FZ3_PCT": "12.5",
    "LSOA11_CHGIND": "U",
}
FILE_7 = {
    "LSOA code (2021)": "E01000001",
    "LSOA name (2021)": "Sheffield 001A",
    "Local Authority District code (2024)": "E08000019",
    "Local Authority District name (2024)": "Sheffield",
}
CODE_POINT = (
    (
        "S1  2HH",
        "10",
        "435100",
        "387200",
        "E92000001",
        "E19000001",
        "E18000003",
        "",
        "E08000039",
        "E05010876",
    ),
    ("S1  4XX", "90", "0", "0", "E92000001", "E19000001", "E18000003", "", "E08000039", "E05010876"),
)
DISTRICTS = (
    ("LADCD", "LADNM", "LADCD_ACTIVE", "LADNM_ACTIVE", "UTLANM", "Current"),
    ("E08000016", "Barnsley", "E08000038", "Barnsley", "Barnsley", "FALSE"),
    ("E08000038", "Barnsley", "E08000038", "Barnsley", "Barnsley", "TRUE"),
    ("E08000019", "Sheffield", "E08000039", "Sheffield", "Sheffield", "FALSE"),
    ("E08000039", "Sheffield", "E08000039", "Sheffield", "Sheffield", "TRUE"),
)
SQUARE = [[-1.5, 53.4], [-1.4, 53.4], [-1.4, 53.5], [-1.5, 53.5], [-1.5, 53.4]]


def _row(columns: Sequence[Column], known: dict[str, str]) -> dict[str, str]:
    """A row in which what is not known is plausible: a rank in its decile, one person, a name."""
    row = {}
    for column in columns:
        name = column.heading
        if "rank" in name.lower():
            plain = RANKS[5]
        elif "decile" in name.lower():
            plain = "5"
        elif name.endswith("NM") or name == "RUC21CD":
            plain = "A name"
        else:
            plain = "1"
        row[name] = known.get(name, plain)
    return row


def area_row(**changed: str) -> dict[str, str]:
    """One row of the table of small areas."""
    return _row(lsoa_table.COLUMNS, AREA) | changed


def file_7_row(changed: dict[str, str] | None = None) -> dict[str, str]:
    """One row of File 7 with all its denominators."""
    return _row(iod_file_7.COLUMNS, FILE_7) | (changed or {})


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV with line ends."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def table_text(rows: Sequence[dict[str, str]]) -> str:
    """Rows with the headings of the first."""
    return csv_text([list(rows[0]), *(list(row.values()) for row in rows)])


def write(folder: Path, name: str, text: str) -> Path:
    """A file of that text, compressed where the name says so."""
    file = folder / name
    data = text.encode()
    file.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    return file


def lsoa_text() -> str:
    """Two small areas."""
    return table_text([area_row(), area_row(LSOA21CD="E01000002", LSOA21NM="Sheffield 001B")])


def file_7_text() -> str:
    """The same two areas in File 7."""
    second = {"LSOA code (2021)": "E01000002", "LSOA name (2021)": "Sheffield 001B"}
    return table_text([file_7_row(), file_7_row(second)])


def code_point_text() -> str:
    """Two postcodes, the second without a position."""
    return csv_text(CODE_POINT)


def districts_text() -> str:
    """Barnsley and Sheffield, before and after 2025."""
    return csv_text(DISTRICTS)


def boundary(code: str = "E01000001", ring: Any = None, **properties: str) -> dict[str, Any]:
    """A feature of one square."""
    names = {"LSOA21CD": code, "LSOA21NM": "Sheffield 001A", "LAD24CD": "E08000019", "LAD24NM": "Sheffield"}
    geometry = {"type": "Polygon", "coordinates": [SQUARE if ring is None else ring]}
    return {"type": "Feature", "properties": names | properties, "geometry": geometry}


def boundaries_text(features: Sequence[Any] | None = None, **members: Any) -> str:
    """A collection, by default of two squares."""
    found = [boundary(), boundary("E01000002")] if features is None else features
    return json.dumps({"type": "FeatureCollection", **members, "features": found})
