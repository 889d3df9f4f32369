"""A market in which a plan's bids stand, kept from one change to the next.

Rows are only ever added: one that is altered ends and begins again with another number of the engine's, so that
grids and rows of pairs stay true. Plans made on the way keep copies of what changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.auction import forward
from rallyround.core.allocation.board import Board, need_columns, offer_columns
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.market import ground_of, lists_on_demand, open_market, queue_of
from rallyround.core.allocation.pairs import Extras, Rows
from rallyround.core.allocation.plan import Engine, Held, Plan, Solution
from rallyround.core.allocation.problem import MASK_BITS, BoolArray, IntArray, Problem
from rallyround.core.allocation.reach import offers_in_reach
from rallyround.core.allocation.reverse import list_needs, reverse
from rallyround.core.allocation.solvers import chosen_slots
from rallyround.core.allocation.tables import BLOCKED, FAR, Ground, Lists, Market

LINKS = 3_000_000  # room for pairs of offers that come later
LATE = 2_000  # rows that came later than the grids; more, and the grids are built again


class NoRoom(Exception):
    """Too much has changed for the tables: the plan has to be made anew."""


@dataclass(eq=False)
class Standing:
    """The market with everything that it was made from, in the engine's numbering.

    gain      int64 by need: the most that a slot can gain at the prices
    held      by engine's need and offer: how many units are held, and their metres
    waiting   slots that have to bid
    used      int64 [1]: places used of the rows' pairs
    """

    market: Market
    board: Board
    ground: Ground
    offer_grids: Grids
    known_offers: int
    known_categories: BoolArray
    gain: IntArray
    held: dict[tuple[int, int], tuple[int, int]]
    held_slots: IntArray
    waiting: list[int]
    used: IntArray

    @property
    def late(self) -> int:
        """Rows that the grids do not know."""
        needs, offers = len(self.ground.needs.x), len(self.ground.offers.x)
        return needs - self.ground.known + offers - self.known_offers


def standing_of(plan: Plan) -> Standing:
    """The market of a plan: every slot at the price of its offer."""
    engine = plan.engine
    assert engine.board is not None
    board = _with_own_amounts(engine.board)
    full = Stakes(board.needs.worth, board.needs.demand.copy(), board.offers.capacity.copy())
    rows = _with_room(engine.rows)
    market = open_market(rows, full, np.zeros(len(full.capacity), dtype=np.int64), 1)
    _place(market, plan.solution, engine.stakes.capacity)
    standing = Standing(
        market=market,
        board=board,
        ground=ground_of(board),
        offer_grids=board.offer_grids(),
        known_offers=len(full.capacity),
        known_categories=np.isin(np.arange(MASK_BITS), board.needs.category[full.demand > 0]),
        gain=plan.solution.gain.copy(),
        held={},
        held_slots=np.zeros(len(full.demand), dtype=np.int64),
        waiting=[],
        used=rows.used,
    )
    needs, offers = places(engine.need_order), places(engine.offer_order)
    for need, offer, units, cost in zip(*(column.tolist() for column in plan.held), strict=True):
        for _unit in range(units):
            hold(standing, int(needs[need]), int(offers[offer]), cost)
    asked = np.where(engine.stakes.capacity > 0, plan.solution.price, BLOCKED)
    if (market.price != asked).any():  # units to spare that had a price: now they have none
        settle(standing, asked, lists_on_demand(len(full.demand), len(full.capacity)), 1)
    return standing


def _with_room(rows: Rows) -> Rows:
    """Rows that can be changed without a plan noticing."""
    room = len(rows.extras.offer) + LINKS
    links = []
    for column in (rows.extras.offer, rows.extras.cost, rows.extras.next):
        longer = np.empty(room, dtype=np.int32)
        longer[: len(column)] = column
        links.append(longer)
    extras = Extras(rows.extras.head.copy(), links[0], links[1], links[2], rows.extras.used.copy())
    return replace(rows, begin=rows.begin.copy(), end=rows.end.copy(), extras=extras)


def _place(market: Market, solution: Solution, free: IntArray) -> None:
    """Put the chosen units into the market, all at the price of their offer; `free` are the units not held."""
    chosen = solution.chosen()
    order = np.argsort(chosen.need, kind="stable")
    need, offer, cost = (
        np.repeat(column[order], chosen.units[order]) for column in (chosen.need, chosen.offer, chosen.cost)
    )
    count = np.bincount(need, minlength=len(market.demand))
    slot = market.slot_from[need] + np.arange(len(need)) - (np.cumsum(count) - count)[need]
    market.taken[:] = np.bincount(offer, minlength=len(market.capacity))
    full = (market.taken == free) & (free > 0)
    market.price[:] = np.where(full, solution.price, 0)
    market.price[market.capacity == 0] = BLOCKED
    market.slot_offer[slot], market.slot_cost[slot] = offer, cost
    market.slot_gain[slot] = market.worth[need] - cost - np.where(full, market.price, 0)[offer]
    by_offer = np.argsort(offer, kind="stable")
    first = np.cumsum(market.taken) - market.taken
    unit = (market.unit_from - first)[offer[by_offer]] + np.arange(len(offer))
    market.bidder[unit] = slot[by_offer]
    market.bid[unit] = np.where(full, market.price, 0)[offer[by_offer]]


def hold(standing: Standing, need: int, offer: int, cost: int) -> bool:
    """Hold one unit; False if there is none."""
    ousted = repair.hold(need, offer, cost, standing.market)
    if ousted == repair.REFUSED:
        return False
    if ousted >= 0:
        standing.waiting.append(ousted)
    units, _cost = standing.held.get((need, offer), (0, cost))
    standing.held[need, offer] = units + 1, cost
    standing.held_slots[need] += 1
    return True


def let_go(standing: Standing, need: int, offer: int, *, keep: bool) -> bool:
    """Free one held unit; False if none is held. keep: the slot stays there until something better comes."""
    if (need, offer) not in standing.held:
        return False
    slot = repair.let_go(need, offer, int(standing.held_slots[need]), standing.market, keep)
    units, cost = standing.held.pop((need, offer))
    if units > 1:
        standing.held[need, offer] = units - 1, cost
    standing.held_slots[need] -= 1
    if not keep:
        standing.waiting.append(slot)
    return True


def end_rows(standing: Standing, needs: IntArray, offers: IntArray, lists: Lists) -> None:
    """These needs and offers are over, with what was held for them."""
    ended_needs, ended_offers = set(needs.tolist()), set(offers.tolist())
    for (need, offer), (units, _cost) in list(standing.held.items()):
        if need in ended_needs or offer in ended_offers:
            for _unit in range(units):
                let_go(standing, need, offer, keep=False)
    market = standing.market
    for offer in offers.tolist():
        list_needs(offer, lists, standing.ground)  # whose gains may fall with it
        base = int(market.unit_from[offer])
        standing.waiting += market.bidder[base : base + int(market.taken[offer])].tolist()
    repair.end_offers(offers, market)
    repair.end_needs(needs, market)
    standing.ground.needs.demand[needs] = 0
    standing.ground.offers.capacity[offers] = 0


def begin_offers(standing: Standing, problem: Problem, callers: IntArray, lists: Lists) -> Lists:
    """Offers with these numbers of the caller's come in, with their pairs; lists with room for them."""
    columns = offer_columns(problem, standing.board.origin, callers)
    offers = OfferColumns(
        *(np.concatenate(both) for both in zip(standing.ground.offers, columns, strict=True))
    )
    begun = np.arange(len(standing.market.capacity), len(offers.x))
    market = standing.market
    units = int(columns.capacity.sum())
    standing.market = market._replace(
        capacity=np.concatenate([market.capacity, columns.capacity]),
        unit_from=np.concatenate(
            [market.unit_from, len(market.bid) + np.cumsum(columns.capacity) - columns.capacity]
        ),
        bid=np.concatenate([market.bid, np.zeros(units, dtype=np.int64)]),
        bidder=np.concatenate([market.bidder, np.zeros(units, dtype=np.int32)]),
        taken=np.concatenate([market.taken, np.zeros(len(begun), dtype=np.int64)]),
        price=np.concatenate([market.price, np.where(columns.capacity > 0, 0, BLOCKED)]),
    )
    standing.ground = standing.ground._replace(offers=offers)
    standing.board = replace(
        standing.board, offers=offers, offer_order=np.concatenate([standing.board.offer_order, callers])
    )
    lists = lists._replace(
        begin=np.concatenate([lists.begin, np.full(len(begun), -1)]),
        end=np.concatenate([lists.end, np.zeros(len(begun), dtype=np.int64)]),
    )
    _renumber_forbidden(standing, problem)
    if not repair.link_offers(begun[columns.capacity > 0], lists, standing.ground, standing.market.extras):
        raise NoRoom
    return lists


