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

import numpy as np

from rallyround.core.allocation.auction import forward
from rallyround.core.allocation.board import Region
from rallyround.core.allocation.compiled import in_threads
from rallyround.core.allocation.market import queue_of
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.tables import Market

PART = 500_000  # pairs: a part of the board has at least so many
PARTS = 16  # at most: more, and too many slots look across the cuts
LOOK = 20_000_000  # pairs looked at between two looks at the clock: less than 0.2 s


def parts_for(pairs: int) -> int:
    """Into how many parts a board with so many pairs is cut: a power of 2.

    >>> parts_for(499_999), parts_for(2_000_000), parts_for(10**9)
    (1, 4, 16)
    """
    return min(PARTS, 1 << max(0, (pairs // PART).bit_length() - 1))


def bid_by_parts(
    market: Market,
    slots: Ints32,
    opening: IntArray,
    epsilon: int,
    scale: int,
    levels: list[list[Region]],
    threads: int,
    deadline: float | None = None,
) -> tuple[int, int, bool]:
    """Let these slots bid until none waits: bids made, pairs looked at, and whether the deadline came first.

    slots    int32, rising
    levels   parts of the board that bid apart, then larger ones; the last is one region with everything
    """
    ends = np.append(market.slot_from, len(market.slot_need))
    bids = seen = 0
    late = False

    def run(region: Region, own: Market) -> tuple[int, int, bool, Ints32]:
        first, end = ends[region.first_need], ends[region.end_need]
        inside = waiting[(waiting >= first) & (waiting < end)]
        return _run(own, inside, opening, epsilon, scale, region, deadline)

    waiting = slots
    for level in levels:
        markets = [market] if len(level) == 1 else [market._replace(price=market.price.copy()) for _ in level]
        done = in_threads(
            [partial(run, region, own) for region, own in zip(level, markets, strict=True)], threads
        )
        for region, own in zip(level, markets, strict=True):
            own_offers = slice(region.first_offer, region.end_offer)
            market.price[own_offers] = own.price[own_offers]
        bids += sum(made for made, _looked, _late, _aside in done)
        seen += sum(looked for _made, looked, _late, _aside in done)
        late = late or any(is_late for _made, _looked, is_late, _aside in done)
        beyond = waiting[waiting >= ends[level[-1].end_need]]  # of needs that came after the parts were cut
        waiting = np.concatenate([*(aside for _made, _looked, _late, aside in done), beyond])
    return bids, seen, late


def _run(
    market: Market,
    slots: Ints32,
    opening: IntArray,
    epsilon: int,
    scale: int,
    region: Region,
    deadline: float | None,
) -> tuple[int, int, bool, Ints32]:
    """Bids of one part; the slots that it sets aside."""
    room = int(market.demand[region.first_need : region.end_need].sum())
    queue = queue_of(slots, room)
    budget = LOOK if deadline is not None else 2**62
    bids = seen = 0
    while queue.ends[1]:
        made, looked = forward(
            market, queue, opening, epsilon, scale, region.first_offer, region.end_offer, budget
        )
        bids, seen = bids + made, seen + looked
        if deadline is not None and perf_counter() > deadline:
            break
    return bids, seen, bool(queue.ends[1]), queue.aside[: queue.ends[2]]
