"""No area left behind: a share of each area's need guaranteed, and what that costs in total value.

An area is a node between the source and its needs; of its slots only so many may go unmet. With that the
problem stays a flow, so the result is exact (Ahuja, Magnanti, Orlin 1993, section 9). Total deprivation alone
can be arbitrarily unfair (Gutjahr and Fischer, 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rallyround.core.allocation.problem import IntArray

STEPS = 12  # halvings of the share that the worst-served area gets: to within 1/4,096


@dataclass(frozen=True)
class MinimumShare:
    """Each area gets at least this share (0 to 1) of the slots it asks for, rounded down, as far as it can."""

    share: float

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"MinimumShare.share is {self.share}: it must be from 0 to 1.")


@dataclass(frozen=True)
class MaxMin:
    """The area that is served worst gets as large a share as can be; areas that nobody can reach aside."""


Fairness = MinimumShare | MaxMin


@dataclass(frozen=True, eq=False)
class Shares:
    """How a fair plan treats areas.

    area         int64: the areas, in order; asked, met and quota int64: slots, in the same order
    quota        slots guaranteed: the share asked for, or what can be met of it at all, if that is less
    short        areas whose quota is less than the share asked for, since no more of their slots can be met
    price        metres of total value that the guarantee costs, against the best plan without it
    """

    area: IntArray
    asked: IntArray
    met: IntArray
    quota: IntArray
    short: tuple[int, ...]
    price: int

    @property
    def share(self) -> list[float]:
        """Met share of each area; 1 where nothing was asked."""
        return [
            met / asked if asked else 1.0
            for met, asked in zip(self.met.tolist(), self.asked.tolist(), strict=True)
        ]


@dataclass(frozen=True, eq=False)
class AreaFlow:
    """A flow with areas: int64 need, offer and value by pair; demand and area number by need; capacity by offer."""

    need: IntArray
    offer: IntArray
    value: IntArray
    demand: IntArray
    capacity: IntArray
    area: IntArray

    @property
    def asked(self) -> IntArray:
        """Slots by area."""
        return np.bincount(self.area, weights=self.demand).astype(np.int64)

    def units(self, quota: IntArray, *, worth_counts: bool = True) -> IntArray:
        """Units on each pair in the plan of greatest value that misses as few slots of the quotas as can be."""
        needs, offers, areas = len(self.demand), len(self.capacity), len(quota)
        sink = needs + offers + areas
        every_need, every_offer, every_area = np.arange(needs), np.arange(offers), np.arange(areas)
        value = self.value if worth_counts else np.zeros_like(self.value)
        dear = (int(value.max(initial=0)) + 1) * (min(int(self.demand.sum()), int(self.capacity.sum())) + 1)
        if dear > 2**60 // (sink + 3):
            raise ValueError("fairness: the values and sizes are too large for the min-cost flow solver.")
        flow = SimpleMinCostFlow()
        tail = [self.area + needs + offers, self.need, every_offer + needs] + [
            every_area + needs + offers
        ] * 2
        head = [every_need, self.offer + needs, np.full(offers + 2 * areas, sink)]
        room = [self.demand, np.minimum(self.demand[self.need], self.capacity[self.offer]), self.capacity]
        cost = [np.zeros(needs), -value, np.zeros(offers + areas), np.full(areas, dear)]
        asked = self.asked
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(tail).astype(np.int32),
            np.concatenate(head).astype(np.int32),
            np.concatenate([*room, asked - quota, quota]),
            np.concatenate(cost).astype(np.int64),
        )
        flow.set_nodes_supplies(
            np.append(every_area + needs + offers, sink).astype(np.int32), np.append(asked, -asked.sum())
        )
        status = flow.solve()
        if status != SimpleMinCostFlow.OPTIMAL:
            raise ValueError(f"fairness: the min-cost flow solver gave up ({status}).")
        pairs = np.arange(needs, needs + len(self.need), dtype=np.int32)
        return np.asarray(flow.flows(pairs), dtype=np.int64)

    def met(self, units: IntArray) -> IntArray:
        """Slots met by area."""
        areas = self.area[self.need]
        return np.bincount(areas, weights=units, minlength=int(self.area.max(initial=-1)) + 1).astype(
            np.int64
        )


def fair_units(flow: AreaFlow, fairness: Fairness) -> tuple[IntArray, IntArray, list[int]]:
    """Units by pair, quotas by area, and the areas that cannot have the share asked for."""
    asked = flow.asked
    most = _most_by_area(flow)
    share = fairness.share if isinstance(fairness, MinimumShare) else _best_worst_share(flow, most)
    wanted = _slots(share, asked)
    if isinstance(fairness, MinimumShare):
        # The shares may be too much all together: what is missed then is missed by as few slots as can be.
        reached = flow.met(flow.units(wanted, worth_counts=False))
        quota = np.minimum(wanted, reached)
    else:
        quota = np.minimum(wanted, most)
    short = [] if isinstance(fairness, MaxMin) else np.flatnonzero(quota < wanted).tolist()
    return flow.units(quota), quota, short


def _slots(share: float, asked: IntArray) -> IntArray:
    return np.array([math.floor(share * slots + 1e-9) for slots in asked.tolist()], dtype=np.int64)


def _most_by_area(flow: AreaFlow) -> IntArray:
    """The most slots of each area that could be met if it were alone."""
    most = np.zeros_like(flow.asked)
    for area in range(len(most)):
        own = np.where(np.arange(len(most)) == area, flow.asked, 0)
        most[area] = flow.met(flow.units(own, worth_counts=False))[area]
    return most


def _best_worst_share(flow: AreaFlow, most: IntArray) -> float:
    """The largest share that every area can have at once, by halving."""
    low, high = 0.0, 1.0
    for _step in range(STEPS):
        middle = (low + high) / 2
        quota = np.minimum(_slots(middle, flow.asked), most)
        if (flow.met(flow.units(quota, worth_counts=False)) >= quota).all():
            low = middle
        else:
            high = middle
    return low
