"""What a file is, whatever its name."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats import BadFile, Kind, iod_file_7, lsoa_table, recognise
from tests.formats.samples import (
    area_row,
    boundaries_text,
    code_point_text,
    csv_text,
    districts_text,
    file_7_row,
    file_7_text,
    lsoa_text,
    table_text,
    write,
)

PUBLISHED = {
    Kind.LSOA_TABLE: lsoa_text(),
    Kind.IOD_FILE_7: file_7_text(),
    Kind.CODE_POINT: code_point_text(),
    Kind.BOUNDARIES: boundaries_text(),
    Kind.DISTRICT_CODES: districts_text(),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["holiday.jpg", "x.gz"])
def test_a_file_is_known_by_what_is_in_it(tmp_path: Path, kind: Kind, name: str) -> None:
    assert recognise(write(tmp_path, name, PUBLISHED[kind])) is kind
    assert recognise(write(tmp_path, name, "\ufeff" + PUBLISHED[kind])) is kind


def test_every_kind_has_a_name_for_people() -> None:
    assert len({kind.label for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    "text",
    [
        "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\n",
        "LAD24CD,LAD24NM,LRF24CD,LRF24NM\nE06000022,Bath,E48000001,Avon & Somerset\n",
        "Name,Postcode\nAsha,S1 2HH\n",
        "S1 2HH,E08000019,53.38,-1.47,E01000001\n",
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "x"}}]}',
        '{"items": []}',
        "<alert/>",
        "\n\n",
        "one line",
    ],
)
def test_a_file_of_another_kind_is_not_known_yet(tmp_path: Path, text: str) -> None:
    assert recognise(write(tmp_path, "file", text)) is None


def test_points_with_area_codes_are_not_boundaries(tmp_path: Path) -> None:
    centres = boundaries_text().replace("Polygon", "Point")
    assert recognise(write(tmp_path, "file", centres)) is None


def test_the_edition_of_2019_is_not_taken_for_that_of_2025(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, "file", file_7_text().replace("(2021)", "(2011)"))) is None


@pytest.mark.parametrize("heading", [column.heading for column in lsoa_table.COLUMNS])
def test_an_area_table_without_one_column_is_still_known(tmp_path: Path, heading: str) -> None:
    row = area_row()
    del row[heading]
    assert recognise(write(tmp_path, "file", table_text([row]))) is Kind.LSOA_TABLE


@pytest.mark.parametrize("heading", [column.heading for column in iod_file_7.COLUMNS])
def test_a_file_7_without_one_column_is_still_known(tmp_path: Path, heading: str) -> None:
    row = file_7_row()
    del row[heading]
    assert recognise(write(tmp_path, "file", table_text([row]))) is Kind.IOD_FILE_7


def test_postcodes_with_a_bad_first_row_or_a_column_too_few_are_still_known(tmp_path: Path) -> None:
    rows = [line.split(",") for line in code_point_text().splitlines()]
    assert recognise(write(tmp_path, "file", csv_text([["?"], *rows]))) is Kind.CODE_POINT
    assert recognise(write(tmp_path, "file", csv_text([row[:-1] for row in rows]))) is Kind.CODE_POINT


def test_a_file_cut_later_on_is_known_by_its_beginning(tmp_path: Path) -> None:
    rows = [area_row(LSOA21CD=f"E0100{i:04}", POP_2021=str(i * 7919 % 9000)) for i in range(3000)]
    file = write(tmp_path, "file.gz", table_text(rows))
    file.write_bytes(file.read_bytes()[:-200])
    assert recognise(file) is Kind.LSOA_TABLE
    with pytest.raises(BadFile, match="cut short"):
        next(lsoa_table.read(file))


def test_a_gzip_file_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file.gz"
    file.write_bytes(gzip.compress(lsoa_text().encode())[:8])
    with pytest.raises(BadFile, match="the compressed file is damaged; download or copy it again"):
        recognise(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file"):
        recognise(tmp_path / "nothing")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_kind_or_none_or_a_bad_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes"
    file.write_bytes(data)
    try:
        assert recognise(file) in {None, *Kind}
    except BadFile as refused:
        assert refused.remedy  # noqa: PT017 both outcomes are right
