"""The forward auction: slots of needs bid for units of offers (Bertsekas, Network Optimization, 1998, chapter 7).

Each offer keeps the bids that it accepted in a heap, at most as many as it has units; its price is the lowest
of them once it is full. A slot bids what makes it indifferent to its second choice, and ε more; so no slot ends
more than ε from its best choice, which is what proves the plan.
"""

from __future__ import annotations

import numpy as np

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.heaps import sift_down, sift_up
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.tables import CACHED, FAR, NOBODY, Market, Queue


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
