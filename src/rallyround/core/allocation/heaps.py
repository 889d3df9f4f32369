"""Heaps of accepted bids, lowest first: those of an offer lie from `base` on, with the slots that made them."""

from __future__ import annotations

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.tables import Ints32


@kernel
def sift_up(bid: IntArray, bidder: Ints32, base: int, at: int, amount: int, slot: int) -> None:
    while at > 0:
        parent = (at - 1) >> 1
        if bid[base + parent] <= amount:
            break
        bid[base + at] = bid[base + parent]
        bidder[base + at] = bidder[base + parent]
        at = parent
    bid[base + at] = amount
    bidder[base + at] = slot


@kernel
def sift_down(bid: IntArray, bidder: Ints32, base: int, at: int, size: int, amount: int, slot: int) -> None:
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and bid[base + child + 1] < bid[base + child]:
            child += 1
        if bid[base + child] >= amount:
            break
        bid[base + at] = bid[base + child]
        bidder[base + at] = bidder[base + child]
        at = child
    bid[base + at] = amount
    bidder[base + at] = slot


@kernel
def remove_bid(bid: IntArray, bidder: Ints32, base: int, size: int, slot: int) -> None:
    """Take the slot's bid out of a heap of that size."""
    at = 0
    while bidder[base + at] != slot:
        at += 1
    last = size - 1
    if at == last:
        return
    amount, moved = bid[base + last], bidder[base + last]
    if at > 0 and bid[base + ((at - 1) >> 1)] > amount:
        sift_up(bid, bidder, base, at, amount, moved)
    else:
        sift_down(bid, bidder, base, at, last, amount, moved)