def begin_needs(standing: Standing, problem: Problem, callers: IntArray) -> None:
    """Needs with these numbers of the caller's come in, with their pairs; their slots have to bid."""
    columns = need_columns(problem, standing.board.origin, callers)
    if not standing.known_categories[columns.category].all():
        raise NoRoom  # the grids do not hold the offers of a kind that nobody asked for
    needs = NeedColumns(*(np.concatenate(both) for both in zip(standing.ground.needs, columns, strict=True)))
    standing.ground = standing.ground._replace(needs=needs)
    standing.board = replace(
        standing.board, needs=needs, need_order=np.concatenate([standing.board.need_order, callers])
    )
    market = standing.market
    slots, before = int(columns.demand.sum()), len(market.slot_need)
    begun = np.arange(len(market.demand), len(needs.x))
    nothing = np.zeros(len(begun), dtype=np.int64)
    standing.market = market._replace(
        begin=np.concatenate([market.begin, nothing]),
        end=np.concatenate([market.end, nothing]),
        extras=market.extras._replace(
            head=np.concatenate([market.extras.head, np.full(len(begun), -1, dtype=np.int32)])
        ),
        worth=needs.worth,
        demand=np.concatenate([market.demand, columns.demand]),
        slot_from=np.concatenate([market.slot_from, before + np.cumsum(columns.demand) - columns.demand]),
        slot_need=np.concatenate([market.slot_need, np.repeat(begun.astype(np.int32), columns.demand)]),
        slot_offer=np.concatenate([market.slot_offer, np.full(slots, -1, dtype=np.int32)]),
        slot_cost=np.concatenate([market.slot_cost, np.zeros(slots, dtype=np.int32)]),
        slot_gain=np.concatenate([market.slot_gain, np.zeros(slots, dtype=np.int64)]),
    )
    standing.gain = np.concatenate([standing.gain, np.full(len(begun), FAR)])
    standing.held_slots = np.concatenate([standing.held_slots, nothing])
    standing.waiting += range(before, before + slots)
    _renumber_forbidden(standing, problem)
    for need in begun.tolist():
        _list_row(standing, need)


