"""Checks of single cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats.fields import code, number, one_of, postcode, text, whole


@pytest.mark.parametrize("cell", ["", "abc", "1.5", "1_0", "0", "11", "1e1", "nan"])
def test_a_whole_number_is_whole_and_within_its_limits(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a whole number from 1 to 10"):
        whole(1, 10)(cell)


@pytest.mark.parametrize("cell", ["", "abc", "nan", "inf", "-inf", "1e999", "1_0", "100.001"])
def test_a_number_is_finite_and_within_its_limits(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a number from 0 to 100"):
        number(0, 100)(cell)


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_number_is_read_as_it_was_written(value: float) -> None:
    assert number(-1e6, 1e6)(repr(value)) == value


@pytest.mark.parametrize(
    "cell", ["E0100001", "E010000011", "E02000001", "e01000001", "E01 00001", "E01000001\n"]
)
def test_a_code_has_its_prefix_and_nine_characters(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a code such as E01000001"):
        code("E01")(cell)


@pytest.mark.parametrize("cell", ["", "  ", "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_is_visible(cell: str) -> None:
    with pytest.raises(ValueError, match=r"blank|invisible"):
        text(cell)


def test_a_word_is_one_of_those_allowed() -> None:
    with pytest.raises(ValueError, match="is not one of TRUE, FALSE"):
        one_of("TRUE", "FALSE")("maybe")


@pytest.mark.parametrize(
    ("cell", "normal"),
    [
        ("S1  2HH", "S1 2HH"),
        ("s12hh", "S1 2HH"),
        ("DN551PT", "DN55 1PT"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("EC1A1BB", "EC1A 1BB"),
        (" m1 1ae ", "M1 1AE"),
    ],
)
def test_a_postcode_is_written_in_one_way(cell: str, normal: str) -> None:
    assert postcode(cell) == normal


@pytest.mark.parametrize("cell", ["", "S1", "S1 2H", "1S 2HH", "S1 HHH", "SHEFFIELD", "S1-2HH"])
def test_what_is_no_postcode_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a postcode"):
        postcode(cell)


@given(st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", fullmatch=True))
def test_a_normal_postcode_stays_as_it_is(compact: str) -> None:
    normal = postcode(compact)
    assert postcode(normal) == normal
    assert normal.replace(" ", "") == compact
