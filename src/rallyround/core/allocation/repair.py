"""Kernels that change a market in which bids stand: rows end and begin, units are held, gains follow prices."""

from __future__ import annotations

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.grids import Floats, Grids
from rallyround.core.allocation.heaps import remove_bid, sift_up
from rallyround.core.allocation.pairs import Extras, Ints32
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reach import offers_in_reach
from rallyround.core.allocation.reverse import list_needs
from rallyround.core.allocation.tables import BLOCKED, FAR, NOBODY, Ground, Lists, Market

REFUSED = -2
FEW_LINKS = 32  # pairs on the chain of a need; with more its row is written anew
SPARE, SPARE_SHARE = (
    8,
    8,
)  # room in a list for needs that come later: so many, and one for so many that are there


@kernel
def leave(slot: int, market: Market) -> None:
    """The slot gives its unit back; its offer then has one to spare."""
    offer = market.slot_offer[slot]
    if offer >= 0:
        remove_bid(market.bid, market.bidder, market.unit_from[offer], market.taken[offer], slot)
        market.taken[offer] -= 1
        market.price[offer] = 0
        market.slot_offer[slot] = NOBODY
    market.slot_gain[slot] = 0


@kernel
def enter(slot: int, offer: int, cost: int, bid: int, market: Market) -> None:
    """The slot takes a free unit of the offer."""
    base, taken = market.unit_from[offer], market.taken[offer]
    market.slot_offer[slot] = offer
    market.slot_cost[slot] = cost
    market.slot_gain[slot] = market.worth[market.slot_need[slot]] - cost - bid
    sift_up(market.bid, market.bidder, base, taken, bid, slot)
    market.taken[offer] = taken + 1
    market.price[offer] = market.bid[base] if taken + 1 == market.capacity[offer] else 0


@kernel
def end_needs(ended: IntArray, market: Market) -> None:
    """These needs ask for nothing any more."""
    for i in ended:
        for slot in range(market.slot_from[i], market.slot_from[i] + market.demand[i]):
            leave(slot, market)
        market.demand[i] = 0
        market.end[i] = market.begin[i]
        market.extras.head[i] = -1


@kernel
def end_offers(ended: IntArray, market: Market) -> None:
    """These offers have no unit any more; the slots they served are with nobody."""
    for j in ended:
        for at in range(market.unit_from[j], market.unit_from[j] + market.taken[j]):
            slot = market.bidder[at]
            market.slot_offer[slot] = NOBODY
            market.slot_gain[slot] = 0
        market.taken[j] = 0
        market.capacity[j] = 0
        market.price[j] = BLOCKED


@kernel
def _move(source: int, target: int, market: Market) -> None:
    """What one slot of a need has goes to another that has nothing."""
    offer = market.slot_offer[source]
    if offer >= 0:
        at = market.unit_from[offer]
        while market.bidder[at] != source:
            at += 1
        market.bidder[at] = target
    market.slot_offer[target] = offer
    market.slot_cost[target] = market.slot_cost[source]
    market.slot_gain[target] = market.slot_gain[source]


@kernel
def hold(i: int, j: int, cost: int, market: Market) -> int:
    """Take one slot of need i and one unit of offer j, together if they are, out of the market.

    The slot goes behind those that the need still has there. Gives a slot that lost its unit by it and has to
    bid again, -1 if there is none, or -2: the need has no slot or the offer no unit.
    """
    if market.demand[i] == 0 or market.capacity[j] == 0:
        return REFUSED
    last = market.slot_from[i] + market.demand[i] - 1
    chosen = last
    for slot in range(market.slot_from[i], last + 1):
        if market.slot_offer[slot] == j:
            chosen = slot
            break
        if market.slot_offer[slot] < 0:
            chosen = slot
    leave(chosen, market)
    ousted = NOBODY
    if market.taken[j] == market.capacity[j]:
        ousted = market.bidder[market.unit_from[j]]
        leave(ousted, market)
    if chosen != last:
        _move(last, chosen, market)
        ousted = chosen if ousted == last else ousted
    market.slot_offer[last], market.slot_cost[last] = j, cost
    market.demand[i] -= 1
    market.capacity[j] -= 1
    if market.capacity[j] == 0:
        market.price[j] = BLOCKED
    elif market.taken[j] == market.capacity[j]:
        market.price[j] = market.bid[market.unit_from[j]]
    return int(ousted)


@kernel
def let_go(i: int, j: int, held: int, market: Market, keep: bool) -> int:
    """Put a held slot of need i with offer j back and give it; `held` slots of the need are held.

    keep   the slot stays with the offer, at a bid of 0, until a better one comes; else both are free
    """
    first = market.slot_from[i] + market.demand[i]
    for slot in range(first, first + held):
        if market.slot_offer[slot] != j:
            continue
        cost = market.slot_cost[slot]
        market.slot_offer[slot], market.slot_cost[slot] = market.slot_offer[first], market.slot_cost[first]
        market.slot_offer[first], market.slot_gain[first] = NOBODY, 0
        market.demand[i] += 1
        market.capacity[j] += 1
        market.price[j] = 0
        if keep:
            enter(first, j, cost, 0, market)
        return int(first)
    return NOBODY


