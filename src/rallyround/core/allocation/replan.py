"""A plan that follows the day: only what must move moves, and the proof goes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.candidates import whole_metres
from rallyround.core.allocation.changes import Changes, PairList, Renewal, renewed_problem
from rallyround.core.allocation.compiled import all_threads
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.plan import Held, Plan
from rallyround.core.allocation.problem import Problem, expect, whole_numbers
from rallyround.core.allocation.renewal import begin_needs, begin_offers, end_rows, forbid, rate_needs
from rallyround.core.allocation.reverse import list_needs
from rallyround.core.allocation.settle import begin_again, settle
from rallyround.core.allocation.solve import plan_problem
from rallyround.core.allocation.solvers import check_wishes
from rallyround.core.allocation.standing import (
    NoRoom,
    Standing,
    hold,
    let_go,
    plan_now,
    rows_now,
    standing_of,
)
from rallyround.core.allocation.tables import BLOCKED, NOBODY

GAP_OF_STEP = 0.19  # certified gap that repairs with ε leave, as a share of ε over what a slot is worth
MANY = 0.01  # of all rows: when more change, everything is bid for again
FEW = 2_000  # rows, of which any number is settled one by one


def replan(
    plan: Plan,
    changes: Changes,
    *,
    disturb: int = 0,
    gap: float = 0.002,
    threads: int | None = None,
) -> Plan:
    """The plan after the changes: repaired where they touch it, with a bound that follows from its own prices.

    changes    rows keep their numbers; new ones get the next. Units of `changes.fixed` are held, by this plan
               and those made from it, until they are released: fix a task when somebody accepts it
    disturb    so many held units may be released because the plan gains by it; those are no longer held
    gap        when repairs leave a larger certified gap than this, the plan is made anew around what is held
    threads    for making it anew

    `Plan.moved` of the result says how many people's tasks are not as they were. `Plan.value` and
    `Plan.upper_bound` are those of what is held and of the best that can be done around it.
    Works on plans of `allocate` without fairness: what is guaranteed is a matter of the whole board.
    Without Numba the plan is made anew each time, and so is one that had no time for all pairs.
    Raises ValueError naming the change that cannot be made.

    >>> from rallyround.core.allocation import Needs, Offers, allocate
    >>> needs = Needs(x=[0, 0], y=[0, 900], category=[0, 0], checks=[0, 0], priority=[5, 9],
    ...               demand=[1, 1], window=[1, 1])
    >>> offers = Offers(x=[0], y=[1000], skills=[1], checks=[0], max_travel=[3000], availability=[1],
    ...                 capacity=[1])
    >>> plan = replan(allocate(needs, offers), Changes(withdrawn_needs=[1]))
    >>> plan.need, plan.value, plan.gap, plan.moved
    (array([0]), 4000, 0.0, 1)
    """
    expect("plan", plan, Plan, ": only plans of allocate can be replanned")
    check_wishes(gap, None, threads)
    if plan.problem is None:
        raise ValueError("A plan made from given pairs cannot be replanned: solve the new pairs.")
    if plan.shares is not None:
        raise ValueError(
            "A plan with guaranteed shares cannot be replanned: call allocate with what stands now and the guarantee."
        )
    problem, needs, offers = renewed_problem(plan.problem, changes)
    fixed = _pairs("fixed", changes.fixed, problem)
    released = _pairs("released", changes.released, problem)
    threads = threads or all_threads()
    if not compiled.NUMBA or not plan.engine.whole:
        return _anew(plan, problem, needs, offers, fixed, released, gap, threads)
    stood = list(plan.engine.standing)
    for standing in _markets(plan):
        before = standing.market.slot_offer.copy()
        try:
            _apply(standing, problem, changes, needs, offers, fixed, released, gap, _step(plan, gap), threads)
            if disturb:
                _disturb(standing, disturb, _step(plan, gap))
        except NoRoom:
            continue
        break
    else:
        return _anew(plan, problem, needs, offers, fixed, released, gap, threads)
    repaired = plan_now(standing, problem, _moved(standing, before))
    if standing not in stood:  # building the market may have moved people too
        repaired = _counted(plan, repaired)
    if repaired.gap > gap:
        begin_again(standing, rows_now(standing), gap, _step(plan, gap), threads)
        repaired = _counted(plan, plan_now(standing, problem, 0))
    if repaired.gap > gap:
        return _counted(plan, _around(problem, repaired.held, gap, threads))
    if standing.worn:
        repaired.engine.standing.clear()
    return repaired


def _markets(plan: Plan) -> Iterator[Standing]:
    """The market of the plan that stands, and then one that is built anew, with more room."""
    if plan.engine.standing:
        yield plan.engine.standing.pop()
    yield standing_of(plan)


def _step(plan: Plan, gap: float) -> int:
    """ε of the repair, and so the least gain for which anybody is moved: as coarse as the gap allows."""
    slots = max(int(plan.engine.stakes.demand.sum()), 1)
    return max(1, int(gap * plan.value / slots / GAP_OF_STEP))


def _apply(
    standing: Standing,
    problem: Problem,
    changes: Changes,
    needs: Renewal,
    offers: Renewal,
    fixed: list[tuple[int, int]],
    released: list[tuple[int, int]],
    gap: float,
    epsilon: int,
    threads: int,
) -> None:
    """Make the changes in the market and let it settle."""
    prices = standing.market.price.copy()
    need_of, offer_of = standing.need_of, standing.offer_of
    for number, (need, offer) in enumerate(released):
        if not let_go(standing, int(need_of[need]), int(offer_of[offer]), keep=False):
            raise ValueError(
                f"released[{number}] is need {need} with offer {offer}: no unit of that pair is held."
            )
    end_rows(standing, need_of[needs.ended], offer_of[offers.ended])
    if len(needs.rated):
        rate_needs(standing, problem, needs.rated)
    if len(offers.begun):
        begin_offers(standing, problem, offers.begun)
        prices = np.concatenate([prices, np.full(len(offers.begun), BLOCKED)])
        offer_of = standing.offer_of
    if len(needs.begun):
        begin_needs(standing, problem, needs.begun)
        need_of = standing.need_of
    forbid(
        standing,
        [
            (int(need_of[need]), int(offer_of[offer]))
            for need, offer in _pairs("forbidden", changes.forbidden, problem)
        ],
    )
    for number, (need, offer) in enumerate(fixed):
        if not hold(standing, int(need_of[need]), int(offer_of[offer]), _metres(problem, need, offer)):
            raise ValueError(
                f"fixed[{number}] is need {need} with offer {offer}: the need has no slot or the offer no unit left."
            )
    rows = sum(len(renewal.ended) + len(renewal.begun) for renewal in (needs, offers))
    if rows > max(FEW, MANY * (len(problem.needs) + len(problem.offers))):
        begin_again(standing, rows_now(standing), gap, epsilon, threads)
    else:
        settle(standing, prices)


def _disturb(standing: Standing, most: int, epsilon: int) -> None:
    """Release the held units that the plan seems to gain most by releasing, and let the market settle."""
    regrets = sorted(
        (
            (_regret(standing, need, offer, cost), need, offer)
            for (need, offer), (_units, cost) in standing.held.items()
        ),
        reverse=True,
    )
    prices = standing.market.price.copy()
    for regret, need, offer in regrets[:most]:
        if regret > epsilon:
            let_go(standing, need, offer, keep=False)
            prices[offer] = BLOCKED  # it has a unit to spare now, and may pull
    settle(standing, prices)


def _regret(standing: Standing, need: int, offer: int, cost: int) -> int:
    """What the need would gain elsewhere and others here, less what the pair is worth, in metres."""
    market, lists = standing.market, standing.lists
    list_needs(offer, lists, standing.ground)
    able = slice(int(lists.begin[offer]), int(lists.end[offer]))
    others = lists.need[able]
    claims = market.worth[others] - lists.cost[able] - standing.gain[others]
    claims = claims[(others != need) & (market.demand[others] > 0)]
    return int(standing.gain[need]) + max(0, int(claims.max(initial=0))) - int(market.worth[need]) + cost


def _moved(standing: Standing, before: Ints32) -> int:
    """How many people's tasks differ, by the offers of the slots before and now."""
    market, board = standing.market, standing.board
    now, known = market.slot_offer, len(before)
    changed = np.concatenate([np.flatnonzero(now[:known] != before), np.arange(known, len(now))])
    then = np.full(len(changed), NOBODY)
    then[changed < known] = before[changed[changed < known]]
    need = board.need_order[market.slot_need[changed]]
    pairs, counts = [], []
    for offers, sign in ((now[changed], 1), (then, -1)):
        served = offers >= 0
        pairs.append((need[served] << 32) | board.offer_order[offers[served]])
        counts.append(np.full(int(served.sum()), sign))
    differing, which = np.unique(np.concatenate(pairs), return_inverse=True)
    changes = np.bincount(which, weights=np.concatenate(counts), minlength=len(differing))
    return len(np.unique(differing[changes != 0] & 0xFFFFFFFF))


