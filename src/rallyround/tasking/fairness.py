"""What a plan is worth beside first come, first served, and how evenly it helps by place and by risk."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from rallyround.core.allocation.problem import IntArray
from rallyround.register.models import Need
from rallyround.tasking import calendars, masks
from rallyround.tasking.choices import lists_at_any_time
from rallyround.tasking.drafting import Draft
from rallyround.tasking.turns import Asked, Choice, Free, in_turn_together


def comparison(made: Draft) -> dict[str, int]:
    """Places met, points met and metres if each need in turn, the first that came first, took the nearest helper left.

    By the rules of the plan: the helpers of one need come at one time. Needs ask for any time, as on the board.
    """
    built, engine = made.built, made.plan.engine
    needs, offers, stakes = engine.need_order, engine.offer_order, engine.stakes
    arrived = calendars.column(built.board.needs.fixed, masks.NEED_COLUMNS, "reported")
    left_open = stakes.demand.copy()
    travelled = in_turn_together(
        np.lexsort((needs, arrived[needs])),
        _choice(made),
        left_open,
        stakes.capacity.copy(),
        Asked(*(one[needs] for one in calendars.asked(built))),
        Free(*(one[offers] for one in calendars.free(built))),
        calendars.days(built),
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