def _renumber_forbidden(standing: Standing, problem: Problem) -> None:
    """What is forbidden to a row holds for the row that took its place."""
    if not len(problem.forbidden):
        return
    need, offer = np.divmod(problem.forbidden, len(problem.offers))
    need_of, offer_of = places(standing.board.need_order), places(standing.board.offer_order)
    known = (need < len(need_of)) & (offer < len(offer_of))
    keys = (need_of[need[known]] << 32) | offer_of[offer[known]]
    rules = standing.ground.rules._replace(forbidden=np.sort(keys))
    standing.ground = standing.ground._replace(rules=rules)
    standing.board = replace(standing.board, rules=rules)


def places(order: IntArray) -> IntArray:
    """The engine's number of each of the caller's rows: of a row that was altered, the last."""
    places = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _list_row(standing: Standing, need: int) -> None:
    """Write the pairs of a need anew, behind all others."""
    market, ground = standing.market, standing.ground
    at = int(standing.used[0])
    if at + len(ground.offers.x) > len(market.offer):
        raise NoRoom
    found = offers_in_reach(
        need,
        ground.needs,
        ground.offers,
        standing.known_offers,
        standing.offer_grids,
        ground.rules,
        market.offer,
        market.cost,
        at,
        True,
    )
    market.begin[need], market.end[need] = at, at + found
    market.extras.head[need] = -1
    standing.used[0] += found


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
    market = standing.market
    for need, offer in pairs:
        first = int(market.slot_from[need])
        for slot in range(first, first + int(market.demand[need])):
            if market.slot_offer[slot] == offer:
                repair.leave(slot, market)
                standing.waiting.append(slot)
        _list_row(standing, need)
        standing.gain[need] = FAR


