"""The reasons of a plan as data: why this helper, who would be next, why nobody. `reasons` has the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from rallyround.core.allocation import Plan, Reason, allocate, explain
from rallyround.core.allocation.problem import IntArray
from rallyround.register.kinds import KINDS
from rallyround.tasking import masks, shifts
from rallyround.tasking.choices import NOBODY, Lists, lists
from rallyround.tasking.columns import Columns, taken_out
from rallyround.tasking.drafting import METRES_A_POINT, Draft
from rallyround.tasking.trust import known_helpers


@dataclass(frozen=True)
class Pair:
    """One pair that the plan uses: positions in the columns, how many people, how far (None: no matter, or not known)."""

    need: int
    offer: int
    units: int
    metres: int
    distance_m: int | None


def pairs(built: Columns, plan: Plan) -> list[Pair]:
    """All pairs that the plan uses."""
    matters = (
        plan.problem.distance_matters[built.needs.category[plan.need]] if plan.problem else plan.need < 0
    ).tolist()
    rows = zip(
        plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), plan.distance.tolist(), strict=True
    )
    return [
        Pair(need, offer, units, metres, metres if matter else None)
        for (need, offer, units, metres), matter in zip(rows, matters, strict=True)
    ]


def whys(made: Draft, pairs: list[Pair]) -> Iterator[dict[str, Any]]:
    """Why each of these helpers: skill, checks, trust, distance, urgency, room, when, and who would come next."""
    built = made.built
    known = known_helpers()
    for pair, best in zip(pairs, next_best(made, pairs), strict=True):
        when = made.times.get(pair.need)
        yield {
            "skill": KINDS[built.need_rows[pair.need].kind].skill,
            "checks": masks.checks_in(int(built.needs.checks[pair.need])),
            **known.of(built.offer_rows[pair.offer], built.need_rows[pair.need]),
            "distance_m": pair.distance_m,
            "points": int(built.needs.priority[pair.need]),
            "free": int(built.offers.capacity[pair.offer]),
            "start": when[0].isoformat() if when else None,
            "next_best": best,
        }


def next_best(made: Draft, pairs: list[Pair]) -> list[dict[str, Any] | None]:
    """Who would come if each of these helpers did not, at the prices that the plan proves itself by; None: nobody.

    A helper costs the way and what others would give for them. The difference, in points, is the least that the plan
    loses by the change. Who is proposed for the same need already is nobody else, nor is who is not worth sending.
    Where places are guaranteed shares no prices prove the plan: then it is the nearest other, and nothing is lost or won.
    """
    plan, built = made.plan, made.built
    prices = np.zeros_like(plan.prices) if made.guarantee else plan.prices
    need, offer, metres = (
        np.array([getattr(pair, name) for pair in pairs], dtype=np.int64)
        for name in ("need", "offer", "metres")
    )
    needs, place = np.unique(need, return_inverse=True)
    could = lists(plan, needs)
    costs = np.where(could.helps, NOBODY, could.metres + prices[could.offer])
    least = could.least(costs)
    worth = built.needs.priority[needs] * METRES_A_POINT
    entry = np.zeros(len(needs), dtype=np.int64)
    cheapest = np.flatnonzero(costs == np.repeat(least, could.lengths))[::-1]
    entry[np.searchsorted(could.start, cheapest, side="right") - 1] = cheapest  # of equals the first
    lost = np.maximum(least[place] - metres - prices[offer], 0)
    return [
        {
            "code": built.offer_rows[other].code,
            "metres_further": further,
            "points": None if made.guarantee else round(loss / METRES_A_POINT, 1),
        }
        if able
        else None
        for able, other, further, loss in zip(
            (least <= worth)[place].tolist(),
            could.offer[entry][place].tolist() if len(could.offer) else need.tolist(),
            (could.metres[entry][place] - metres).tolist() if len(could.offer) else need.tolist(),
            lost.tolist(),
            strict=True,
        )
    ]


def why_not(made: Draft, numbers: IntArray) -> Iterator[tuple[int, dict[str, Any]]]:
    """By need: why what is left of it stays open, and the smallest change that would meet one more place of it."""
    built, plan = made.built, made.plan
    without_time = {need for need, _offer in made.no_time}
    could = lists(plan, numbers)
    served = set(plan.need.tolist())
    nobody = numbers[could.lengths == 0].tolist()
    made.reasons = {number: reason for number, reason in made.reasons.items() if number in set(nobody)}
    made.reasons |= _explained(
        made, [number for number in nobody if number not in made.reasons], without_time
    )
    least = _least_urgent(plan, could)
    for number, urgent in zip(numbers.tolist(), least.tolist(), strict=True):
        reason = dict(made.reasons.get(number, {"code": str(Reason.CAPACITY_USED), "least_points": None}))
        if number not in made.reasons and urgent != NOBODY:
            reason["least_points"] = urgent
        if reason["code"] == Reason.CAPACITY_USED and reason["least_points"] is None and number in served:
            reason["code"] = "not_together" if number in without_time else "more_missing"
        reason["points"] = int(built.needs.priority[number])
        reason["slots"] = int(plan.demand[number] - plan.met[number])
        reason["wanted"] = wanted(built, number)
        yield number, reason


def _least_urgent(plan: Plan, could: Lists) -> IntArray:
    """By need: the priority of the least urgent other need that those serve who could serve this one."""
    assert plan.problem is not None
    least = np.full(len(plan.capacity), NOBODY)
    np.minimum.at(least, plan.offer, plan.problem.needs.priority[plan.need])
    return could.least(np.where(could.helps, NOBODY, least[could.offer]))


def _explained(made: Draft, numbers: list[int], without_time: set[int]) -> dict[int, dict[str, Any]]:
    """For needs that nobody could serve: what stands between them and everybody else, asked of the engine."""
    if not numbers:
        return {}
    places = {number: place for place, number in enumerate(numbers)}
    few = allocate(
        taken_out(made.built.needs, np.array(numbers)),
        made.built.offers,
        distance_matters=made.built.distance_matters,
        forbidden=[(places[need], offer) for need, offer in sorted(made.kept_apart) if need in places],
        metres_per_priority_point=METRES_A_POINT,
        threads=1,
    )
    cut = {need for need, _offer in made.cut}
    found: dict[int, dict[str, Any]] = {}
    for number, place in places.items():
        unmet = explain(few, place).unmet
        reason = unmet.reason if unmet is not None else Reason.OUTSIDE_HOURS
        code = str(reason)
        if reason is Reason.FORBIDDEN and number in cut:
            code = str(Reason.WAY_CUT)
        elif reason is Reason.FORBIDDEN and number in without_time:
            code = str(Reason.OUTSIDE_HOURS)
        short = unmet.metres_short if unmet is not None else None
        found[number] = {"code": code, "least_points": None, "metres_short": short}
    return found


def wanted(built: Columns, number: int) -> dict[str, Any] | None:
    """Who would meet one more place of a need: skill, checks, how near, when at the earliest; None: no way is worth it.

    The same as `explain(...).unmet.wanted`, which tests compare.
    """
    needs = built.needs
    return _wanted(
        built.situation.at,
        built.need_rows[number].kind,
        int(needs.checks[number]),
        int(needs.window[number]),
        int(needs.priority[number]) * METRES_A_POINT,
        built.board.measured,
    )


@lru_cache(maxsize=4096)
def _wanted(
    at: datetime, kind: str, checks: int, window: int, worth: int, measured: bool
) -> dict[str, Any] | None:
    if not window or worth <= 0:
        return None
    first = shifts.shifts(at)[(window & -window).bit_length() - 1]
    return {
        "skill": KINDS[kind].skill,
        "checks": masks.checks_in(checks),
        "within_m": worth - 1 if measured and KINDS[kind].distance_matters else None,
        "start": first.start.isoformat(),
        "part": int(first.part),
    }
