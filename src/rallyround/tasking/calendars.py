"""When needs want somebody and when offers can come, as columns of ticks for `turns`."""

from datetime import timedelta

import numpy as np

from rallyround.core.allocation.problem import IntArray
from rallyround.register.kinds import KINDS
from rallyround.tasking import masks, shifts
from rallyround.tasking.columns import Columns
from rallyround.tasking.turns import Asked, Calendar, Days, Free


def calendar(built: Columns) -> Calendar:
    """Of all needs and offers of a board, over the coming days."""
    return Calendar(_asked(built), _free(built), _days(built))


def column(rows: list[tuple[int, ...]], names: tuple[str, ...], name: str) -> IntArray:
    """One of the columns of a board that stay as they are."""
    at = names.index(name)
    return np.array([row[at] for row in rows], dtype=np.int64)


def _asked(built: Columns) -> Asked:
    """When needs want somebody; where others come already, when those come."""
    rows, at = built.board.needs.fixed, built.situation.at
    start, end, parts = (column(rows, masks.NEED_COLUMNS, name) for name in ("start", "end", "parts"))
    start, end = np.maximum(start, shifts.ticks(at)), np.minimum(end, shifts.ticks(at + shifts.AHEAD))
    earliest = np.full(len(rows), shifts.ticks(shifts.earliest_start(at)))
    lengths = {kind: shifts.in_ticks(timedelta(minutes=known.minutes)) for kind, known in KINDS.items()}
    length = np.array([lengths.get(need.kind, 0) for need in built.need_rows], dtype=np.int64)
    numbers = built.board.needs.numbers
    for id, (begin, until) in built.agreed.items():
        number = numbers.get(id)
        if number is not None:
            start[number] = earliest[number] = shifts.ticks(begin)
            end[number] = shifts.ticks(until)
            parts[number], length[number] = shifts.parts_of(at, (begin, until)), end[number] - start[number]
    return Asked(start, end, parts, earliest, length)


def _free(built: Columns) -> Free:
    """When offers can come; who was at work lately, once they have rested enough for an hour’s work."""
    now, rows = built.situation, built.board.offers.fixed
    start, end, parts = (column(rows, masks.OFFER_COLUMNS, name) for name in ("start", "end", "parts"))
    numbers = built.board.offers.numbers
    coming = [(now.at, now.at + shifts.AHEAD)]
    for number in {numbers[id] for id, _seat in now.worked if id in numbers}:
        row = built.offer_rows[number]
        diaries = [now.diary(row, seat) for seat in now.free_seats(row)]
        soonest = shifts.earliest_start(now.at)
        found = [shifts.first_fit(coming, [diary], shifts.HOUR, soonest) for diary in diaries]
        first = min((spell[0] for spell in found if spell is not None), default=now.at + shifts.AHEAD)
        start[number] = max(start[number], shifts.ticks(first))
    return Free(start, end, parts)


def _days(built: Columns) -> Days:
    """The parts of the coming days."""
    coming = shifts.shifts(built.situation.at)
    return Days(
        np.array([shifts.ticks(shift.start) for shift in coming], dtype=np.int64),
        np.array([shifts.ticks(shift.end) for shift in coming], dtype=np.int64),
        np.array([int(shift.part) for shift in coming], dtype=np.int64),
    )
