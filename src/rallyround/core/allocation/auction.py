"""Kernels of the forward–reverse auction (Bertsekas, Network Optimization, 1998, chapter 7).

Slots of needs bid for units of offers. Each offer keeps the bids that it accepted in a heap, at most as many as
it has units; its price is the lowest of them once it is full. A slot bids what makes it indifferent to its
second choice, and ε more; so no slot ends more than ε from its best choice, which is what proves the plan.
The heaps are in this file too, since compiled code is kept by file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.pairs import Extras
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reach import Rules, needs_in_reach

Ints32 = npt.NDArray[np.int32]
FAR = 2**61  # further than any price or gain
BLOCKED = 2**60  # the price of an offer without a unit in the market: nobody is worth so much
CACHED = 8
NOBODY = -1


class Market(NamedTuple):
    """Pairs, slots, accepted bids and prices of N needs, M offers, S slots and U units; metres × scale.

    begin, end    int64 [N]: the pairs of need i are begin[i] to end[i] of offer and cost
    offer, cost   int32: offer of the pair and metres that it costs; extras: pairs that came later
    worth         int64 [N]: of a slot before the way, × scale
    demand        int64 [N]: slots; capacity int64 [M]: units
    slot_from     int64 [N]: first slot of need i
    slot_need     int32 [S]; slot_offer int32 [S], -1 with nobody
    slot_cost     int32 [S]: metres; slot_gain int64 [S]: what is left after the way and the bid
    unit_from     int64 [M]: first unit of offer j
    bid, bidder   int64 and int32 [U]: heaps of accepted bids, lowest first, with the slots that made them
    taken         int64 [M]: units taken
    price         int64 [M]
    """

    begin: IntArray
    end: IntArray
    offer: Ints32
    cost: Ints32
    extras: Extras
    worth: IntArray
    demand: IntArray
    capacity: IntArray
    slot_from: IntArray
    slot_need: Ints32
    slot_offer: Ints32
    slot_cost: Ints32
    slot_gain: IntArray
    unit_from: IntArray
    bid: IntArray
    bidder: Ints32
    taken: IntArray
    price: IntArray


class Queue(NamedTuple):
    """Slots that have to bid, in a ring, and what each need remembers of its cheapest offers.

    slots      int32 [S]; ends int64 [2]: where the ring begins and how many wait
    cached     int32 [N, 2 × CACHED]: offers, then their costs; held int32 [N]
    complete   int64 [N]: nothing cheaper than this is missing from the remembered
    """

    slots: Ints32
    ends: IntArray
    cached: Ints32
    held: Ints32
    complete: IntArray


class Lists(NamedTuple):
    """Needs that an offer can serve, listed when they are first asked for.

    begin, end   int64 [M]: those of offer j are begin[j] to end[j] of need and cost; begin -1: not listed yet
    need, cost   int32: room for the lists
    used         int64 [1]: how much of the room is used
    """

    begin: IntArray
    end: IntArray
    need: Ints32
    cost: Ints32
    used: IntArray


class Ground(NamedTuple):
    """What lists are made from: needs, offers, the rules, and grids in which the first `known` needs lie."""

    needs: NeedColumns
    offers: OfferColumns
    known: int
    grids: Grids
    rules: Rules


@kernel
def sift_up(bid: IntArray, bidder: Ints32, base: int, at: int, amount: int, slot: int) -> None:
    while at > 0:
        parent = (at - 1) >> 1
        if bid[base + parent] <= amount:
            break
        bid[base + at] = bid[base + parent]
        bidder[base + at] = bidder[base + parent]
        at = parent
    bid[base + at] = amount
    bidder[base + at] = slot


@kernel
def sift_down(bid: IntArray, bidder: Ints32, base: int, at: int, size: int, amount: int, slot: int) -> None:
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and bid[base + child + 1] < bid[base + child]:
            child += 1
        if bid[base + child] >= amount:
            break
        bid[base + at] = bid[base + child]
        bidder[base + at] = bidder[base + child]
        at = child
    bid[base + at] = amount
    bidder[base + at] = slot


@kernel
def remove_bid(bid: IntArray, bidder: Ints32, base: int, size: int, slot: int) -> None:
    """Take the slot's bid out of a heap of that size."""
    at = 0
    while bidder[base + at] != slot:
        at += 1
    last = size - 1
    if at == last:
        return
    amount, moved = bid[base + last], bidder[base + last]
    if at > 0 and bid[base + ((at - 1) >> 1)] > amount:
        sift_up(bid, bidder, base, at, amount, moved)
    else:
        sift_down(bid, bidder, base, at, last, amount, moved)