def _anew(
    plan: Plan,
    problem: Problem,
    needs: Renewal,
    offers: Renewal,
    fixed: list[tuple[int, int]],
    released: list[tuple[int, int]],
    gap: float,
    threads: int,
) -> Plan:
    """The changed problem solved from the beginning, around what is held."""
    held = Counter(
        dict(
            zip(
                zip(plan.held.need.tolist(), plan.held.offer.tolist(), strict=True),
                plan.held.units.tolist(),
                strict=True,
            )
        )
    )
    for number, pair in enumerate(released):
        if not held[pair]:
            raise ValueError(
                f"released[{number}] is need {pair[0]} with offer {pair[1]}: no unit of that pair is held."
            )
        held[pair] -= 1
    gone = set(needs.ended.tolist()), set(offers.ended.tolist())
    for pair in [pair for pair in held if pair[0] in gone[0] or pair[1] in gone[1]]:
        del held[pair]
    for pair in fixed:
        held[pair] += 1
    pairs = [pair for pair, units in held.items() if units]
    need, offer = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    cost = np.array([_metres(problem, *pair) for pair in pairs], dtype=np.int64)
    units = np.array([held[pair] for pair in pairs], dtype=np.int64)
    return _counted(plan, _around(problem, Held(need, offer, units, cost), gap, threads))


