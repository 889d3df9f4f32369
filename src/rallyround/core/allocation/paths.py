"""The fewest people moved for one slot that came or one unit that fell free: a shortest path of moves.

A new slot takes a unit from somebody who goes elsewhere, who takes one from somebody else, and so on, until a unit
is free or the last is worth less than the place it leaves. Among all such chains Dijkstra's way finds the one that
costs least (Tomizawa 1971; Ahuja, Magnanti and Orlin, Network Flows, 1993, 9.7): a step from a need to an offer
costs what the need gains less there than at its best, which prices make at least 0. Afterwards the prices of the
offers that were looked at rise or fall with their distance, so that they go on proving the plan. A free unit is
filled by the same chains walked the other way.

Where the plan that was begun with is only nearly the best, so are the chains; the proof says how nearly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rallyround.core.allocation.ahead import fetch_row
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.heaps import remove_bid, sift_up
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.repair import follow_prices
from rallyround.core.allocation.reverse import list_needs
from rallyround.core.allocation.tables import FAR, NOBODY, Ground, Lists, Market

WAITING = 100_000  # offers that may wait to be looked at; those beyond are not


class Trail(NamedTuple):
    """What a search remembers of M offers and N needs.

    distance   int64 [M]: metres lost on the way to the offer, FAR if it was not reached
    mover      int32 [M]: the slot that comes to the offer, or leaves it when a unit is filled; cost int32 [M]: its way
    onward     int32 [M]: where the slot that leaves goes
    touched    int32 [M]: offers reached; counts int64 [3]: how many, the number of the search, how many wait
    asked      int64 [N]: the last search that looked at the need's row
    keys       int64 [WAITING] and offers int32 [WAITING]: the offers that wait, nearest first in a heap
    changed    int64 [M]: offers whose price the search changed; before int64 [M]: what it was
    doubtful   int32 [N]: room for the needs whose gains follow
    """

    distance: IntArray
    mover: Ints32
    cost: Ints32
    onward: Ints32
    touched: Ints32
    counts: IntArray
    asked: IntArray
    keys: IntArray
    offers: Ints32
    changed: IntArray
    before: IntArray
    doubtful: Ints32


def new_trail(needs: int, offers: int) -> Trail:
    """Nothing was searched yet; one search after the other may use it."""
    return Trail(
        distance=np.full(offers, FAR),
        mover=np.empty(offers, dtype=np.int32),
        cost=np.empty(offers, dtype=np.int32),
        onward=np.empty(offers, dtype=np.int32),
        touched=np.empty(offers, dtype=np.int32),
        counts=np.zeros(3, dtype=np.int64),
        asked=np.zeros(needs, dtype=np.int64),
        keys=np.empty(WAITING, dtype=np.int64),
        offers=np.empty(WAITING, dtype=np.int32),
        changed=np.empty(offers, dtype=np.int64),
        before=np.empty(offers, dtype=np.int64),
        doubtful=np.empty(needs, dtype=np.int32),
    )


@kernel
def _reach(offer: int, distance: int, slot: int, cost: int, onward: int, trail: Trail) -> None:
    """A shorter way to an offer was found."""
    waiting = trail.counts[2]
    if distance >= trail.distance[offer] or waiting == len(trail.keys):
        return
    if trail.distance[offer] == FAR:
        trail.touched[trail.counts[0]] = offer
        trail.counts[0] += 1
    trail.distance[offer] = distance
    trail.mover[offer], trail.cost[offer], trail.onward[offer] = slot, cost, onward
    sift_up(trail.keys, trail.offers, 0, waiting, distance, offer)
    trail.counts[2] = waiting + 1


@kernel
def _nearest(trail: Trail) -> int:
    """Take the nearest offer that waits; -1 if none does."""
    while trail.counts[2] > 0:
        distance, offer = trail.keys[0], trail.offers[0]
        remove_bid(trail.keys, trail.offers, 0, trail.counts[2], offer)
        trail.counts[2] -= 1
        if distance == trail.distance[offer]:  # else it was reached by a shorter way since
            return int(offer)
    return NOBODY


@kernel
def _look_from(
    need: int, slot: int, distance: int, most: int, market: Market, gain: IntArray, trail: Trail
) -> int:
    """Reach the offers of a need, those that are nearer than `most`; how many pairs were looked at."""
    if trail.asked[need] == trail.counts[1]:
        return 0
    trail.asked[need] = trail.counts[1]
    best = market.worth[need] - gain[need]
    for pair in range(market.begin[need], market.end[need]):
        offer = market.offer[pair]
        way = distance + max(0, market.cost[pair] + market.price[offer] - best)
        if way < most and way < trail.distance[offer]:
            _reach(offer, way, slot, market.cost[pair], NOBODY, trail)
    link, links = market.extras.head[need], 0
    while link >= 0:
        offer, links = market.extras.offer[link], links + 1
        way = distance + max(0, market.extras.cost[link] + market.price[offer] - best)
        if way < most and way < trail.distance[offer]:
            _reach(offer, way, slot, market.extras.cost[link], NOBODY, trail)
        link = market.extras.next[link]
    return int(market.end[need] - market.begin[need] + links)


@kernel
def _take(slot: int, market: Market) -> None:
    """The slot leaves its offer, whose price stays."""
    offer = market.slot_offer[slot]
    remove_bid(market.bid, market.bidder, market.unit_from[offer], market.taken[offer], slot)
    market.taken[offer] -= 1
    market.slot_offer[slot] = NOBODY
    market.slot_gain[slot] = 0


@kernel
def _put(slot: int, offer: int, cost: int, market: Market) -> None:
    """The slot takes a free unit of the offer at its price."""
    price, base, taken = market.price[offer], market.unit_from[offer], market.taken[offer]
    market.slot_offer[slot], market.slot_cost[slot] = offer, cost
    market.slot_gain[slot] = market.worth[market.slot_need[slot]] - cost - price
    sift_up(market.bid, market.bidder, base, taken, price, slot)
    market.taken[offer] = taken + 1


@kernel
def _reprice(radius: int, rise: bool, market: Market, trail: Trail) -> int:
    """Prices of the offers nearer than the radius follow; forget the search. How many prices changed."""
    count = 0
    for at in range(trail.counts[0]):
        offer = trail.touched[at]
        change = radius - trail.distance[offer]
        trail.distance[offer] = FAR
        if change <= 0:
            continue
        trail.changed[count], trail.before[count] = offer, market.price[offer]
        count += 1
        price = market.price[offer] + change if rise else max(0, market.price[offer] - change)
        market.price[offer] = price
        base = market.unit_from[offer]
        for unit in range(base, base + market.taken[offer]):
            slot = market.bidder[unit]
            market.bid[unit] = price
            market.slot_gain[slot] = market.worth[market.slot_need[slot]] - market.slot_cost[slot] - price
    trail.counts[0] = trail.counts[2] = 0
    return count


@kernel
def bring_in(slot: int, market: Market, gain: IntArray, trail: Trail, patience: int) -> int:
    """Find the slot a place by the chain that costs least, or none if that costs less.

    gain       int64 by need: the most that a slot can gain at the prices
    patience   pairs after which the best chain so far will do

    Gives how many prices changed; the trail says which.
    """
    start = market.slot_need[slot]
    trail.counts[1] += 1
    radius = best = gain[start]
    last, leaving = NOBODY, NOBODY
    seen = _look_from(start, slot, 0, best, market, gain, trail)
    offer = _nearest(trail)
    while offer >= 0 and trail.distance[offer] < best:
        distance = trail.distance[offer]
        if seen > patience:
            radius = distance
            break
        if market.taken[offer] < market.capacity[offer]:
            radius = best = distance
            last, leaving = offer, NOBODY
            break
        base, price = market.unit_from[offer], market.price[offer]
        for unit in range(base, base + market.taken[offer]):
            need = market.slot_need[market.bidder[unit]]
            fetch_row(market.offer, market.cost, market.begin[need], market.end[need])
        for unit in range(base, base + market.taken[offer]):
            other = market.bidder[unit]
            need = market.slot_need[other]
            without = distance + max(0, market.worth[need] - market.slot_cost[other] - price)
            if without < best:
                radius = best = without
                last, leaving = offer, other
            seen += 1 + _look_from(need, other, distance, best, market, gain, trail)
        offer = _nearest(trail)
    if last >= 0:
        if leaving >= 0:
            _take(leaving, market)
        while True:
            mover, from_there = trail.mover[last], market.slot_offer[trail.mover[last]]
            if from_there >= 0:
                _take(mover, market)
            _put(mover, last, trail.cost[last], market)
            if mover == slot:
                break
            last = from_there
    return _reprice(radius, True, market, trail)


@kernel
def fill(
    free: int,
    market: Market,
    gain: IntArray,
    lists: Lists,
    ground: Ground,
    trail: Trail,
    patience: int,
) -> int:
    """Fill a free unit of the offer by the chain that gains most, or leave it free if none gains anything.

    The other arguments, and what it gives, are those of `bring_in`.
    """
    trail.counts[1] += 1
    radius = best = market.price[free]
    last, comer, way = free, NOBODY, 0
    seen = 0
    _reach(free, 0, NOBODY, 0, NOBODY, trail)
    offer = _nearest(trail)
    while offer >= 0 and trail.distance[offer] < best:
        distance, price = trail.distance[offer], market.price[offer]
        if seen > patience:
            radius = distance
            break
        if distance + price < best:
            radius = best = distance + price
            last, comer = offer, NOBODY
        if not list_needs(offer, lists, ground):
            list_needs(offer, lists, ground)
        seen += lists.end[offer] - lists.begin[offer]
        for entry in range(lists.begin[offer], lists.end[offer]):
            need, cost = lists.need[entry], lists.cost[entry]
            there = distance + max(0, cost + price - market.worth[need] + gain[need])
            if there >= best:
                continue
            for slot in range(market.slot_from[need], market.slot_from[need] + market.demand[need]):
                other = market.slot_offer[slot]
                if other < 0:
                    radius = best = there
                    last, comer, way = offer, slot, cost
                    break
                if other != offer:
                    _reach(other, there, slot, cost, offer, trail)
        offer = _nearest(trail)
    while last != free:
        leaving, onward, cost = trail.mover[last], trail.onward[last], trail.cost[last]
        _take(leaving, market)
        if comer >= 0:
            _put(comer, last, way, market)
        comer, way, last = leaving, cost, onward
    if comer >= 0:
        _put(comer, free, way, market)
    return _reprice(radius, False, market, trail)


@kernel
def fill_up(
    offers: IntArray,
    market: Market,
    gain: IntArray,
    lists: Lists,
    ground: Ground,
    trail: Trail,
    patience: int,
) -> None:
    """Fill the free units of these offers, one after the other, and let the gains follow."""
    for offer in offers:
        while market.taken[offer] < market.capacity[offer] and market.price[offer] > 0:
            free = market.capacity[offer] - market.taken[offer]
            count = fill(offer, market, gain, lists, ground, trail, patience)
            _follow(count, market, gain, lists, ground, trail)
            if market.capacity[offer] - market.taken[offer] == free:
                break  # it stays free, or it was given up


@kernel
def find_places(
    slots: IntArray,
    market: Market,
    gain: IntArray,
    lists: Lists,
    ground: Ground,
    trail: Trail,
    patience: int,
) -> None:
    """Find these slots a place, one after the other, and let the gains follow."""
    for slot in slots:
        count = bring_in(slot, market, gain, trail, patience)
        _follow(count, market, gain, lists, ground, trail)


@kernel
def _follow(count: int, market: Market, gain: IntArray, lists: Lists, ground: Ground, trail: Trail) -> None:
    """Let the gains follow the prices that the last search changed."""
    follow_prices(trail.changed[:count], trail.before[:count], lists, ground, market, gain, trail.doubtful)


@kernel
def claim(offers: IntArray, market: Market, gain: IntArray, lists: Lists, ground: Ground) -> None:
    """Let each of these offers ask the lowest price at which no need would gain more by it than it does."""
    for offer in offers:
        if not list_needs(offer, lists, ground):
            list_needs(offer, lists, ground)
        most = 0
        for entry in range(lists.begin[offer], lists.end[offer]):
            need = lists.need[entry]
            if market.demand[need] > 0:
                most = max(most, market.worth[need] - lists.cost[entry] - gain[need])
        market.price[offer] = most
