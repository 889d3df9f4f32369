"""A small published world in files: two areas of Sheffield and one of Barnsley are ours, one of Leeds is not."""

from pathlib import Path

from tests.formats.samples import (
    area_row,
    boundaries_text,
    boundary,
    csv_text,
    districts_text,
    file_7_row,
    table_text,
    write,
)

NAME = "South Yorkshire"
BARNSLEY = {"LAD24CD": "E08000016", "LAD24NM": "Barnsley"}
LEEDS = {"LAD24CD": "E08000035", "LAD24NM": "Leeds", "LRF24NM": "West Yorkshire"}
AREAS = (
    area_row(MSOA21HCLNM="Kelham", IMD25_SCORE="40"),
    area_row(LSOA21CD="E01000002", LSOA21NM="Sheffield 001B", MSOA21HCLNM="Kelham", POP_2021="500", IMD25_SCORE="20"),
    area_row(LSOA21CD="E01000003", LSOA21NM="Barnsley 001A", MSOA21HCLNM="Kendray", LAT="53.55", LONG="-1.45",
             **BARNSLEY),
    area_row(LSOA21CD="E01000004", LSOA21NM="Leeds 001A", LAT="53.8", LONG="-1.55", **LEEDS),
)  # fmt: skip
IN_2025 = {"S1  2HH": "E08000039", "S70 1AA": "E08000038", "LS1 1AA": "E08000035"}
POINTS = {"S1  2HH": (435100, 391500), "S70 1AA": (435100, 408000), "LS1 1AA": (430000, 433000)}


def square(west: float, south: float) -> list[list[float]]:
    """A tenth of a degree on each side."""
    east, north = west + 0.1, south + 0.1
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def small_areas(folder: Path, name: str = "areas.csv") -> Path:
    return write(folder, name, table_text(AREAS))


def codes(folder: Path) -> Path:
    return write(folder, "codes.csv", districts_text())


def deprivation(folder: Path) -> Path:
    rows = []
    for row, score in zip(AREAS, ("41.5", "21.5", "31.5", "11.5"), strict=True):
        said = {"LSOA code (2021)": row["LSOA21CD"], "LSOA name (2021)": row["LSOA21NM"]}
        rows.append(file_7_row(said | {"Index of Multiple Deprivation (IMD) Score": score}))
    return write(folder, "file7.csv.gz", table_text(rows))


def outlines(folder: Path) -> Path:
    squares = {"E01000001": square(-1.5, 53.35), "E01000002": square(-1.5, 53.45),
               "E01000003": square(-1.5, 53.55), "E01000004": square(-1.6, 53.75)}  # fmt: skip
    return write(
        folder, "outlines.geojson", boundaries_text([boundary(code, ring) for code, ring in squares.items()])
    )


def postcodes(folder: Path) -> Path:
    rows = [
        (code, "10", str(POINTS[code][0]), str(POINTS[code][1]), "E92000001", "", "", "", district, "")
        for code, district in IN_2025.items()
    ]
    nowhere = ("S1  4XX", "90", "0", "0", "E92000001", "", "", "", "E08000039", "")
    return write(folder, "s.csv", csv_text([*rows, nowhere]))


def everything(folder: Path) -> list[Path]:
    """All five, in an order in which none could be loaded as they come."""
    makers = (postcodes, outlines, deprivation, codes, small_areas)
    return [make(folder) for make in makers]
