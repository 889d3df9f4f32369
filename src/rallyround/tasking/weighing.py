"""What the plan gains by taking tasks back: two plans beside each other, and what of their difference hangs together.

A task that is taken back leaves a place and a helper to the plan, and others may move up into both. Each such chain is a
group of its own, and only groups with a task among them count: what else differs has nothing to do with the tasks.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rallyround.core.sources import whole_default
from rallyround.register.models import Need, Offer
from rallyround.tasking.distances import metres_between
from rallyround.tasking.drafting import Draft
from rallyround.tasking.models import Task
from rallyround.tasking.proposed import Proposed
from rallyround.tasking.settling import METRES_A_POINT

LEAST = whole_default("allocation.points_per_task_taken_back")  # points that the plan must gain for each task

Pair = tuple[int, int]  # a need and an offer, by number


@dataclass(frozen=True)
class Gain:
    """What a plan gains on another: helpers found, points of priority met, and metres that nobody has to travel."""

    helpers: int = 0
    points: int = 0
    metres: int = 0

    @property
    def value(self) -> int:
        """In metres."""
        return METRES_A_POINT * self.points + self.metres

    def __add__(self, other: "Gain") -> "Gain":
        return Gain(self.helpers + other.helpers, self.points + other.points, self.metres + other.metres)


@dataclass(frozen=True)
class Group:
    """Tasks that are taken back together, since one's helper goes to another's need, and what that gains."""

    tasks: tuple[Task, ...]
    gain: Gain

    @property
    def is_worth_it(self) -> bool:
        return self.gain.value >= LEAST * METRES_A_POINT * len(self.tasks)


@dataclass(frozen=True)
class Goes:
    """One helper whom the plan proposes for one need only if the tasks are taken back."""

    need: Need
    offer: Offer
    points: int
    metres: int


@dataclass(frozen=True)
class Weighed:
    """The plan with these tasks taken back beside the one with all tasks as they are, made from the same board."""

    tasks: Sequence[Task]
    stays: Draft
    made: Draft

    @cached_property
    def gain(self) -> Gain:
        return sum((group.gain for group in self.groups), Gain())

    @property
    def surplus(self) -> int:
        """Metres that the plan gains beyond what it must gain for each task."""
        return self.gain.value - LEAST * METRES_A_POINT * len(self.tasks)

    @cached_property
    def groups(self) -> list[Group]:
        """In the order of their first tasks."""
        chains = _Chains()
        for need, offer in self._differs:
            chains.join(need, offer)
        tasks: dict[int, list[Task]] = {}
        gains = Counter[int](), Counter[int](), Counter[int]()
        for (need, offer), units in self._differs.items():
            chain = chains.of(need)
            for count, each in zip(gains, (1, self._points(need), -self._metres[need, offer]), strict=True):
                count[chain] += units * each
        for task in self.tasks:
            tasks.setdefault(chains.of(self.pair(task)[0]), []).append(task)
        return [Group(tuple(some), Gain(*(count[chain] for count in gains))) for chain, some in tasks.items()]

    def pair(self, task: Task) -> Pair:
        board = self.made.built.board
        return board.needs.numbers[task.need_id], board.offers.numbers[task.offer_id]

    def points(self, task: Task) -> int:
        """How urgent its need is."""
        return self._points(self.pair(task)[0])

    def instead(self, task: Task) -> list[Goes]:
        """Who would go to the task's need."""
        return [self._goes(pair) for pair in self._fresh if pair[0] == self.pair(task)[0]]

    def elsewhere(self, task: Task) -> list[Goes]:
        """Where the task's helper would go."""
        return [self._goes(pair) for pair in self._fresh if pair[1] == self.pair(task)[1]]

    def is_needed_more(self, task: Task) -> bool:
        """Whether its helper is to go to somebody who needs them more urgently."""
        return any(goes.points > self.points(task) for goes in self.elsewhere(task))

    @property
    def given_again(self) -> list[Task]:
        """Tasks that the plan would only offer to the same helper again."""
        left, again = Counter(self._fresh), []
        for task in self.tasks:
            if left[self.pair(task)] > 0:
                left[self.pair(task)] -= 1
                again.append(task)
        return again

    @cached_property
    def _fresh(self) -> Counter[Pair]:
        """What is proposed only with the tasks taken back."""
        return _units(self.made.proposed) - _units(self.stays.proposed)

    @cached_property
    def _differs(self) -> Counter[Pair]:
        """Units by pair: more with the tasks taken back, or fewer. The tasks themselves are among the fewer."""
        found = _units(self.made.proposed)
        found.subtract(_units(self.stays.proposed))
        found.subtract(self.pair(task) for task in self.tasks)
        held = {self.pair(task) for task in self.tasks}
        return Counter({pair: units for pair, units in found.items() if units or pair in held})

    @cached_property
    def _metres(self) -> dict[Pair, int]:
        found = {self.pair(task): metres_between(task.need, task.offer) or 0 for task in self.tasks}
        for proposed in (self.stays.proposed, self.made.proposed):
            pairs = zip(proposed.need.tolist(), proposed.offer.tolist(), strict=True)
            found |= dict(zip(pairs, proposed.metres.tolist(), strict=True))
        return found

    def _points(self, need: int) -> int:
        return int(self.made.built.needs.priority[need])

    def _goes(self, pair: Pair) -> Goes:
        built = self.made.built
        return Goes(
            built.need_rows[pair[0]], built.offer_rows[pair[1]], self._points(pair[0]), self._metres[pair]
        )


def _units(proposed: Proposed) -> Counter[Pair]:
    pairs = zip(proposed.need.tolist(), proposed.offer.tolist(), strict=True)
    return Counter(dict(zip(pairs, proposed.units.tolist(), strict=True)))


class _Chains:
    """Needs and offers that hang together by pairs (union-find); offers are numbered below nothing."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}

    def of(self, node: int) -> int:
        while (up := self.above.get(node, node)) != node:
            self.above[node] = self.above.get(up, up)
            node = up
        return node

    def join(self, need: int, offer: int) -> None:
        self.above[self.of(need)] = self.of(~offer)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """As they are locked: need by need, so that no two wait for each other."""
    return sorted(tasks, key=lambda task: (task.need_id, task.id))
