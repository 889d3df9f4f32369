"""From needs and offers, or from given pairs, to a plan."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace
from time import perf_counter

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.board import Board, board_of, inverse
from rallyround.core.allocation.candidates import list_pairs_until
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.compiled import all_threads
from rallyround.core.allocation.fairness import AreaFlow, Fairness, Shares, check_fairness, fair_units
from rallyround.core.allocation.market import ground_of, lists_on_demand
from rallyround.core.allocation.parts import cut, parts_for
from rallyround.core.allocation.phases import Task
from rallyround.core.allocation.plan import Chosen, Engine, Held, Plan, Solution, nothing_held
from rallyround.core.allocation.problem import BoolArray, Needs, Offers, Problem, state_problem
from rallyround.core.allocation.solvers import Progress, best_solution, check_wishes, quiet


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

    passable           bool (or 0 and 1) [zone of the offer, zone of the need]; None: every way is open
    gap                relative gap that would do, 0 to 1, certified by `Plan.prices`; 0 gives the optimum up to
                       100,000 needs or 60 million pairs, by min-cost flow; beyond, about 0.004 % is the finest.
                       Small boards are solved exactly whatever is given
    time_limit         seconds after which the best plan so far is given, with its certified gap. Half of them are for
                       listing pairs, the most urgent needs first; those of 20,000 needs are listed whatever the
                       time. With fairness it must be None
    threads            None: as many as there are processors; the plan is the same for any number
    distance_matters   bool by category; where False any distance will do and it counts as 0. None: everywhere
    fairness           None, `MinimumShare(share)` or `MaxMin()`: what each area of the needs is guaranteed. Solved
                       exactly by min-cost flow at any size, so slowly beyond 10,000 needs; `Plan.shares` says how
                       each area fares and what the guarantee costs
    executor           PEP 3148: solves the parts of the board that have no pair between them, apart and each with
                       one thread. The plan is the same for any executor; the gap asked for holds for each part
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
    check_fairness(fairness)
    if fairness is not None and time_limit is not None:
        raise ValueError("time_limit must be None with fairness: its min-cost flow cannot be interrupted.")
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
    if fairness is not None and needs.area is None:
        raise ValueError("Needs.area is missing: fairness needs an area for each need.")
    plan = plan_problem(
        problem,
        gap=0.0 if fairness is not None else gap,
        threads=threads or all_threads(),
        deadline=None if time_limit is None else began + time_limit,
        tell=progress or quiet,
        executor=executor,
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
    fair = fair_units(flow, fairness)
    used = np.flatnonzero(fair.units)
    chosen = Chosen(need[used], offer[used], fair.units[used], cost[used])
    value = int(fair.units @ flow.value)
    shares = Shares(
        area=areas,
        asked=flow.asked,
        met=flow.met(fair.units),
        quota=fair.quota,
        short=tuple(areas[fair.short].tolist()),
        price=plan.value - value,
        alone=fair.alone,
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
    executor: Executor | None = None,
) -> Plan:
    """The plan of a problem that was checked, around what is held; `deadline` on perf_counter."""
    held = held or nothing_held()
    tell("pairs", 0.0)
    board = board_of(problem)
    rows, listed = list_pairs_until(board, threads, _half_way(deadline))
    stakes = _free_stakes(board, held)
    engine = Engine(rows, stakes, board.need_order, board.offer_order, board, [], whole=bool(listed.all()))
    tell("optimum", 0.3)
    task = Task(
        rows=rows,
        stakes=stakes,
        ground=lambda: ground_of(board),
        lists=lambda: lists_on_demand(len(stakes.demand), len(stakes.capacity)),
        parts=cut(parts_for(len(rows)), board.needs, board.offers),
        gap=gap,
        threads=threads,
        deadline=deadline,
        tell=tell,
    )
    solution = best_solution(task, executor)
    if not engine.whole:
        solution = _with_unlisted(solution, stakes, ~listed)
    tell("done", 1.0)
    return Plan(solution, engine, problem, held)


def _half_way(deadline: float | None) -> float | None:
    """Until when pairs are listed: half of the time is for the plan."""
    now = perf_counter()
    return None if deadline is None else now + (deadline - now) / 2


def _with_unlisted(solution: Solution, stakes: Stakes, unlisted: BoolArray) -> Solution:
    """Needs whose pairs there was no time to list could gain all that they are worth, for all that is known."""
    gain = np.where(unlisted, stakes.worth, solution.gain)
    lost = int((stakes.worth * stakes.demand)[unlisted].sum())
    return replace(solution, bound=solution.bound + lost, gain=gain)


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
