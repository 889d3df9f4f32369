"""Who helps whom: the plan, its value and the proof that no other is worth much more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rallyround.core.allocation.board import Board
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.fairness import Shares
from rallyround.core.allocation.pairs import Pairs, Rows, in_callers_numbers
from rallyround.core.allocation.problem import IntArray, Problem, read_only
from rallyround.core.allocation.residual import Residual

if TYPE_CHECKING:
    from rallyround.core.allocation.standing import Standing


@dataclass(frozen=True)
class Statistics:
    """A plan in numbers.

    slots_asked, slots_met     slots of all needs, and how many of them the plan fills
    capacity                   slots of all offers
    points_asked, points_met   Σ slots × priority; 0 for given pairs
    metres                     Σ units × distance: what all helpers travel, one way; 0 for given pairs
    pairs                      eligible pairs that the plan chose from
    bids                       bids that the auction made; 0 where the min-cost flow solved it
    """

    slots_asked: int
    slots_met: int
    capacity: int
    points_asked: int
    points_met: int
    metres: int
    pairs: int
    bids: int = 0


class Chosen(NamedTuple):
    """Who serves whom, in the engine's numbering: int64 arrays; a pair may stand more than once."""

    need: IntArray
    offer: IntArray
    units: IntArray
    cost: IntArray


class Held(NamedTuple):
    """Units that stay as they are, in the caller's numbering: int64 arrays of need, offer, units and metres."""

    need: IntArray
    offer: IntArray
    units: IntArray
    cost: IntArray


@dataclass(frozen=True, eq=False)
class Engine:
    """What the engine knows of a plan, in its own numbering: where replanning and explaining begin.

    need_order, offer_order   int64: the caller's number of each row; a row that was altered stands twice, the
                              first time without demand or capacity
    board                     None for given pairs
    standing                  the market to go on with; the first replan takes it, another builds it again
    whole                     whether there was time to list the pairs of all needs
    """

    rows: Rows
    stakes: Stakes
    need_order: IntArray
    offer_order: IntArray
    board: Board | None
    standing: list[Standing]
    whole: bool = True

    def __repr__(self) -> str:
        return f"Engine({len(self.rows):,} pairs)"


@dataclass(frozen=True, eq=False)
class Solution:
    """What a solver found, in the engine's numbering: prices int64 by offer, gains int64 by need, metres."""

    chosen: Callable[[], Chosen]
    value: int
    bound: int
    price: IntArray
    gain: IntArray
    bids: int = 0

    def __repr__(self) -> str:
        return f"Solution(value {self.value:,}, bound {self.bound:,})"


