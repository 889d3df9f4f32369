"""A day of needs that come one after another: deciding with room kept, at once, and first come, first served.

Half of what happens is known: where people live, whom the flood reaches, how many needs come. Which they will be
is drawn twice from that, once as the day and once as its forecast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from benchmarks.instances import day_and_forecast
from rallyround.core.allocation import (
    Expected,
    Needs,
    Offers,
    Problem,
    allocate,
    decide,
    first_come_first_served,
)

HOURS, EVERY = 12.0, 10 / 60  # of the day, and between two decisions
URGENT = 75  # points of priority from which a need counts as urgent: about one in sixteen

Ints = npt.NDArray[np.int64]
Sent = tuple[Ints, Ints, Ints, Ints]  # needs among those that wait, offers, units, metres
Send = Callable[[Needs, Offers, float], Sent]
Table = TypeVar("Table", Needs, Offers)


class Day(NamedTuple):
    """What came of it: metres of value, shares of points and of urgent slots met, minutes that urgent ones waited (mean)."""

    value: int
    points: float
    urgent: float
    urgent_wait: float


def ways(needs: int, offers: int, supply: str, seed: int) -> dict[str, Day]:
    """The same day by each way; "all known" is the optimum for somebody who knew at dawn what would come."""
    asked, offered, forecast = day_and_forecast(needs, offers, supply, seed)
    chance = np.random.default_rng(seed)
    arrives = np.sort(chance.uniform(0, HOURS, needs))
    plan = allocate(asked, offered)
    urgent = asked.priority >= URGENT
    points = int(asked.demand @ asked.priority)

    def keeping(share: float) -> Send:
        expected = Expected(forecast, np.full(len(forecast), share / HOURS))

        def send(waiting: Needs, left: Offers, now: float) -> Sent:
            decision = decide(waiting, left, expected, hours=HOURS - now)
            return decision.need, decision.offer, decision.units, decision.distance

        return send

    found = {
        "all known": Day(
            plan.value,
            plan.statistics.points_met / points,
            float(plan.met[urgent].sum() / asked.demand[urgent].sum()),
            0.0,
        )
    }
    for name, send in {
        "first come, first served": _first_come,
        "at once": _at_once,
        "room kept": keeping(1.0),
        "room kept for half of it": keeping(0.5),
        "room kept for twice as much": keeping(2.0),
    }.items():
        found[name] = _live(asked, offered, arrives, send)
    return found


def _first_come(waiting: Needs, left: Offers, _now: float) -> Sent:
    plan = first_come_first_served(Problem(waiting, left))
    return plan.need, plan.offer, plan.units, plan.distance


def _at_once(waiting: Needs, left: Offers, _now: float) -> Sent:
    decision = decide(waiting, left)
    return decision.need, decision.offer, decision.units, decision.distance


def _live(asked: Needs, offered: Offers, arrives: npt.NDArray[np.float64], send: Send) -> Day:
    """Every few minutes whoever is sent goes, for good."""
    open_slots, left = asked.demand.copy(), offered.capacity.copy()
    value = waited = 0.0
    urgent = asked.priority >= URGENT
    urgent_met = 0
    for step in range(1, round(HOURS / EVERY) + 1):
        now = step * EVERY
        here = np.flatnonzero((arrives <= now) & (open_slots > 0))
        waiting = _table(asked, here, demand=open_slots[here])
        at, offer, units, metres = send(waiting, _table(offered, np.arange(len(left)), capacity=left), now)
        need = here[at]
        np.subtract.at(open_slots, need, units)
        np.subtract.at(left, offer, units)
        value += float(units @ (1000 * asked.priority[need] - metres))
        hurried = urgent[need]
        urgent_met += int(units[hurried].sum())
        waited += float(units[hurried] @ (now - arrives[need[hurried]]))
    met = asked.demand - open_slots
    return Day(
        int(value),
        float(met @ asked.priority / (asked.demand @ asked.priority)),
        urgent_met / float(asked.demand[urgent].sum()),
        60 * waited / max(urgent_met, 1),
    )


def _table(table: Table, rows: Ints, **changed: Ints) -> Table:
    columns = {name: column[rows] for name, column in vars(table).items() if column is not None}
    return type(table)(**{**columns, **changed})
