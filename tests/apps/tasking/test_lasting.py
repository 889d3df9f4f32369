"""Masks of parts of the day last while they say who shares one with whom."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.allocation import Needs, Offers
from rallyround.core.allocation.problem import BoolArray
from rallyround.tasking.lasting import Tables, lasting

MASK = st.integers(0, 15)
ROW = st.tuples(
    MASK, MASK, st.integers(0, 1), st.booleans()
)  # before, now, asked or offered, another in other things
SIDE = st.lists(ROW, max_size=12)


def tables(needs: list[tuple[int, int, int]], offers: list[tuple[int, int, int]]) -> Tables:
    """Needs with mask, demand and x; offers with mask, capacity and x."""
    window, demand, x = np.array(needs, dtype=np.int64).reshape(-1, 3).T
    availability, capacity, at = np.array(offers, dtype=np.int64).reshape(-1, 3).T
    same, alike = np.zeros(len(needs), dtype=np.int64), np.ones(len(offers), dtype=np.int64)
    return (
        Needs(x=x, y=same, category=same, checks=same, priority=same + 1, demand=demand, window=window),
        Offers(x=at, y=0 * alike, skills=alike, checks=alike, max_travel=alike, availability=availability,
               capacity=capacity),
    )  # fmt: skip


def shared(found: Tables) -> BoolArray:
    """Who shares a part of the day with whom, of those who ask and have something to give."""
    together = found[0].window[:, None] & found[1].availability != 0
    alive: BoolArray = together[found[0].demand > 0][:, found[1].capacity > 0]
    return alive


@given(SIDE, SIDE, SIDE, SIDE)
def test_masks_that_last_say_what_those_of_now_say(
    needs: list[tuple[int, int, int, bool]],
    offers: list[tuple[int, int, int, bool]],
    new_needs: list[tuple[int, int, int, bool]],
    new_offers: list[tuple[int, int, int, bool]],
) -> None:
    before = tables(
        [(was, given, 0) for was, _, given, _ in needs], [(was, given, 0) for was, _, given, _ in offers]
    )
    now = tables(
        [(mask, given, int(other)) for _, mask, given, other in [*needs, *new_needs]],
        [(mask, given, int(other)) for _, mask, given, other in [*offers, *new_offers]],
    )
    found = lasting(before, now)
    assert (shared(found) == shared(now)).all()
    others = np.array([other for *_, other in needs], dtype=np.bool_)
    assert (found[0].window[: len(needs)][others] == now[0].window[: len(needs)][others]).all()
    assert (found[0].window[len(needs) :] == now[0].window[len(needs) :]).all()


def test_when_a_part_of_the_day_ends_only_who_had_no_other_changes() -> None:
    """Nine are free in the morning and the evening, one in the morning only; then the morning is over."""
    needs, offers = [(0b11, 1, 0)] * 5, [*[(0b11, 1, 0)] * 9, (0b01, 1, 0)]
    before = tables(needs, offers)
    now = tables([(0b110, 1, 0)] * 5, [*[(0b110, 1, 0)] * 9, (0b100, 1, 0)])
    found = lasting(before, now)
    assert found[0].window.tolist() == [0b11] * 5
    assert found[1].availability.tolist() == [0b11] * 9 + [
        0b01
    ]  # it is free another day, and so as good as before
    over = tables([(0b110, 1, 0)] * 5, [*[(0b110, 1, 0)] * 9, (0, 1, 0)])
    found = lasting(before, over)
    assert found[0].window.tolist() == [0b11] * 5
    assert found[1].availability.tolist() == [0b11] * 9 + [0]
