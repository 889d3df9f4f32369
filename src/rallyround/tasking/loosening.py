"""Which tasks the plan would take back if a named person let it: nobody's task moves otherwise.

A task is proposed for that only where the plan gains at least so many points of priority for it (`weighing.LEAST`). What
is gained is weighed with whole plans, in which everybody who is proposed has an agreed time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from rallyround.core import allocation
from rallyround.core.allocation import Changes, Problem
from rallyround.core.allocation.problem import IntArray
from rallyround.tasking import pair_sets
from rallyround.tasking.board import Board, read
from rallyround.tasking.calendars import calendar
from rallyround.tasking.columns import Columns, by_category, columns, cut_pairs
from rallyround.tasking.drafting import Draft, allocated, drafted
from rallyround.tasking.models import Task
from rallyround.tasking.settling import METRES_A_POINT, is_small
from rallyround.tasking.turns import who_has_time
from rallyround.tasking.weighing import LEAST, Pair, Weighed

MOVABLE = ("offered", "accepted", "briefed")  # before anybody has set out
WANTED = ("open", "matched")
MOST = 50
# So many plans are made to find which tasks are worth it; fewer on a large board, where each takes seconds.
PLANS, PLANS_OF_LARGE = 40, 4


@dataclass(frozen=True)
class Found:
    """The tasks that the plan would take back, and by task what it would gain less without it, in metres, where known."""

    weighed: Weighed
    less: Mapping[UUID, int]


def movable(tasks: QuerySet[Task], at: datetime) -> QuerySet[Task]:
    """Those of these tasks that nobody has set out for."""
    waiting = tasks.filter(state__in=MOVABLE, during__startswith__gt=at, offer__state="ready")
    return waiting.filter(need__state__in=WANTED).select_related("need__area", "offer__area").order_by("id")


def is_movable(task: Task, at: datetime) -> bool:
    """The same of one task as it stands now."""
    ready = task.offer.state == "ready" and task.need.state in WANTED
    return ready and task.state in MOVABLE and task.during.lower > at


def weighed(at: datetime, tasks: Sequence[Task], guarantee: str) -> Weighed | None:
    """What the plan gains by taking back these tasks; None where it has no use for one of them."""
    scales = _Scales(_board(at, tasks), at, guarantee)
    return scales.weigh(tasks) if len(scales.usable(tasks)) == len(tasks) else None


def worth_taking_back(at: datetime, tasks: Sequence[Task], guarantee: str) -> Found | None:
    """Of these tasks those by each of which the plan gains enough; all others stay as they are.

    It begins with those that the engine would give up, and leaves out the least useful until each that remains is worth
    it. None where none is.
    """
    scales = _Scales(_board(at, tasks), at, guarantee)
    chosen = scales.candidates(tasks)
    if not chosen:
        return None
    best = scales.weigh(chosen)
    tried = {_ids(best.tasks): best}
    left = PLANS if scales.is_small else PLANS_OF_LARGE
    while best.tasks and left > 0:
        for rest in _fewer(best):
            if _ids(rest) not in tried:
                if left <= 0:
                    break
                tried[_ids(rest)] = scales.weigh(rest)
                left -= 1
            if tried[_ids(rest)].surplus > best.surplus:
                best = tried[_ids(rest)]
                break
        else:
            break
    poor = {task.id for group in best.groups if not group.is_worth_it for task in group.tasks}
    if poor:  # no more plans to be tried
        best = scales.weigh([task for task in best.tasks if task.id not in poor])
    if not best.tasks or best.surplus < 0:
        return None
    less = {}
    for task in best.tasks:
        without = tried.get(_ids(each for each in best.tasks if each.id != task.id))
        if without is not None:
            less[task.id] = best.gain.value - without.gain.value
    return Found(best, less)


def _fewer(best: Weighed) -> Iterator[list[Task]]:
    """What may be worth more: without those that gain nothing, without one, without one group."""
    again = {task.id for task in best.given_again}
    poor = {task.id for group in best.groups if not group.is_worth_it for task in group.tasks}
    alone = [{task.id} for task in best.tasks]
    chains = [{task.id for task in group.tasks} for group in best.groups if len(group.tasks) > 1]
    for without in (again, poor, *alone, *chains):
        if without:
            yield [task for task in best.tasks if task.id not in without]


def _ids(tasks: Iterable[Task]) -> frozenset[UUID]:
    return frozenset(task.id for task in tasks)


def _board(at: datetime, tasks: Sequence[Task]) -> Board:
    return read(at, also=[task.need_id for task in tasks])


@dataclass
class _Scales:
    """Makes the plans of one board with some tasks taken back, and the one without."""

    board: Board
    at: datetime
    guarantee: str
    _stays: list[Draft] = field(default_factory=list)

    @property
    def stays(self) -> Draft:
        """The plan with every task as it is."""
        if not self._stays:
            self._stays.append(drafted(columns(self.board, self.at), self.guarantee))
        return self._stays[0]

    @property
    def is_small(self) -> bool:
        return is_small(self.stays.built)

    def weigh(self, tasks: Sequence[Task]) -> Weighed:
        if not tasks:
            return Weighed([], self.stays, self.stays)
        built = columns(self.board, self.at, without=_ids(tasks))
        before = None if self.is_small else self.stays
        made = drafted(built, self.guarantee, before, {self.board.needs.numbers[t.need_id] for t in tasks})
        return Weighed(tasks, self.stays, made)

    def usable(self, tasks: Sequence[Task]) -> list[tuple[Task, Pair]]:
        """Those that there is room for: a need that has closed, an offer that has less to give, has none."""
        built = columns(self.board, self.at, without=_ids(tasks))
        need, offer = built.needs.demand.copy(), built.offers.capacity.copy()
        found = []
        for task in tasks:
            i, j = self.board.needs.numbers.get(task.need_id), self.board.offers.numbers.get(task.offer_id)
            if i is not None and j is not None and need[i] > 0 and offer[j] > 0:
                need[i] -= 1
                offer[j] -= 1
                found.append((task, (i, j)))
        return found

    def candidates(self, tasks: Sequence[Task]) -> list[Task]:
        """At most so many tasks that the engine would give up, each pair of a need and an offer looked at for itself."""
        usable = self.usable(tasks)
        if not usable:
            return []
        built = columns(self.board, self.at, without=_ids(task for task, _pair in usable))
        units = _exactly(built, usable) if self.is_small else _about(built, usable)
        given_up = []
        for task, pair in usable:
            units[pair] -= 1
            if units[pair] < 0:
                given_up.append(task)
        return given_up[:MOST]


def _exactly(built: Columns, usable: Sequence[tuple[Task, Pair]]) -> Counter[Pair]:
    """The best plan in which each task that stays counts for as much more as the plan must gain by taking it back."""
    able = allocation.eligible_pairs(
        Problem(
            built.needs,
            built.offers,
            metres_per_priority_point=METRES_A_POINT,
            distance_matters=by_category(built.distance_matters),
        )
    )
    can = np.zeros(len(able.need), dtype=np.bool_)
    offers = able.offer.astype(np.int64)
    who_has_time(able.need, offers, *calendar(built), can)
    need, offer = able.need[can], offers[can]
    keys = need << pair_sets.OFFERS | offer
    theirs = pair_sets.keys([i for _task, (i, _j) in usable], [j for _task, (_i, j) in usable])
    apart = pair_sets.union(
        cut_pairs(built, np.arange(len(built.needs)), np.arange(len(built.offers))), built.refused, theirs
    )
    free = ~pair_sets.among(keys, apart)
    worth = {key: int(value) for key, value in zip(keys.tolist(), able.value[can].tolist(), strict=True)}
    stay = theirs.tolist()
    held = pair_sets.columns(theirs)
    # Less one: what is worth it just so is taken back.
    stays_for = [
        worth.get(key, int(built.needs.priority[i]) * METRES_A_POINT) + LEAST * METRES_A_POINT - 1
        for key, i in zip(stay, held[0].tolist(), strict=True)
    ]
    found = allocation.solve_pairs(
        np.concatenate([need[free], held[0]]),
        np.concatenate([offer[free], held[1]]),
        np.concatenate([able.value[can][free], np.array(stays_for, dtype=np.int64)]),
        built.needs.demand,
        built.offers.capacity,
    )
    return _counted(found.need, found.offer, found.units)


def _about(built: Columns, usable: Sequence[tuple[Task, Pair]]) -> Counter[Pair]:
    """What the engine holds on to of a large board, if it may let go of the tasks by which it gains most."""
    every = cut_pairs(built, np.arange(len(built.needs)), np.arange(len(built.offers)))
    pairs = [pair for _task, pair in usable]
    theirs = pair_sets.keys([i for i, _j in pairs], [j for _i, j in pairs])
    free = allocated(built, pair_sets.without(pair_sets.union(every, built.refused), theirs))
    held = allocation.replan(free, Changes(fixed=pairs))
    moved = allocation.replan(held, Changes(), disturb=MOST)
    return _counted(moved.need, moved.offer, moved.units)


def _counted(need: IntArray, offer: IntArray, units: IntArray) -> Counter[Pair]:
    pairs = zip(need.tolist(), offer.tolist(), strict=True)
    return Counter(dict(zip(pairs, units.tolist(), strict=True)))
