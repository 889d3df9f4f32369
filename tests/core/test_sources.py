"""Each default has a source that a reader can weigh."""

from __future__ import annotations

from datetime import date

import pytest

from rallyround.core.sources import OWN, SOURCES, Sourced, default, whole_default


@pytest.mark.parametrize("name", SOURCES)
def test_each_default_says_where_it_comes_from(name: str) -> None:
    number = SOURCES[name]
    assert number.unit
    assert number.source
    assert number.low <= number.value <= number.high
    assert number.low < number.high, "a range of one value hides how unsure we are"


@pytest.mark.parametrize("name", [name for name, number in SOURCES.items() if number.source.startswith(OWN)])
def test_a_default_of_our_own_is_never_called_confirmed(name: str) -> None:
    assert not SOURCES[name].confirmed
    assert SOURCES[name].confidence == "low"
    assert len(SOURCES[name].source) > len(OWN) + 5, "it must say the thought behind it"


def test_the_rest_that_the_law_gives_workers_is_the_least_for_volunteers() -> None:
    assert (default("volunteers.rest_hours"), default("volunteers.break_minutes")) == (11, 20)
    assert default("volunteers.break_after_hours") == 6
    assert SOURCES["volunteers.rest_hours"].low == 11


def test_a_value_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="5 hours is not from 6 to 7"):
        Sourced(5, "hours", "a book", date(2020, 1, 1), 6, 7, "low", False)


def test_a_fraction_does_not_count_people() -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        whole_default("allocation.gap")
