"""Rows of a standing market that end, begin or may no longer be matched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.board import need_columns, offer_columns
from rallyround.core.allocation.grids import NeedColumns, OfferColumns
from rallyround.core.allocation.growing import appended, roomy
from rallyround.core.allocation.problem import IntArray, Problem
from rallyround.core.allocation.reverse import list_needs
from rallyround.core.allocation.standing import NoRoom, Standing, let_go, with_places
from rallyround.core.allocation.tables import BLOCKED, FAR, Lists


def end_rows(standing: Standing, needs: IntArray, offers: IntArray) -> None:
    """These needs and offers are over, with what was held for them."""
    ended_needs, ended_offers = set(needs.tolist()), set(offers.tolist())
    for (need, offer), (units, _cost) in list(standing.held.items()):
        if need in ended_needs or offer in ended_offers:
            for _unit in range(units):
                let_go(standing, need, offer, keep=False)
    altered = ["capacity"] * (len(offers) > 0) + ["end", "head", "demand"] * (len(needs) > 0)
    market = standing.to_alter(*altered)
    for offer in offers.tolist():
        list_needs(offer, standing.lists, standing.ground)  # whose gains may fall with it
        base = int(market.unit_from[offer])
        standing.waiting += market.bidder[base : base + int(market.taken[offer])].tolist()
    repair.end_offers(offers, market)
    repair.end_needs(needs, market)
    ground = standing.ground
    if len(needs):
        ground = ground._replace(needs=ground.needs._replace(demand=_without(ground.needs.demand, needs)))
    if len(offers):
        capacity = _without(ground.offers.capacity, offers)
        ground = ground._replace(offers=ground.offers._replace(capacity=capacity))
    standing.ground = ground


def _without(amount: IntArray, ended: IntArray) -> IntArray:
    """The column with nothing in these rows; plans look at the one that is given."""
    column = roomy(amount)
    column[ended] = 0
    return column


def rate_needs(standing: Standing, problem: Problem, callers: IntArray) -> None:
    """Needs with these numbers of the caller's have another priority: who serves them stays, and who waits bids by it."""
    needs = standing.need_of[callers]
    ground, before = standing.ground, standing.market.worth
    worth = roomy(before)
    worth[needs] = problem.worth[callers]
    standing.market = standing.market._replace(worth=worth)
    standing.ground = ground = ground._replace(needs=ground.needs._replace(worth=worth))
    standing.board = replace(standing.board, needs=ground.needs)
    furthest = ground.offers.travel[ground.offers.capacity > 0].max(initial=-1)
    near = np.minimum(before[needs], worth[needs]) <= furthest
    doubtful = needs[near & ~ground.rules.anywhere[ground.needs.category[needs]]]
    if len(doubtful):
        market, lists = standing.to_alter("begin", "end", "head"), standing.lists
        room = np.empty((2, len(ground.offers.x)), dtype=np.float64)
        reach = standing.known_offers, standing.offer_grids, ground, market, standing.used, room
        if not repair.list_rows_that_differ(doubtful, before, *reach, lists):
            raise NoRoom
    free = np.empty(int(standing.market.demand[needs].sum()), dtype=np.int64)
    found = repair.rate(needs, before, standing.market, standing.gain, free)
    standing.waiting += free[:found].tolist()
    standing.unknown += needs.tolist()


def begin_offers(standing: Standing, problem: Problem, callers: IntArray) -> None:
    """Offers with these numbers of the caller's come in, with their pairs."""
    columns = offer_columns(problem, standing.board.origin, callers)
    offers = OfferColumns(
        *(appended(known, new) for known, new in zip(standing.ground.offers, columns, strict=True))
    )
    begun = np.arange(len(standing.market.capacity), len(offers.x))
    market = standing.market
    units = int(columns.capacity.sum())
    unit_from = len(market.bid) + np.cumsum(columns.capacity) - columns.capacity
    nothing = np.zeros(len(begun), dtype=np.int64)
    standing.market = market._replace(
        capacity=appended(market.capacity, columns.capacity),
        unit_from=appended(market.unit_from, unit_from),
        bid=appended(market.bid, np.zeros(units)),
        bidder=appended(market.bidder, np.zeros(units)),
        taken=appended(market.taken, nothing),
        price=appended(market.price, np.where(columns.capacity > 0, 0, BLOCKED)),
    )
    standing.ground = standing.ground._replace(offers=offers)
    standing.board = replace(
        standing.board, offers=offers, offer_order=appended(standing.board.offer_order, callers)
    )
    standing.offer_of = with_places(standing.offer_of, callers, len(offers.x) - len(callers))
    lists = standing.lists
    standing.lists = lists._replace(
        begin=appended(lists.begin, nothing - 1),
        end=appended(lists.end, nothing),
        limit=appended(lists.limit, nothing),
    )
    _renumber_forbidden(standing, problem)
    able = begun[columns.capacity > 0]
    market = standing.to_alter("head")
    if not repair.link_offers(able, standing.lists, standing.ground, market.extras):
        raise NoRoom


