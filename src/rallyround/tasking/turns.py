"""First come, first served, by the rules that the plan keeps: the helpers of one need share a time for the whole visit."""

from typing import NamedTuple

import numpy as np

from rallyround.core.allocation import Changes, Needs, Offers, allocate, compiled, replan
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.pairs import Costs, Extras, Ints32
from rallyround.core.allocation.problem import BoolArray, IntArray

FARTHEST = 1 << 40  # metres
A_QUARTER = 900_000_000  # ticks; visits begin on the quarters of an hour


class Asked(NamedTuple):
    """When needs want somebody: from, until, the earliest start and the length in ticks, parts of the day; by need."""

    start: IntArray
    end: IntArray
    parts: IntArray
    earliest: IntArray
    length: IntArray


class Free(NamedTuple):
    """When offers can come: from and until in ticks, parts of the day; by offer."""

    start: IntArray
    end: IntArray
    parts: IntArray


class Days(NamedTuple):
    """The parts of the coming days, in order: from and until in ticks, and which part of the day."""

    start: IntArray
    end: IntArray
    part: IntArray


@kernel
def _has_time(start: int, end: int, parts: int, earliest: int, length: int, days: Days) -> bool:
    """Whether a visit of that length fits between two moments, in these parts of the day without a break."""
    begin, until = -1, -1
    for k in range(len(days.start)):
        if days.part[k] & parts == 0:
            continue
        first, last = max(days.start[k], start), min(days.end[k], end)
        if first >= last:
            continue
        if first != until:
            begin = -(-max(first, earliest) // A_QUARTER) * A_QUARTER
        until = last
        if begin + length <= until:
            return True
    return False


@kernel
def who_has_time(
    need: IntArray, offer: IntArray, asked: Asked, free: Free, days: Days, found: BoolArray
) -> None:
    """For each pair whether the two have time together for a whole visit; written into `found`."""
    for k in range(len(need)):
        i, j = need[k], offer[k]
        found[k] = _has_time(
            max(asked.start[i], free.start[j]), min(asked.end[i], free.end[j]),
            asked.parts[i] & free.parts[j], asked.earliest[i], asked.length[i], days,
        )  # fmt: skip


class Choice(NamedTuple):
    """Who could serve each need: those of row i stand from begin[i] to end[i] of offer and metres, and on its chain.

    Where own[i] is not negative, its list is instead from start[own[i]] to start[own[i] + 1] of own_offer and own_metres.
    """

    begin: IntArray
    end: IntArray
    offer: Ints32
    metres: Costs
    chains: Extras
    own: IntArray
    own_start: IntArray
    own_offer: Ints32
    own_metres: Ints32


@kernel
def in_turn_together(
    order: IntArray, choice: Choice, wanted: IntArray, left: IntArray, asked: Asked, free: Free, days: Days
) -> int:
    """Each need in turn takes the nearest who can come when those can whom it has already. Gives their metres in all.

    wanted, left   units that each need wants, and that each offer has; both are changed
    """
    travelled = 0
    for i in order:
        start, end, parts = asked.start[i], asked.end[i], asked.parts[i]
        while wanted[i] > 0:
            nearest, way = -1, FARTHEST
            k = choice.own[i]
            at = choice.begin[i] if k < 0 else choice.own_start[k]
            last = choice.end[i] if k < 0 else choice.own_start[k + 1]
            link = choice.chains.head[i] if k < 0 else -1
            while at < last or link >= 0:
                if at < last:
                    j = choice.offer[at] if k < 0 else choice.own_offer[at]
                    metres = choice.metres[at] if k < 0 else choice.own_metres[at]
                    at += 1
                else:
                    j, metres = choice.chains.offer[link], choice.chains.cost[link]
                    link = choice.chains.next[link]
                if left[j] == 0 or metres >= way:
                    continue
                if _has_time(
                    max(start, free.start[j]), min(end, free.end[j]), parts & free.parts[j],
                    asked.earliest[i], asked.length[i], days,
                ):  # fmt: skip
                    nearest, way = j, metres
            if nearest < 0:
                break
            start, end = max(start, free.start[nearest]), min(end, free.end[nearest])
            parts &= free.parts[nearest]
            taken = min(wanted[i], left[nearest])
            wanted[i] -= taken
            left[nearest] -= taken
            travelled += taken * way
    return travelled


def warm() -> None:
    """Compile the kernels before they are needed, for a plan made from nothing and for one that goes on from it."""
    if not compiled.NUMBA:
        return
    needs = Needs(*[np.full(3, value) for value in (0, 0, 0, 0, 9, 2, 1)])
    offers = Offers(*[np.full(2, value) for value in (100, 0, 1, 0, 500, 1, 2)])
    first = allocate(needs, offers)
    for plan in (first, replan(first, Changes(new_offers=offers, withdrawn_needs=[0]))):
        rows, engine = plan.engine.rows, plan.engine
        nobody, nothing = np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
        one, each = (np.ones(len(order), dtype=np.int64) for order in (engine.need_order, engine.offer_order))
        asked, free = Asked(0 * one, one, one, 0 * one, one), Free(0 * each, each, each)
        days = Days(nothing, nothing + 1, nothing + 1)
        who_has_time(nothing, nothing, asked, free, days, np.zeros(1, dtype=np.bool_))
        in_turn_together(
            np.arange(len(one)),
            Choice(rows.begin, rows.end, rows.offer, rows.cost, rows.extras, -one, nothing, nobody, nobody),
            engine.stakes.demand.copy(),
            engine.stakes.capacity.copy(),
            asked,
            free,
            days,
        )
