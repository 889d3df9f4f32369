"""Why this helper and not the next best; why nobody. Codes and counts: the sentences are the product's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rallyround.core.allocation.candidates import whole_metres
from rallyround.core.allocation.plan import Plan
from rallyround.core.allocation.problem import BoolArray, IntArray, Problem, expect, row_number
from rallyround.core.allocation.residual import cheapest_change


class Reason(StrEnum):
    """What stands between a need and help, in the order in which it is asked. `SAID` has a sentence for each."""

    NO_SKILL = "no_skill"  # nobody offers this kind of help
    CHECK_MISSING = "check_missing"  # those who do have not passed the checks
    OUT_OF_REACH = "out_of_reach"  # the rest do not travel so far
    OUTSIDE_HOURS = "outside_hours"  # the rest are not free at the time
    WAY_CUT = "way_cut"  # the rest cannot get there
    FORBIDDEN = "forbidden"  # the rest were refused by a person
    NOT_WORTH_THE_WAY = "not_worth_the_way"  # for the rest the way costs more than the priority is worth
    CAPACITY_USED = "capacity_used"  # the rest are all with other needs, or have no slot to give


SAID: dict[Reason, str] = {
    Reason.NO_SKILL: "Nobody offers this kind of help.",
    Reason.CHECK_MISSING: "Nobody who offers this kind of help has passed the checks that it needs.",
    Reason.OUT_OF_REACH: "Everybody with the skill and the checks travels less far than the need is away.",
    Reason.OUTSIDE_HOURS: "Nobody with the skill and the checks who is near enough is free at the time.",
    Reason.WAY_CUT: "Those who could help cannot get there: the way is cut.",
    Reason.FORBIDDEN: "Those who could help were refused for this need by a person.",
    Reason.NOT_WORTH_THE_WAY: "For those who could help the way costs more than the need's priority is worth.",
    Reason.CAPACITY_USED: "All who could help are with other needs, or have no slot to give.",
}


@dataclass(frozen=True)
class NextBest:
    """What happens if one slot of a need is taken from its helper, and the plan made the best of it.

    offer            who would serve the slot instead; None: nobody would
    distance         metres from that offer to the need (0 where distance does not matter); None with nobody
    metres_further   metres more than the helper has; None with nobody
    cost             metres that the whole plan loses, other changes that follow included; at least 0. True to
                     the metre in a plan without a gap, else to within the gap
    points           the same in points of priority, or 0.0 where a point is worth nothing
    """

    offer: int | None
    distance: int | None
    metres_further: int | None
    cost: int
    points: float


@dataclass(frozen=True)
class Helper:
    """Who serves a need.

    offer, units   its number, and how many slots it gives
    distance       metres from it to the need; 0 where distance does not matter
    price          metres: what one more slot of that offer would be worth to the plan
    next_best      `NextBest`: what would happen without it
    """

    offer: int
    units: int
    distance: int
    price: int
    next_best: NextBest


@dataclass(frozen=True)
class Wanted:
    """The smallest change that meets one more slot: one more helper for this need alone.

    category, checks, window   what the helper must be able to do, have passed, and one of the shifts to come in
    within                     metres from the need at which the way is still worth it; None where it does not matter
    """

    category: int
    checks: int
    window: int
    within: int | None


@dataclass(frozen=True)
class Unmet:
    """Why slots of the need stay open.

    reason                  the first of `Reason` that leaves no offer
    slots                   how many stay open
    left                    by reason: offers that still could help once it and those before it were asked. With
                            left[NO_SKILL] = 10 ten offers do have the skill; the first 0 is the `reason`
    only                    by reason: offers for which it alone stands in the way
    least_urgent_priority   with CAPACITY_USED: the offers that could serve this need serve others; the lowest priority
                            among these. None if they serve nobody
    least_urgent_need       the need which has it
    metres_short            the least by which an offer that only reach keeps away would have to travel further;
                            None if there is no such offer
    wanted                  who would meet one more slot; None where no way is worth it, so low is the priority
    """

    reason: Reason
    slots: int
    left: dict[Reason, int]
    only: dict[Reason, int]
    least_urgent_priority: int | None
    least_urgent_need: int | None
    metres_short: int | None
    wanted: Wanted | None


@dataclass(frozen=True)
class Explanation:
    """Who serves a need, and why the rest of it stays open. Printed, it is sentences.

    helpers   a `Helper` for each offer that serves it
    unmet     `Unmet`; None where nothing is left open
    """

    need: int
    helpers: tuple[Helper, ...]
    unmet: Unmet | None

    def __str__(self) -> str:
        """The same in sentences, one a line."""
        return (
            "\n".join([*map(_about_helper, self.helpers), *_about_unmet(self.unmet)])
            or "Nothing is asked for."
        )


def _about_helper(helper: Helper) -> str:
    other = helper.next_best
    instead = "nobody would" if other.offer is None else f"offer {other.offer} ({other.distance:,} m) would"
    return (
        f"Offer {helper.offer} gives {slots_in_words(helper.units)} from {helper.distance:,} m away. If it did not, "
        f"{instead} come instead, and the whole plan would lose {other.cost:,} m ({other.points:.1f} points)."
    )


def _about_unmet(unmet: Unmet | None) -> list[str]:
    if unmet is None:
        return []
    lines = [f"{slots_in_words(unmet.slots).capitalize()} of it open: {SAID[unmet.reason]}"]
    if unmet.least_urgent_need is not None:
        lines.append(
            f"The least urgent of these needs is need {unmet.least_urgent_need}, "
            f"at {unmet.least_urgent_priority} points."
        )
    if unmet.metres_short is not None:
        lines.append(f"One who lacks nothing else would have to travel {unmet.metres_short:,} m further.")
    wanted = unmet.wanted
    if wanted is not None:
        within = "" if wanted.within is None else f" within {wanted.within:,} m"
        checks = f", with the checks {wanted.checks:#b}" if wanted.checks else ""
        lines.append(
            f"One more helper{within} would meet one slot: skill {wanted.category}{checks}, "
            f"free in one of the shifts {wanted.window:#b}."
        )
    return lines


def slots_in_words(slots: int) -> str:
    """A number of slots.

    >>> slots_in_words(1), slots_in_words(2)
    ('1 slot', '2 slots')
    """
    return f"{slots:,} slot" + ("" if slots == 1 else "s")


def explain(plan: Plan, need: int) -> Explanation:
    """Reasons for one need of a plan made by `allocate` or `replan`; printed, they are sentences.

    need   its number, counted from 0

    Raises ValueError for a need that the plan does not have, and for a plan made from given pairs.

    >>> from rallyround.core.allocation import Needs, Offers, allocate
    >>> needs = Needs(x=[0, 0], y=[0, 900], category=[0, 0], checks=[0, 0], priority=[5, 9],
    ...               demand=[1, 1], window=[1, 1])
    >>> offers = Offers(x=[0], y=[1000], skills=[1], checks=[0], max_travel=[3000], availability=[1],
    ...                 capacity=[1])
    >>> plan = allocate(needs, offers)
    >>> explain(plan, 0).unmet.reason, explain(plan, 0).unmet.least_urgent_priority
    (<Reason.CAPACITY_USED: 'capacity_used'>, 9)
    >>> explain(plan, 1).helpers[0].next_best.cost  # the other need would be served instead: 8,900 - 4,000
    4900
    >>> print(str(explain(plan, 1)).partition(".")[0])
    Offer 0 gives 1 slot from 100 m away
    """
    expect("plan", plan, Plan, ": only plans of allocate and replan can be explained")
    problem = plan.problem
    if problem is None:
        raise ValueError("A plan made from given pairs knows no rules to explain it by.")
    need = row_number("need", need, len(problem.needs))
    rows = range(int(plan.pairs.start[need]), int(plan.pairs.start[need + 1]))
    helpers = tuple(_helper(plan, problem, need, row) for row in rows if plan.pair_units[row])
    open_slots = int(plan.demand[need] - plan.met[need])
    return Explanation(need, helpers, _unmet(plan, problem, need, open_slots) if open_slots else None)


def _helper(plan: Plan, problem: Problem, need: int, row: int) -> Helper:
    offer, distance = int(plan.pairs.offer[row]), int(plan.pairs.distance[row])
    taking_over, cost = cheapest_change(need, row, plan.residual)
    other = taking_over if taking_over >= 0 else None
    other_distance = None if other is None else int(plan.pairs.distance[other])
    return Helper(
        offer=offer,
        units=int(plan.pair_units[row]),
        distance=distance,
        price=int(plan.prices[offer]),
        next_best=NextBest(
            offer=None if other is None else int(plan.pairs.offer[other]),
            distance=other_distance,
            metres_further=None if other_distance is None else other_distance - distance,
            cost=cost,
            points=cost / problem.metres_per_priority_point if problem.metres_per_priority_point else 0.0,
        ),
    )


def _unmet(plan: Plan, problem: Problem, need: int, slots: int) -> Unmet:
    passes = _passes(plan, problem, need)
    fails = np.array([~passed for passed in passes.values()])
    left = {reason: int((~fails[: at + 1].any(axis=0)).sum()) for at, reason in enumerate(passes)}
    alone = {reason: fails[at] & (fails.sum(axis=0) == 1) for at, reason in enumerate(passes)}
    reason = next(reason for reason, offers in left.items() if not offers)
    least_need = None
    if reason is Reason.CAPACITY_USED:
        # All that is asked before capacity leaves those who could serve the need.
        able: BoolArray = np.logical_not(fails[:-1].any(axis=0))
        served = plan.need[able[plan.offer] & (plan.need != need)]
        if len(served):
            least_need = int(served[np.argmin(problem.needs.priority[served])])
    short = _distances(problem, need) - problem.offers.max_travel
    beyond = short[alone[Reason.OUT_OF_REACH]]
    return Unmet(
        reason=reason,
        slots=slots,
        left=left,
        only={reason: int(offers.sum()) for reason, offers in alone.items()},
        least_urgent_priority=None if least_need is None else int(problem.needs.priority[least_need]),
        least_urgent_need=least_need,
        metres_short=int(beyond.min()) if len(beyond) else None,
        wanted=_wanted(problem, need),
    )


def _wanted(problem: Problem, need: int) -> Wanted | None:
    needs, worth = problem.needs, int(problem.worth[need])
    if worth <= 0 or not needs.window[need]:
        return None
    category = int(needs.category[need])
    matters = bool(problem.distance_matters[category])
    return Wanted(
        category, int(needs.checks[need]), int(needs.window[need]), within=worth - 1 if matters else None
    )


def _distances(problem: Problem, need: int) -> IntArray:
    """Metres from each offer to the need; 0 where distance does not matter."""
    needs, offers = problem.needs, problem.offers
    if not problem.distance_matters[needs.category[need]]:
        return np.zeros(len(offers), dtype=np.int64)
    return whole_metres(needs.x[need] - offers.x, needs.y[need] - offers.y)


def _passes(plan: Plan, problem: Problem, need: int) -> dict[Reason, BoolArray]:
    """For each reason, in order, which offers it does not stop."""
    needs, offers = problem.needs, problem.offers
    distance = _distances(problem, need)
    passable = np.ones(len(offers), dtype=np.bool_)
    if problem.passable is not None:
        assert needs.zone is not None
        assert offers.zone is not None
        passable = problem.passable[offers.zone, needs.zone[need]]
    keys = need * len(offers) + np.arange(len(offers))
    used = plan.used
    return {
        Reason.NO_SKILL: (offers.skills >> needs.category[need]) & 1 == 1,
        Reason.CHECK_MISSING: needs.checks[need] & ~offers.checks == 0,
        Reason.OUT_OF_REACH: distance <= offers.max_travel,
        Reason.OUTSIDE_HOURS: needs.window[need] & offers.availability != 0,
        Reason.WAY_CUT: passable,
        Reason.FORBIDDEN: ~np.isin(keys, problem.forbidden),
        Reason.NOT_WORTH_THE_WAY: distance < problem.worth[need],
        Reason.CAPACITY_USED: used < offers.capacity,
    }
