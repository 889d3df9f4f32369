"""What the auction's kernels work on: the market, who waits, and which needs an offer can serve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.grids import Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.pairs import Extras
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reach import Rules

Ints32 = npt.NDArray[np.int32]
FAR = 2**61  # further than any price or gain
BLOCKED = 2**60  # the price of an offer without a unit in the market: nobody is worth so much
NOBODY = -1


class Market(NamedTuple):
    """Pairs, slots, accepted bids and prices of N needs, M offers, S slots and U units; metres × scale.

    begin, end    int64 [N]: the pairs of need i are begin[i] to end[i] of offer and cost
    offer, cost   int32: offer of the pair and metres that it costs; extras: pairs that came later
    worth         int64 [N]: of a slot before the way, × scale
    demand        int64 [N]: slots; capacity int64 [M]: units
    slot_from     int64 [N]: first slot of need i
    slot_need     int32 [S]; slot_offer int32 [S], -1 with nobody
    slot_cost     int32 [S]: metres; slot_gain int64 [S]: what is left after the way and the bid
    unit_from     int64 [M]: first unit of offer j
    bid, bidder   int64 and int32 [U]: heaps of accepted bids, lowest first, with the slots that made them
    taken         int64 [M]: units taken
    price         int64 [M]
    """

    begin: IntArray
    end: IntArray
    offer: Ints32
    cost: Ints32
    extras: Extras
    worth: IntArray
    demand: IntArray
    capacity: IntArray
    slot_from: IntArray
    slot_need: Ints32
    slot_offer: Ints32
    slot_cost: Ints32
    slot_gain: IntArray
    unit_from: IntArray
    bid: IntArray
    bidder: Ints32
    taken: IntArray
    price: IntArray


class Queue(NamedTuple):
    """Slots that have to bid, in a ring, and those that were set aside.

    slots   int32 [S]; ends int64 [3]: where the ring begins, how many wait, how many are aside
    aside   int32 [S]: slots whose best offer lies in another part of the board
    """

    slots: Ints32
    ends: IntArray
    aside: Ints32


class Lists(NamedTuple):
    """Needs that an offer can serve, listed when they are first asked for.

    begin, end   int64 [M]: those of offer j are begin[j] to end[j] of need and cost; begin -1: not listed yet
    limit        int64 [M]: up to here there is room for more of them
    need, cost   int32: room for the lists
    used         int64 [1]: how much of the room is used
    """

    begin: IntArray
    end: IntArray
    limit: IntArray
    need: Ints32
    cost: Ints32
    used: IntArray


class Ground(NamedTuple):
    """What lists are made from: needs, offers, the rules, and grids in which the first `known` needs lie."""

    needs: NeedColumns
    offers: OfferColumns
    known: int
    grids: Grids
    rules: Rules
