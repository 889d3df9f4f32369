"""One row's cells: every reader takes what people write, and says what is wrong where they wrote something else."""

from datetime import UTC, datetime

import pytest

from rallyround.feeds.cells import Cells, Problem

WORDS = {"goods": "Goods or equipment", "space": "A room"}


def cell(value: str) -> Cells:
    return Cells(7, {"Heading": value}, {"field": "Heading"})


def only_problem(cells: Cells) -> str:
    (problem,) = cells.problems
    return str(problem)


def test_a_problem_names_row_and_heading() -> None:
    assert str(Problem(1234, "Tel.", "Wrong.")) == "Row 1,234, Tel.: Wrong."
    assert str(Problem(2, "", "Wrong.")) == "Row 2: Wrong."


def test_a_field_that_has_no_column_is_empty() -> None:
    cells = Cells(2, {"Heading": "x"}, {})
    assert (cells.text("field", 5), cells.phone("field"), cells.yes_no("field")) == ("", "", None)
    assert cells.problems == []


@pytest.mark.parametrize("said", ["07700 900123", "+44 (0)7700 900123", "01632-960000 ext 12"])
def test_telephone_numbers_are_taken_as_people_write_them(said: str) -> None:
    assert cell(said).phone("field") == said


@pytest.mark.parametrize("said", ["ask at the pub", "12", "07700 900123 / 01632 960000", "=1+1"])
def test_what_cannot_be_rung_is_no_telephone_number(said: str) -> None:
    cells = cell(said)
    assert cells.phone("field") == ""
    assert "such as 07700 900123" in only_problem(cells)


@pytest.mark.parametrize(
    ("said", "found"), [("Yes", True), ("y", True), ("1", True), ("NO", False), ("false", False), ("", None)]
)
def test_yes_and_no(said: str, found: bool | None) -> None:
    assert cell(said).yes_no("field") is found


@pytest.mark.parametrize(("said", "found"), [("12", 12), ("1,200", 1200), ("3.0", 3), ("", None)])
def test_whole_numbers(said: str, found: int | None) -> None:
    assert cell(said).whole("field", 1, 2000) == found


@pytest.mark.parametrize("said", ["0", "2001", "-3", "1.5", "many", "٣", "9" * 40])
def test_what_is_no_whole_number_is_said(said: str) -> None:
    cells = cell(said)
    assert cells.whole("field", 1, 2000) is None
    assert "from 1 to 2,000" in only_problem(cells)


@pytest.mark.parametrize("said", ["goods", "GOODS", "goods or  equipment", "Goods_or_equipment"])
def test_a_choice_is_known_by_key_and_by_name(said: str) -> None:
    assert cell(said).choice("field", WORDS, "space") == "goods"


def test_an_unknown_choice_is_told_what_there_is() -> None:
    cells = cell("food")
    assert cells.choice("field", WORDS, "space") == "space"
    assert '"food" is none of these: Goods or equipment, A room' in only_problem(cells)


def test_several_choices_in_one_cell_count_once_each() -> None:
    assert cell("goods; A room|goods").choices("field", WORDS) == ("goods", "space")


@pytest.mark.parametrize("said", ["27/03/2026", "2026-03-27", "27.03.2026", "27-03-2026"])
def test_dates(said: str) -> None:
    assert cell(said).moment("field") == datetime(2026, 3, 27, tzinfo=UTC)
    assert cell(said).moment("field", whole_day=True) == datetime(2026, 3, 28, tzinfo=UTC)


@pytest.mark.parametrize("said", ["27/06/2026 18:30", "2026-06-27T18:30", "27/06/2026 18:30:00"])
def test_times_are_local(said: str) -> None:
    assert cell(said).moment("field", whole_day=True) == datetime(2026, 6, 27, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize("said", ["30/02/2026", "03/27/2026", "tomorrow", "27/03/0026", "27/03/2026 25:00"])
def test_what_is_no_date_is_said(said: str) -> None:
    cells = cell(said)
    assert cells.moment("field") is None
    assert "27/03/2026 18:00" in only_problem(cells)


@pytest.mark.parametrize(("reader", "said"), [("email", "asha at example"), ("postcode", "NOWHERE")])
def test_e_mail_addresses_and_postcodes_have_their_shape(reader: str, said: str) -> None:
    cells = cell(said)
    assert getattr(cells, reader)("field") == ""
    assert "leave the cell empty" in only_problem(cells)


def test_text_that_is_too_long_or_missing_is_said() -> None:
    cells = cell("x" * 121)
    assert cells.text("field", 120) == ""
    assert "more than 120 characters" in only_problem(cells)
    assert only_problem(_missing()) == "Row 7, Heading: Say it."


def _missing() -> Cells:
    cells = cell("")
    cells.text("field", 120, required="Say it.")
    return cells
