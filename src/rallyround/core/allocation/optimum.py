"""The best plan by min-cost flow, and the prices that prove it.

A need is a source of its demand, an offer a node whose way to the sink is as wide as its capacity, and a
slot left unmet goes from its need to the sink for nothing. The flow that costs least is the plan worth
most: Ahuja, Magnanti, Orlin, Network Flows (1993), chapters 9 and 10.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rallyround.core.allocation.candidates import Pairs
from rallyround.core.allocation.problem import IntArray


def best_units(pairs: Pairs, demand: IntArray, capacity: IntArray) -> IntArray:
    """Units on each pair in a plan of the greatest value; shape and order of the pairs.

    Raises ValueError if values and sizes together are too large for the solver.
    """
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    need, offer = pairs.need, pairs.offer
    needs, offers = len(demand), len(capacity)
    sink = needs + offers
    every_need, every_offer = np.arange(needs), np.arange(offers)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([need, every_offer + needs, every_need]).astype(np.int32),
        np.concatenate([offer + needs, np.full(offers + needs, sink)]).astype(np.int32),
        np.concatenate([np.minimum(demand[need], capacity[offer]), capacity, demand]),
        np.concatenate([-pairs.value, np.zeros(offers + needs, dtype=np.int64)]),
    )
    flow.set_nodes_supplies(
        np.concatenate([every_need, [sink]]).astype(np.int32), np.concatenate([demand, [-int(demand.sum())]])
    )
    status = flow.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise ValueError(f"The values and sizes are too large for the min-cost flow solver ({status}).")
    return np.asarray(flow.flows(np.arange(len(pairs), dtype=np.int32)), dtype=np.int64)


def offer_prices(pairs: Pairs, units: IntArray, demand: IntArray, capacity: IntArray) -> IntArray:
    """What a slot of each offer is worth to those who compete for it, in metres; the least such prices.

    They are the longest paths in the residual graph of an optimal plan: an offer costs at least what any
    need left out would gain from it, and at least what another offer costs, plus what a need now there
    would gain by coming here instead. With them `upper_bound` equals the value of the plan.
    """
    needs = len(demand)
    chosen = np.flatnonzero(units)
    chosen_need, chosen_offer, chosen_value = pairs.need[chosen], pairs.offer[chosen], pairs.value[chosen]
    met = np.bincount(chosen_need, weights=units[chosen], minlength=needs).astype(np.int64)
    price = np.zeros(len(capacity), dtype=np.int64)
    # What each need gains a slot under these prices; one that still waits gains nothing.
    gain = np.full(needs, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(gain, chosen_need, chosen_value)
    gain[met < demand] = 0
    active = np.flatnonzero(np.diff(pairs.start) > 0)
    for _ in range(len(capacity) + 1):  # no longest path of an optimal plan has more steps
        rows = pairs.rows(active)
        before = price.copy()
        claims = pairs.value[rows] - np.repeat(gain[active], np.diff(pairs.start)[active])
        np.maximum.at(price, pairs.offer[rows], claims)
        dearer = (price > before)[chosen_offer]
        if not dearer.any():
            break
        lower = gain.copy()
        np.minimum.at(lower, chosen_need[dearer], (chosen_value - price[chosen_offer])[dearer])
        active = np.flatnonzero(lower < gain)
        gain = lower
    return price


def need_gains(pairs: Pairs, price: IntArray) -> IntArray:
    """The most that a slot of each need can gain when offers cost these prices: at least 0, in metres."""
    gain = np.zeros(len(pairs.start) - 1, dtype=np.int64)
    served = np.flatnonzero(np.diff(pairs.start) > 0)
    if len(served):
        best = np.maximum.reduceat(pairs.value - price[pairs.offer], pairs.start[served])
        gain[served] = np.maximum(best, 0)
    return gain


def upper_bound(pairs: Pairs, price: IntArray, demand: IntArray, capacity: IntArray) -> int:
    """No plan is worth more than this, whatever the prices (each at least 0): weak duality.

    UB = Σ capacity_j price_j + Σ demand_i max(0, max_j (value_ij - price_j)), in metres.
    """
    return int(capacity @ price) + int(demand @ need_gains(pairs, price))
