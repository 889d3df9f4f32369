"""Any CSV that a person brings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats import BadFile
from rallyround.formats.csv_out import csv_lines
from rallyround.formats.table import read, sniff, suggest_mapping
from tests.formats.samples import csv_text, write


def saved(folder: Path, data: bytes) -> Path:
    file = folder / "people.csv"
    file.write_bytes(data)
    return file


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        list(read(saved(folder, data)).rows)
    return str(refused.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_every_usual_delimiter_and_encoding_gives_the_same_rows(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    text = csv_text([("Name", "Town"), ("Zoë", "Sheffield, South Yorkshire; UK")], delimiter)
    table = read(saved(tmp_path, text.encode(encoding)))
    assert table.headings == ("Name", "Town")
    assert table.delimiter == delimiter
    assert list(table.rows) == [(2, {"Name": "Zoë", "Town": "Sheffield, South Yorkshire; UK"})]


def test_a_table_of_one_column_is_read(tmp_path: Path) -> None:
    assert list(read(saved(tmp_path, b"Postcode\nS1 2HH\n")).rows) == [(2, {"Postcode": "S1 2HH"})]


def test_a_first_line_that_states_the_delimiter_is_believed(tmp_path: Path) -> None:
    table = read(saved(tmp_path, b"sep=;\r\nName;Note\r\nAsha;a,b,c\r\n"))
    assert list(table.rows) == [(3, {"Name": "Asha", "Note": "a,b,c"})]


def test_commas_in_sentences_do_not_mislead() -> None:
    assert sniff("Name;Note\nAsha;well, yes\nBob;no, and no, and no\n") == ";"


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    table = read(saved(tmp_path, b"Name,Town\n\n,,\n ,\nAsha,Leeds\n"))
    assert list(table.rows) == [(5, {"Name": "Asha", "Town": "Leeds"})]


def test_a_short_row_is_filled_up(tmp_path: Path) -> None:
    assert list(read(saved(tmp_path, b"Name,Town\nAsha\n")).rows) == [(2, {"Name": "Asha", "Town": ""})]


def test_a_last_row_without_line_end_is_taken(tmp_path: Path) -> None:
    assert len(list(read(saved(tmp_path, b"Name,Town\nAsha,Leeds")).rows)) == 1


def test_empty_cells_beyond_the_headings_are_let_be(tmp_path: Path) -> None:
    assert list(read(saved(tmp_path, b"Name,Town\nAsha,Leeds,,\n")).rows) == [
        (2, {"Name": "Asha", "Town": "Leeds"})
    ]


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    assert "row 3: the row has 3 cells where there are 2 headings; put quotation marks" in refusal(
        tmp_path, b"Name,Address\nAsha,Leeds\nBob,1 High Street,Leeds\n"
    )


def test_a_heading_twice_is_refused_whatever_its_capitals(tmp_path: Path) -> None:
    assert 'row 1, column Phone: the heading "Phone" is there twice' in refusal(
        tmp_path, b"Phone,Name, phone \n"
    )


def test_a_blank_heading_is_refused(tmp_path: Path) -> None:
    assert "row 1, column 2: the heading is blank; give each column its own heading" in refusal(
        tmp_path, b"Name,,Phone\nAsha,x,1\n"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "people.csv: the file is empty"),
        (b"\n\n", "people.csv: there is nothing in the file"),
        (b"sep=;\n", "people.csv: there is nothing in the file"),
        (b"PK\x03\x04xx[Content_Types].xml", "people.csv: this is an Excel file; save it as CSV"),
        (b"Name,Town\nAs\x00ha,Leeds\n", "row 2: there is a NUL byte"),
        (b'Name,Note\nAsha,"never closed\n', "row 2: the row cannot be split into columns"),
        (b"Name,Note\nAsha," + b"x" * 200_000 + b"\n", "row 2: the row cannot be split into columns"),
    ],
)
def test_what_cannot_be_a_table_is_refused(tmp_path: Path, data: bytes, sentence: str) -> None:
    assert sentence in refusal(tmp_path, data)


def test_headings_are_known_before_any_row_is_read(tmp_path: Path) -> None:
    assert read(saved(tmp_path, b"Name,Town\nAsha,Leeds,too,many\n")).headings == ("Name", "Town")


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = saved(tmp_path, b"Name\n" + b"Asha\n" * 1500)
    list(read(file, progress=lambda done, total: told.append((done, total))).rows)
    assert told == [(1000, 1501), (1501, 1501)]


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip)
whole_rows = st.tuples(cells, cells).filter(lambda row: any(row) and not any(c.startswith("'") for c in row))


@given(st.lists(whole_rows, min_size=1, max_size=5))
def test_what_we_export_can_be_imported_again(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    table = read(write(tmp_path, "export.csv", "".join(csv_lines(["Name", "Note"], rows))))
    assert [(row["Name"], row["Note"]) for _, row in table.rows] == rows


WANTED = {
    "name": ["full name", "contact"],
    "phone": ["telephone", "mobile", "phone number"],
    "email": ["e-mail", "email address"],
    "postcode": ["post code"],
}


@pytest.mark.parametrize(
    ("headings", "chosen"),
    [
        (["Name", "Phone", "Email", "Postcode"], ["Name", "Phone", "Email", "Postcode"]),
        (
            ["FULL_NAME", "Tele-phone", "E-mail", "Post Code"],
            ["FULL_NAME", "Tele-phone", "E-mail", "Post Code"],
        ),
        (["Volunteer's full name", "Mobile (day)"], ["Volunteer's full name", "Mobile (day)", None, None]),
        (["Phone", "Mobile"], [None, "Phone", None, None]),
        (["Home phone", "Work phone"], [None, None, None, None]),
        (["Skills"], [None, None, None, None]),
        ([], [None, None, None, None]),
    ],
)
def test_a_mapping_is_suggested(headings: list[str], chosen: list[str | None]) -> None:
    assert suggest_mapping(headings, WANTED) == dict(zip(WANTED, chosen, strict=True))


@given(
    st.lists(st.text(max_size=8), unique=True),
    st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5))),
)
def test_no_heading_is_suggested_twice(headings: list[str], wanted: dict[str, list[str]]) -> None:
    mapping = suggest_mapping(headings, wanted)
    used = [heading for heading in mapping.values() if heading is not None]
    assert list(mapping) == list(wanted)
    assert len(used) == len(set(used))
    assert set(used) <= set(headings)
