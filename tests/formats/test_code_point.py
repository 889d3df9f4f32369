"""Code-Point Open, which has no headings."""

from pathlib import Path

import pytest

from rallyround.formats import BadFile, code_point
from tests.formats.samples import CODE_POINT, code_point_text, csv_text, write


def test_a_postcode_is_read_with_its_metres(tmp_path: Path) -> None:
    first, second = code_point.read(write(tmp_path, "s.csv.gz", code_point_text()))
    assert (first.postcode, first.quality, first.easting, first.northing) == ("S1 2HH", 10, 435100, 387200)
    assert (first.country_code, first.district_code, first.ward_code) == (
        "E92000001",
        "E08000039",
        "E05010876",
    )
    assert (second.postcode, second.easting, second.northing) == ("S1 4XX", None, None)


def changed(column: int, value: str) -> str:
    row = list(CODE_POINT[0])
    row[column] = value
    return csv_text([CODE_POINT[1], row])


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        (0, "SHEFFIELD", "Postcode"),
        (1, "11", "Positional_quality_indicator"),
        (2, "53.38", "Eastings"),
        (2, "800000", "Eastings"),
        (3, "-5", "Northings"),
        (4, "X92000001", "Country_code"),
        (8, "Sheffield", "Admin_district_code"),
    ],
)
def test_a_bad_cell_is_refused_with_row_and_column(
    tmp_path: Path, column: int, value: str, name: str
) -> None:
    with pytest.raises(BadFile) as refused:
        list(code_point.read(write(tmp_path, "s.csv", changed(column, value))))
    assert (refused.value.row, refused.value.column) == (2, name)
    assert f'"{value}" is not' in str(refused.value)


def test_a_postcode_with_quality_but_no_position_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="row 2, column Eastings: S1 2HH has quality 10 but no position"):
        list(code_point.read(write(tmp_path, "s.csv", changed(2, "0"))))


def test_a_blank_district_is_no_district(tmp_path: Path) -> None:
    _, point = code_point.read(write(tmp_path, "s.csv", changed(8, "")))
    assert point.district_code is None


def test_a_row_with_a_column_too_few_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="row 2: the row has 9 columns where there should be 10"):
        list(code_point.read(write(tmp_path, "s.csv", csv_text([CODE_POINT[0], CODE_POINT[1][:9]]))))
