"""No area left behind: a share of each area's need guaranteed, and what that costs in total value.

An area is a node between the source and its needs; of its slots only so many may go unmet. With that the
problem stays a flow, so the result is exact (Ahuja, Magnanti, Orlin 1993, section 9). Total deprivation alone
can be arbitrarily unfair (Gutjahr and Fischer, 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rallyround.core.allocation.problem import BoolArray, IntArray


@dataclass(frozen=True)
class MinimumShare:
    """Each area gets at least this share (0 to 1) of the slots it asks for, rounded down, as far as it can.

    Where the shares are too much all together, each area gets as large a part of it as every area can have.
    """

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
    quota        slots guaranteed: the share asked for, or as much of it as can be, if that is less
    short        areas whose quota is less than the share asked for: alone, or all together, they cannot have more
    price        metres of total value that the guarantee costs, against the best plan without it
    alone        int64: slots of each area that could be met if no other area asked; None where all have what was asked
    """

    area: IntArray
    asked: IntArray
    met: IntArray
    quota: IntArray
    short: tuple[int, ...]
    price: int
    alone: IntArray | None = None

    @property
    def share(self) -> list[float]:
        """Met share of each area; 1 where nothing was asked."""
        return [
            met / asked if asked else 1.0
            for met, asked in zip(self.met.tolist(), self.asked.tolist(), strict=True)
        ]


class Reached(NamedTuple):
    """What can be met of some quotas at once, and what stands in the way of the rest.

    met      int64 by area: slots
    narrow   bool by area: those that get too little of the same helpers, if any do
    most     slots that the narrow areas can have together, whatever their quotas
    """

    met: IntArray
    narrow: BoolArray
    most: int


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

    def reached(self, quota: IntArray) -> Reached:
        """What can be met of these quotas, slots by area, when nothing else counts."""
        needs, offers, areas = len(self.demand), len(self.capacity), len(quota)
        source = needs + offers + areas
        every_need, every_offer, every_area = np.arange(needs), np.arange(offers), np.arange(areas)
        asking = np.flatnonzero(quota[self.area[self.need]] > 0)
        need, offer = self.need[asking], self.offer[asking]
        flow = SimpleMaxFlow()
        quotas = flow.add_arcs_with_capacity(
            np.full(areas, source, dtype=np.int32), (every_area + needs + offers).astype(np.int32), quota
        )
        flow.add_arcs_with_capacity(
            np.concatenate([self.area + needs + offers, need, every_offer + needs]).astype(np.int32),
            np.concatenate([every_need, offer + needs, np.full(offers, source + 1)]).astype(np.int32),
            np.concatenate([self.demand, np.minimum(self.demand[need], self.capacity[offer]), self.capacity]),
        )
        status = flow.solve(source, source + 1)
        if status != SimpleMaxFlow.OPTIMAL:
            raise ValueError(f"fairness: the max flow solver gave up ({status}).")
        met = np.asarray(flow.flows(quotas), dtype=np.int64)
        cut = np.asarray(flow.get_source_side_min_cut(), dtype=np.int64) - needs - offers
        narrow = np.isin(every_area, cut)
        return Reached(met, narrow, int(met.sum() - quota[~narrow].sum()))

    def units(self, quota: IntArray) -> IntArray:
        """Units on each pair in the plan of greatest value that meets these quotas, which must be possible all at once."""
        needs, offers, areas = len(self.demand), len(self.capacity), len(quota)
        sink = needs + offers + areas
        every_need, every_offer, every_area = np.arange(needs), np.arange(offers), np.arange(areas)
        tail = [self.area + needs + offers, self.need, every_offer + needs, every_area + needs + offers]
        head = [every_need, self.offer + needs, np.full(offers + areas, sink)]
        room = [self.demand, np.minimum(self.demand[self.need], self.capacity[self.offer]), self.capacity]
        asked = self.asked
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(tail).astype(np.int32),
            np.concatenate(head).astype(np.int32),
            np.concatenate([*room, asked - quota]),  # slots beyond the quota may go unmet
            np.concatenate([np.zeros(needs), -self.value, np.zeros(offers + areas)]).astype(np.int64),
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


class Fair(NamedTuple):
    """Units by pair, quotas by area, the areas that fall short, and what each could have alone, where one does."""

    units: IntArray
    quota: IntArray
    short: list[int]
    alone: IntArray | None


def check_fairness(fairness: object) -> None:
    """ValueError for what is no fairness.

    >>> check_fairness(0.3)
    Traceback (most recent call last):
    ValueError: fairness is 0.3: it must be None, MinimumShare(a share from 0 to 1) or MaxMin().
    """
    if fairness is not None and not isinstance(fairness, MinimumShare | MaxMin):
        raise ValueError(
            f"fairness is {fairness!r}: it must be None, MinimumShare(a share from 0 to 1) or MaxMin()."
        )


def fair_units(flow: AreaFlow, fairness: Fairness) -> Fair:
    """The plan of greatest value that keeps the guarantee as far as it can be kept."""
    asked = flow.asked
    share = 1.0 if isinstance(fairness, MaxMin) else fairness.share
    wanted = _slots(share, asked)
    if (flow.reached(wanted).met == wanted).all():
        return Fair(flow.units(wanted), wanted, [], None)
    alone = _most_by_area(flow)
    quota = _largest_quotas(flow, alone, share)
    short = [] if isinstance(fairness, MaxMin) else np.flatnonzero(quota < wanted).tolist()
    return Fair(flow.units(quota), quota, short, alone)


def _slots(share: float, asked: IntArray) -> IntArray:
    return np.array([math.floor(share * slots + 1e-9) for slots in asked.tolist()], dtype=np.int64)


def _most_by_area(flow: AreaFlow) -> IntArray:
    """The most slots of each area that could be met if it were alone."""
    most = np.zeros_like(flow.asked)
    for area in range(len(most)):
        own = np.where(np.arange(len(most)) == area, flow.asked, 0)
        most[area] = flow.reached(own).met[area]
    return most


def _largest_quotas(flow: AreaFlow, most: IntArray, high: float) -> IntArray:
    """The quotas of the largest share up to `high` that every area can have at once, as far as it could alone.

    Where quotas are too much, the least cut of the flow names areas that can have only so many slots together; the
    share falls to the largest at which they ask for no more, until nothing is cut (Newton's method on the cuts,
    after Dinkelbach, 1967).
    """
    asked = flow.asked
    parts = [np.arange(1, met + 1) / slots for met, slots in zip(most.tolist(), asked.tolist(), strict=True)]
    shares = np.unique(np.concatenate([np.zeros(1), *parts]))  # where some area gets one slot more
    shares = np.append(shares[shares < high], high)

    def quotas(at: int) -> IntArray:
        return np.minimum(_slots(float(shares[at]), asked), most)

    at = len(shares) - 1
    while True:
        reached = flow.reached(quotas(at))
        if (reached.met == quotas(at)).all():
            return quotas(at)
        can_be, cannot_be = 0, at
        while cannot_be - can_be > 1:
            middle = (can_be + cannot_be) // 2
            fits = int(quotas(middle)[reached.narrow].sum()) <= reached.most
            can_be, cannot_be = (middle, cannot_be) if fits else (can_be, middle)
        at = can_be
