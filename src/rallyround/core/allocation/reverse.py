"""The reverse auction: offers with units to spare pull the slots that gain most by coming."""

from __future__ import annotations

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.heaps import remove_bid, sift_up
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reach import needs_in_reach
from rallyround.core.allocation.tables import FAR, NOBODY, Ground, Ints32, Lists, Market


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
    lists.begin[j], lists.end[j], lists.limit[j] = at, at + found, at + found
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
