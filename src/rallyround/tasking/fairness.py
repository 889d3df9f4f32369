"""What a plan is worth beside first come, first served, and how evenly it helps by place and by risk."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

import numpy as np

from rallyround.core.allocation.problem import IntArray
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need
from rallyround.tasking import masks, shifts
from rallyround.tasking.choices import lists_at_any_time
from rallyround.tasking.columns import Columns, agreed_times
from rallyround.tasking.drafting import Draft
from rallyround.tasking.turns import Asked, Choice, Days, Free, in_turn_together


def comparison(made: Draft) -> dict[str, int]:
    """Places met, points met and metres if each need in turn, the first that came first, took the nearest helper left.

    By the rules of the plan: the helpers of one need come at one time. Needs ask for any time, as on the board.
    """
    built, engine = made.built, made.plan.engine
    needs, offers, stakes = engine.need_order, engine.offer_order, engine.stakes
    arrived = _fixed(built.board.needs.fixed, masks.NEED_COLUMNS, "reported")
    left_open = stakes.demand.copy()
    travelled = in_turn_together(
        np.lexsort((needs, arrived[needs])),
        _choice(made),
        left_open,
        stakes.capacity.copy(),
        Asked(*(column[needs] for column in _asked(built))),
        Free(*(column[offers] for column in _free(built))),
        _days(built),
    )
    met = stakes.demand - left_open
    return {
        "slots_met": int(met.sum()),
        "points_met": int(met @ built.needs.priority[needs]),
        "metres": travelled,
    }


def _choice(made: Draft) -> Choice:
    """The engine's own lists; where the plan agreed a time for a need, those of everybody who could serve it."""
    rows, terms = made.plan.engine.rows, made.settled.terms
    timed = np.array(sorted(terms.agreed.keys() | terms.unable.keys()), dtype=np.int64)
    could = lists_at_any_time(made.plan, made.built.needs, timed, made.apart, made.proposed)
    own = np.full(len(made.plan.engine.need_order), -1)
    own[_row_of(made.plan.engine.need_order)[timed]] = np.arange(len(timed))
    return Choice(
        rows.begin,
        rows.end,
        rows.offer,
        rows.cost,
        rows.extras,
        own,
        could.start,
        _row_of(made.plan.engine.offer_order)[could.offer].astype(np.int32),
        could.metres.astype(np.int32),
    )


def _row_of(order: IntArray) -> IntArray:
    """The engine’s row of each need or offer: of one that was altered the last."""
    rows = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    rows[order] = np.arange(len(order))
    return rows


def _fixed(rows: list[tuple[int, ...]], names: tuple[str, ...], name: str) -> IntArray:
    at = names.index(name)
    return np.array([row[at] for row in rows], dtype=np.int64)


def _asked(built: Columns) -> Asked:
    """When needs want somebody; where others come already, when those come."""
    rows, at = built.board.needs.fixed, built.situation.at
    start, end, parts = (_fixed(rows, masks.NEED_COLUMNS, name) for name in ("start", "end", "parts"))
    start, end = np.maximum(start, shifts.ticks(at)), np.minimum(end, shifts.ticks(at + shifts.AHEAD))
    earliest = np.full(len(rows), shifts.ticks(shifts.earliest_start(at)))
    lengths = {kind: shifts.in_ticks(timedelta(minutes=known.minutes)) for kind, known in KINDS.items()}
    length = np.array([lengths.get(need.kind, 0) for need in built.need_rows], dtype=np.int64)
    numbers = built.board.needs.numbers
    for id, (begin, until) in agreed_times(built.need_rows, at).items():
        number = numbers.get(id)
        if number is not None:
            start[number] = earliest[number] = shifts.ticks(begin)
            end[number] = shifts.ticks(until)
            parts[number], length[number] = shifts.parts_of(at, (begin, until)), end[number] - start[number]
    return Asked(start, end, parts, earliest, length)


def _free(built: Columns) -> Free:
    """When offers can come; who was at work lately, once they have rested enough for an hour’s work."""
    now, rows = built.situation, built.board.offers.fixed
    start, end, parts = (_fixed(rows, masks.OFFER_COLUMNS, name) for name in ("start", "end", "parts"))
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
    coming = shifts.shifts(built.situation.at)
    return Days(
        np.array([shifts.ticks(shift.start) for shift in coming], dtype=np.int64),
        np.array([shifts.ticks(shift.end) for shift in coming], dtype=np.int64),
        np.array([int(shift.part) for shift in coming], dtype=np.int64),
    )


def equity(made: Draft) -> dict[str, dict[str, list[int]]]:
    """By district and by risk: places asked for, places met, and needs that ask."""
    return {
        "district": _shares(made, lambda need: need.district),
        "risk": _shares(made, lambda need: need.risk),
    }


def _shares(made: Draft, group: Callable[[Need], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    asked, met = made.proposed.demand.tolist(), made.proposed.met.tolist()
    for number in np.flatnonzero(made.proposed.demand).tolist():
        counts = found[group(made.built.need_rows[number])]
        counts[0] += asked[number]
        counts[1] += met[number]
        counts[2] += 1
    return dict(found)
