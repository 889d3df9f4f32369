"""The nearest who could help are those that a look at everybody finds."""

from __future__ import annotations

from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.instances import board
from rallyround.core.allocation import Needs, Offers, index_offers, nearest
from tests.core.allocation.cases import boards, crowded_board


def by_looking_at_everybody(
    needs: Needs, offers: Offers, i: int, passable: list[list[bool]] | None, matters: bool, k: int
) -> list[tuple[int, int]]:
    able = []
    for j in range(len(offers)):
        square = int(needs.x[i] - offers.x[j]) ** 2 + int(needs.y[i] - offers.y[j]) ** 2
        if passable is not None:
            assert needs.zone is not None
            assert offers.zone is not None
            if not passable[int(offers.zone[j])][int(needs.zone[i])]:
                continue
        if (
            int(offers.skills[j]) >> int(needs.category[i]) & 1
            and int(needs.checks[i]) & ~int(offers.checks[j]) == 0
            and int(needs.window[i]) & int(offers.availability[j])
            and offers.capacity[j] > 0
            and (isqrt(square) <= offers.max_travel[j] or not matters)
        ):
            able.append((square, j))
    return [(j, isqrt(square)) for square, j in sorted(able)[:k]]


@given(
    board=boards(most=8),
    passable=st.none() | st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=2, max_size=2),
    matters=st.booleans(),
    k=st.integers(1, 5),
)
@settings(max_examples=400)
def test_nobody_nearer_is_left_out(
    board: tuple[Needs, Offers], passable: list[list[bool]] | None, matters: bool, k: int
) -> None:
    needs, offers = board
    index = index_offers(offers, passable=passable)
    for i in range(len(needs)):
        found = nearest(index, needs, i, k=k, distance_matters=matters)
        pairs = list(zip(found.offer.tolist(), found.distance.tolist(), strict=True))
        assert pairs == by_looking_at_everybody(needs, offers, i, passable, matters, k)


@pytest.mark.parametrize("seed", range(3))
def test_on_a_board_of_settlements_too(seed: int) -> None:
    needs, offers = board(400, 3000, "balanced", seed)
    index = index_offers(offers)
    for i in range(60):
        found = nearest(index, needs, i)
        pairs = list(zip(found.offer.tolist(), found.distance.tolist(), strict=True))
        assert pairs == by_looking_at_everybody(needs, offers, i, None, True, 16)


def test_a_need_beyond_the_offers_finds_them_and_equals_come_by_number() -> None:
    offers = Offers(*[np.full(40, value) for value in (5000, 5000, 1, 0, 90_000, 1, 1)])
    needs = Needs(*[np.array([value]) for value in (-40_000, 70_000, 0, 0, 1, 1, 1)])
    assert nearest(index_offers(offers), needs).offer.tolist() == list(range(16))
    near = Offers(*[np.full(40, value) for value in (5000, 5000, 1, 0, 1000, 1, 1)])
    assert len(nearest(index_offers(near), needs).offer) == 0


def test_who_has_no_unit_left_is_passed_over() -> None:
    needs, offers = crowded_board(1, 5, 30)
    index, left = index_offers(offers), offers.capacity.copy()
    first = nearest(index, needs).offer
    left[first[0]] = 0
    assert nearest(index, needs, left=left).offer.tolist()[: len(first) - 1] == first[1:].tolist()


def test_what_cannot_be_right_is_named() -> None:
    needs, offers = crowded_board(1, 5, 30)
    index = index_offers(offers)
    for keywords, sentence in (
        ({"need": 5}, "need is 5: the rows are numbered 0 to 4"),
        ({"k": 0}, "k is 0"),
        ({"left": np.zeros(3, dtype=np.int64)}, "left has 3 entries"),
    ):
        with pytest.raises(ValueError, match=sentence):
            nearest(index, needs, **keywords)
    with pytest.raises(ValueError, match="zone is missing"):
        index_offers(offers, passable=[[True]])
    with pytest.raises(ValueError, match="square table"):
        index_offers(offers, passable=[[True, False]])