def begin_needs(standing: Standing, problem: Problem, callers: IntArray) -> None:
    """Needs with these numbers of the caller's come in, with their pairs; their slots have to bid."""
    columns = need_columns(problem, standing.board.origin, callers)
    if not standing.known_categories[columns.category].all():
        raise NoRoom  # the grids do not hold the offers of a kind that nobody asked for
    needs = NeedColumns(
        *(appended(known, new) for known, new in zip(standing.ground.needs, columns, strict=True))
    )
    standing.ground = standing.ground._replace(needs=needs)
    standing.board = replace(
        standing.board, needs=needs, need_order=appended(standing.board.need_order, callers)
    )
    market = standing.market
    slots, before = int(columns.demand.sum()), len(market.slot_need)
    begun = np.arange(len(market.demand), len(needs.x))
    nothing = np.zeros(len(begun), dtype=np.int64)
    unserved = np.zeros(slots)
    standing.market = market._replace(
        begin=appended(market.begin, nothing),
        end=appended(market.end, nothing),
        extras=market.extras._replace(head=appended(market.extras.head, nothing - 1)),
        worth=needs.worth,
        demand=appended(market.demand, columns.demand),
        slot_from=appended(market.slot_from, before + np.cumsum(columns.demand) - columns.demand),
        slot_need=appended(market.slot_need, np.repeat(begun, columns.demand)),
        slot_offer=appended(market.slot_offer, unserved - 1),
        slot_cost=appended(market.slot_cost, unserved),
        slot_gain=appended(market.slot_gain, unserved),
    )
    standing.gain = appended(standing.gain, np.full(len(begun), FAR))
    standing.unknown += begun.tolist()
    standing.held_slots = appended(standing.held_slots, nothing)
    standing.waiting += range(before, before + slots)
    standing.need_of = with_places(standing.need_of, callers, len(needs.x) - len(callers))
    _renumber_forbidden(standing, problem)
    _list_rows(standing, begun, standing.lists)


def _renumber_forbidden(standing: Standing, problem: Problem) -> None:
    """What is forbidden to a row holds for the row that took its place."""
    if not len(problem.forbidden):
        return
    need, offer = np.divmod(problem.forbidden, len(problem.offers))
    need_of, offer_of = standing.need_of, standing.offer_of
    known = (need < len(need_of)) & (offer < len(offer_of))
    keys = (need_of[need[known]] << 32) | offer_of[offer[known]]
    rules = standing.ground.rules._replace(forbidden=np.sort(keys))
    standing.ground = standing.ground._replace(rules=rules)
    standing.board = replace(standing.board, rules=rules)


def _list_rows(standing: Standing, needs: IntArray, lists: Lists | None) -> None:
    """Write the pairs of some needs anew, behind all others; lists: of offers, where the needs have to be put."""
    ground = standing.ground
    room = np.empty((2, len(ground.offers.x)), dtype=np.float64)
    reach = standing.known_offers, standing.offer_grids, ground, standing.market, standing.used, room
    if not repair.list_rows(needs, *reach):
        raise NoRoom
    if lists is not None:
        repair.add_to_lists(needs, standing.market, lists)


def forbid(standing: Standing, pairs: list[tuple[int, int]]) -> None:
    """These pairs of the engine's may not be matched; who is, has to bid again."""
    if not pairs:
        return
    keys = np.array([(need << 32) | offer for need, offer in pairs], dtype=np.int64)
    rules = standing.ground.rules._replace(
        forbidden=np.unique(np.concatenate([standing.ground.rules.forbidden, keys]))
    )
    standing.ground = standing.ground._replace(rules=rules)
    standing.board = replace(standing.board, rules=rules)
    market = standing.to_alter("begin", "end", "head")
    for need, offer in pairs:
        first = int(market.slot_from[need])
        for slot in range(first, first + int(market.demand[need])):
            if market.slot_offer[slot] == offer:
                repair.leave(slot, market)
                standing.waiting.append(slot)
        standing.lists.begin[offer] = -1  # without that need, when it is listed again
    needs = np.unique([need for need, _offer in pairs])
    _list_rows(standing, needs, None)
    standing.gain[needs] = FAR
    standing.unknown += needs.tolist()