@dataclass(frozen=True, eq=False)
class Plan:
    """Who helps whom. Entry k says: offer[k] gives units[k] slots to need[k], distance[k] metres away.

    need, offer, units    int64 arrays of equal length, by need and then by offer
    distance              int64: metres; 0 where distance does not matter. For given pairs: how much less the pair
                          is worth than the best pair of its need
    value                 metres: Σ units × (metres per point × priority - distance)
    upper_bound           metres: no plan is worth more; follows from `prices` and the pairs alone
    gap                   (upper_bound - value) / upper_bound; 0 is the proven optimum
    met                   int64 by need: slots met
    prices                int64 by offer, metres: what one more slot of it would be worth, at least 0
    gains                 int64 by need, metres: the most that a slot can gain at these prices
    demand, capacity      int64 by need and by offer, with what is held
    held                  units fixed by a person; value and upper_bound take them as given
    moved                 people whose tasks differ from those in the plan that this one was made from
    problem               None for given pairs
    shares                by area, where fairness was asked for; upper_bound is then that of the plan without it
    statistics            `Statistics`: the plan in numbers
    used                  int64 by offer: units given
    pairs, pair_units     all pairs that the plan chose from, and int64 for each of them the units given

    Arrays are read-only: `plan.met.copy()` is yours to change. `rows()` gives the entries as a list for csv.
    """

    solution: Solution
    engine: Engine
    problem: Problem | None
    held: Held
    moved: int = 0
    shares: Shares | None = None

    @property
    def value(self) -> int:
        return self.solution.value + self._held_value

    @property
    def upper_bound(self) -> int:
        return self.solution.bound + self._held_value

    @property
    def gap(self) -> float:
        return (self.upper_bound - self.value) / self.upper_bound if self.upper_bound > 0 else 0.0

    @property
    def need(self) -> IntArray:
        return self._shown.need

    @property
    def offer(self) -> IntArray:
        return self._shown.offer

    @property
    def units(self) -> IntArray:
        return self._shown.units

    @property
    def distance(self) -> IntArray:
        return self._shown.cost

    @cached_property
    def met(self) -> IntArray:
        return read_only(
            np.bincount(self.need, weights=self.units, minlength=len(self.demand)).astype(np.int64)
        )

    @cached_property
    def prices(self) -> IntArray:
        return read_only(self._prices.view())

    @cached_property
    def gains(self) -> IntArray:
        return read_only(self._gains.view())

    @cached_property
    def demand(self) -> IntArray:
        free = by_caller(self.engine.stakes.demand, self.engine.need_order)
        np.add.at(free, self.held.need, self.held.units)
        return read_only(free)

    @cached_property
    def capacity(self) -> IntArray:
        free = by_caller(self.engine.stakes.capacity, self.engine.offer_order)
        np.add.at(free, self.held.offer, self.held.units)
        return read_only(free)

    def rows(self) -> list[dict[str, int]]:
        """The entries as dictionaries of need, offer, units and distance, ready for `csv.DictWriter`.

        >>> from rallyround.core.allocation import solve_pairs
        >>> solve_pairs([0, 1], [0, 0], [5, 3], demand=[1, 1], capacity=[1]).rows()
        [{'need': 0, 'offer': 0, 'units': 1, 'distance': 0}]
        """
        return as_rows(need=self.need, offer=self.offer, units=self.units, distance=self.distance)

    def __repr__(self) -> str:
        return f"Plan({in_short(self.demand, self.met)}, value {self.value:,}, certified gap {100 * self.gap:.2g} %)"

    @cached_property
    def statistics(self) -> Statistics:
        points = self.problem.needs.priority if self.problem is not None else np.zeros_like(self.demand)
        return Statistics(
            slots_asked=int(self.demand.sum()),
            slots_met=int(self.met.sum()),
            capacity=int(self.capacity.sum()),
            points_asked=int(self.demand @ points),
            points_met=int(self.met @ points),
            metres=int(self.units @ self.distance) if self.problem is not None else 0,
            pairs=len(self.engine.rows),
            bids=self.solution.bids,
        )

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
        """int64 by pair: units given; what is held is not among them where no rule allows it."""
        width = max(len(self.capacity), 1)
        keys, wanted = self.pairs.need * width + self.pairs.offer, self.need * width + self.offer
        at = np.searchsorted(keys, wanted)
        found = at < len(keys)
        found[found] = keys[at[found]] == wanted[found]
        units = np.zeros(len(self.pairs), dtype=np.int64)
        units[at[found]] = self.units[found]
        return read_only(units)

    @cached_property
    def used(self) -> IntArray:
        """int64 by offer: units given."""
        return read_only(
            np.bincount(self.offer, weights=self.units, minlength=len(self.capacity)).astype(np.int64)
        )

    @cached_property
    def residual(self) -> Residual:
        """The plan as a graph of what else could be done."""
        by_offer = np.argsort(self.offer, kind="stable")
        return Residual(
            start=self.pairs.start,
            offer=self.pairs.offer,
            value=self.pairs.value,
            price=self._prices,  # not those shown: kernels are compiled for arrays that may be written
            gain=self._gains,
            served_from=np.searchsorted(self.offer[by_offer], np.arange(len(self.capacity) + 1)),
            served=self.need[by_offer],
            spare=self.used < self.capacity,
            waits=self.met < self.demand,
        )

    @cached_property
    def _prices(self) -> IntArray:
        able = self.engine.stakes.capacity > 0
        return by_caller(np.where(able, self.solution.price, 0), self.engine.offer_order)

    @cached_property
    def _gains(self) -> IntArray:
        return by_caller(self.solution.gain, self.engine.need_order)

    @cached_property
    def _shown(self) -> Chosen:
        chosen = self.solution.chosen()
        columns = _together(
            np.concatenate([self.engine.need_order[chosen.need], self.held.need]),
            np.concatenate([self.engine.offer_order[chosen.offer], self.held.offer]),
            np.concatenate([chosen.units, self.held.units]),
            np.concatenate([chosen.cost, self.held.cost]),
        )
        return Chosen(*map(read_only, columns))

    @cached_property
    def _held_value(self) -> int:
        if not len(self.held.need):
            return 0
        assert self.problem is not None
        return int(self.held.units @ (self.problem.worth[self.held.need] - self.held.cost))


def as_rows(**columns: IntArray) -> list[dict[str, int]]:
    """Columns of equal length as dictionaries, one an entry.

    >>> as_rows(need=np.array([0, 1]), offer=np.array([7, 7]))
    [{'need': 0, 'offer': 7}, {'need': 1, 'offer': 7}]
    """
    lists = [column.tolist() for column in columns.values()]
    return [dict(zip(columns, entry, strict=True)) for entry in zip(*lists, strict=True)]


def in_short(demand: IntArray, met: IntArray) -> str:
    """How many needs and slots are met, for whoever prints a plan.

    >>> in_short(np.array([2, 1, 0]), np.array([1, 1, 0]))
    '1 of 2 needs met in full, 2 of 3 slots'
    """
    asked = demand > 0
    full = int((asked & (met >= demand)).sum())
    return f"{full:,} of {int(asked.sum()):,} needs met in full, {int(met.sum()):,} of {int(demand.sum()):,} slots"


def nothing_held() -> Held:
    """Nobody has fixed anything."""
    nothing = np.zeros(0, dtype=np.int64)
    return Held(nothing, nothing, nothing, nothing)


def _together(need: IntArray, offer: IntArray, units: IntArray, cost: IntArray) -> Chosen:
    """Each pair once, by need and then by offer."""
    order = np.lexsort((offer, need))
    need, offer, units, cost = need[order], offer[order], units[order], cost[order]
    new = (np.diff(need, prepend=-1) != 0) | (np.diff(offer, prepend=-1) != 0)
    first = np.flatnonzero(new)
    return Chosen(
        need[first], offer[first], np.add.reduceat(units, first) if len(first) else units, cost[first]
    )


def by_caller(column: IntArray, order: IntArray) -> IntArray:
    """A column of the engine in the caller's order; of a row that was altered the last is the one that counts."""
    given = np.zeros(int(order.max(initial=-1)) + 1, dtype=column.dtype)
    given[order] = column
    return given
