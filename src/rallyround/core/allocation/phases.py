"""The auction from the first bid to the proof: ε falls from phase to phase until the gap is small enough.

Each phase starts from the prices of the one before, a little lowered, since a coarse ε overshoots. What the
prices prove is asked after the last phase; if that is not enough, offers with units to spare pull slots
(reverse), and then a finer phase follows. With gap 0 everything is counted in parts of a metre so small that
an ε of one part over all slots is less than a metre: then the plan is the optimum (Bertsekas 1998, 7.1), unless
the finest reverse phase takes too long, as it may where a way costs next to nothing beside a priority.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rallyround.core.allocation.certificate import Bound, Stakes, best_bound, gains
from rallyround.core.allocation.descent import descend
from rallyround.core.allocation.market import open_market, value_of
from rallyround.core.allocation.pairs import Ints32, Rows
from rallyround.core.allocation.parts import LOOK, Parts, bid_by_parts
from rallyround.core.allocation.paths import fill_up, new_trail
from rallyround.core.allocation.problem import IntArray
from rallyround.core.allocation.reverse import reverse
from rallyround.core.allocation.tables import BLOCKED, Ground, Lists, Market

FIRST_STEP = 1 / 8  # ε of the first phase, as a share of what a slot is worth on average
FALL = 5.0  # ε falls at most so much from phase to phase
GAP_OF_STEP = 0.1  # certified gap that ε leaves after the descent, as a share of ε over what a slot is worth
DROPS = (1.8, 2.2)  # prices fall by so many ε between phases, and before the last one
WHOLE_METRES = 2  # a gap of so many metres a slot can be reached with an ε of whole metres
PATIENCE = 60_000  # pairs that the search for one chain may look at
AT_ONCE = 64  # offers that are filled between two looks at the clock
LEAST_REVERSE = (
    2_000_000  # pairs that it may look at in the finest phase, and as many more as were looked at before
)
REVERSE_SHARE = 0.05  # pairs that the reverse phase may look at, for each that the forward phases did


@dataclass(frozen=True, eq=False)
class Task:
    """What is auctioned, and how well.

    parts      of the board, that are auctioned apart before they are together
    lists      the needs of offers that have units to spare, listed from the ground
    deadline   on `perf_counter`; None: as long as it takes
    """

    rows: Rows
    stakes: Stakes
    ground: Callable[[], Ground]
    lists: Callable[[], Lists]
    parts: Parts
    gap: float
    threads: int
    deadline: float | None
    tell: Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best plan found and its proof, in the engine's numbering.

    slot_offer, slot_cost   int32 by slot: offer (-1: nobody) and metres
    bids, seen              bids made and pairs looked at
    """

    slot_offer: Ints32
    slot_cost: Ints32
    value: int
    bound: Bound
    bids: int
    seen: int


@dataclass(eq=False)
class _Course:
    """How far the auction has come."""

    slot_offer: Ints32
    slot_cost: Ints32
    bound: Bound
    value: int = 0
    bids: int = 0
    seen: int = 0
    late: bool = False

    @property
    def gap(self) -> float:
        return (self.bound.value - self.value) / self.bound.value if self.bound.value else 0.0


def auction(task: Task) -> Outcome:
    """Auction until the gap is certified or the deadline has passed."""
    stakes = task.stakes
    slots = int(stakes.demand.sum())
    total = int(stakes.worth @ stakes.demand)
    scale = 1 if task.gap > metres_gap(stakes) else slots + 1
    nothing = np.full(slots, -1, dtype=np.int32)
    free = np.zeros(len(stakes.capacity), dtype=np.int64)
    course = _Course(nothing, np.zeros_like(nothing), best_bound(task.rows, stakes, [free], task.threads, 0))
    if not total or not len(task.rows):
        return _outcome(course)
    epsilon = max(1, int(total / slots * FIRST_STEP * scale))
    least = epsilon
    empty = stakes.capacity == 0
    opening = np.where(empty, BLOCKED, free)
    phase = 0
    while True:
        market = open_market(task.rows, stakes, opening.copy(), scale)
        last = phase > 0 and epsilon <= least
        _bid(task, market, opening, epsilon, scale, course)
        phase += 1
        _keep_if_better(course, market, scale)
        if phase == 1:
            least = fine_enough(task.gap, course.value / slots * scale)
        if last or course.late or epsilon == 1:
            _prove(task, market, epsilon, scale, course)
            asked = market.price.copy()
            if course.gap > task.gap and not course.late:
                if scale == 1:
                    _fill(task, market)
                else:
                    _pull(task, market, epsilon, scale, course)
                _keep_if_better(course, market, scale)
                _prove(task, market, epsilon, scale, course)
            if course.gap <= task.gap or course.late or epsilon == 1:
                return _outcome(course)
            least = max(1, int(epsilon * min(0.6, max(0.1, 0.8 * task.gap / course.gap))))
            market.price[:] = np.maximum(market.price, asked)  # from 0 the next phase would bid for ages
        task.tell("optimum", min(0.9, 0.3 + 0.15 * phase))
        step = _next_step(epsilon, least)
        opening = np.maximum(market.price - int(DROPS[step <= least] * epsilon), 0)
        opening[empty] = BLOCKED
        epsilon = step


