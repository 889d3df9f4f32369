"""Counts by place: small ones are hidden, also from somebody who subtracts what is shown from totals he knows."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.disclosure import MINIMUM
from rallyround.places.counts import Counts, published

SMALL = [f"E0100000{number}" for number in range(8)]
ABOVE = {
    **{code: "E08000001" if number < 5 else "E08000002" for number, code in enumerate(SMALL)},
    "E08000001": "E08000001",
    "E08000002": "E08000002",
    "X001VILLAGE": "X001VILLAGE",
}
counted = st.lists(
    st.dictionaries(st.sampled_from(sorted(ABOVE)), st.integers(0, 30)), min_size=1, max_size=3
)


def made(states: list[dict[str, int]]) -> Counts:
    return published([f"State {number}" for number in range(len(states))], states, ABOVE)


@pytest.mark.manual_part("S4.h3")
@given(counted)
def test_no_small_count_is_shown(states: list[dict[str, int]]) -> None:
    counts = made(states)
    shown = [count for count in counts.all_states.values() if count is not None]
    shown += [count for row in counts.by_state.values() for count in row if count is not None]
    assert all(count >= MINIMUM for count in shown)


@pytest.mark.manual_part("S4.h3")
@given(counted)
def test_a_shown_total_less_what_is_shown_below_it_gives_nothing_away(states: list[dict[str, int]]) -> None:
    counts = made(states)
    for top in ("E08000001", "E08000002"):
        below = [code for code, district in ABOVE.items() if district == top and code != top]
        if counts.all_states[top] is None:
            assert all(counts.all_states[code] is None for code in below)
            continue
        shown = [count for code in below if (count := counts.all_states[code]) is not None]
        rest = (counts.all_states[top] or 0) - sum(shown)
        # What is left is nobody knows whose: two cells or more, or the cases of no smaller area, share it.
        assert len(shown) == len(below) or rest >= MINIMUM


@pytest.mark.manual_part("S4.h3")
@given(counted)
def test_a_shown_total_gives_no_hidden_state_away(states: list[dict[str, int]]) -> None:
    counts = made(states)
    for top in ("E08000001", "E08000002", "X001VILLAGE"):
        row, total = counts.by_state[top], counts.all_states[top]
        if total is None:
            assert set(row) == {None}
        elif None in row:
            assert row.count(None) > 1
            assert total - sum(count or 0 for count in row) >= MINIMUM


def test_one_flooded_district_is_shown_though_another_has_a_few_cases() -> None:
    counts = made([{"E01000000": 30, "E01000001": 9, "E01000007": 2}])
    assert (counts.all_states["E08000001"], counts.all_states["E08000002"]) == (39, None)


@given(counted)
def test_what_is_shown_is_true(states: list[dict[str, int]]) -> None:
    counts = made(states)
    true: dict[str, int] = defaultdict(int)
    for state in states:
        for code, count in state.items():
            true[code] += count
            if code != ABOVE[code]:
                true[ABOVE[code]] += count
    assert all(count in (None, true[code]) for code, count in counts.all_states.items())


def test_a_district_counts_cases_of_which_no_smaller_area_is_known() -> None:
    counts = made([{"E08000001": 7, "E01000000": 9, "E08000002": 20, "X001VILLAGE": 5}])
    assert counts.all_states["E08000001"] == 16


def test_with_nothing_to_count_there_are_no_counts() -> None:
    assert not Counts()
