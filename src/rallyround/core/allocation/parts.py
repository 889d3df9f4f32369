"""One phase of the forward auction, part of the board by part, so that all processors bid at the same time.

First every part alone, then two neighbours together, and so on up to the whole. A slot whose best offer lies in
another part is set aside until that part is its own too; the offers of others are seen at the prices of the
beginning, and since prices never fall within a phase, what it then thinks they cost is never too much. So the
parts do not disturb each other, what comes of them does not depend on which is first, and what a thread works on
is small enough to stay near its processor.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import NamedTuple, Protocol

import numpy as np

from rallyround.core.allocation.auction import forward
from rallyround.core.allocation.compiled import in_threads
from rallyround.core.allocation.market import queue_of
from rallyround.core.allocation.order import morton_codes
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.tables import Market

PART = 500_000  # pairs: a part of the board has at least so many
MOST_PARTS = 16  # more, and too many slots look across the cuts
LOOK = 20_000_000  # pairs looked at between two looks at the clock: less than 0.2 s


class Placed(Protocol):
    """Rows at a place: x and y in metres, int64, at least 0."""

    @property
    def x(self) -> IntArray: ...

    @property
    def y(self) -> IntArray: ...


class Parts(NamedTuple):
    """Which part each need and each offer belongs to; neighbours are numbered one after the other.

    number        of parts, a power of 2
    need, offer   int32 by need and by offer, from 0
    """

    number: int
    need: Ints32
    offer: Ints32


def whole(needs: int, offers: int) -> Parts:
    """Everything in one part.

    >>> whole(2, 1).offer
    array([0], dtype=int32)
    """
    return Parts(1, np.zeros(needs, dtype=np.int32), np.zeros(offers, dtype=np.int32))


def parts_for(pairs: int) -> int:
    """Into how many parts a board with so many pairs is cut.

    >>> parts_for(499_999), parts_for(2_000_000), parts_for(10**9)
    (1, 4, 16)
    """
    return min(MOST_PARTS, 1 << max(0, (pairs // PART).bit_length() - 1))


def cut(count: int, needs: Placed, offers: Placed) -> Parts:
    """Cut across the curve by place, with as many needs in each part.

    >>> class Row(NamedTuple):
    ...     x: IntArray
    ...     y: IntArray
    >>> cut(2, Row(np.array([0, 1, 8, 9]), np.zeros(4, dtype=np.int64)), Row(np.array([9, 0]), np.array([0, 0])))
    Parts(number=2, need=array([0, 0, 1, 1], dtype=int32), offer=array([1, 0], dtype=int32))
    """
    codes = morton_codes(needs.x, needs.y)
    cuts = np.sort(codes)[np.arange(1, count) * len(codes) // count]
    need, offer = (
        np.searchsorted(cuts, own, side="right") for own in (codes, morton_codes(offers.x, offers.y))
    )
    return Parts(count, need.astype(np.int32), offer.astype(np.int32))


def bid_by_parts(
    market: Market,
    slots: Ints32,
    opening: IntArray,
    epsilon: int,
    scale: int,
    parts: Parts,
    threads: int,
    deadline: float | None = None,
) -> tuple[int, int, bool]:
    """Let these slots bid until none waits: bids made, pairs looked at, and whether the deadline came first."""
    of_slot = parts.need[market.slot_need]
    bids = seen = 0
    late = False
    waiting = slots
    for level in range(parts.number.bit_length()):
        count = parts.number >> level
        room = np.bincount(of_slot >> level, minlength=count)
        own = of_slot[waiting] >> level
        markets = (
            [market] if count == 1 else [market._replace(price=market.price.copy()) for _ in range(count)]
        )
        done = in_threads(
            [
                partial(
                    _bid_in_part,
                    markets[part],
                    waiting[own == part],
                    int(room[part]),
                    opening,
                    epsilon,
                    scale,
                    parts.offer,
                    level,
                    part,
                    deadline,
                )
                for part in range(count)
            ],
            threads,
        )
        for part, its in enumerate(markets):
            offers = parts.offer >> level == part
            market.price[offers] = its.price[offers]
        bids += sum(made for made, _looked, _late, _aside in done)
        seen += sum(looked for _made, looked, _late, _aside in done)
        late = late or any(is_late for _made, _looked, is_late, _aside in done)
        waiting = np.concatenate([aside for _made, _looked, _late, aside in done])
    return bids, seen, late


def _bid_in_part(
    market: Market,
    slots: Ints32,
    room: int,
    opening: IntArray,
    epsilon: int,
    scale: int,
    of_offer: Ints32,
    level: int,
    part: int,
    deadline: float | None,
) -> tuple[int, int, bool, Ints32]:
    """Bids of one part; the slots that it sets aside."""
    queue = queue_of(slots, room)
    budget = LOOK if deadline is not None else 2**62
    bids = seen = 0
    while queue.ends[1]:
        made, looked = forward(market, queue, opening, epsilon, scale, of_offer, level, part, budget)
        bids, seen = bids + made, seen + looked
        if deadline is not None and perf_counter() > deadline:
            break
    return bids, seen, bool(queue.ends[1]), queue.aside[: queue.ends[2]]
