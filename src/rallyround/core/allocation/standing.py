"""A market in which a plan's bids stand, kept from one change to the next.

Rows are only ever added: one that is altered ends and begins again with another number of the engine's, so that
grids and rows of pairs stay true. Plans made on the way keep copies of what changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.board import Board
from rallyround.core.allocation.candidates import ROOM, spare_places
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.growing import roomy
from rallyround.core.allocation.market import ground_of, lists_on_demand, open_market
from rallyround.core.allocation.pairs import Extras, Rows, packed
from rallyround.core.allocation.paths import Trail, new_trail
from rallyround.core.allocation.plan import Chosen, Engine, Held, Plan, Solution
from rallyround.core.allocation.problem import MASK_BITS, BoolArray, IntArray, Problem
from rallyround.core.allocation.settle import in_market, place, settle
from rallyround.core.allocation.solvers import chosen_slots
from rallyround.core.allocation.tables import FAR, NOBODY, Ground, Lists, Market

LINKS = 3_000_000  # room for pairs of offers that come later
LISTED = 40_000_000  # pairs: the needs of every offer are listed at once while there are no more, else when asked for
FULL = 0.9  # of the room for those lists: more, and they are written again
LATE = 2_000  # rows that came later than the grids; more, and the grids are built again


class NoRoom(Exception):
    """Too much has changed for the tables: the plan has to be made anew."""


@dataclass(eq=False)
class Standing:
    """The market with everything that it was made from, in the engine's numbering.

    gain      int64 by need: the most that a slot can gain at the prices
    lists     the needs of each offer
    held      by engine's need and offer: how many units are held, and their metres
    need_of, offer_of   int64: the engine's number of each of the caller's rows
    waiting   slots that have to find a place
    unknown   needs whose gain has to be found
    used      int64 [1]: places used of the rows' pairs
    trail     room for the searches of chains
    shared    columns of the market that a plan looks at: they are copied before they change
    """

    market: Market
    board: Board
    ground: Ground
    offer_grids: Grids
    known_offers: int
    known_categories: BoolArray
    gain: IntArray
    lists: Lists
    held: dict[tuple[int, int], tuple[int, int]]
    held_slots: IntArray
    waiting: list[int]
    unknown: list[int]
    need_of: IntArray
    offer_of: IntArray
    used: IntArray
    trail: Trail
    shared: set[str]

    def to_alter(self, *columns: str) -> Market:
        """The market, in which these columns may be written; what a plan looks at stays as it was."""
        for name in self.shared.intersection(columns):
            self.market = _with_copy(self.market, name)
        self.shared.difference_update(columns)
        return self.market

    def trail_now(self) -> Trail:
        """Room for searches among the rows that there are."""
        needs, offers = len(self.market.demand), len(self.market.capacity)
        if len(self.trail.asked) < needs or len(self.trail.distance) < offers:
            self.trail = new_trail(needs + LATE, offers + LATE)
        return self.trail

    @property
    def late(self) -> int:
        """Rows that the grids do not know."""
        needs, offers = len(self.ground.needs.x), len(self.ground.offers.x)
        return needs - self.ground.known + offers - self.known_offers

    @property
    def worn(self) -> bool:
        """Whether it is better built again: the grids do not know many of the rows, or there is little room left."""
        rows = rows_now(self)
        crowded = len(rows) <= LISTED and int(self.lists.used[0]) > FULL * len(self.lists.need)
        return self.late > LATE or crowded or _cramped(rows, len(self.market.capacity))


def standing_of(plan: Plan) -> Standing:
    """The market of a plan: every slot at the price of its offer."""
    engine = plan.engine
    assert engine.board is not None
    board = _own(engine.board)
    full = Stakes(board.needs.worth, board.needs.demand.copy(), board.offers.capacity.copy())
    rows = _with_room(engine.rows, len(full.capacity))
    market = _that_grows(open_market(rows, full, np.zeros(len(full.capacity), dtype=np.int64), 1))
    place(market, plan.solution.chosen(), plan.solution.price)
    standing = Standing(
        market=market,
        board=board,
        ground=ground_of(board),
        offer_grids=board.offer_grids(),
        known_offers=len(full.capacity),
        known_categories=np.isin(np.arange(MASK_BITS), board.needs.category[full.demand > 0]),
        gain=roomy(plan.solution.gain),
        lists=_lists(rows, market),
        held={},
        held_slots=roomy(np.zeros(len(full.demand), dtype=np.int64)),
        waiting=[],
        unknown=[],
        need_of=places(engine.need_order),
        offer_of=places(engine.offer_order),
        used=rows.used,
        trail=new_trail(len(full.demand) + LATE, len(full.capacity) + LATE),
        shared=set(),
    )
    for need, offer, units, cost in zip(*(column.tolist() for column in plan.held), strict=True):
        for _unit in range(units):
            hold(standing, int(standing.need_of[need]), int(standing.offer_of[offer]), cost)
    asked = plan.solution.price  # also of offers of which everything is held: gains may count on them
    if (market.price != asked).any():
        settle(standing, asked)
    return standing


def _lists(rows: Rows, market: Market) -> Lists:
    """The needs of every offer, with room for those that come."""
    needs, offers = len(market.demand), len(market.capacity)
    if len(rows) > LISTED:
        return lists_on_demand(needs, offers)
    filled = len(rows) + len(rows) // repair.SPARE_SHARE + repair.SPARE * offers
    lists = lists_on_demand(needs, offers, 2 * filled + 100_000)  # costs no memory until it is used
    if len(lists.need) >= filled:
        repair.list_pairs_by_offer(market, np.zeros(offers, dtype=np.int64), lists)
    return lists


def _cramped(rows: Rows, offers: int) -> bool:
    """Whether there is little room behind the pairs, and moving them together would give more."""
    return len(rows.offer) - int(rows.used[0]) < spare_places(offers) // 2 and len(rows) <= LISTED


def _with_room(rows: Rows, offers: int) -> Rows:
    """Rows that can be changed without a plan noticing."""
    if _cramped(rows, offers):
        rows = packed(rows, int(ROOM * len(rows)) + spare_places(offers))
    room = len(rows.extras.offer) + LINKS
    links = []
    for column in (rows.extras.offer, rows.extras.cost, rows.extras.next):
        longer = np.empty(room, dtype=np.int32)
        longer[: len(column)] = column
        links.append(longer)
    extras = Extras(rows.extras.head.copy(), links[0], links[1], links[2], rows.extras.used.copy())
    return replace(rows, begin=rows.begin.copy(), end=rows.end.copy(), extras=extras)


def hold(standing: Standing, need: int, offer: int, cost: int) -> bool:
    """Hold one unit; False if there is none."""
    market = standing.to_alter("demand", "capacity")
    ousted = repair.hold(need, offer, cost, market)
    if ousted == repair.REFUSED:
        return False
    if ousted >= 0:
        standing.waiting.append(ousted)
    # Slots of the need may have changed their numbers: those with nobody wait.
    first = int(market.slot_from[need])
    own = np.arange(first, first + int(market.demand[need]))
    standing.waiting += own[market.slot_offer[own] < 0].tolist()
    units, _cost = standing.held.get((need, offer), (0, cost))
    standing.held[need, offer] = units + 1, cost
    standing.held_slots[need] += 1
    return True


def let_go(standing: Standing, need: int, offer: int, *, keep: bool) -> bool:
    """Free one held unit; False if none is held. keep: the slot stays there until something better comes."""
    if (need, offer) not in standing.held:
        return False
    market = standing.to_alter("demand", "capacity")
    slot = repair.let_go(need, offer, int(standing.held_slots[need]), market, keep)
    units, cost = standing.held.pop((need, offer))
    if units > 1:
        standing.held[need, offer] = units - 1, cost
    standing.held_slots[need] -= 1
    standing.gain[need] = FAR  # while all of a need was held nobody asked what it could gain
    standing.unknown.append(need)
    if not keep:
        standing.waiting.append(slot)
    return True


def places(order: IntArray) -> IntArray:
    """The engine's number of each of the caller's rows: of a row that was altered, the last."""
    places = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _own(board: Board) -> Board:
    """The board in columns of its own, which can grow."""
    return replace(
        board,
        needs=NeedColumns(*(roomy(column) for column in board.needs)),
        offers=OfferColumns(*(roomy(column) for column in board.offers)),
        need_order=roomy(board.need_order),
        offer_order=roomy(board.offer_order),
    )


def _that_grows(market: Market) -> Market:
    """The market in columns that can grow; pairs lie where they lay."""
    fixed = {"offer", "cost", "extras", "worth"}
    columns = {name: roomy(column) for name, column in market._asdict().items() if name not in fixed}
    extras = market.extras._replace(head=roomy(market.extras.head))
    return market._replace(extras=extras, **columns)


def _with_copy(market: Market, name: str) -> Market:
    """The market with a copy of one column."""
    if name == "head":
        return market._replace(extras=market.extras._replace(head=roomy(market.extras.head)))
    copy: dict[str, Any] = {name: roomy(getattr(market, name))}
    return market._replace(**copy)


def rows_now(standing: Standing) -> Rows:
    """The pairs as they are."""
    market = standing.market
    standing.shared |= {"begin", "end", "head"}
    extras = market.extras._replace(used=market.extras.used.copy())
    return Rows(market.begin, market.end, market.offer, market.cost, extras, standing.used)


def with_places(known: IntArray, callers: IntArray, first: int) -> IntArray:
    """Places when rows with these numbers of the caller's begin, numbered by the engine from `first` on."""
    grown = np.zeros(max(len(known), int(callers.max(initial=-1)) + 1), dtype=np.int64)
    grown[: len(known)] = known
    grown[callers] = np.arange(first, first + len(callers))
    return grown


