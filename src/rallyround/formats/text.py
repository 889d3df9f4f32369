"""Opens text files as they come: plain or gzip, UTF-8 with or without a mark, else Latin-1 as Windows has it.

A file is first read through once (`scan`) and then streamed (`chunks`, `records`). The first reading finds a
cut or damaged file before anybody has used half of it, and says how long the way is, for a progress bar.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rallyround.formats.problem import BadFile

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 18
# The largest published file we read, boundaries of all England in full detail, is under 1 GB. The limit is
# for a small gzip file that unpacks without end.
LARGEST = 4 << 30
EXCEL = ("this is an Excel file", "save it as CSV and try again")
NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": EXCEL,
    b"%PDF": ("this is a PDF", "ask for the same table as CSV"),
    b"\xff\xfe": ("this is UTF-16 text", 'save it as "CSV UTF-8" and try again'),
    b"\xfe\xff": ("this is UTF-16 text", 'save it as "CSV UTF-8" and try again'),
    # What a server sends instead of the file that was asked for, saved under the file's name.
    b"<!doctype html": ("this is a web page", "download the file itself"),
    b"<html": ("this is a web page", "download the file itself"),
}
ZIP_MAGIC = b"PK\x03\x04"
# Excel workbooks and OpenDocument tables are zip files; these names stand near their beginning.
IN_A_WORKBOOK = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet")
CUT = ("the file is cut short", "download or copy it again")
DAMAGED = ("the compressed file is damaged", "download or copy it again")

# Windows programs put curly quotation marks and the euro where Latin-1 has invisible control characters; only
# these five bytes mean nothing there.
NOT_IN_WINDOWS = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")

# Told how far a reader has come: done and total, in the same unit (rows, or bytes of a GeoJSON file).
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scan:
    """What one reading from end to end found: encoding, number of lines, bytes unpacked, last line ended."""

    encoding: str
    lines: int
    size: int
    last_line_ended: bool


def open_bytes(path: Path) -> gzip.GzipFile | io.BufferedReader:
    """Open for reading, unpacked when it is gzip by its first two bytes, whatever its name."""
    try:
        with path.open("rb") as start:
            packed = start.read(2) == GZIP_MAGIC
        return gzip.open(path, "rb") if packed else path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        raise BadFile(path, reason.lower(), "check that it is a file and may be read") from error


def first_bytes(path: Path, size: int) -> bytes:
    """At most `size` unpacked bytes from the beginning; fewer where a compressed file is cut."""
    found = b""
    with open_bytes(path) as file:
        try:
            while len(found) < size and (more := file.read1(min(CHUNK, size - len(found)))):
                found += more
        except (EOFError, OSError, zlib.error) as error:
            if not found:
                raise BadFile(path, *DAMAGED) from error
    return found


def scan(path: Path) -> Scan:
    """Read a text file through once.

    Raises BadFile for an empty, cut, damaged or binary file, and for one that unpacks to more than 4 GB.
    """
    lines = size = 0
    last = b""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    utf8 = windows = True
    with open_bytes(path) as file:
        while chunk := _next_chunk(path, file, lines):
            if not size:
                _refuse_other_kinds(path, chunk)
            _refuse_nul(path, chunk, lines)
            lines += chunk.count(b"\n")
            size += len(chunk)
            if size > LARGEST:
                raise BadFile(path, "it unpacks to more than 4 GB", "check that it is the right file")
            last = chunk[-1:]
            utf8 = utf8 and _decodes(decoder, chunk)
            windows = windows and not any(byte in chunk for byte in NOT_IN_WINDOWS)
    if not size:
        raise BadFile(path, "the file is empty", "download or save it again")
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    encoding = "utf-8-sig" if utf8 else "cp1252" if windows else "latin-1"
    return Scan(encoding, lines + (last != b"\n"), size, last in (b"\n", b"\r"))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _next_chunk(path: Path, file: io.BufferedIOBase, lines: int) -> bytes:
    try:
        return file.read(CHUNK)
    except EOFError as error:
        raise BadFile(path, *CUT, lines + 1) from error
    except (OSError, zlib.error) as error:
        raise BadFile(path, *DAMAGED, lines + 1) from error


def _refuse_other_kinds(path: Path, start: bytes) -> None:
    if start.startswith(ZIP_MAGIC):
        if any(name in start for name in IN_A_WORKBOOK):
            raise BadFile(path, *EXCEL)
        raise BadFile(path, "this is a zip file", "unpack it and bring the files that are in it")
    beginning = start[:64].lstrip().lower()
    for magic, (problem, remedy) in NOT_TEXT.items():
        if beginning.startswith(magic.lower()):
            raise BadFile(path, problem, remedy)


def _refuse_nul(path: Path, chunk: bytes, lines: int) -> None:
    at = chunk.find(b"\0")
    if at >= 0:
        row = lines + chunk.count(b"\n", 0, at) + 1
        raise BadFile(path, "there is a NUL byte, so this is not text", "save it as CSV UTF-8", row)


def open_text(path: Path, scanned: Scan) -> io.TextIOWrapper:
    """Open for reading as text, line ends untouched."""
    return io.TextIOWrapper(open_bytes(path), encoding=scanned.encoding, newline="")


def chunks(path: Path, scanned: Scan, size: int = CHUNK) -> Iterator[str]:
    """The text in pieces of `size` characters."""
    with open_text(path, scanned) as text:
        while piece := text.read(size):
            yield piece


def records(path: Path, scanned: Scan, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Records of a CSV file with their row number from 1; blank lines are counted and left out.

    Raises BadFile where quotation marks do not match.
    """
    row = 0
    with open_text(path, scanned) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for row, fields in enumerate(reader, start=1):
                if fields:
                    yield row, fields
        except csv.Error as error:
            problem = f"the row cannot be split into columns ({error})"
            raise BadFile(path, problem, "check its quotation marks and line ends", row + 1) from error
