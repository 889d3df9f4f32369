"""Opening text as it comes."""

import gzip
from pathlib import Path

import pytest

from rallyround.formats import BadFile
from rallyround.formats.text import CHUNK, first_bytes, open_text, records, scan


def saved(folder: Path, data: bytes, name: str = "file.csv") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    "data",
    [
        "café,1\n".encode(),
        "\ufeffcafé,1\n".encode(),
        "café,1\n".encode("latin-1"),
        gzip.compress("café,1\n".encode(), mtime=0),
    ],
    ids=["UTF-8", "UTF-8 with mark", "Latin-1", "gzip"],
)
def test_every_usual_encoding_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    file = saved(tmp_path, data)
    with open_text(file, scan(file)) as text:
        assert text.read() == "café,1\n"


def test_a_letter_that_lies_across_two_chunks_is_still_utf_8(tmp_path: Path) -> None:
    file = saved(tmp_path, b"x" * (CHUNK - 1) + "é\n".encode())
    assert scan(file).encoding == "utf-8-sig"


def test_a_letter_cut_at_the_end_is_not_utf_8(tmp_path: Path) -> None:
    assert scan(saved(tmp_path, "café".encode()[:-1])).encoding == "cp1252"


def test_the_apostrophe_of_a_windows_program_is_kept(tmp_path: Path) -> None:
    file = saved(tmp_path, "O’Brien,£5\n".encode("cp1252"))
    assert list(records(file, scan(file))) == [(1, ["O’Brien", "£5"])]


def test_bytes_that_windows_does_not_know_are_still_read(tmp_path: Path) -> None:
    file = saved(tmp_path, b"caf\xe9\x81\n")
    assert list(records(file, scan(file))) == [(1, ["café\x81"])]


def test_the_first_reading_counts_lines_and_sees_an_open_end(tmp_path: Path) -> None:
    closed = scan(saved(tmp_path, b"a\nb\n"))
    open_ended = scan(saved(tmp_path, b"a\nb"))
    assert (closed.lines, closed.last_line_ended) == (2, True)
    assert (open_ended.lines, open_ended.last_line_ended) == (2, False)


def test_a_cut_gzip_file_is_refused_at_every_length(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n1,2\n" * 50)
    for length in range(2, len(packed)):
        with pytest.raises(BadFile, match=r"cut short|damaged"):
            scan(saved(tmp_path, packed[:length]))


def test_a_cut_gzip_file_names_the_row_it_broke_in(tmp_path: Path) -> None:
    lines = b"".join(b"%d,%d\n" % (i * i, i**3) for i in range(200_000))
    with pytest.raises(BadFile, match="download or copy it again") as refused:
        scan(saved(tmp_path, gzip.compress(lines)[:-1000]))
    assert refused.value.row is not None
    assert refused.value.row > 100_000


def test_a_gzip_file_with_a_changed_byte_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"a,b\n1,2\n" * 50))
    packed[-6] ^= 0xFF
    with pytest.raises(BadFile, match="damaged"):
        scan(saved(tmp_path, bytes(packed)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty; download or save it again"),
        (b"PK\x03\x04....[Content_Types].xml....", "this is an Excel file; save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "this is an Excel file; save it as CSV"),
        (b"PK\x03\x04....Data/CSV/s.csv....", "this is a zip file; unpack it"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        ("a,b\n".encode("utf-16"), "this is UTF-16 text"),
        (b"\n <!DOCTYPE html><p>Not found", "this is a web page; download the file itself"),
        (b"a,b\n1,\x002\n", "file.csv, row 2: there is a NUL byte"),
    ],
)
def test_what_is_not_text_is_called_by_its_name(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        scan(saved(tmp_path, data))
    assert sentence in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file or directory; check that it is a file"):
        scan(tmp_path / "nothing.csv")
    with pytest.raises(BadFile, match="check that it is a file"):
        scan(tmp_path)


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rallyround.formats.text.LARGEST", 1 << 20)
    with pytest.raises(BadFile, match="unpacks to more than"):
        scan(saved(tmp_path, gzip.compress(b"a\n" * (1 << 20))))


def test_the_beginning_of_a_cut_file_can_still_be_looked_at(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(b"%d\n" % (i * i) for i in range(100_000)))
    assert first_bytes(saved(tmp_path, packed[:-100]), 6) == b"0\n1\n4\n"


def test_an_open_quotation_mark_is_refused_with_its_row(tmp_path: Path) -> None:
    file = saved(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n')
    with pytest.raises(BadFile, match="check its quotation marks") as refused:
        list(records(file, scan(file)))
    assert refused.value.row == 3


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    file = saved(tmp_path, b'a,b\n\n"two\nlines",2\n5,6\n')
    assert [row for row, _ in records(file, scan(file))] == [1, 3, 4]


def test_line_ends_of_old_macintosh_programs_are_read(tmp_path: Path) -> None:
    file = saved(tmp_path, b"a,b\r1,2\r")
    assert list(records(file, scan(file))) == [(1, ["a", "b"]), (2, ["1", "2"])]
