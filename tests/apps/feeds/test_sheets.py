"""A table is opened whole, or refused in one sentence that says what to do."""

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from rallyround.feeds.sheets import headings_hash, open_sheet
from rallyround.ui.errors import Refused
from tests.apps.feeds.files import NEEDS, sheet, write


def excel() -> bytes:
    book, file = Workbook(), BytesIO()
    book.create_sheet().append(["Name"])
    book.save(file)
    return file.getvalue()


def test_a_table_is_opened_with_its_headings_and_numbered_rows(tmp_path: Path) -> None:
    found = sheet(tmp_path, NEEDS)
    assert found.headings == ("What is needed", "Tel.", "Post code")
    assert [row for row, _ in found.rows] == [2, 3]
    assert found.rows[1][1]["Tel."] == "07700 900124"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"Name,Phone\n", "no rows below the headings"),
        (excel(), "this is an Excel file; save it as CSV"),
        ("Name,Phone\nAsha,1234567\n".encode("utf-16"), "UTF-16 text"),
        (b"Name,Phone,name\nAsha,1234567,B\n", 'the heading "Name" is there twice'),
        (b"Name,\nAsha,1234567\n", "the heading is blank"),
        (gzip.compress(b"Name\nAsha\n", mtime=0), "compressed file"),
        (b"Name,Phone\nAsha,0770\x00", "NUL byte"),
        (b'Name,Phone\n"Asha,07700', "cannot be split into columns"),
        (b"Name,Phone,Town\nAsha,0770", "row 2: the last row has 2 of 3 cells and no end: the file is cut short"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence_with_its_name(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sheet(tmp_path, content, "volunteers.csv")
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("volunteers.csv")


def test_the_name_in_the_sentence_is_the_persons_not_that_of_our_copy(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^needs of today\.csv: the file is empty"):
        open_sheet(write(tmp_path, "", "0198-copy"), "needs of today.csv")


def test_a_file_that_ends_without_a_line_end_is_taken_when_its_last_row_is_whole(tmp_path: Path) -> None:
    assert len(sheet(tmp_path, "Name,Phone\nAsha,1234567").rows) == 1


def test_the_letters_of_an_old_windows_program_are_read(tmp_path: Path) -> None:
    found = sheet(tmp_path, "Name\nSiân O’Neill\n".encode("cp1252"))
    assert found.rows[0][1]["Name"] == "Siân O’Neill"


def test_ten_thousand_rows_are_taken_and_one_more_is_not(tmp_path: Path) -> None:
    assert len(sheet(tmp_path, "Name\n" + "Asha\n" * 10_000).rows) == 10_000
    with pytest.raises(Refused, match="more than 10,000 rows"):
        sheet(tmp_path, "Name\n" + "Asha\n" * 10_001)


def test_a_file_over_20_mb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="larger than 20 MB"):
        sheet(tmp_path, b"Name\n" + b"x" * (20 * 1024 * 1024))


def test_headings_are_known_again_only_in_their_order() -> None:
    assert headings_hash(("a", "b")) == headings_hash(("a", "b"))
    assert headings_hash(("a", "b")) != headings_hash(("b", "a"))
    assert headings_hash(("ab", "c")) != headings_hash(("a", "bc"))
