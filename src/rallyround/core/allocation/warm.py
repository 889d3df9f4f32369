"""Compile the kernels before they are needed, so that the first plan of the product does not wait for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from rallyround.core.allocation import compiled
from rallyround.core.allocation.board import board_of
from rallyround.core.allocation.candidates import list_pairs
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.changes import Changes
from rallyround.core.allocation.explain import explain
from rallyround.core.allocation.listing import choices_of, first_come_in
from rallyround.core.allocation.market import ground_of, lists_on_demand
from rallyround.core.allocation.nearest import index_offers, nearest
from rallyround.core.allocation.pairs import packed
from rallyround.core.allocation.parts import cut
from rallyround.core.allocation.phases import Task
from rallyround.core.allocation.problem import Needs, Offers, Problem
from rallyround.core.allocation.replan import replan
from rallyround.core.allocation.rules import most_urgent_first, self_selection
from rallyround.core.allocation.solve import allocate
from rallyround.core.allocation.solvers import best_solution, solve_by_auction


def warm() -> bool:
    """Run every kernel once on a board of a few rows; False where Numba is missing and there is nothing to do.

    Takes about half a minute the first time and a second or two when the machine code is on disk already.
    """
    if not compiled.NUMBA:
        return False
    needs = Needs(*[np.full(3, value) for value in (0, 0, 0, 0, 9, 2, 1)])
    offers = Offers(*[np.full(2, value) for value in (100, 0, 1, 0, 50_000, 1, 2)])
    problem = Problem(needs, offers)
    board = board_of(problem)
    stakes = Stakes(board.needs.worth, board.needs.demand, board.offers.capacity)
    task = Task(
        rows=list_pairs(board, 1),
        stakes=stakes,
        ground=lambda: ground_of(board),
        lists=lambda: lists_on_demand(len(needs), len(offers)),
        parts=cut(2, board.needs, board.offers),
        gap=0.0,
        threads=1,
        deadline=None,
        tell=lambda _stage, _done: None,
    )
    solve_by_auction(task)
    with ThreadPoolExecutor(1) as pool:
        best_solution(task, pool)
    most_urgent_first(problem)
    nearest(index_offers(offers), needs)
    self_selection(problem)
    plan = replan(allocate(needs, offers), Changes(new_needs=needs, new_offers=offers, withdrawn_offers=[0]))
    pair = (int(plan.need[0]), int(plan.offer[0]))
    explain(plan, pair[0])
    choices_of(plan, plan.need)
    first_come_in(plan, np.arange(len(plan.demand)))
    held = replan(plan, Changes(fixed=[pair]))
    replan(held, Changes(released=[pair], forbidden=[pair]), disturb=1)
    urgent = Needs(*[np.full(1, value) for value in (0, 0, 0, 0, 11, 2, 1)])
    rated = replan(held, Changes(altered_needs=([0], urgent)))
    packed(rated.engine.rows, 1)
    return True
