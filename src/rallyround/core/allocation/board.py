"""Needs and offers as the engine sees them: renumbered by place, from an origin, with every rule filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns, need_grids, offer_grids
from rallyround.core.allocation.order import by_place
from rallyround.core.allocation.problem import BoolArray, IntArray, Problem
from rallyround.core.allocation.reach import Rules


@dataclass(frozen=True, eq=False)
class Board:
    """A problem in the engine's numbering.

    need_order, offer_order   int64: the caller's number of each of the engine's rows
    needs, offers, rules      what the kernels read
    origin                    int64 [2]: metres
    """

    need_order: IntArray
    offer_order: IntArray
    needs: NeedColumns
    offers: OfferColumns
    rules: Rules
    origin: IntArray

    def offer_grids(self) -> Grids:
        """Where to look for the offers of a need; built anew at each call."""
        wanted: BoolArray = np.zeros(len(self.rules.anywhere), dtype=np.bool_)
        wanted[self.needs.category[self.needs.demand > 0]] = True
        return offer_grids(self.offers, wanted)

    def need_grids(self) -> Grids:
        """Where to look for the needs of an offer; built anew at each call."""
        return need_grids(self.needs)


def board_of(problem: Problem) -> Board:
    """Renumber by place, move the origin to the lowest coordinates, fill in what was left out."""
    needs, offers = problem.needs, problem.offers
    origin = np.array(
        [
            np.concatenate([needs.x, offers.x]).min(initial=0),
            np.concatenate([needs.y, offers.y]).min(initial=0),
        ]
    )
    need_order, offer_order = by_place(needs.x, needs.y, origin), by_place(offers.x, offers.y, origin)
    return Board(
        need_order,
        offer_order,
        need_columns(problem, origin, need_order),
        offer_columns(problem, origin, offer_order),
        _rules(problem, need_order, offer_order),
        origin,
    )


def need_columns(problem: Problem, origin: IntArray, order: IntArray) -> NeedColumns:
    """The given rows of needs for the kernels."""
    needs = problem.needs
    return NeedColumns(
        x=needs.x[order] - origin[0],
        y=needs.y[order] - origin[1],
        category=needs.category[order],
        checks=needs.checks[order],
        window=needs.window[order],
        zone=_zone(problem, needs.zone, order),
        worth=problem.worth[order],
        demand=needs.demand[order],
    )


def offer_columns(problem: Problem, origin: IntArray, order: IntArray) -> OfferColumns:
    """The given rows of offers for the kernels."""
    offers = problem.offers
    return OfferColumns(
        x=offers.x[order] - origin[0],
        y=offers.y[order] - origin[1],
        skills=offers.skills[order],
        checks=offers.checks[order],
        travel=offers.max_travel[order],
        shifts=offers.availability[order],
        zone=_zone(problem, offers.zone, order),
        capacity=offers.capacity[order],
    )


def _zone(problem: Problem, zone: IntArray | None, order: IntArray) -> IntArray:
    """Zones count only where there is a table of passable ways."""
    if problem.passable is None or zone is None:
        return np.zeros(len(order), dtype=np.int64)
    return zone[order]


def _rules(problem: Problem, need_order: IntArray, offer_order: IntArray) -> Rules:
    categories = int(problem.needs.category.max(initial=0)) + 1
    passable = problem.passable if problem.passable is not None else np.ones((1, 1), dtype=np.bool_)
    need, offer = np.divmod(problem.forbidden, max(len(problem.offers), 1))
    forbidden = (inverse(need_order)[need] << 32) | inverse(offer_order)[offer]
    return Rules(
        anywhere=~problem.distance_matters[:categories], passable=passable, forbidden=np.sort(forbidden)
    )


def inverse(order: IntArray) -> IntArray:
    """Where each of the caller's rows stands.

    >>> inverse(np.array([2, 0, 1]))
    array([1, 2, 0])
    """
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places
