"""Points of published instruments, and the edges of the zones."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.instruments import INSTRUMENTS, TORRENS, Instrument, Zones, score

STEPS = INSTRUMENTS["steps"]


@pytest.mark.parametrize(
    ("key", "items", "highest", "most"),
    [("undrr_preliminary", 47, 3, 141), ("undrr_detailed", 117, 5, 585), ("steps", 8, 5, 40)],
)
def test_the_most_that_can_be_had_is_the_published_one(key: str, items: int, highest: int, most: int) -> None:
    instrument = INSTRUMENTS[key]
    assert (instrument.items, instrument.highest, instrument.most) == (items, highest, most)
    assert score(instrument, dict.fromkeys(range(1, items + 1), highest)).points == most


@pytest.mark.parametrize(
    ("percent", "zone"),
    [
        (0, "red"),
        (25, "red"),
        (Fraction(2599, 100), "red"),
        (26, "amber"),
        (75, "amber"),
        (Fraction(7599, 100), "amber"),
        (76, "green"),
        (100, "green"),
    ],
)
def test_the_edges_of_the_published_bands(percent: Fraction, zone: str) -> None:
    assert TORRENS.of(percent) == zone


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_zones_may_be_set_and_cover_everything_once(first: int, second: int, percent: int) -> None:
    red_below, green_from = sorted((first, second))
    zone = Zones(red_below, green_from).of(percent)
    assert (zone == "red") == (percent < red_below)
    assert (zone == "green") == (percent >= max(red_below, green_from))


@pytest.mark.parametrize(("red", "green"), [(50, 40), (-1, 50), (50, 101)])
def test_zones_out_of_order_are_refused(red: int, green: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 100"):
        Zones(red, green)


@pytest.mark.parametrize("percent", [-1, 101])
def test_no_more_than_all_and_no_less_than_nothing(percent: int) -> None:
    with pytest.raises(ValueError, match="not from 0 to 100"):
        TORRENS.of(percent)


def test_what_is_not_answered_is_neither_nought_nor_guessed() -> None:
    found = score(STEPS, {1: 4, 2: 4})
    assert found.percent == 80
    assert found.not_assessed == Fraction(6, 8)
    assert found.low == 20
    assert found.high == 95
    assert found.zone == "undecided"
    assert score(STEPS, {}).zone == "not_assessed"
    assert score(STEPS, {}).percent is None
    assert score(STEPS, {1: 0}).percent == 0


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 5)), st.integers(0, 5))
def test_a_zone_is_said_only_when_the_rest_cannot_change_it(answers: dict[int, int], filler: int) -> None:
    found = score(STEPS, answers)
    if found.zone in ("undecided", "not_assessed"):
        return
    filled = score(STEPS, {**dict.fromkeys(range(1, 9), filler), **answers})
    assert filled.zone == found.zone


def test_points_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="6 is not from 0 to 5"):
        score(STEPS, {1: 6})
    with pytest.raises(ValueError, match="items 1 to 8, not 9"):
        score(STEPS, {9: 1})
    with pytest.raises(ValueError, match="at least one item"):
        Instrument("x", "X", 0, 0, 5, "", False)
