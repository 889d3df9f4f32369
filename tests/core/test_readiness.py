"""Readiness is what was shown, no more: it falls with time, says what nobody looked at, and never guesses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.readiness import (
    CAP,
    DEFAULT,
    Criterion,
    Instrument,
    Item,
    readiness,
    series,
    worth,
)
from rallyround.core.sources import OWN

DAY = date(2026, 1, 14)
KEYS = [criterion.key for criterion in DEFAULT.criteria]
CRITICAL = {criterion.key for criterion in DEFAULT.criteria if criterion.critical}


def everything(rating: float = 1, *, on: date = DAY, leave_out: str = "") -> list[Item]:
    """Evidence of every criterion."""
    return [Item(c.key, rating, on, int(c.valid_days.value)) for c in DEFAULT.criteria if c.key != leave_out]


items = st.lists(
    st.builds(
        Item,
        criterion=st.sampled_from(KEYS),
        rating=st.floats(0, 1),
        on=st.dates(date(2024, 1, 1), DAY),
        valid_days=st.integers(1, 800),
        strength=st.sampled_from(["low", "medium", "high"]),
        part=st.sampled_from(["", "a", "b"]),
    ),
    max_size=20,
)


def test_nothing_assessed_is_not_a_low_readiness_but_none() -> None:
    found = readiness(DEFAULT, [], DAY)
    assert (found.value, found.rating, found.freshness) == (None, None, None)
    assert (found.coverage, found.not_assessed, found.at_most) == (0, 1, 1)
    assert {reading.state for reading in found.readings} == {"missing"}


def test_all_there_and_fresh_is_wholly_ready() -> None:
    found = readiness(DEFAULT, everything(), DAY)
    assert found.value == pytest.approx(1)
    assert found.not_assessed == pytest.approx(0)
    assert not found.capped_by


@given(items)
def test_readiness_is_rating_times_coverage_times_freshness(given_items: list[Item]) -> None:
    found = readiness(DEFAULT, given_items, DAY)
    if found.value is None:
        assert not given_items
        return
    assert found.rating is not None
    assert found.freshness is not None
    assert found.uncapped == pytest.approx(found.rating * found.coverage * found.freshness)
    assert found.uncapped == pytest.approx(sum(reading.adds for reading in found.readings))
    assert 0 <= found.value <= found.at_most <= 1 + 1e-9
    assert found.coverage + found.not_assessed == pytest.approx(1)


@given(items, st.integers(0, 900), st.integers(0, 900))
def test_moving_the_clock_never_raises_it(given_items: list[Item], first: int, then: int) -> None:
    early = readiness(DEFAULT, given_items, DAY + timedelta(days=first))
    late = readiness(DEFAULT, given_items, DAY + timedelta(days=first + then))
    if early.value is None or late.value is None:
        assert early.value == late.value
        return
    assert late.value <= early.value + 1e-9
    assert late.coverage == pytest.approx(early.coverage)


def test_evidence_goes_from_fresh_to_ageing_to_stale() -> None:
    item = Item("materials", 1, DAY, 100)
    states: dict[str, int] = {}
    for age in range(0, 220):
        reading = next(
            r
            for r in readiness(DEFAULT, [item], DAY + timedelta(days=age)).readings
            if r.criterion.key == "materials"
        )
        states.setdefault(reading.state, age)
    assert states == {"fresh": 0, "ageing": 76, "stale": 101}
    assert (item.ageing_on, item.stale_on) == (DAY + timedelta(days=76), DAY + timedelta(days=101))
    assert worth(item, DAY + timedelta(days=5000)) == 0


@pytest.mark.parametrize("key", sorted(CRITICAL))
@pytest.mark.parametrize(
    "how",
    [
        [],
        [Item("", 1, DAY - timedelta(days=500), 365)],
        [Item("", 0.4, DAY, 365)],
    ],
    ids=["missing", "stale", "not good enough"],
)
@pytest.mark.manual("S8.q1")
def test_a_critical_factor_that_is_missing_caps_the_rest(key: str, how: list[Item]) -> None:
    found = readiness(
        DEFAULT, everything(leave_out=key) + [replace(item, criterion=key) for item in how], DAY
    )
    assert [reading.criterion.key for reading in found.capped_by] == [key]
    assert found.value == CAP.value
    assert found.is_capped
    assert found.at_most == (pytest.approx(1) if not how else CAP.value)


@pytest.mark.parametrize("key", sorted(set(KEYS) - CRITICAL))
def test_what_is_not_critical_lowers_but_does_not_cap(key: str) -> None:
    found = readiness(DEFAULT, everything(leave_out=key), DAY)
    assert not found.capped_by
    assert found.value is not None
    assert found.value == pytest.approx(found.coverage)
    assert found.value > CAP.value


@pytest.mark.manual("S8.c8")
def test_not_yet_assessed_is_said_apart_and_never_filled_in() -> None:
    half = readiness(DEFAULT, everything(0.8, leave_out="exercised"), DAY)
    bad = readiness(DEFAULT, [*everything(0.8, leave_out="exercised"), Item("exercised", 0, DAY, 365)], DAY)
    assert half.value == pytest.approx(bad.value), "nothing is added for what nobody knows"
    assert half.rating == pytest.approx(0.8), "and nothing is taken from what is known"
    assert half.not_assessed == pytest.approx(3 / 15)
    assert half.at_most == pytest.approx(0.8 * 12 / 15 + 3 / 15), "it might be as good as that"
    assert bad.at_most == pytest.approx(0.8 * 12 / 15), "what was seen to be bad is known"
    states = {r.criterion.key: (r.state, r.rating) for r in half.readings}
    assert states["exercised"] == ("missing", None)
    assert {r.criterion.key: r.state for r in bad.readings}["exercised"] == "fresh"


def test_an_exercise_raises_it() -> None:
    before = readiness(DEFAULT, everything(0.7, leave_out="exercised"), DAY)
    exercise = Item("exercised", 0.9, DAY, 365, "high", from_exercise=True)
    after = readiness(DEFAULT, [*everything(0.7, leave_out="exercised"), exercise], DAY)
    assert before.value is not None
    assert after.value is not None
    assert after.value > before.value
    assert exercise in next(r for r in after.readings if r.criterion.key == "exercised").items


def test_the_latest_of_each_part_counts_and_parts_count_alike() -> None:
    old = Item("agreement", 0, DAY - timedelta(days=10), 365, part="a")
    new = Item("agreement", 1, DAY, 365, part="a")
    other = Item("agreement", 0.5, DAY, 365, part="b")
    reading = next(
        r for r in readiness(DEFAULT, [new, old, other], DAY).readings if r.criterion.key == "agreement"
    )
    assert reading.items == (new, other)
    assert reading.rating == 0.75


def test_of_one_day_the_stronger_counts() -> None:
    said = Item("materials", 1, DAY, 100, "low")
    seen = Item("materials", 0.2, DAY, 100, "high")
    for order in ([said, seen], [seen, said]):
        reading = next(r for r in readiness(DEFAULT, order, DAY).readings if r.criterion.key == "materials")
        assert reading.items == (seen,)


def test_what_is_dated_later_is_not_yet_known() -> None:
    assert readiness(DEFAULT, everything(on=DAY + timedelta(days=1)), DAY).value is None
    with pytest.raises(ValueError, match="after"):
        worth(Item("materials", 1, DAY, 10), DAY - timedelta(days=1))


def test_what_the_instrument_does_not_ask_for_changes_nothing() -> None:
    assert readiness(DEFAULT, [Item("weather", 1, DAY, 10)], DAY).value is None


SECOND = Instrument("2", DAY, tuple(c for c in DEFAULT.criteria if c.key != "materials"))


@pytest.mark.manual("S8.a1")
@given(items, st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)), unique=True, min_size=1, max_size=8))
def test_days_measured_by_different_editions_are_never_compared(
    given_items: list[Item], days: list[date]
) -> None:
    points = series([DEFAULT, SECOND], given_items, sorted(days))
    for before, point in pairwise(points):
        changed = before.readiness.edition != point.readiness.edition
        assert point.is_break == changed
        assert point.readiness.edition == ("2" if point.readiness.on >= DAY else "1")
        if changed:
            assert point.change is None
        elif point.change is not None:
            assert before.readiness.value is not None
            assert point.readiness.value == pytest.approx(before.readiness.value + point.change)


def test_a_series_goes_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        series([DEFAULT], [], [DAY, DAY])


@pytest.mark.parametrize(
    ("rating", "days", "sentence"), [(1.1, 10, "not from 0 to 1"), (-0.1, 10, "not from"), (1, 0, "0 days")]
)
def test_impossible_evidence_is_refused(rating: float, days: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Item("materials", rating, DAY, days)


def test_an_instrument_asks_for_each_thing_once() -> None:
    one = DEFAULT.criteria[0]
    with pytest.raises(ValueError, match="named once"):
        Instrument("x", DAY, (one, one))
    nothing = replace(one.weight, value=0, low=0)
    with pytest.raises(ValueError, match="above 0"):
        Instrument("x", DAY, (Criterion("x", nothing, one.valid_days, False),))


@pytest.mark.parametrize("criterion", DEFAULT.criteria, ids=KEYS)
def test_each_default_says_that_it_is_ours_or_not_confirmed(criterion: Criterion) -> None:
    for number in (criterion.weight, criterion.valid_days):
        assert not number.confirmed
        assert number.source.startswith(OWN) == ("unconfirmed" in number.source)
