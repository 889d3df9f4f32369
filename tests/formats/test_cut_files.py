"""A file cut anywhere is refused in words, or gives exactly the rows that are still whole. It never crashes."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats import BadFile, boundaries, code_point, district_codes, iod_file_7, lsoa_table, table
from tests.formats.samples import boundaries_text, code_point_text, districts_text, file_7_text, lsoa_text

Read = Callable[[Path], Iterator[Any]]
READERS: dict[str, tuple[Read, str]] = {
    "areas": (lsoa_table.read, lsoa_text()),
    "file 7": (iod_file_7.read, file_7_text()),
    "postcodes": (code_point.read, code_point_text()),
    "districts": (district_codes.read, districts_text()),
    "boundaries": (boundaries.read, boundaries_text()),
    "any table": (lambda path: table.read(path).rows, 'Name,Note\nAsha,"two\nlines"\nBob,one\n'),
}
LINE_TABLES = ("areas", "file 7", "postcodes", "districts")


def read_or_refuse(read: Read, file: Path) -> list[Any] | BadFile:
    """The rows, or the refusal, which is always a sentence with a remedy."""
    try:
        return list(read(file))
    except BadFile as caught:
        refused = caught
    assert str(refused).endswith(f"; {refused.remedy}.")
    return refused


@given(st.sampled_from(sorted(READERS)), st.data())
def test_a_cut_compressed_file_is_always_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    read, text = READERS[name]
    packed = gzip.compress(text.encode(), mtime=0)
    file = tmp_path / "file"
    file.write_bytes(packed[: data.draw(st.integers(0, len(packed) - 1))])
    assert isinstance(read_or_refuse(read, file), BadFile)


@given(st.sampled_from(LINE_TABLES), st.data())
def test_a_cut_table_is_refused_or_gives_the_rows_that_are_whole(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    read, text = READERS[name]
    file = tmp_path / "file"
    file.write_text(text)
    whole = list(read(file))
    length = data.draw(st.integers(0, len(text) - 1))
    file.write_text(text[:length])
    found = read_or_refuse(read, file)
    if text[:length].endswith("\n"):
        headings = len(text.splitlines()) - len(whole)
        assert found == whole[: text[:length].count("\n") - headings]
    else:
        assert isinstance(found, BadFile)


@given(st.data())
def test_a_cut_map_is_always_refused(tmp_path: Path, data: st.DataObject) -> None:
    read, text = READERS["boundaries"]
    file = tmp_path / "file"
    file.write_text(text[: data.draw(st.integers(0, len(text) - 1))])
    assert isinstance(read_or_refuse(read, file), BadFile)


@given(st.sampled_from(sorted(READERS)), st.data())
def test_a_changed_byte_never_crashes_a_reader(tmp_path: Path, name: str, data: st.DataObject) -> None:
    read, text = READERS[name]
    changed = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path / "file"
    file.write_bytes(changed)
    read_or_refuse(read, file)


@pytest.mark.parametrize("name", sorted(READERS))
@given(data=st.binary(max_size=200))
def test_any_bytes_at_all_never_crash_a_reader(tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    read_or_refuse(READERS[name][0], file)
