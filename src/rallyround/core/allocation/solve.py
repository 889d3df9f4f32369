"""From needs and offers, or from given pairs, to a plan."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation import compiled
from rallyround.core.allocation.board import Board, Region, board_of, inverse
from rallyround.core.allocation.candidates import list_pairs
from rallyround.core.allocation.certificate import Stakes, upper_bound
from rallyround.core.allocation.compiled import all_threads
from rallyround.core.allocation.fairness import AreaFlow, Fairness, Shares, fair_units
from rallyround.core.allocation.flow import best_units, least_prices
from rallyround.core.allocation.market import ground_of, lists_of, lists_on_demand, no_ground
from rallyround.core.allocation.pairs import Ints32, Rows, rows_of
from rallyround.core.allocation.phases import Task, auction
from rallyround.core.allocation.plan import Chosen, Engine, Held, Plan, Solution, nothing_held
from rallyround.core.allocation.problem import (
    COUNT_LIMIT,
    IntArray,
    Needs,
    Offers,
    Problem,
    state_problem,
    value_limit,
    whole_numbers,
)

Progress = Callable[[str, float], None]

SMALL = 20_000  # pairs: so few are solved exactly, whatever gap would do, in less time than anyone notices
FLOW_NEEDS = 10_000  # with gap 0, up to so many needs are solved by min-cost flow
SLOT_LIMIT = 30_000_000  # slots or units: more are left to the flow, which does not lay them out one by one
COST_LIMIT = 2**31 - 1  # metres that a pair may cost in the auction
HALVED = 4_000_000  # pairs: boards of more are auctioned in two halves before they are auctioned whole
FINEST = 2**61  # what the finest prices must stay below


def allocate(
    needs: Needs,
    offers: Offers,
    *,
    passable: npt.ArrayLike | None = None,
    metres_per_priority_point: int = 1000,
    gap: float = 0.001,
    time_limit: float | None = None,
    threads: int | None = None,
    distance_matters: npt.ArrayLike | None = None,
    fairness: Fairness | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    forbidden: npt.ArrayLike | None = None,
) -> Plan:
    """The plan of the greatest value: Σ units × (metres_per_priority_point × priority - distance).

    A pair is eligible when the offer holds the need's category as a skill and all its checks, they share a
    shift, the way from the offer's zone to the need's is passable, and the floor of the straight-line
    distance is within the offer's maximum. Only pairs worth more than nothing are used.

    passable           bool [zone of the offer, zone of the need]; None: every way is open
    gap                relative gap that would do, 0 to 1, certified by `Plan.prices`; 0 gives the optimum, by
                       min-cost flow up to 10,000 needs and by the auction beyond. Small boards are solved
                       exactly whatever is given
    time_limit         seconds after which the best plan so far is given, with its certified gap; not looked
                       at while pairs are listed, nor by the min-cost flow
    threads            None: as many as there are processors; the plan is the same for any number
    distance_matters   bool by category; where False any distance will do and it counts as 0. None: everywhere
    fairness           None, `MinimumShare(share)` or `MaxMin()`: what each area of the needs is guaranteed. Solved
                       exactly by min-cost flow at any size, so slowly beyond 10,000 needs; `Plan.shares` says how
                       each area fares and what the guarantee costs
    executor           must be None
    forbidden          pairs (need, offer) that may not be matched, such as a refusal remembered
    progress           called with the name of the stage and the share done, 0 to 1

    What is already agreed is not asked again: take it off demand and capacity before the call, or `replan`.
    The same input gives the same plan. Without Numba every plan comes from the min-cost flow.
    Raises ValueError naming field and index for what cannot be right.

    >>> needs = Needs(x=[0, 0], y=[0, 900], category=[0, 0], checks=[0, 0], priority=[5, 9],
    ...               demand=[1, 1], window=[1, 1])
    >>> offers = Offers(x=[0], y=[1000], skills=[1], checks=[0], max_travel=[3000], availability=[1],
    ...                 capacity=[1])
    >>> plan = allocate(needs, offers)
    >>> plan.need, plan.offer, plan.value, plan.gap
    (array([1]), array([0]), 8900, 0.0)
    """
    if executor is not None:
        raise ValueError("executor is not served: leave it out.")
    if fairness is not None and needs.area is None:
        raise ValueError("Needs.area is missing: fairness needs an area for each need.")
    began = perf_counter()
    check_wishes(gap, time_limit, threads)
    problem = state_problem(
        needs,
        offers,
        metres_per_priority_point=metres_per_priority_point,
        passable=passable,
        distance_matters=distance_matters,
        forbidden=forbidden,
    )
    plan = plan_problem(
        problem,
        gap=0.0 if fairness is not None else gap,
        threads=threads or all_threads(),
        deadline=None if time_limit is None else began + time_limit,
        tell=progress or _quiet,
    )
    return plan if fairness is None else _made_fair(plan, problem, fairness)


def _made_fair(plan: Plan, problem: Problem, fairness: Fairness) -> Plan:
    """The best plan that keeps the guarantee, beside the bound of the one without it."""
    engine = plan.engine
    need, offer, cost = engine.rows.columns()
    assert problem.needs.area is not None
    areas, number = np.unique(problem.needs.area[engine.need_order], return_inverse=True)
    flow = AreaFlow(
        need, offer, engine.stakes.worth[need] - cost, engine.stakes.demand, engine.stakes.capacity, number
    )
    units, quota, short = fair_units(flow, fairness)
    used = np.flatnonzero(units)
    chosen = Chosen(need[used], offer[used], units[used], cost[used])
    value = int(units @ flow.value)
    shares = Shares(
        areas, flow.asked, flow.met(units), quota, tuple(areas[short].tolist()), price=plan.value - value
    )
    return replace(plan, solution=replace(plan.solution, chosen=lambda: chosen, value=value), shares=shares)


def plan_problem(
    problem: Problem,
    *,
    gap: float,
    threads: int,
    deadline: float | None,
    tell: Progress,
    held: Held | None = None,
) -> Plan:
    """The plan of a problem that was checked, around what is held; `deadline` on perf_counter."""
    held = held or nothing_held()
    tell("pairs", 0.0)
    board = board_of(problem)
    rows = list_pairs(board, threads)
    stakes = _free_stakes(board, held)
    engine = Engine(rows, stakes, board.need_order, board.offer_order, board, [])
    tell("optimum", 0.3)
    if by_flow(rows, stakes, gap):
        solution = solve_by_flow(rows, stakes, threads)
    else:
        whole = [Region(0, len(stakes.demand), 0, len(stakes.capacity))]
        solution = solve_by_auction(
            Task(
                rows=rows,
                stakes=stakes,
                ground=ground_of(board),
                lists=lambda: lists_on_demand(len(stakes.demand), len(stakes.capacity)),
                regions=board.halves() if len(rows) > HALVED else whole,
                gap=gap,
                threads=threads,
                deadline=deadline,
                tell=tell,
            )
        )
    tell("done", 1.0)
    return Plan(solution, engine, problem, held)


def _free_stakes(board: Board, held: Held) -> Stakes:
    """What is left to plan when some units are held."""
    demand, capacity = board.needs.demand.copy(), board.offers.capacity.copy()
    np.subtract.at(demand, inverse(board.need_order)[held.need], held.units)
    np.subtract.at(capacity, inverse(board.offer_order)[held.offer], held.units)
    for name, left, order, side in (
        ("need", demand, board.need_order, "slots"),
        ("offer", capacity, board.offer_order, "units"),
    ):
        short = np.flatnonzero(left < 0)
        if len(short):
            raise ValueError(f"More is held for {name} {order[short[0]]} than it has {side}.")
    return Stakes(board.needs.worth, demand, capacity)


def solve_pairs(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    value: npt.ArrayLike,
    demand: npt.ArrayLike,
    capacity: npt.ArrayLike,
    *,
    gap: float = 0.0,
    time_limit: float | None = None,
    threads: int | None = None,
) -> Plan:
    """The same for a list of pairs: pair k may match need[k] with offer[k] and is worth value[k] a unit.

    demand by need and capacity by offer say how many there are of each. Pairs worth nothing or less are never
    used. gap, time_limit and threads as for `allocate`. Raises ValueError naming field and index, also for a
    pair given twice.

    >>> plan = solve_pairs([0, 0, 1], [0, 1, 0], [5, 4, 3], demand=[1, 1], capacity=[1, 1])
    >>> plan.value, plan.offer
    (7, array([1, 0]))
    """
    began = perf_counter()
    check_wishes(gap, time_limit, threads)
    rows, stakes = _given_rows(need, offer, value, demand, capacity)
    needs, offers = len(stakes.demand), len(stakes.capacity)
    engine = Engine(rows, stakes, np.arange(needs), np.arange(offers), None, [])
    if by_flow(rows, stakes, gap):
        solution = solve_by_flow(rows, stakes, threads or all_threads())
        return Plan(solution, engine, None, nothing_held())
    task = Task(
        rows=rows,
        stakes=stakes,
        ground=no_ground(),
        lists=lambda: lists_of(rows, offers),
        regions=[Region(0, needs, 0, offers)],
        gap=gap,
        threads=threads or all_threads(),
        deadline=None if time_limit is None else began + time_limit,
        tell=_quiet,
    )
    return Plan(solve_by_auction(task), engine, None, nothing_held())


def _given_rows(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    value: npt.ArrayLike,
    demand: npt.ArrayLike,
    capacity: npt.ArrayLike,
) -> tuple[Rows, Stakes]:
    """The useful pairs as rows; ValueError naming what cannot be right."""
    demand = whole_numbers("demand", demand, 0, COUNT_LIMIT)
    capacity = whole_numbers("capacity", capacity, 0, COUNT_LIMIT)
    need = whole_numbers("need", need, 0, len(demand) - 1)
    offer = whole_numbers("offer", offer, 0, len(capacity) - 1)
    limit = value_limit(demand, capacity)
    value = whole_numbers("value", value, -limit, limit)
    if not len(need) == len(offer) == len(value):
        raise ValueError(
            f"need, offer and value must be equally long, not {len(need)}, {len(offer)} and {len(value)}."
        )
    order = np.lexsort((offer, need))
    twice = np.flatnonzero((np.diff(need[order]) == 0) & (np.diff(offer[order]) == 0))
    if twice.size:
        at = int(order[twice[0] + 1])
        raise ValueError(f"need[{at}] and offer[{at}] are a pair given twice.")
    useful = (value > 0) & (demand[need] > 0) & (capacity[offer] > 0)
    order = order[useful[order]]
    need, offer, value = need[order], offer[order], value[order]
    start = np.zeros(len(demand) + 1, dtype=np.int64)
    np.cumsum(np.bincount(need, minlength=len(demand)), out=start[1:])
    worth = np.zeros(len(demand), dtype=np.int64)
    np.maximum.at(worth, need, value)
    cost = worth[need] - value
    if cost.max(initial=0) <= COST_LIMIT:
        cost = cost.astype(np.int32)  # what the auction's kernels are compiled for
    rows = rows_of(start, offer.astype(np.int32), cost)
    return rows, Stakes(worth, demand, capacity)


def by_flow(rows: Rows, stakes: Stakes, gap: float) -> bool:
    """Whether the min-cost flow is the better way, or the only one."""
    slots = int(stakes.demand.sum())
    return (
        not compiled.NUMBA
        or len(rows) <= SMALL
        or (gap == 0 and len(stakes.demand) <= FLOW_NEEDS)
        or max(slots, int(stakes.capacity.sum())) > SLOT_LIMIT
        or rows.cost.dtype != np.int32
        or 4 * int(stakes.worth.max(initial=0)) * (slots + 1) > FINEST
    )


def solve_by_flow(rows: Rows, stakes: Stakes, threads: int) -> Solution:
    """The optimum by OR-Tools, with the least prices that prove it."""
    need, offer, cost = rows.columns()
    value = stakes.worth[need] - cost
    units = best_units(need, offer, value, stakes.demand, stakes.capacity)
    price = least_prices(need, offer, value, units, stakes.demand, stakes.capacity)
    bound = upper_bound(rows, stakes, price, threads)
    used = np.flatnonzero(units)
    chosen = Chosen(need[used], offer[used], units[used], cost[used])
    return Solution(lambda: chosen, int(units @ value), bound.value, price, bound.gain)


def solve_by_auction(task: Task) -> Solution:
    """What the auction finds."""
    outcome = auction(task)
    slot_need = np.repeat(np.arange(len(task.stakes.demand)), task.stakes.demand)
    chosen = partial(chosen_slots, slot_need, outcome.slot_offer, outcome.slot_cost)
    bound = outcome.bound
    return Solution(chosen, outcome.value, bound.value, bound.price, bound.gain, outcome.bids)


def chosen_slots(slot_need: IntArray | Ints32, slot_offer: Ints32, slot_cost: Ints32) -> Chosen:
    """The slots that somebody serves, one unit each."""
    served = np.flatnonzero(slot_offer >= 0)
    return Chosen(
        need=slot_need[served].astype(np.int64),
        offer=slot_offer[served].astype(np.int64),
        units=np.ones(len(served), dtype=np.int64),
        cost=slot_cost[served].astype(np.int64),
    )


def check_wishes(gap: float, time_limit: float | None, threads: int | None) -> None:
    """ValueError for a gap, a time or a number of threads that cannot be."""
    if not 0 <= gap < 1:
        raise ValueError(f"gap is {gap}: it must be at least 0 and below 1.")
    if time_limit is not None and not time_limit >= 0:
        raise ValueError(f"time_limit is {time_limit}: it must be a number of seconds, at least 0.")
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}: it must be at least 1.")


def _quiet(stage: str, done: float) -> None:
    """Nobody asked to be told."""
