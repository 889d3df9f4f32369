"""The best plan by OR-Tools' min-cost flow, and the prices that prove it.

A need is a source of its demand, an offer a node whose way to the sink is as wide as its capacity, and a
slot left unmet goes from its need to the sink for nothing. The flow that costs least is the plan worth
most: Ahuja, Magnanti, Orlin, Network Flows (1993), chapters 9 and 10. Exact, and slow beyond 10,000 needs.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rallyround.core.allocation.problem import IntArray


def best_units(
    need: IntArray, offer: IntArray, value: IntArray, demand: IntArray, capacity: IntArray
) -> IntArray:
    """Units on each pair in a plan of the greatest value; shape and order of the pairs.

    need, offer, value   int64 by pair; demand by need, capacity by offer

    Raises ValueError if values and sizes together are too large for the solver.
    """
    if not len(need):
        return np.zeros(0, dtype=np.int64)
    needs, offers = len(demand), len(capacity)
    sink = needs + offers
    every_need, every_offer = np.arange(needs), np.arange(offers)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([need, every_offer + needs, every_need]).astype(np.int32),
        np.concatenate([offer + needs, np.full(offers + needs, sink)]).astype(np.int32),
        np.concatenate([np.minimum(demand[need], capacity[offer]), capacity, demand]),
        np.concatenate([-value, np.zeros(offers + needs, dtype=np.int64)]),
    )
    flow.set_nodes_supplies(
        np.concatenate([every_need, [sink]]).astype(np.int32), np.concatenate([demand, [-int(demand.sum())]])
    )
    status = flow.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise ValueError(f"The values and sizes are too large for the min-cost flow solver ({status}).")
    return np.asarray(flow.flows(np.arange(len(need), dtype=np.int32)), dtype=np.int64)


def least_prices(
    need: IntArray, offer: IntArray, value: IntArray, units: IntArray, demand: IntArray, capacity: IntArray
) -> IntArray:
    """What a slot of each offer is worth to those who compete for it, in metres; the least such prices.

    The pairs stand by need; `units` is an optimal plan. The prices are the longest paths in its residual
    graph: an offer costs at least what any need left out would gain from it, and at least what another offer
    costs, plus what a need now there would gain by coming here instead. They prove the plan without a gap.
    """
    needs = len(demand)
    start = np.searchsorted(need, np.arange(needs + 1))
    chosen = np.flatnonzero(units)
    met = np.bincount(need[chosen], weights=units[chosen], minlength=needs).astype(np.int64)
    price = np.zeros(len(capacity), dtype=np.int64)
    # What each need gains a slot under these prices; one that still waits gains nothing.
    gain = np.full(needs, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(gain, need[chosen], value[chosen])
    gain[met < demand] = 0
    active = np.flatnonzero(np.diff(start) > 0)
    for _ in range(len(capacity) + 1):  # no longest path of an optimal plan has more steps
        rows = _positions(start, active)
        before = price.copy()
        claims = value[rows] - np.repeat(gain[active], np.diff(start)[active])
        np.maximum.at(price, offer[rows], claims)
        dearer = chosen[(price > before)[offer[chosen]]]
        if not len(dearer):
            break
        lower = gain.copy()
        np.minimum.at(lower, need[dearer], value[dearer] - price[offer[dearer]])
        active = np.flatnonzero(lower < gain)
        gain = lower
    return price


def _positions(start: IntArray, needs: IntArray) -> IntArray:
    """Positions of all pairs of the given needs, in their order."""
    lengths = start[needs + 1] - start[needs]
    first_of_each = np.cumsum(lengths) - lengths
    return np.repeat(start[needs] - first_of_each, lengths) + np.arange(int(lengths.sum()))
