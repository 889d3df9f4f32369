"""Which accepted tasks the plan would change if a named person let it: nobody's task moves otherwise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from rallyround.core import allocation
from rallyround.core.allocation import Changes
from rallyround.core.allocation.problem import IntArray
from rallyround.tasking import pair_sets
from rallyround.tasking.board import read
from rallyround.tasking.columns import columns, cut_pairs
from rallyround.tasking.drafting import allocated
from rallyround.tasking.models import Task

MOVABLE = ("offered", "accepted", "briefed")  # before anybody has set out
MOST = 50


@dataclass(frozen=True)
class Loosened:
    """The tasks that the plan would take back."""

    tasks: Sequence[Task]


def movable(at: datetime) -> QuerySet[Task]:
    """Tasks that nobody has set out for."""
    waiting = Task.objects.filter(state__in=MOVABLE, during__startswith__gt=at, offer__state="ready")
    return waiting.filter(need__state__in=["open", "matched"]).select_related("need", "offer").order_by("id")


def loosened(at: datetime, tasks: Sequence[Task], most: int) -> Loosened:
    """Of these tasks at most so many that the plan gains by taking back; all others stay as they are."""
    board = read(at, also=[task.need_id for task in tasks])
    built = columns(board, at, without=frozenset(task.id for task in tasks))
    pairs = {
        task.id: (board.needs.numbers[task.need_id], board.offers.numbers[task.offer_id])
        for task in tasks
        if task.need_id in board.needs.numbers and task.offer_id in board.offers.numbers
    }
    room = _with_room(built.needs.demand, built.offers.capacity, pairs.values())
    if not room:
        return Loosened([])
    every = cut_pairs(built, np.arange(len(built.needs)), np.arange(len(built.offers)))
    theirs = pair_sets.keys([need for need, _offer in room], [offer for _need, offer in room])
    free = allocated(built, pair_sets.without(pair_sets.union(every, built.refused), theirs))
    held = allocation.replan(free, Changes(fixed=room))
    moved = allocation.replan(held, Changes(), disturb=most)
    units = Counter(
        dict(
            zip(
                zip(moved.need.tolist(), moved.offer.tolist(), strict=True), moved.units.tolist(), strict=True
            )
        )
    )
    given_up = []
    for task in tasks:
        pair = pairs.get(task.id)
        if pair in room:
            units[pair] -= 1
            if units[pair] < 0:
                given_up.append(task)
    return Loosened(given_up)


def _with_room(
    demand: IntArray, capacity: IntArray, pairs: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The pairs of tasks that there is room for: a need that has closed, an offer that has less to give, has none."""
    need, offer = demand.copy(), capacity.copy()
    room = []
    for i, j in pairs:
        if need[i] > 0 and offer[j] > 0:
            need[i] -= 1
            offer[j] -= 1
            room.append((i, j))
    return room
