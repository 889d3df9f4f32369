"""How a standing market comes to rest after a change, and how it begins again after many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.auction import forward
from rallyround.core.allocation.board import Region
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.descent import descend
from rallyround.core.allocation.market import queue_of
from rallyround.core.allocation.pairs import Rows
from rallyround.core.allocation.parts import bid_by_parts, parts_for
from rallyround.core.allocation.plan import Chosen
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.allocation.reverse import reverse
from rallyround.core.allocation.tables import BLOCKED, NOBODY, Market

if TYPE_CHECKING:
    from rallyround.core.allocation.standing import Standing

PATIENCE = 150_000  # pairs that offers and slots may look at after a change: about 3 ms each
DROPS = (4.0, 10.0)  # prices fall by so many ε before everything is bid for again, and once more
COARSER = 0.7  # ε of bidding again, for the ε of a repair
ENOUGH = 0.8  # of the gap: what bidding again aims at


def settle(standing: Standing, before: IntArray, epsilon: int, patience: int = PATIENCE) -> None:
    """Let offers with units to spare pull, then those bid who wait, and let the gains follow the prices.

    before     int64 by offer: prices when the gains were true; BLOCKED for offers that came since
    epsilon    the least gain for which anybody moves
    patience   pairs after which pulling stops, and then bidding. Offers that still wait keep their price, which costs
               the proof no more than that price; they and the slots that wait go on after the next change. So no
               event moves everybody
    """
    market, lists = standing.market, standing.lists
    # An offer that has lost a unit asks nothing for the moment; one that had a unit to spare goes on asking its price.
    lost = (market.price == 0) & (before > 0)
    lost[standing.pulling] = True
    spare = np.flatnonzero(lost & (market.taken < market.capacity)).astype(np.int32)
    ring = np.empty(len(market.capacity) + 1, dtype=np.int32)
    ring[: len(spare)] = spare
    ends = np.array([0, len(spare)])
    market.price[spare] = 0
    reverse(ring, ends, lists, standing.ground, market, epsilon, 1, patience)
    waiting = ring[(ends[0] + np.arange(ends[1])) % len(ring)]
    standing.pulling = waiting.astype(np.int64)
    market.price[waiting] = np.where(before[waiting] < BLOCKED, before[waiting], 0)
    slots = np.array(standing.waiting, dtype=np.int64)
    slots = np.unique(slots[(market.slot_offer[slots] < 0) & in_market(market, slots)])
    queue = queue_of(slots, room=len(market.slot_need))
    free = np.zeros(len(market.capacity), dtype=np.int64)
    forward(market, queue, free, epsilon, 1, 0, len(market.capacity), PATIENCE)
    left = (queue.ends[0] + np.arange(queue.ends[1])) % len(queue.slots)
    standing.waiting = queue.slots[left].tolist()
    changed = np.flatnonzero(market.price != before)
    repair.follow_prices(changed, before[changed], lists, standing.ground, market, standing.gain)


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
    levels = standing.board.levels(parts_for(len(rows)), standing.ground.known, standing.known_offers)
    levels[-1] = [Region(0, len(market.demand), 0, len(able))]
    epsilon = max(int(COARSER * epsilon), 1)
    for drop in DROPS:
        market.slot_offer[slots] = NOBODY
        market.slot_gain[slots] = 0
        market.taken[:] = 0
        opening = np.where(able, np.maximum(market.price - int(drop * epsilon), 0), BLOCKED)
        market.price[:] = opening
        bid_by_parts(market, slots.astype(np.int32), opening, epsilon, 1, levels, threads)
        value = repair.take_stock(market, np.empty_like(market.slot_offer))
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
    standing.waiting = []
    standing.pulling = standing.pulling[:0]


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


def in_market(market: Market, slots: IntArray) -> BoolArray:
    """Whether the slots are neither held nor those of a need that has ended."""
    need = market.slot_need[slots]
    return slots < market.slot_from[need] + market.demand[need]


def standing_slots(market: Market) -> IntArray:
    """The slots that are neither held nor those of a need that has ended."""
    return np.flatnonzero(in_market(market, np.arange(len(market.slot_need))))
