"""Plans where the exact ways take too long or cannot be asked: some value is lost, and the bound says how much."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np

from rallyround.core.allocation.certificate import Bound, Stakes, gains, upper_bound
from rallyround.core.allocation.market import lists_of, no_ground
from rallyround.core.allocation.pairs import Rows
from rallyround.core.allocation.phases import Task, auction
from rallyround.core.allocation.plan import Chosen, Solution
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.rules import in_turn
from rallyround.core.allocation.tables import BLOCKED

ROUNDS = 200  # of the descent of the bound
STEP = 0.5  # how far a price moves in the first round, as a share of what a slot is worth
COST_LIMIT = 2**31 - 1  # that a pair may cost in the auction


def solve_in_turn(task: Task) -> Solution:
    """What is worth most takes its turn first, and prices fall or rise with demand until the time is over."""
    rows, stakes = task.rows, task.stakes
    need, offer, cost = rows.columns()
    demand, capacity = stakes.demand.copy(), stakes.capacity.copy()
    start = np.searchsorted(need, np.arange(len(demand) + 1))
    order = np.argsort(-stakes.worth, kind="stable")
    units = in_turn(order, start, offer.astype(np.int32), cost, demand, capacity)
    bound = _descend(rows, stakes, need, offer, stakes.worth[need] - cost, task)
    return _solution(need, offer, cost, units, stakes, bound)


def _descend(
    rows: Rows, stakes: Stakes, need: IntArray, offer: IntArray, value: IntArray, task: Task
) -> Bound:
    """The lowest bound found by moving the price of each offer with what is asked of it (Held, Wolfe, Crowder, 1974)."""
    price = np.zeros(len(stakes.capacity), dtype=np.int64)
    best = upper_bound(rows, stakes, price, task.threads)
    step = STEP * float(stakes.worth.max(initial=0))
    for _round in range(ROUNDS):
        if task.deadline is not None and perf_counter() > task.deadline:
            break
        gain = value - price[offer]
        most = np.zeros(len(stakes.demand), dtype=np.int64)
        np.maximum.at(most, need, gain)
        chosen = np.flatnonzero((gain == most[need]) & (gain > 0))
        first = chosen[np.unique(need[chosen], return_index=True)[1]]
        asked = np.bincount(offer[first], weights=stakes.demand[need[first]], minlength=len(price))
        excess = asked - stakes.capacity
        scale = np.maximum(np.maximum(asked, stakes.capacity), 1)
        price = np.maximum(price + (step * excess / scale).astype(np.int64), 0)
        best = min(best, upper_bound(rows, stakes, price, task.threads), key=lambda bound: bound.value)
        step *= 0.97
    return best


def solve_in_bulk(task: Task, most_slots: int, finest: int) -> Solution:
    """The auction of slots by the lot and of values by the step, where single ones are too many or too fine.

    What the lots leave is given out in turn; the prices are proven against the true values.
    """
    rows, stakes = task.rows, task.stakes
    most = max(int(stakes.demand.sum()), int(stakes.capacity.sum()))
    lot = -(-most // most_slots)
    slots = most // lot + 1
    worth = int(stakes.worth.max(initial=0))
    dearest = int(rows.cost[: int(rows.used[0])].max(initial=0))  # what lies behind is no pair
    step = max(-(-dearest // COST_LIMIT), -(-4 * worth * (slots + 1) // finest), 1)
    coarse = replace(rows, cost=(-(-rows.cost // step)).astype(np.int32))
    lots = Stakes(stakes.worth // step, stakes.demand // lot, stakes.capacity // lot)
    outcome = auction(
        replace(
            task,
            rows=coarse,
            stakes=lots,
            ground=no_ground,
            lists=lambda: lists_of(coarse, len(lots.capacity)),
        )
    )
    need, offer, cost = rows.columns()
    units = np.zeros(len(need), dtype=np.int64)
    served = np.flatnonzero(outcome.slot_offer >= 0)
    keys = need * len(lots.capacity) + offer
    order = np.argsort(keys)
    slot_need = np.repeat(np.arange(len(lots.demand)), lots.demand)[served]
    wanted = slot_need * len(lots.capacity) + outcome.slot_offer[served]
    np.add.at(units, order[np.searchsorted(keys[order], wanted)], lot)
    demand, capacity = stakes.demand.copy(), stakes.capacity.copy()
    np.subtract.at(demand, need, units)
    np.subtract.at(capacity, offer, units)
    start = np.searchsorted(need, np.arange(len(demand) + 1))
    units += in_turn(
        np.argsort(-stakes.worth, kind="stable"), start, offer.astype(np.int32), cost, demand, capacity
    )
    too_few = (lots.capacity == 0) & (
        stakes.capacity > 0
    )  # they were left out: their price is what others would pay
    price = np.where(lots.capacity > 0, outcome.bound.price * step, BLOCKED)
    claims = stakes.worth[need] - cost - gains(rows, stakes.worth, price, task.threads)[need]
    asked = np.zeros_like(price)
    np.maximum.at(asked, offer, claims)
    bound = upper_bound(
        rows, stakes, np.where(too_few, asked, np.where(stakes.capacity > 0, price, 0)), task.threads
    )
    return _solution(need, offer, cost, units, stakes, bound)


def _solution(
    need: IntArray, offer: IntArray, cost: IntArray, units: IntArray, stakes: Stakes, bound: Bound
) -> Solution:
    used = np.flatnonzero(units)
    chosen = Chosen(need[used], offer[used], units[used], cost[used])
    value = int(chosen.units @ (stakes.worth[chosen.need] - chosen.cost))
    return Solution(lambda: chosen, value, bound.value, bound.price, bound.gain)
