"""The reasons of a plan as data: why this helper, who would be next, why nobody. `reasons` has the words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from rallyround.core.allocation import Reason, allocate, choices_in, explain
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.register.kinds import KINDS
from rallyround.tasking import masks, pair_sets, shifts
from rallyround.tasking.calendars import column
from rallyround.tasking.choices import NOBODY, Lists, lists
from rallyround.tasking.columns import Columns, minutes, taken_out
from rallyround.tasking.drafting import Draft
from rallyround.tasking.proposed import Proposed
from rallyround.tasking.settling import METRES_A_POINT, is_small
from rallyround.tasking.together import Hours
from rallyround.tasking.trust import known_helpers
from rallyround.tasking.turns import who_has_time

FURTHEST = 1 << 40  # metres: more than any way, so that points come first


@dataclass(frozen=True)
class Pair:
    """One pair that the plan uses: positions in the columns, how many people, how far (None: no matter, or not known)."""

    need: int
    offer: int
    units: int
    metres: int
    distance_m: int | None


def pairs(built: Columns, proposed: Proposed) -> list[Pair]:
    """All pairs that the plan proposes."""
    matters = built.distance_matters[built.needs.category[proposed.need]].tolist()
    columns = (proposed.need, proposed.offer, proposed.units, proposed.metres)
    rows = zip(*(column.tolist() for column in columns), strict=True)
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
    """Who would come if each of these helpers did not, and what the plan loses by it; None: nobody else could.

    code     of the offer; nothing: others could, and are needed more elsewhere
    points   that the plan loses: on a small board with all that follows (`exact`), else at least. None: not known
    busy     whether that offer has something else to do in the plan
    """
    found = _by_prices(made, pairs)
    if made.guarantee or not is_small(made.built):
        return found
    exactly = _exactly(made, pairs)
    return [
        best and exactly.get((pair.need, pair.offer), best) for pair, best in zip(pairs, found, strict=True)
    ]


def _exactly(made: Draft, pairs: list[Pair]) -> dict[tuple[int, int], dict[str, Any]]:
    """What the engine finds when it takes one helper away and makes the best of it, where who comes then has time."""
    built, busy = made.built, _busy_offers(made)
    helpers = {need: explain(made.plan, need).helpers for need in sorted({pair.need for pair in pairs})}
    found = [
        (pair, helper.next_best)
        for pair in pairs
        for helper in helpers[pair.need]
        if helper.offer == pair.offer
    ]
    able = _have_time(made, [(pair.need, best.offer) for pair, best in found])
    return {
        (pair.need, pair.offer): {
            "code": "" if best.offer is None else built.offer_rows[best.offer].code,
            "metres_further": best.metres_further or 0,
            "points": round(best.cost / METRES_A_POINT, 1),
            "busy": best.offer is not None and bool(busy[best.offer]),
            "exact": True,
        }
        for (pair, best), can in zip(found, able, strict=True)
        if can
    }


def _have_time(made: Draft, some: list[tuple[int, int | None]]) -> list[bool]:
    """Whether the offer has time for the need, when its other helpers come where it has several."""
    need = np.array([number for number, _offer in some], dtype=np.int64)
    offer = np.array([0 if number is None else number for _need, number in some], dtype=np.int64)
    can = np.zeros(len(some), dtype=np.bool_)
    if len(some):
        who_has_time(need, offer, *made.settled.calendar, can)
        several = np.flatnonzero(made.proposed.met[need] > 1)
        times = [made.times[number] for number in need[several].tolist()]
        can[several] = Hours(made.built).each_at(times, np.arange(len(several)), offer[several])
    return [bool(able) or number is None for able, (_need, number) in zip(can, some, strict=True)]


def _busy_offers(made: Draft) -> BoolArray:
    """Bool by offer: whether all that it has to give is proposed."""
    proposed, capacity = made.proposed, made.built.offers.capacity
    given = np.bincount(proposed.offer, weights=proposed.units, minlength=len(capacity))
    busy: BoolArray = given >= capacity
    return busy


def _by_prices(made: Draft, pairs: list[Pair]) -> list[dict[str, Any] | None]:
    """The same at the prices that the plan proves itself by.

    A helper costs the way and what others would give for them. The difference, in points, is the least that the plan
    loses by the change. Who is proposed for the same need already is nobody else, nor is who cannot come when the others
    do. Where all others cost more than the need is worth, it would go without.
    Where places are guaranteed shares no prices prove the plan: then it is the nearest other, and nothing is lost or won.
    """
    plan, built, busy = made.plan, made.built, _busy_offers(made)
    prices = np.zeros_like(plan.prices) if made.guarantee else plan.prices
    need, offer, metres = (
        np.array([getattr(pair, name) for pair in pairs], dtype=np.int64)
        for name in ("need", "offer", "metres")
    )
    needs, place = np.unique(need, return_inverse=True)
    could = lists(plan, needs, made.proposed)
    costs = np.where(could.helps, NOBODY, could.metres + prices[could.offer])
    costs[~_with_the_others(made, needs, could)] = NOBODY
    least = could.least(costs)
    worth = built.needs.priority[needs] * METRES_A_POINT
    entry = np.zeros(len(needs), dtype=np.int64)
    cheapest = np.flatnonzero(costs == np.repeat(least, could.lengths))[::-1]
    entry[np.searchsorted(could.start, cheapest, side="right") - 1] = cheapest  # of equals the first
    lost = np.maximum(np.minimum(least, worth)[place] - metres - prices[offer], 0)
    return [
        {
            "code": built.offer_rows[other].code if comes else "",
            "metres_further": further if comes else 0,
            "points": None if made.guarantee else round(loss / METRES_A_POINT, 1),
            "busy": comes and bool(busy[other]),
        }
        if able
        else None
        for able, comes, other, further, loss in zip(
            (least != NOBODY)[place].tolist(),
            (least <= worth)[place].tolist(),
            could.offer[entry][place].tolist() if len(could.offer) else need.tolist(),
            (could.metres[entry][place] - metres).tolist() if len(could.offer) else need.tolist(),
            lost.tolist(),
            strict=True,
        )
    ]


def _with_the_others(made: Draft, needs: IntArray, could: Lists) -> BoolArray:
    """Which entries can come when the other helpers of their need do; all where there are no others."""
    several = made.proposed.met[needs] > 1
    times = made.times
    some = [times[need] for need in needs[several].tolist()]
    can = np.ones(len(could.offer), dtype=np.bool_)
    entries = np.flatnonzero(np.repeat(several, could.lengths))
    which = np.repeat(np.arange(len(some)), could.lengths[several])
    can[entries] = Hours(made.built).each_at(some, which, could.offer[entries])
    return can


def why_not(made: Draft, numbers: IntArray) -> Iterator[tuple[int, dict[str, Any]]]:
    """By need: why what is left of it stays open, and the smallest change that would meet the rest of it.

    Reckoned from what is proposed. A need for which a time was agreed is asked for at any time first.
    """
    built, terms = made.built, made.settled.terms
    timed = np.isin(numbers, terms.needs)
    plain, others = numbers[~timed], numbers[timed]
    could = lists(made.plan, plain, made.proposed)
    at_any_time = made.at_any_time.of(np.searchsorted(terms.needs, others))
    nobody = {*plain[could.lengths == 0].tolist(), *others[at_any_time.lengths == 0].tolist()}
    made.reasons = {number: reason for number, reason in made.reasons.items() if number in nobody}
    made.reasons |= _explained(made, sorted(nobody - made.reasons.keys()))
    can = np.ones(len(could.offer), dtype=np.bool_)
    found = _busy(made, plain, could, can) | _busy(
        made, others, at_any_time, _can_come(made, others, at_any_time)
    )
    usual, down = _usual_way(built), _down(made, numbers)
    for number in numbers.tolist():
        reason = dict(made.reasons.get(number) or found[number])
        if reason["code"] == str(Reason.OUTSIDE_HOURS) and _too_late(built, number):
            reason["code"] = "too_late"
        reason |= down.get(number, {})
        reason["points"] = int(built.needs.priority[number])
        reason["slots"] = int(made.proposed.missing[number])
        reason["wanted"] = wanted(made, number, usual)
        yield number, reason


def _too_late(built: Columns, number: int) -> bool:
    """Whether the time in which help is wanted is over before anybody who is asked now could have helped."""
    row, at = built.need_rows[number], built.situation.at
    if row.window_end is None or row.id in built.agreed:
        return False
    start = max(shifts.earliest_start(at), row.window_start or at)
    return start + minutes(row) > row.window_end


def _down(made: Draft, numbers: IntArray) -> dict[int, dict[str, int]]:
    """By need: how many offers could help if they were not down for another task, and of how many that is late."""
    built = made.built
    at, capacity = built.situation.at, column(built.board.offers.fixed, masks.OFFER_COLUMNS, "capacity")
    places = {id: place for id, place in built.board.offers.numbers.items() if capacity[place]}
    planned = [
        (places[id], spell) for (id, _seat), spells in built.situation.planned.items() if id in places
        for spell in spells
    ]  # fmt: skip
    full = np.zeros(len(capacity), dtype=np.int64)
    full[[place for place, _spell in planned if not built.offers.capacity[place]]] = 1
    if not len(numbers) or not full.any():
        return {}
    late = np.zeros(len(capacity), dtype=np.bool_)
    late[[place for place, (_start, end) in planned if end < at]] = True
    need, offer = pair_sets.columns(made.apart[pair_sets.of_needs(made.apart, numbers)])
    assert made.plan.problem is not None
    could = choices_in(
        replace(
            made.plan.problem,
            needs=taken_out(built.needs, numbers),
            offers=replace(built.offers, capacity=full),
            forbidden=np.searchsorted(numbers, need) * len(capacity) + offer,
        )
    )
    of_need = np.repeat(np.arange(len(numbers)), np.diff(could.start))
    every = np.bincount(of_need, minlength=len(numbers))
    overdue = np.bincount(of_need, weights=late[could.offer], minlength=len(numbers)).astype(np.int64)
    return {
        int(numbers[place]): {"down": int(every[place]), "late": int(overdue[place])}
        for place in np.flatnonzero(every)
    }


def _can_come(made: Draft, needs: IntArray, could: Lists) -> BoolArray:
    """Which entries have time: when the helpers of the need come where some do, else at any time."""
    built, can = made.built, np.zeros(len(could.offer), dtype=np.bool_)
    need, times = np.repeat(needs, could.lengths), made.times
    who_has_time(need, could.offer, *made.settled.calendar, can)
    visited = np.array([number in times for number in needs.tolist()], dtype=np.bool_)
    entries = np.flatnonzero(np.repeat(visited, could.lengths))
    some = [times[number] for number in needs[visited].tolist()]
    which = np.repeat(np.arange(len(some)), could.lengths[visited])
    can[entries] = Hours(built).each_at(some, which, could.offer[entries])
    return can


def _busy(made: Draft, needs: IntArray, could: Lists, can: BoolArray) -> dict[int, dict[str, Any]]:
    """By need that somebody could serve: what they do instead.

    least_points   of the least urgent need that they are proposed for
    further_m      where that is less urgent: the metres further that its helper would have to go, which weigh more
    """
    proposed, points = made.proposed, made.built.needs.priority
    least, way = np.full(len(made.plan.capacity), NOBODY), np.zeros(len(made.plan.capacity), dtype=np.int64)
    order = np.lexsort(
        (proposed.metres, -points[proposed.need])
    )  # the least urgent last: of an offer it stays
    offer = proposed.offer[order]
    least[offer], way[offer] = points[proposed.need[order]], proposed.metres[order]
    open_to = can & ~could.helps
    busy = open_to & (least[could.offer] != NOBODY)
    further = could.metres - way[could.offer]
    keys = np.where(busy, least[could.offer] * FURTHEST + further + FURTHEST // 2, NOBODY)
    best, nobody_else = could.least(keys), could.least(np.where(could.helps, NOBODY, 0))
    able = could.least(np.where(open_to, 0, NOBODY))
    found: dict[int, dict[str, Any]] = {}
    served = proposed.met[needs] > 0
    for number, key, others, free, helped in zip(
        needs.tolist(), best.tolist(), nobody_else.tolist(), able.tolist(), served.tolist(), strict=True
    ):
        reason: dict[str, Any] = {"code": str(Reason.CAPACITY_USED), "least_points": None}
        if key != NOBODY:
            urgent, metres = divmod(key, FURTHEST)
            reason["least_points"] = urgent
            if urgent < points[number]:
                reason |= _swap(made, int(points[number]) - urgent, metres - FURTHEST // 2)
        elif others == NOBODY:
            reason["code"] = "more_missing"
        elif free == NOBODY:
            reason["code"] = "not_together" if helped else str(Reason.OUTSIDE_HOURS)
        found[number] = reason
    return found


def _swap(made: Draft, points: int, further: int) -> dict[str, Any]:
    """Why a helper stays with a need that is so many points less urgent."""
    if further >= points * METRES_A_POINT:
        return {"stays": "way", "further_m": further}
    return {"stays": "share" if made.guarantee else "little"}


def _explained(made: Draft, numbers: list[int]) -> dict[int, dict[str, Any]]:
    """For needs that nobody could serve at any time: what stands between them and everybody else, asked of the engine."""
    if not numbers:
        return {}
    some = np.array(numbers)
    need, offer = pair_sets.columns(made.apart[pair_sets.of_needs(made.apart, some)])
    few = allocate(
        taken_out(made.built.needs, some),
        made.built.offers,
        distance_matters=made.built.distance_matters,
        forbidden=np.stack([np.searchsorted(some, need), offer], axis=1),
        metres_per_priority_point=METRES_A_POINT,
        threads=1,
    )
    cut = set(pair_sets.columns(made.cut)[0].tolist())
    found: dict[int, dict[str, Any]] = {}
    for place, number in enumerate(numbers):
        unmet = explain(few, place).unmet
        assert unmet is not None  # nobody could serve it
        code = str(unmet.reason)
        if unmet.reason is Reason.FORBIDDEN and number in cut:
            code = str(Reason.WAY_CUT)
        found[number] = {"code": code, "least_points": None, "metres_short": unmet.metres_short}
    return found


def _usual_way(built: Columns) -> int | None:
    """How far the helpers of the board would go: half of them farther, half less far. None where there are none."""
    offers = built.offers
    here = (offers.capacity > 0) & (offers.skills > 0)
    return int(np.median(offers.max_travel[here])) if here.any() else None


def wanted(made: Draft, number: int, usual: int | None) -> dict[str, Any] | None:
    """Who would meet what is missing of a need: skill, checks, how near, how many, when; None: no way is worth it.

    As `explain(...).unmet.wanted`, which tests compare; no farther than helpers usually go, and when the others come.
    """
    built = made.built
    needs, when = built.needs, made.times.get(number)
    found = _wanted(
        built.situation.at,
        built.need_rows[number].kind,
        int(needs.checks[number]),
        int(needs.window[number]),
        int(needs.priority[number]) * METRES_A_POINT,
        usual if built.board.measured else None,
    )
    if found is None:
        return None
    together = {"together": when[0].isoformat()} if when else {}
    return found | {"count": int(made.proposed.missing[number])} | together


@lru_cache(maxsize=4096)
def _wanted(
    at: datetime, kind: str, checks: int, window: int, worth: int, usual: int | None
) -> dict[str, Any] | None:
    if not window or worth <= 0:
        return None
    first = next(shift for shift in shifts.shifts(at) if window >> shift.bit & 1)
    near = usual is not None and KINDS[kind].distance_matters
    return {
        "skill": KINDS[kind].skill,
        "checks": masks.checks_in(checks),
        "within_m": min(worth - 1, usual or 0) if near else None,
        "start": first.start.isoformat(),
        "part": int(first.part),
    }