@kernel
def link_offers(begun: IntArray, lists: Lists, ground: Ground, extras: Extras) -> bool:
    """Hang new offers on the chains of the needs that they can serve; False: there is no room for so many."""
    for j in begun:
        if not list_needs(j, lists, ground):
            list_needs(j, lists, ground)
        if extras.used[0] + lists.end[j] - lists.begin[j] > len(extras.offer):
            return False
        for at in range(lists.begin[j], lists.end[j]):
            _link(lists.need[at], j, lists.cost[at], extras)
    return True


@kernel
def _link(i: int, j: int, cost: int, extras: Extras) -> None:
    """Hang an offer on the chain of a need."""
    link = extras.used[0]
    extras.offer[link], extras.cost[link] = j, cost
    extras.next[link] = extras.head[i]
    extras.head[i] = link
    extras.used[0] += 1


@kernel
def list_pairs_by_offer(market: Market, counts: IntArray, lists: Lists) -> None:
    """List the needs of every offer from the pairs of the market; counts: int64 by offer, zeros."""
    for i in range(len(market.begin)):
        for pair in range(market.begin[i], market.end[i]):
            counts[market.offer[pair]] += 1
        link = market.extras.head[i]
        while link >= 0:
            counts[market.extras.offer[link]] += 1
            link = market.extras.next[link]
    at = 0
    for j in range(len(counts)):
        lists.begin[j] = lists.end[j] = at
        at += counts[j] + counts[j] // SPARE_SHARE + SPARE
        lists.limit[j] = at
    lists.used[0] = at
    for i in range(len(market.begin)):
        for pair in range(market.begin[i], market.end[i]):
            _add(market.offer[pair], i, market.cost[pair], lists)
        link = market.extras.head[i]
        while link >= 0:
            _add(market.extras.offer[link], i, market.extras.cost[link], lists)
            link = market.extras.next[link]


@kernel
def _add(j: int, i: int, cost: int, lists: Lists) -> None:
    at = lists.end[j]
    lists.need[at], lists.cost[at] = i, cost
    lists.end[j] = at + 1


@kernel
def list_rows(
    needs: IntArray,
    known: int,
    grids: Grids,
    ground: Ground,
    market: Market,
    used: IntArray,
    room: Floats,
) -> bool:
    """Write the pairs of these needs behind all others; False: there is no room.

    known, grids   grids in which the first `known` offers lie
    used           int64 [1]: places of the pairs in use
    room           float64 [2, M]
    """
    for i in needs:
        at = used[0]
        if at + len(ground.offers.x) > len(market.offer):
            return False
        found = offers_in_reach(
            i,
            ground.needs,
            ground.offers,
            known,
            grids,
            ground.rules,
            True,
            market.offer,
            market.cost,
            at,
            room,
        )
        market.begin[i], market.end[i] = at, at + found
        market.extras.head[i] = -1
        used[0] = at + found
    return True


@kernel
def list_rows_that_differ(
    needs: IntArray,
    before: IntArray,
    known: int,
    grids: Grids,
    ground: Ground,
    market: Market,
    used: IntArray,
    room: Floats,
    lists: Lists,
) -> bool:
    """`list_rows` for needs of another worth, those that another number of offers is near enough for now.

    before   int64 by need: what it was worth; lists of offers that come in or go are dropped
    """
    for i in needs:
        at = used[0]
        if at + len(ground.offers.x) > len(market.offer):
            return False
        found = offers_in_reach(
            i,
            ground.needs,
            ground.offers,
            known,
            grids,
            ground.rules,
            True,
            market.offer,
            market.cost,
            at,
            room,
        )
        least = min(before[i], market.worth[i])
        listed = 0
        for pair in range(market.begin[i], market.end[i]):
            listed += ground.offers.capacity[market.offer[pair]] > 0
        link = market.extras.head[i]
        while link >= 0:
            listed += ground.offers.capacity[market.extras.offer[link]] > 0
            link = market.extras.next[link]
        if found == listed:  # of the two sets one lies in the other
            continue
        for pair in range(market.begin[i], market.end[i]):
            if market.cost[pair] >= least:
                lists.begin[market.offer[pair]] = -1
        link, links = market.extras.head[i], 0
        while link >= 0:
            links += 1
            if market.extras.cost[link] >= least:
                lists.begin[market.extras.offer[link]] = -1
            link = market.extras.next[link]
        fresh = 0
        for pair in range(at, at + found):
            if market.cost[pair] >= least:
                lists.begin[market.offer[pair]] = -1
                fresh += 1
        if found == listed + fresh and links + fresh <= FEW_LINKS:
            if market.extras.used[0] + fresh > len(market.extras.offer):
                return False
            for pair in range(at, at + found):
                if market.cost[pair] >= least:
                    _link(i, market.offer[pair], market.cost[pair], market.extras)
        else:
            market.begin[i], market.end[i] = at, at + found
            market.extras.head[i] = -1
            used[0] = at + found
    return True


