"""CSV that spreadsheet programs cannot run."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats.csv_out import csv_lines, plain_cell, safe_cell


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+447700900123",
        "-2+3",
        "-",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "＝1+1",
        "-1.2.3",
        "-1e5",
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_that_could_run_gets_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-3, "-3"),
        (-3.5, "-3.5"),
        (Decimal("-0.10"), "-0.10"),
        ("-3.5", "-3.5"),
        (7, "7"),
        ("Sheffield", "Sheffield"),
        ("a=b", "a=b"),
        ("'tis", "'tis"),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_and_harmless_text_stay_as_they_are(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell[:1] not in ("=", "+", "@", "\t", "\r")
    if cell.startswith("-"):
        float(cell)


@given(st.text())
def test_making_safe_twice_changes_nothing_more(text: str) -> None:
    assert safe_cell(safe_cell(text)) == safe_cell(text)


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_an_export_can_be_imported_again(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_lines_hold_exactly_the_cells_that_were_given(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["first", "second"], rows)).removeprefix("\ufeff")
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found == [["first", "second"], *([safe_cell(cell) for cell in row] for row in rows)]


def test_lines_are_made_one_at_a_time() -> None:
    asked: list[int] = []
    lines = csv_lines(["n"], ([asked.append(i) or i] for i in range(3)))  # type: ignore[func-returns-value]
    next(lines)
    assert asked == []
    assert next(lines) == '"0"\r\n'
    assert asked == [0]