def plan_now(standing: Standing, problem: Problem, moved: int) -> Plan:
    """The plan as the market stands; what the next change alters is copied, now or then."""
    market, ground = standing.market, standing.ground
    standing.shared |= {"demand", "capacity"}
    price, gain = np.empty_like(market.price), np.empty_like(standing.gain)
    bound = repair.prove(ground.needs.demand, standing.gain, market, price, gain)
    board = replace(standing.board, needs=ground.needs, offers=ground.offers)
    stakes = Stakes(market.worth, market.demand, market.capacity)
    engine = Engine(rows_now(standing), stakes, board.need_order, board.offer_order, board, [standing])
    solution = Solution(_chosen(market), repair.value_in_market(market), bound, price, gain)
    return Plan(solution, engine, problem, _held(standing), moved)


def _chosen(market: Market) -> Callable[[], Chosen]:
    """Who serves whom and is not held, looked up when somebody asks."""
    offers, costs = market.slot_offer.copy(), market.slot_cost.copy()
    slot_need, slot_from, demand = market.slot_need, market.slot_from, market.demand

    def chosen() -> Chosen:
        standing = in_market(np.arange(len(slot_need)), slot_need, slot_from, demand)
        return chosen_slots(slot_need, np.where(standing, offers, NOBODY), costs)

    return chosen


def _held(standing: Standing) -> Held:
    """What is held, in the caller's numbers."""
    pairs = np.array(list(standing.held), dtype=np.int64).reshape(-1, 2)
    amounts = np.array(list(standing.held.values()), dtype=np.int64).reshape(-1, 2)
    board = standing.board
    return Held(board.need_order[pairs[:, 0]], board.offer_order[pairs[:, 1]], amounts[:, 0], amounts[:, 1])
