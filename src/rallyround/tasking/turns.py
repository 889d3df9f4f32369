"""Who can come when, for many pairs at once, and first come, first served by the rules of the plan.

The helpers of one need share a time for the whole visit.
"""

from typing import NamedTuple

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.pairs import Costs
from rallyround.core.allocation.problem import BoolArray, IntArray

FARTHEST = 1 << 40  # metres
A_QUARTER = 900_000_000  # ticks; visits begin on the quarters of an hour
NEVER = -1


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


class Calendar(NamedTuple):
    """When needs want somebody and when offers can come."""

    asked: Asked
    free: Free
    days: Days


@kernel
def _first_time(start: int, end: int, parts: int, earliest: int, length: int, days: Days) -> int:
    """When a visit of that length can begin between two moments, in these parts of the day without a break; or `NEVER`."""
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
            return begin
    return NEVER


@kernel
def who_has_time(
    need: IntArray, offer: IntArray, asked: Asked, free: Free, days: Days, found: BoolArray
) -> None:
    """For each pair whether the two have time together for a whole visit; written into `found`."""
    for k in range(len(need)):
        i, j = need[k], offer[k]
        begin = _first_time(
            max(asked.start[i], free.start[j]), min(asked.end[i], free.end[j]),
            asked.parts[i] & free.parts[j], asked.earliest[i], asked.length[i], days,
        )  # fmt: skip
        found[k] = begin != NEVER


@kernel
def together(
    need: IntArray, offer: IntArray, asked: Asked, free: Free, days: Days, begin: IntArray, stays: BoolArray
) -> None:
    """When the helpers of each need come: the first time at which all can; else as many as can, in their order.

    need, offer    by pair, those of one need beside each other
    begin, stays   by pair, are written: `NEVER` where nobody can; False for who cannot come with the others
    """
    first = last = 0
    while first < len(need):
        i = need[first]
        start, end, parts = asked.start[i], asked.end[i], asked.parts[i]
        while last < len(need) and need[last] == i:
            j = offer[last]
            start, end, parts = max(start, free.start[j]), min(end, free.end[j]), parts & free.parts[j]
            last += 1
        found = _first_time(start, end, parts, asked.earliest[i], asked.length[i], days)
        if found == NEVER:
            start, end, parts = asked.start[i], asked.end[i], asked.parts[i]
            for k in range(first, last):
                j = offer[k]
                later, sooner, both = max(start, free.start[j]), min(end, free.end[j]), parts & free.parts[j]
                at = _first_time(later, sooner, both, asked.earliest[i], asked.length[i], days)
                stays[k] = at != NEVER
                if at != NEVER:
                    start, end, parts, found = later, sooner, both, at
        begin[first:last] = found
        first = last


class Listed(NamedTuple):
    """Who could serve each of some needs: those of the k-th are start[k] to start[k + 1] of offer and metres."""

    start: IntArray
    offer: IntArray
    metres: Costs


@kernel
def in_turn_together(
    order: IntArray,
    listed: Listed,
    timed: Listed,
    place: IntArray,
    wanted: IntArray,
    left: IntArray,
    asked: Asked,
    free: Free,
    days: Days,
) -> int:
    """Each need in turn takes the nearest who can come when those can whom it has already. Gives their metres in all.

    listed         of every need; of one with place[i] not negative that row of `timed` counts instead
    wanted, left   units that each need wants, and that each offer has; both are changed
    """
    travelled = 0
    for i in order:
        start, end, parts = asked.start[i], asked.end[i], asked.parts[i]
        own, row = (listed, i) if place[i] < 0 else (timed, place[i])
        while wanted[i] > 0:
            nearest, way = -1, FARTHEST
            for at in range(own.start[row], own.start[row + 1]):
                j, metres = own.offer[at], own.metres[at]
                if left[j] == 0 or metres > way or (metres == way and j > nearest):
                    continue
                begin = _first_time(
                    max(start, free.start[j]), min(end, free.end[j]), parts & free.parts[j],
                    asked.earliest[i], asked.length[i], days,
                )  # fmt: skip
                if begin != NEVER:
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
    """Compile the kernels before they are needed."""
    if not compiled.NUMBA:
        return
    nothing, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    listed = Listed(np.array([0, 1]), nothing, np.zeros(1, dtype=np.int32))
    asked, free, days = (
        Asked(nothing, one, one, nothing, one),
        Free(nothing, one, one),
        Days(nothing, one, one),
    )
    who_has_time(nothing, nothing, asked, free, days, np.zeros(1, dtype=np.bool_))
    together(nothing, nothing, asked, free, days, one.copy(), np.zeros(1, dtype=np.bool_))
    in_turn_together(nothing, listed, listed, -one, one.copy(), one.copy(), asked, free, days)