@kernel
def _remember(i: int, j: int, cost: int, key: int, found: int, queue: Queue, keys: IntArray) -> None:
    """Put an offer among the cheapest that need i remembers, `found` of them so far."""
    at = found if found < CACHED else CACHED - 1
    while at > 0 and keys[at - 1] > key:
        keys[at] = keys[at - 1]
        queue.cached[i, at] = queue.cached[i, at - 1]
        queue.cached[i, CACHED + at] = queue.cached[i, CACHED + at - 1]
        at -= 1
    keys[at] = key
    queue.cached[i, at] = j
    queue.cached[i, CACHED + at] = cost


@kernel
def _remember_cheapest(
    i: int, market: Market, scale: int, queue: Queue, keys: IntArray, first: int, end: int
) -> None:
    """Look at all pairs of need i with offers first to end and keep the cheapest below its worth."""
    found, worst = 0, market.worth[i]
    for pair in range(market.begin[i], market.end[i]):
        j = market.offer[pair]
        key = market.cost[pair] * scale + market.price[j]
        if key >= worst or j < first or j >= end:
            continue
        _remember(i, j, market.cost[pair], key, found, queue, keys)
        found = min(found + 1, CACHED)
        if found == CACHED:
            worst = keys[CACHED - 1]
    link = market.extras.head[i]
    while link >= 0:
        j = market.extras.offer[link]
        key = market.extras.cost[link] * scale + market.price[j]
        if key < worst and first <= j < end:
            _remember(i, j, market.extras.cost[link], key, found, queue, keys)
            found = min(found + 1, CACHED)
            if found == CACHED:
                worst = keys[CACHED - 1]
        link = market.extras.next[link]
    queue.held[i] = found
    queue.complete[i] = worst if found == CACHED else FAR


@kernel
def _price_of_another_unit(j: int, market: Market, opening: IntArray) -> int:
    """What the next unit of offer j will cost once one more of it is taken."""
    base, taken, capacity = market.unit_from[j], market.taken[j], market.capacity[j]
    if taken + 2 <= capacity:
        return int(opening[j])
    if taken + 1 == capacity:
        return int(max(market.bid[base], opening[j])) if taken > 0 else FAR
    if capacity == 1:
        return FAR
    if capacity == 2:
        return int(market.bid[base + 1])
    return int(min(market.bid[base + 1], market.bid[base + 2]))


@kernel
def forward(
    market: Market,
    queue: Queue,
    opening: IntArray,
    epsilon: int,
    scale: int,
    first: int,
    end: int,
    budget: int,
) -> tuple[int, int]:
    """Let the waiting slots bid until none waits or `budget` pairs were looked at; bids made and pairs seen.

    opening      int64 [M]: price of an offer that is not full
    first, end   only these offers are looked at

    Can be called again to go on.
    """
    keys = np.empty(CACHED, np.int64)
    bids, seen = 0, 0
    size = len(queue.slots)
    head, waiting = queue.ends[0], queue.ends[1]
    while waiting > 0 and seen < budget:
        slot = queue.slots[head]
        head = head + 1 if head + 1 < size else 0
        waiting -= 1
        i = market.slot_need[slot]
        worth = market.worth[i]
        while slot >= 0:
            looked = False
            while True:
                best, second, j, cost = FAR, FAR, NOBODY, 0
                for at in range(queue.held[i]):
                    other = queue.cached[i, at]
                    key = queue.cached[i, CACHED + at] * scale + market.price[other]
                    if key < best:
                        second, best, j, cost = best, key, other, queue.cached[i, CACHED + at]
                    elif key < second:
                        second = key
                if looked or min(second, worth) <= queue.complete[i]:
                    break
                _remember_cheapest(i, market, scale, queue, keys, first, end)
                seen += market.end[i] - market.begin[i] + CACHED
                looked = True
            seen += 1
            if j < 0 or best >= worth:
                market.slot_offer[slot] = NOBODY
                market.slot_gain[slot] = 0
                break
            price, base = market.price[j], market.unit_from[j]
            another = best - price + _price_of_another_unit(j, market, opening)
            bid = price + min(min(second, another), worth) - best + epsilon
            bids += 1
            market.slot_offer[slot] = j
            market.slot_cost[slot] = cost
            market.slot_gain[slot] = worth - (best - price) - bid
            taken, capacity = market.taken[j], market.capacity[j]
            if taken < capacity:
                sift_up(market.bid, market.bidder, base, taken, bid, slot)
                market.taken[j] = taken + 1
                if taken + 1 == capacity:
                    market.price[j] = market.bid[base]
                break
            ousted = market.bidder[base]
            sift_down(market.bid, market.bidder, base, 0, capacity, bid, slot)
            market.price[j] = market.bid[base]
            market.slot_offer[ousted] = NOBODY
            market.slot_gain[ousted] = 0
            if market.slot_need[ousted] == i:
                slot = ousted  # its own need: what is remembered is at hand
                continue
            tail = head + waiting
            queue.slots[tail if tail < size else tail - size] = ousted
            waiting += 1
            break
    queue.ends[0], queue.ends[1] = head, waiting
    return bids, seen