def metres_gap(stakes: Stakes) -> float:
    """The gap down to which prices in whole metres do; smaller ones need parts of a metre, and far more bids."""
    total = int(stakes.worth @ stakes.demand)
    return WHOLE_METRES * int(stakes.demand.sum()) / total if total else 0.0


def _outcome(course: _Course) -> Outcome:
    return Outcome(course.slot_offer, course.slot_cost, course.value, course.bound, course.bids, course.seen)


def fine_enough(gap: float, slot_value: float) -> int:
    """The ε that should leave such a gap when a slot brings so much."""
    return max(1, int(gap * slot_value / GAP_OF_STEP))


def _next_step(epsilon: int, least: int) -> int:
    """ε of the next phase: down to the least in equal steps of at most FALL."""
    steps = max(1, math.ceil(math.log(max(epsilon / least, 1)) / math.log(FALL) - 1e-9))
    return max(least, int(epsilon / (epsilon / least) ** (1 / steps)))


def _bid(task: Task, market: Market, opening: IntArray, epsilon: int, scale: int, course: _Course) -> None:
    """One forward phase of every slot."""
    slots = np.arange(len(market.slot_need), dtype=np.int32)
    bids, seen, late = bid_by_parts(
        market, slots, opening, epsilon, scale, task.parts, task.threads, task.deadline
    )
    course.bids += bids
    course.seen += seen
    course.late |= late


def _keep_if_better(course: _Course, market: Market, scale: int) -> None:
    value = value_of(market, scale)
    if value > course.value:
        course.value = value
        course.slot_offer, course.slot_cost = market.slot_offer.copy(), market.slot_cost.copy()


def _prove(task: Task, market: Market, epsilon: int, scale: int, course: _Course) -> None:
    """Keep the lowest bound that the prices of the market prove, after some steps down or when rounded."""
    enough = int(course.value / (1 - task.gap))
    price, step = market.price // scale, max(epsilon // scale, 1)
    bound = descend(task.rows, task.stakes, price, step, enough, task.threads, task.deadline)
    late = task.deadline is not None and perf_counter() > task.deadline
    if scale > 1 and bound.value > enough and not late:
        # Prices rounded all alike: for some way of rounding the bound is no higher than before.
        prices = [(market.price + scale * eighth // 8) // scale for eighth in range(8)]
        rounded = best_bound(task.rows, task.stakes, prices, task.threads, enough)
        bound = min(bound, rounded, key=lambda each: each.value)
    if bound.value < course.bound.value:
        course.bound = bound


def _fill(task: Task, market: Market) -> None:
    """Offers that ask a price although they have units to spare: fill these by chains of moves."""
    dear = (market.taken < market.capacity) & (market.price > 0) & (market.price < BLOCKED)
    gain = gains(task.rows, task.stakes.worth, market.price, task.threads)
    trail = new_trail(len(market.demand), len(market.capacity))
    lists, ground, offers = task.lists(), task.ground(), np.flatnonzero(dear)
    for first in range(0, len(offers), AT_ONCE):
        if task.deadline is not None and perf_counter() > task.deadline:
            return
        fill_up(offers[first : first + AT_ONCE], market, gain, lists, ground, trail, PATIENCE)


def _pull(task: Task, market: Market, epsilon: int, scale: int, course: _Course) -> None:
    """The reverse phase: offers that ask a price although they have units to spare."""
    spare = market.taken < market.capacity
    dear = np.flatnonzero(spare & (market.price > 0))
    market.price[spare] = 0
    if not len(dear):
        return
    waiting = np.empty(len(market.capacity) + 1, dtype=np.int32)
    waiting[: len(dear)] = dear
    ends = np.array([0, len(dear)])
    lists, ground = task.lists(), task.ground()
    left = max(course.seen, LEAST_REVERSE) if epsilon == 1 else int(REVERSE_SHARE * course.seen)
    while ends[1] and left > 0:
        seen = reverse(waiting, ends, lists, ground, market, epsilon, scale, min(left, LOOK))
        left -= max(seen, 1)
        course.seen += seen
        if task.deadline is not None and perf_counter() > task.deadline:
            course.late = True
            return
