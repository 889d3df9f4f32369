"""What else could be done, in a plan as it stands: the cheapest way to do without one pair."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.pairs import Ints32
from rallyround.core.allocation.problem import BoolArray, IntArray

UNREACHED = 2**62


class Residual(NamedTuple):
    """A plan as a graph of N needs, M offers and a sink, with prices as potentials; metres.

    start, offer, value   the pairs by need
    price, gain           int64 [M] and [N]
    served_from, served   needs that offer j serves: served[served_from[j] : served_from[j + 1]]
    spare                 bool [M]: the offer has a unit left; waits: bool [N]: a slot of the need is open
    """

    start: IntArray
    offer: Ints32
    value: IntArray
    price: IntArray
    gain: IntArray
    served_from: IntArray
    served: IntArray
    spare: BoolArray
    waits: BoolArray


@kernel
def cheapest_change(need: int, row: int, graph: Residual) -> tuple[int, int]:
    """The pair that takes over when one slot leaves pair `row` (-1: the slot stays open), and what the plan loses.

    Shortest path from the need back to the offer without their own pair (Dijkstra; with the prices as potentials
    no step is negative). A slot may push another out of its offer, which looks for a place in turn, ends with an
    offer that has a unit left or is left open; a slot that waits may take what becomes free.
    """
    needs, offers = len(graph.gain), len(graph.price)
    sink, goal = needs + offers, needs + graph.offer[row]
    lengths = np.full(needs + offers + 1, UNREACHED)
    leaving = np.full(needs + offers + 1, -1)  # the pair by which the path leaves the need
    lengths[need] = 0
    # The slot stays open: from the need by the sink straight to the offer. Known from the start, it bounds all.
    lengths[goal] = graph.gain[need] + graph.price[goal - needs]
    queue = [(np.int64(0), np.int64(need))]
    while len(queue) > 0:
        length, node = heappop(queue)
        if lengths[goal] <= length:
            break  # nothing that is still waiting can be shorter
        if length > lengths[node]:
            continue
        first = leaving[node]
        if node < needs:
            for pair in range(graph.start[node], graph.start[node + 1]):
                if pair == row:
                    continue
                to = int(needs + graph.offer[pair])
                step = max(0, graph.gain[node] + graph.price[to - needs] - graph.value[pair])
                if length + step < min(lengths[to], lengths[goal]):
                    lengths[to], leaving[to] = length + step, pair if node == need else first
                    heappush(queue, (np.int64(lengths[to]), np.int64(to)))
            if length + graph.gain[node] < min(lengths[sink], lengths[goal]):
                lengths[sink], leaving[sink] = length + graph.gain[node], first
                heappush(queue, (np.int64(lengths[sink]), np.int64(sink)))
        elif node < sink:
            j = node - needs
            for at in range(graph.served_from[j], graph.served_from[j + 1]):
                other = graph.served[at]
                if length < min(lengths[other], lengths[goal]):
                    lengths[other], leaving[other] = length, first
                    heappush(queue, (np.int64(length), np.int64(other)))
            if graph.spare[j] and length < min(lengths[sink], lengths[goal]):
                lengths[sink], leaving[sink] = length, first
                heappush(queue, (np.int64(length), np.int64(sink)))
        else:
            for to in range(needs, sink):
                taken = graph.served_from[to - needs + 1] > graph.served_from[to - needs]
                if taken and length + graph.price[to - needs] < min(lengths[to], lengths[goal]):
                    lengths[to], leaving[to] = length + graph.price[to - needs], first
                    heappush(queue, (np.int64(lengths[to]), np.int64(to)))
            for i in range(needs):
                if graph.waits[i] and length < min(lengths[i], lengths[goal]):
                    lengths[i], leaving[i] = length, first
                    heappush(queue, (np.int64(length), np.int64(i)))
    return int(leaving[goal]), int(lengths[goal])