@kernel
def list_needs(j: int, lists: Lists, ground: Ground) -> bool:
    """Make sure that the needs of offer j are listed; False: there is no room, and all lists were dropped."""
    if lists.begin[j] >= 0:
        return True
    at = lists.used[0]
    if at + len(ground.needs.x) > len(lists.need):
        lists.begin[:] = -1
        lists.used[0] = 0
        return False
    found = needs_in_reach(
        j,
        ground.offers,
        ground.needs,
        ground.known,
        ground.grids,
        ground.rules,
        lists.need,
        lists.cost,
        at,
    )
    lists.begin[j], lists.end[j] = at, at + found
    lists.used[0] = at + found
    return True


@kernel
def reverse(
    waiting: Ints32,
    ends: IntArray,
    lists: Lists,
    ground: Ground,
    market: Market,
    epsilon: int,
    scale: int,
    budget: int,
) -> int:
    """Offers with spare units pull the slots that gain most by coming, until none gains more than ε.

    waiting   int32: ring of offers that have spare units; ends int64 [2]: where it begins, how many wait

    Gives the pairs looked at; stops after `budget` of them and can be called again to go on.
    """
    seen, size = 0, len(waiting)
    while ends[1] > 0 and seen < budget:
        j = waiting[ends[0]]
        if not list_needs(j, lists, ground):
            continue
        ends[0] = ends[0] + 1 if ends[0] + 1 < size else 0
        ends[1] -= 1
        while market.taken[j] < market.capacity[j]:
            best, second, slot, cost = -FAR, -FAR, NOBODY, 0
            seen += lists.end[j] - lists.begin[j] + 1
            for at in range(lists.begin[j], lists.end[j]):
                i = lists.need[at]
                offered = market.worth[i] - lists.cost[at] * scale
                if offered <= second:
                    continue
                least, next_least, poorest = FAR, FAR, NOBODY
                for own in range(market.slot_from[i], market.slot_from[i] + market.demand[i]):
                    if market.slot_offer[own] == j:
                        continue
                    if market.slot_gain[own] < least:
                        next_least, least, poorest = least, market.slot_gain[own], own
                    elif market.slot_gain[own] < next_least:
                        next_least = market.slot_gain[own]
                if poorest < 0:
                    continue
                if offered - least > best:
                    second = max(best, offered - next_least)
                    best, slot, cost = offered - least, poorest, lists.cost[at]
                elif offered - least > second:
                    second = offered - least
            if best <= epsilon:
                break
            left = market.slot_offer[slot]
            if left >= 0:
                remove_bid(market.bid, market.bidder, market.unit_from[left], market.taken[left], slot)
                market.taken[left] -= 1
                market.price[left] = 0
                if market.taken[left] + 1 == market.capacity[left]:  # else it waits already
                    tail = ends[0] + ends[1]
                    waiting[tail if tail < size else tail - size] = left
                    ends[1] += 1
            bid = max(0, second - epsilon)
            market.slot_offer[slot] = j
            market.slot_cost[slot] = cost
            market.slot_gain[slot] = market.worth[market.slot_need[slot]] - cost * scale - bid
            base, taken = market.unit_from[j], market.taken[j]
            sift_up(market.bid, market.bidder, base, taken, bid, slot)
            market.taken[j] = taken + 1
            market.price[j] = market.bid[base] if taken + 1 == market.capacity[j] else 0
    return seen
