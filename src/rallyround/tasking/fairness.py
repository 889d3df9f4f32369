"""What a plan is worth beside first come, first served, and how evenly it helps by place and by risk."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from rallyround.core.allocation import first_come_in
from rallyround.register.models import Need
from rallyround.tasking.drafting import Draft


def comparison(made: Draft) -> dict[str, int]:
    """Places met, points met and metres if each need in turn, the first that came first, took the nearest helper left."""
    assert made.plan.problem is not None
    arrived = np.array([row[5] for row in made.built.board.needs.fixed], dtype=np.int64)
    served = first_come_in(made.plan, arrived)
    return {
        "slots_met": int(served.met.sum()),
        "points_met": int(served.met @ made.plan.problem.needs.priority),
        "metres": served.metres,
    }


def equity(made: Draft) -> dict[str, dict[str, list[int]]]:
    """By district and by risk: places asked for, places met, and needs that ask."""
    return {
        "district": _shares(made, lambda need: need.district),
        "risk": _shares(made, lambda need: need.risk),
    }


def _shares(made: Draft, group: Callable[[Need], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    asked, met = made.plan.demand.tolist(), made.plan.met.tolist()
    for number in np.flatnonzero(made.plan.demand).tolist():
        counts = found[group(made.built.need_rows[number])]
        counts[0] += asked[number]
        counts[1] += met[number]
        counts[2] += 1
    return dict(found)
