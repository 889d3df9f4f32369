"""The auction's tables, laid out for its kernels."""

from __future__ import annotations

import numpy as np

from rallyround.core.allocation.board import Board
from rallyround.core.allocation.certificate import Stakes
from rallyround.core.allocation.grids import NeedColumns, OfferColumns, need_grids
from rallyround.core.allocation.pairs import Ints32, Rows
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reach import Rules
from rallyround.core.allocation.tables import Ground, Lists, Market, Queue

LISTED = 4_000_000  # entries of room for the needs of offers, beyond one for each need


def open_market(rows: Rows, stakes: Stakes, price: IntArray, scale: int) -> Market:
    """A market without a bid; price int64 by offer, × scale, is taken over and changed."""
    demand, capacity = stakes.demand, stakes.capacity
    slots, units = int(demand.sum()), int(capacity.sum())
    return Market(
        begin=rows.begin,
        end=rows.end,
        offer=rows.offer,
        cost=rows.cost.astype(np.int32, copy=False),
        extras=rows.extras,
        worth=stakes.worth * scale,
        demand=demand,
        capacity=capacity,
        slot_from=np.cumsum(demand) - demand,
        slot_need=np.repeat(np.arange(len(demand), dtype=np.int32), demand),
        slot_offer=np.full(slots, -1, dtype=np.int32),
        slot_cost=np.zeros(slots, dtype=np.int32),
        slot_gain=np.zeros(slots, dtype=np.int64),
        unit_from=np.cumsum(capacity) - capacity,
        bid=np.zeros(units, dtype=np.int64),
        bidder=np.zeros(units, dtype=np.int32),
        taken=np.zeros(len(capacity), dtype=np.int64),
        price=price,
    )


def queue_of(slots: IntArray | Ints32, room: int | None = None) -> Queue:
    """These slots wait. room: of the ring, as many as can ever wait."""
    size = max(room or len(slots), 1)
    ring = np.empty(size, dtype=np.int32)
    ring[: len(slots)] = slots
    return Queue(slots=ring, ends=np.array([0, len(slots), 0]), aside=np.empty(size, dtype=np.int32))


def lists_on_demand(needs: int, offers: int, listed: int = LISTED) -> Lists:
    """Room for the needs of offers, none listed yet."""
    room = needs + min(listed, needs * offers)
    return Lists(
        begin=np.full(offers, -1, dtype=np.int64),
        end=np.zeros(offers, dtype=np.int64),
        limit=np.zeros(offers, dtype=np.int64),
        need=np.empty(room, dtype=np.int32),
        cost=np.empty(room, dtype=np.int32),
        used=np.zeros(1, dtype=np.int64),
    )


def lists_of(rows: Rows, offers: int) -> Lists:
    """The needs of every offer, from the pairs."""
    need, offer, cost = rows.columns()
    order = np.argsort(offer, kind="stable")
    end = np.cumsum(np.bincount(offer, minlength=offers))
    return Lists(
        begin=np.concatenate([[0], end[:-1]]).astype(np.int64) if offers else end,
        end=end,
        limit=end,
        need=need[order].astype(np.int32),
        cost=cost[order].astype(np.int32),
        used=np.array([len(order)]),
    )


def ground_of(board: Board) -> Ground:
    """What lists of needs are made from."""
    return Ground(board.needs, board.offers, len(board.needs.x), board.need_grids(), board.rules)


def value_of(market: Market, scale: int) -> int:
    """Metres that the slots served are worth."""
    served = market.slot_offer >= 0
    worth = market.worth[market.slot_need[served]] // scale
    return int(worth.sum()) - int(market.slot_cost[served].sum())


def no_ground() -> Ground:
    """For given pairs, all of which are listed: nothing to list from."""
    nothing = np.zeros(0, dtype=np.int64)
    needs, offers = NeedColumns(*[nothing] * 8), OfferColumns(*[nothing] * 8)
    return Ground(
        needs,
        offers,
        0,
        need_grids(needs),
        Rules(np.zeros(1, dtype=np.bool_), np.ones((1, 1), dtype=np.bool_), nothing),
    )