def _around(problem: Problem, held: Held, gap: float, threads: int) -> Plan:
    return plan_problem(
        problem, gap=gap, threads=threads, deadline=None, tell=lambda _stage, _done: None, held=held
    )


def _counted(before: Plan, after: Plan) -> Plan:
    """The plan with the number of people whose tasks are not as they were."""
    counts: Counter[tuple[int, int]] = Counter()
    for plan, sign in ((after, 1), (before, -1)):
        for need, offer, units in zip(
            plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), strict=True
        ):
            counts[need, offer] += sign * units
    return replace(after, moved=len({offer for (_need, offer), count in counts.items() if count}))


def _pairs(name: str, pairs: PairList, problem: Problem) -> list[tuple[int, int]]:
    """Pairs with numbers that exist, or a ValueError."""
    table = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    need = whole_numbers(f"{name} need", table[:, 0], 0, len(problem.needs) - 1)
    offer = whole_numbers(f"{name} offer", table[:, 1], 0, len(problem.offers) - 1)
    return list(zip(need.tolist(), offer.tolist(), strict=True))


def _metres(problem: Problem, need: int, offer: int) -> int:
    """From the offer to the need; 0 where distance does not matter."""
    needs, offers = problem.needs, problem.offers
    if not problem.distance_matters[needs.category[need]]:
        return 0
    away = (needs.x[need] - offers.x[offer], needs.y[need] - offers.y[offer])
    return int(whole_metres(*(np.array([part]) for part in away))[0])
