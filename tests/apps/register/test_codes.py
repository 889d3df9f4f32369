"""Codes that can be read over the telephone."""

import pytest

from rallyround.register.codes import ALPHABET, new_code, tidy


def test_a_code_is_two_groups_of_four_without_look_alikes() -> None:
    for _ in range(200):
        code = new_code()
        assert len(code) == 9
        assert code[4] == "-"
        assert not set(code) & set("0OQ1IL2Z5S8BUVAE")


def test_codes_do_not_repeat_soon() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("typed", ["k7md-4txr", "K7MD4TXR", " k7md 4txr ", "k7md – 4txr", "k7.md.4t.xr"])
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert tidy(typed) == "K7MD-4TXR"


@pytest.mark.parametrize("typed", ["", "K7MD", "K7MD-4TXR-K7MD", "O7MD-4TXR", "07700 900123"])
def test_what_is_no_code_is_nothing(typed: str) -> None:
    assert tidy(typed) == ""


def test_the_alphabet_has_no_sign_twice() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
