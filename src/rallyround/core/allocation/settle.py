"""How a standing market comes to rest after a change, and how it begins again after many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.descent import descend
from rallyround.core.allocation.pairs import Ints32, Rows
from rallyround.core.allocation.parts import bid_by_parts, cut, parts_for
from rallyround.core.allocation.paths import claim, fill_up, find_places
from rallyround.core.allocation.plan import Chosen
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.allocation.tables import BLOCKED, NOBODY, Market

if TYPE_CHECKING:
    from rallyround.core.allocation.standing import Standing

PATIENCE = 25_000  # pairs that the search for one chain may look at
DROPS = (3.0, 10.0)  # prices fall by so many ε before everything is bid for again, and once more
COARSER = 0.7  # ε of bidding again, for the ε of a repair
ENOUGH = 0.8  # of the gap: what bidding again aims at


def settle(standing: Standing, before: IntArray, patience: int = PATIENCE) -> None:
    """Fill the units that fell free, find a place for the slots that wait, and let the gains follow the prices.

    before     int64 by offer: prices when the gains were true; BLOCKED for offers that came since
    patience   pairs that the search for one chain may look at; one that ends sooner than it should costs the proof
               something, and no event moves everybody
    """
    market, lists, ground, gain = standing.market, standing.lists, standing.ground, standing.gain
    # Who lost a unit asks nothing till now.
    spare = (market.taken < market.capacity) & (before > market.price)
    market.price[spare] = before[spare]
    changed = np.flatnonzero(market.price != before)
    trail = standing.trail_now()
    repair.follow_prices(changed, before[changed], lists, ground, market, gain, trail.doubtful)
    repair.look_again(np.array(standing.unknown, dtype=np.int64), market, gain)
    claim(np.flatnonzero(spare & (before == BLOCKED)), market, gain, lists, ground)
    fill_up(np.flatnonzero(spare), market, gain, lists, ground, trail, patience)
    waiting = np.unique(np.array(standing.waiting, dtype=np.int64))
    free = market.slot_offer[waiting] < 0
    waiting = waiting[free & in_market(waiting, market.slot_need, market.slot_from, market.demand)]
    waiting = waiting[gain[market.slot_need[waiting]] > 0]
    find_places(waiting, market, gain, lists, ground, trail, patience)
    standing.waiting, standing.unknown = [], []


def begin_again(standing: Standing, rows: Rows, gap: float, epsilon: int, threads: int) -> None:
    """Let every slot that is not held bid again, from prices a little lower, and keep what the prices then prove.

    Phases of the auction that begin with prices nearly right: after many changes they take less than settling each,
    and less than to begin from nothing. Offers with units to spare go on asking what they asked: to let them pull
    would loosen the proof, since one that asks a little too little is a little too good for every need around.
    """
    market = standing.market
    slots = standing_slots(market)
    able = market.capacity > 0
    stakes = Stakes(market.worth, market.demand, market.capacity)
    parts = cut(parts_for(len(rows)), standing.ground.needs, standing.ground.offers)
    epsilon = max(int(COARSER * epsilon), 1)
    for drop in DROPS:
        market.slot_offer[slots] = NOBODY
        market.slot_gain[slots] = 0
        market.taken[:] = 0
        opening = np.where(able, np.maximum(market.price - int(drop * epsilon), 0), BLOCKED)
        market.price[:] = opening
        bid_by_parts(market, slots.astype(np.int32), opening, epsilon, 1, parts, threads)
        value = repair.value_in_market(market)
        enough = int(value / (1 - ENOUGH * gap))
        bound = descend(rows, stakes, market.price, epsilon, enough, threads, None)
        if bound.value <= enough:
            break
        epsilon = max(epsilon // 2, 1)
    served = slots[market.slot_offer[slots] >= 0]
    chosen = Chosen(
        market.slot_need[served].astype(np.int64),
        market.slot_offer[served].astype(np.int64),
        np.ones(len(served), dtype=np.int64),
        market.slot_cost[served].astype(np.int64),
    )
    market.slot_offer[slots] = NOBODY
    market.slot_gain[slots] = 0
    place(market, chosen, np.where(able, bound.price, 0))
    standing.gain[:] = bound.gain
    standing.waiting, standing.unknown = [], []


def place(market: Market, chosen: Chosen, prices: IntArray) -> None:
    """Put the chosen units into an empty market, all at the price of their offer."""
    order = np.argsort(chosen.need, kind="stable")
    need, offer, cost = (
        np.repeat(column[order], chosen.units[order]) for column in (chosen.need, chosen.offer, chosen.cost)
    )
    count = np.bincount(need, minlength=len(market.demand))
    slot = market.slot_from[need] + np.arange(len(need)) - (np.cumsum(count) - count)[need]
    market.taken[:] = np.bincount(offer, minlength=len(market.capacity))
    market.price[:] = np.where(market.capacity > 0, prices, BLOCKED)
    market.slot_offer[slot], market.slot_cost[slot] = offer, cost
    market.slot_gain[slot] = market.worth[need] - cost - prices[offer]
    by_offer = np.argsort(offer, kind="stable")
    first = np.cumsum(market.taken) - market.taken
    unit = (market.unit_from - first)[offer[by_offer]] + np.arange(len(offer))
    market.bidder[unit] = slot[by_offer]
    market.bid[unit] = prices[offer[by_offer]]


def in_market(slots: IntArray, slot_need: Ints32, slot_from: IntArray, demand: IntArray) -> BoolArray:
    """Whether the slots are neither held nor those of a need that has ended; columns as those of the market."""
    need = slot_need[slots]
    return slots < slot_from[need] + demand[need]


def standing_slots(market: Market) -> IntArray:
    """The slots that are neither held nor those of a need that has ended."""
    every = np.arange(len(market.slot_need))
    return np.flatnonzero(in_market(every, market.slot_need, market.slot_from, market.demand))
