"""The forward auction: slots of needs bid for units of offers (Bertsekas, Network Optimization, 1998, chapter 7).

Each offer keeps the bids that it accepted in a heap, at most as many as it has units; its price is the lowest
of them once it is full. A slot bids what makes it indifferent to its second choice, and ε more; so no slot ends
more than ε from its best choice, which is what proves the plan.

Every bid looks at the whole row of its need, without a branch, so that the processor reckons many pairs at a
time: that takes less than to remember the cheapest ones, since prices rise past them within a bid or two.
"""

from __future__ import annotations

import numpy as np

from rallyround.core.allocation.ahead import fetch_row
from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.heaps import sift_down, sift_up
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.tables import FAR, NOBODY, Ints32, Market, Queue


@kernel
def _price_of_another_unit(base: int, taken: int, capacity: int, opening: int, bid: IntArray) -> int:
    """What the next unit of an offer will cost once one more of it is taken."""
    if taken + 2 <= capacity:
        return opening
    if taken + 1 == capacity:
        return int(max(bid[base], opening)) if taken > 0 else FAR
    if capacity == 1:
        return FAR
    if capacity == 2:
        return int(bid[base + 1])
    return int(min(bid[base + 1], bid[base + 2]))


@kernel
def forward(
    market: Market,
    queue: Queue,
    opening: IntArray,
    epsilon: int,
    scale: int,
    part_of: Ints32,
    level: int,
    part: int,
    budget: int,
) -> tuple[int, int]:
    """Let the waiting slots bid until none waits or `budget` pairs were looked at; bids made and pairs seen.

    opening   int64 [M]: price of an offer that is not full
    part_of   int32 [M]: a slot whose best offer j does not have part_of[j] >> level == part is set aside: its turn
              comes when that offer's part is its own too

    Can be called again to go on.
    """
    bids, seen = 0, 0
    slots, aside, size = queue.slots, queue.aside, len(queue.slots)
    head, waiting, set_aside = queue.ends[0], queue.ends[1], queue.ends[2]
    # Columns by name once: to take them out of the table at each bid would count their references each time.
    row_begin, row_end, worths, price = market.begin, market.end, market.worth, market.price
    offers, costs = market.offer.view(np.uint32), market.cost  # an index without a sign needs no look at it
    chain, chain_offer, chain_cost, chain_next = (
        market.extras.head,
        market.extras.offer,
        market.extras.cost,
        market.extras.next,
    )
    slot_need, slot_offer, slot_cost, slot_gain = (
        market.slot_need,
        market.slot_offer,
        market.slot_cost,
        market.slot_gain,
    )
    unit_from, capacities, takens = market.unit_from, market.capacity, market.taken
    accepted, bidder = market.bid, market.bidder
    reckoned = np.empty(len(price) + 1, np.int64)
    while waiting > 0 and seen < budget:
        slot = slots[head]
        head = head + 1 if head + 1 < size else 0
        waiting -= 1
        i = slot_need[slot]
        worth = worths[i]
        if waiting > 0:
            following = slot_need[slots[head]]
            fetch_row(market.offer, costs, row_begin[following], row_end[following])
        while True:
            start = row_begin[i]
            pairs = row_end[i] - start
            row, way = offers[start : start + pairs], costs[start : start + pairs]
            seen += pairs + 1
            for at in range(pairs):
                reckoned[at] = way[at] * scale + price[row[at]]
            best = second = worth
            for at in range(pairs):
                best = min(best, reckoned[at])
            j, cost = np.int64(NOBODY), 0
            if best < worth:
                at = 0
                while reckoned[at] != best:
                    at += 1
                j, cost = np.int64(row[at]), way[at]
                reckoned[at] = FAR
                for at in range(pairs):
                    second = min(second, reckoned[at])
            link = chain[i]
            while link >= 0:
                other = chain_offer[link]
                key = chain_cost[link] * scale + price[other]
                if key < best:
                    best, second, j, cost = key, best, np.int64(other), chain_cost[link]
                elif key < second:
                    second = key
                link = chain_next[link]
            if j < 0:
                slot_offer[slot] = NOBODY
                slot_gain[slot] = 0
                break
            if part_of[j] >> level != part:
                aside[set_aside] = slot
                set_aside += 1
                break
            taken, capacity, base = takens[j], capacities[j], unit_from[j]
            another = _price_of_another_unit(base, taken, capacity, opening[j], accepted)
            bid = price[j] + min(second, best - price[j] + another) - best + epsilon
            bids += 1
            slot_offer[slot] = j
            slot_cost[slot] = cost
            slot_gain[slot] = worth - (best - price[j]) - bid
            if taken < capacity:
                sift_up(accepted, bidder, base, taken, bid, slot)
                takens[j] = taken + 1
                if taken + 1 == capacity:
                    price[j] = accepted[base]
                break
            ousted = bidder[base]
            sift_down(accepted, bidder, base, 0, capacity, bid, slot)
            price[j] = accepted[base]
            slot_offer[ousted] = NOBODY
            slot_gain[ousted] = 0
            if slot_need[ousted] == i:
                slot = ousted  # its own need: the row is at hand
                continue
            tail = head + waiting
            slots[tail if tail < size else tail - size] = ousted
            waiting += 1
            break
    queue.ends[0], queue.ends[1], queue.ends[2] = head, waiting, set_aside
    return bids, seen
