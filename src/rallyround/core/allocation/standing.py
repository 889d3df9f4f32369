"""A market in which a plan's bids stand, kept from one change to the next.

Rows are only ever added: one that is altered ends and begins again with another number of the engine's, so that
grids and rows of pairs stay true. Plans made on the way keep copies of what changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rallyround.core.allocation import repair
from rallyround.core.allocation.board import Board
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.growing import roomy
from rallyround.core.allocation.market import ground_of, lists_on_demand, open_market
from rallyround.core.allocation.pairs import Extras, Rows
from rallyround.core.allocation.plan import Engine, Held, Plan, Solution
from rallyround.core.allocation.problem import MASK_BITS, BoolArray, IntArray, Problem
from rallyround.core.allocation.settle import place, settle
from rallyround.core.allocation.solvers import chosen_slots
from rallyround.core.allocation.tables import BLOCKED, Ground, Lists, Market

LINKS = 3_000_000  # room for pairs of offers that come later
LISTED = 40_000_000  # pairs: the needs of every offer are listed at once while there are no more, else when asked for
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
    used      int64 [1]: places used of the rows' pairs
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
    need_of: IntArray
    offer_of: IntArray
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
    board = _own(engine.board)
    full = Stakes(board.needs.worth, board.needs.demand.copy(), board.offers.capacity.copy())
    rows = _with_room(engine.rows)
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
        need_of=places(engine.need_order),
        offer_of=places(engine.offer_order),
        used=rows.used,
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
    filled = len(rows) + repair.SPARE * offers
    lists = lists_on_demand(needs, offers, filled + len(rows) // 4 + 100_000)
    if len(lists.need) >= filled:
        repair.list_pairs_by_offer(market, np.zeros(offers, dtype=np.int64), lists)
    return lists


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


def hold(standing: Standing, need: int, offer: int, cost: int) -> bool:
    """Hold one unit; False if there is none."""
    ousted = repair.hold(need, offer, cost, standing.market)
    if ousted == repair.REFUSED:
        return False
    if ousted >= 0:
        standing.waiting.append(ousted)
    market = standing.market
    first = int(
        market.slot_from[need]
    )  # slots of the need may have changed their numbers: those with nobody wait
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
    slot = repair.let_go(need, offer, int(standing.held_slots[need]), standing.market, keep)
    units, cost = standing.held.pop((need, offer))
    if units > 1:
        standing.held[need, offer] = units - 1, cost
    standing.held_slots[need] -= 1
    if not keep:
        standing.waiting.append(slot)
    return True


def places(order: IntArray) -> IntArray:
    """The engine's number of each of the caller's rows: of a row that was altered, the last."""
    places = np.zeros(int(order.max(initial=-1)) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _with_own_amounts(board: Board) -> Board:
    """The board with copies of demand and capacity, which change."""
    return replace(
        board,
        needs=board.needs._replace(demand=board.needs.demand.copy()),
        offers=board.offers._replace(capacity=board.offers.capacity.copy()),
    )


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


def rows_now(standing: Standing) -> Rows:
    """The pairs as they are, in copies of what changes."""
    market = standing.market
    extras = market.extras._replace(head=market.extras.head.copy(), used=market.extras.used.copy())
    return Rows(market.begin.copy(), market.end.copy(), market.offer, market.cost, extras, standing.used)


def with_places(known: IntArray, callers: IntArray, first: int) -> IntArray:
    """Places when rows with these numbers of the caller's begin, numbered by the engine from `first` on."""
    grown = np.zeros(max(len(known), int(callers.max(initial=-1)) + 1), dtype=np.int64)
    grown[: len(known)] = known
    grown[callers] = np.arange(first, first + len(callers))
    return grown


def plan_now(standing: Standing, problem: Problem, moved: int) -> Plan:
    """The plan as the market stands; it keeps copies of what the next change would alter."""
    market = standing.market
    offers = np.empty_like(market.slot_offer)
    value = repair.take_stock(market, offers)
    costs, need = market.slot_cost.copy(), market.slot_need
    price = np.where(market.price < BLOCKED, market.price, 0)
    stakes = Stakes(market.worth, market.demand.copy(), market.capacity.copy())
    gain = standing.gain.copy()
    gain[standing.ground.needs.demand == 0] = 0
    bound = int(stakes.capacity @ price) + int(stakes.demand @ gain)
    board = replace(standing.board, needs=standing.ground.needs, offers=standing.ground.offers)
    engine = Engine(
        rows_now(standing), stakes, board.need_order, board.offer_order, _with_own_amounts(board), [standing]
    )
    solution = Solution(lambda: chosen_slots(need, offers, costs), value, bound, price, gain)
    return Plan(solution, engine, problem, _held(standing), moved)


def _held(standing: Standing) -> Held:
    """What is held, in the caller's numbers."""
    pairs = np.array(list(standing.held), dtype=np.int64).reshape(-1, 2)
    amounts = np.array(list(standing.held.values()), dtype=np.int64).reshape(-1, 2)
    board = standing.board
    return Held(board.need_order[pairs[:, 0]], board.offer_order[pairs[:, 1]], amounts[:, 0], amounts[:, 1])
