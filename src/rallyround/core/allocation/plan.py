"""Who helps whom: the plan, its value and the proof that no other is worth much more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rallyround.core.allocation.board import Board
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.pairs import Pairs, Rows, in_callers_numbers
from rallyround.core.allocation.problem import IntArray, Problem


@dataclass(frozen=True)
class Statistics:
    """A plan in numbers: slots and points asked and met, capacity, pairs looked at, metres travelled, bids made."""

    slots_asked: int
    slots_met: int
    capacity: int
    points_asked: int
    points_met: int
    metres: int
    pairs: int
    bids: int = 0


@dataclass(frozen=True, eq=False)
class Engine:
    """What the engine knows of a plan, in its own numbering: where replanning and explaining begin.

    need_order, offer_order   int64: the caller's number of each row
    board                     None for given pairs
    """

    rows: Rows
    stakes: Stakes
    need_order: IntArray
    offer_order: IntArray
    board: Board | None


@dataclass(frozen=True, eq=False)
class Plan:
    """Who helps whom. Entry k says: offer[k] gives units[k] slots to need[k], distance[k] metres away.

    need, offer, units    int64 arrays of equal length, by need and then by offer
    distance              int64: metres; 0 where distance does not matter
    value                 metres: Σ units × (metres per point × priority - distance)
    upper_bound           metres: no plan is worth more; follows from `prices` and the pairs alone
    gap                   (upper_bound - value) / upper_bound; 0 is the proven optimum
    met                   int64 by need: slots met
    prices                int64 by offer, metres: what one more slot of it would be worth, at least 0
    gains                 int64 by need, metres: the most that a slot can gain at these prices
    demand, capacity      int64 by need and by offer
    problem               None for given pairs
    """

    need: IntArray
    offer: IntArray
    units: IntArray
    distance: IntArray
    value: int
    upper_bound: int
    met: IntArray
    prices: IntArray
    gains: IntArray
    demand: IntArray
    capacity: IntArray
    statistics: Statistics
    problem: Problem | None
    engine: Engine

    @property
    def gap(self) -> float:
        """How far below the upper bound the value is, as a share of it."""
        return (self.upper_bound - self.value) / self.upper_bound if self.upper_bound else 0.0

    @cached_property
    def pairs(self) -> Pairs:
        """All pairs that the plan chose from."""
        engine = self.engine
        return in_callers_numbers(
            engine.rows,
            engine.need_order,
            engine.offer_order,
            engine.stakes.worth,
            engine.stakes.capacity,
        )

    @cached_property
    def pair_units(self) -> IntArray:
        """int64 by pair: units given."""
        units = np.zeros(len(self.pairs), dtype=np.int64)
        width = max(len(self.capacity), 1)
        at = np.searchsorted(self.pairs.need * width + self.pairs.offer, self.need * width + self.offer)
        units[at] = self.units
        return units


@dataclass(frozen=True, eq=False)
class Solution:
    """What a solver found, in the engine's numbering: int64 arrays; a pair may stand more than once."""

    need: IntArray
    offer: IntArray
    units: IntArray
    cost: IntArray
    price: IntArray
    gain: IntArray
    bound: int
    bids: int = 0


def plan_of(solution: Solution, engine: Engine, problem: Problem | None) -> Plan:
    """The plan in the caller's numbering, with its statistics."""
    stakes = engine.stakes
    need, offer, units, cost = _together(
        engine.need_order[solution.need], engine.offer_order[solution.offer], solution.units, solution.cost
    )
    demand, capacity = _back(stakes.demand, engine.need_order), _back(stakes.capacity, engine.offer_order)
    worth = _back(stakes.worth, engine.need_order)
    met = np.bincount(need, weights=units, minlength=len(demand)).astype(np.int64)
    points = problem.needs.priority if problem is not None else np.zeros(len(demand), dtype=np.int64)
    return Plan(
        need=need,
        offer=offer,
        units=units,
        distance=cost,
        value=int(units @ (worth[need] - cost)),
        upper_bound=solution.bound,
        met=met,
        prices=_back(solution.price, engine.offer_order),
        gains=_back(solution.gain, engine.need_order),
        demand=demand,
        capacity=capacity,
        statistics=Statistics(
            slots_asked=int(demand.sum()),
            slots_met=int(met.sum()),
            capacity=int(capacity.sum()),
            points_asked=int(demand @ points),
            points_met=int(met @ points),
            metres=int(units @ cost) if problem is not None else 0,
            pairs=len(engine.rows),
            bids=solution.bids,
        ),
        problem=problem,
        engine=engine,
    )


def _together(need: IntArray, offer: IntArray, units: IntArray, cost: IntArray) -> tuple[IntArray, ...]:
    """Each pair once, by need and then by offer."""
    order = np.lexsort((offer, need))
    need, offer, units, cost = need[order], offer[order], units[order], cost[order]
    first = np.flatnonzero(np.append(True, (np.diff(need) != 0) | (np.diff(offer) != 0))[: len(need)])
    return need[first], offer[first], np.add.reduceat(units, first) if len(first) else units, cost[first]


def _back(column: IntArray, order: IntArray) -> IntArray:
    """A column of the engine in the caller's order."""
    given = np.empty_like(column)
    given[order] = column
    return given