@kernel
def rate(needs: IntArray, before: IntArray, market: Market, gain: IntArray, free: IntArray) -> int:
    """Let these needs be worth what the market says; before: int64 by need, what it was worth.

    Writes to `free` the slots that nobody serves and that may gain by it, and gives how many they are: those that
    were free and are worth more, and those whose helper is not worth sending any more.
    """
    found = 0
    for i in needs:
        more = market.worth[i] - before[i]
        gain[i] = FAR
        for slot in range(market.slot_from[i], market.slot_from[i] + market.demand[i]):
            if market.slot_offer[slot] >= 0:
                market.slot_gain[slot] += more
                if market.slot_gain[slot] >= 0 and market.slot_cost[slot] < market.worth[i]:
                    continue
                leave(slot, market)
            elif more <= 0:
                continue
            free[found] = slot
            found += 1
    return found


@kernel
def add_to_lists(needs: IntArray, market: Market, lists: Lists) -> None:
    """Put these needs on the lists of the offers of their rows, those lists that there are."""
    for i in needs:
        _add_row(i, market, lists)


@kernel
def _add_row(i: int, market: Market, lists: Lists) -> None:
    """Put a need on the lists of its offers; where there is no room all lists are dropped."""
    for pair in range(market.begin[i], market.end[i]):
        j = market.offer[pair]
        if lists.begin[j] < 0:
            continue
        if lists.end[j] == lists.limit[j]:  # to where there is room, and some more
            size, at = lists.end[j] - lists.begin[j], lists.used[0]
            room = size + size // 4 + 16
            if at + room > len(lists.need):
                lists.begin[:] = -1
                lists.used[0] = 0
                return
            for entry in range(size):
                lists.need[at + entry] = lists.need[lists.begin[j] + entry]
                lists.cost[at + entry] = lists.cost[lists.begin[j] + entry]
            lists.begin[j], lists.end[j], lists.limit[j] = at, at + size, at + room
            lists.used[0] = at + room
        _add(j, i, market.cost[pair], lists)


@kernel
def value_in_market(market: Market) -> int:
    """Metres that the slots are worth that are served and not held."""
    value = 0
    for slot in range(len(market.slot_need)):
        i = market.slot_need[slot]
        there = slot < market.slot_from[i] + market.demand[i]
        served = market.slot_offer[slot] >= 0
        value += (market.worth[i] - market.slot_cost[slot]) * (there & served)  # a branch would cost more
    return value


@kernel
def prove(asked: IntArray, gain: IntArray, market: Market, prices: IntArray, gains: IntArray) -> int:
    """Write the proof as it stands to prices, int64 by offer, and gains, int64 by need; the bound that it gives.

    asked   int64 by need: slots with those that are held; a need that asks for none gains nothing
    """
    bound = 0
    for j in range(len(prices)):
        prices[j] = market.price[j] if market.price[j] < BLOCKED else 0
        bound += market.capacity[j] * prices[j]
    for i in range(len(gains)):
        gains[i] = gain[i] if asked[i] > 0 else 0
        bound += market.demand[i] * gains[i]
    return bound


@kernel
def gain_of(i: int, market: Market) -> int:
    """The most that a slot of need i can gain at the prices as they are."""
    cheapest = market.worth[i]
    for pair in range(market.begin[i], market.end[i]):
        cheapest = min(cheapest, market.cost[pair] + market.price[market.offer[pair]])
    link = market.extras.head[i]
    while link >= 0:
        cheapest = min(cheapest, market.extras.cost[link] + market.price[market.extras.offer[link]])
        link = market.extras.next[link]
    return int(market.worth[i] - cheapest)


@kernel
def follow_prices(
    changed: IntArray,
    before: IntArray,
    lists: Lists,
    ground: Ground,
    market: Market,
    gain: IntArray,
    doubtful: Ints32,
) -> None:
    """Gains after the prices of some offers changed; those that are not known stay so.

    before     int64 by changed offer: its price until now
    doubtful   int32 [N]: room for the needs that have to look at all their offers again
    """
    found = 0
    for at in range(len(changed)):
        j = changed[at]
        if not list_needs(j, lists, ground):
            list_needs(j, lists, ground)
        for entry in range(lists.begin[j], lists.end[j]):
            i = lists.need[entry]
            offered = market.worth[i] - lists.cost[entry]
            if gain[i] == FAR:
                continue
            if offered - market.price[j] > gain[i]:
                gain[i] = offered - market.price[j]
            elif offered - before[at] == gain[i]:
                gain[i] = FAR  # it may have been this offer that the need gained so much by
                doubtful[found] = i
                found += 1
    look_again(doubtful[:found], market, gain)


@kernel
def look_again(needs: IntArray | Ints32, market: Market, gain: IntArray) -> None:
    """Find the gains of those among these needs of which it is not known."""
    for i in needs:
        if gain[i] == FAR:
            gain[i] = gain_of(i, market)