def settle(standing: Standing, before: IntArray, lists: Lists, epsilon: int) -> None:
    """Let offers with units to spare pull, then those bid who wait, and let the gains follow the prices.

    before   int64 by offer: prices when the gains were true; BLOCKED for offers that came since
    """
    market = standing.market
    spare = np.flatnonzero((market.taken < market.capacity) & (before > 0)).astype(np.int32)
    ring = np.empty(len(market.capacity) + 1, dtype=np.int32)
    ring[: len(spare)] = spare
    reverse(ring, np.array([0, len(spare)]), lists, standing.ground, market, epsilon, 1, 2**62)
    slots = np.array(standing.waiting, dtype=np.int64)
    slots = np.unique(slots[(market.slot_offer[slots] < 0) & _in_market(market, slots)])
    standing.waiting = []
    queue = queue_of(market, slots, room=len(market.slot_need))
    free = np.zeros(len(market.capacity), dtype=np.int64)
    forward(market, queue, free, epsilon, 1, 0, len(market.capacity), 2**62)
    changed = np.flatnonzero(market.price != before)
    repair.follow_prices(changed, before[changed], lists, standing.ground, market, standing.gain)


def _in_market(market: Market, slots: IntArray) -> BoolArray:
    """Whether the slots are neither held nor those of a need that has ended."""
    need = market.slot_need[slots]
    return slots < market.slot_from[need] + market.demand[need]


def plan_now(standing: Standing, problem: Problem, moved: int) -> Plan:
    """The plan as the market stands; it keeps copies of what the next change would alter."""
    market = standing.market
    slots = _in_market(market, np.arange(len(market.slot_need)))
    offers = np.where(slots, market.slot_offer, -1)
    costs, need = market.slot_cost.copy(), market.slot_need
    price = np.where(market.price < BLOCKED, market.price, 0)
    stakes = Stakes(market.worth, market.demand.copy(), market.capacity.copy())
    served = offers >= 0
    value = int(market.worth[need[served]].sum()) - int(costs[served].sum())
    gain = standing.gain.copy()
    gain[standing.ground.needs.demand == 0] = 0
    bound = int(stakes.capacity @ price) + int(stakes.demand @ gain)
    extras = market.extras._replace(head=market.extras.head.copy(), used=market.extras.used.copy())
    rows = Rows(market.begin.copy(), market.end.copy(), market.offer, market.cost, extras, standing.used)
    board = replace(standing.board, needs=standing.ground.needs, offers=standing.ground.offers)
    engine = Engine(rows, stakes, board.need_order, board.offer_order, _with_own_amounts(board), [standing])
    solution = Solution(lambda: chosen_slots(need, offers, costs), value, bound, price, gain)
    return Plan(solution, engine, problem, _held(standing), moved)


def _with_own_amounts(board: Board) -> Board:
    """The board with copies of demand and capacity, which change."""
    return replace(
        board,
        needs=board.needs._replace(demand=board.needs.demand.copy()),
        offers=board.offers._replace(capacity=board.offers.capacity.copy()),
    )


def _held(standing: Standing) -> Held:
    """What is held, in the caller's numbers."""
    pairs = np.array(list(standing.held), dtype=np.int64).reshape(-1, 2)
    amounts = np.array(list(standing.held.values()), dtype=np.int64).reshape(-1, 2)
    board = standing.board
    return Held(board.need_order[pairs[:, 0]], board.offer_order[pairs[:, 1]], amounts[:, 0], amounts[:, 1])
