"""Needs and offers as columns for `core.allocation`, and who is left out before it begins, with the reason.

Categories are the kinds of need, checks and shifts are bit masks, priority is in points, demand is the helpers that are
still missing and capacity what is not already given. What stands between a pair beyond that is a list of pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import numpy as np

from rallyround.core.allocation import Needs, Offers, Problem, eligible_pairs
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.lifecycle import TASK
from rallyround.core.priority import DEFAULT, points
from rallyround.incidents import queries as incidents
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import masks, pair_sets, shifts
from rallyround.tasking.board import Board, Side
from rallyround.tasking.models import Refusal, RiskAssessment, Task
from rallyround.tasking.pair_sets import Keys, no_pairs
from rallyround.tasking.recipients import recipients
from rallyround.tasking.ways import Closed, closed
from rallyround.volunteers import queries as volunteers
from rallyround.volunteers.models import Attendance
from rallyround.volunteers.rest import Spell

TAKEN = TASK.active | {"signed_out"}
A_POINT = DEFAULT.waiting_minutes_per_point * 60_000_000  # ticks of waiting

Row = TypeVar("Row", Need, Offer)
Table = TypeVar("Table", Needs, Offers)


@dataclass(frozen=True)
class Situation:
    """Everything that a decision about a pair looks at, read once."""

    at: datetime
    closed: Closed
    assessments: Mapping[str, RiskAssessment]
    checks: Mapping[UUID, set[str]]
    worked: Mapping[tuple[UUID, int], list[Spell]]
    planned: dict[tuple[UUID, int], list[Spell]]
    reachable: frozenset[UUID]

    def diary(self, offer: Offer, seat: int) -> shifts.Diary:
        """When one seat of an offer is free, down for a task, and was at work."""
        free = shifts.times(
            self.at, start=offer.available_from, end=offer.available_until, parts=offer.day_parts
        )
        key = (offer.id, seat)
        return shifts.Diary(free, self.planned.get(key, []), self.worked.get(key, []))

    def free_seats(self, offer: Offer) -> list[int]:
        """The seats of an offer that have no task: one at a time is enough for a person in a plan."""
        return [seat for seat in range(1, offer.capacity + 1) if not self.planned.get((offer.id, seat))]


@dataclass(frozen=True)
class Columns:
    """What the allocation gets, the rows behind it, and who was left out.

    Rows keep their numbers from one plan to the next (`board`): those that left or are left out ask for nobody and
    have nobody to give. `board.measured` is False where no postcodes are loaded, so that nobody's distance from
    anybody is known: then the skill alone decides, and a person who knows the place.
    `without`: tasks that are taken for not given.
    """

    situation: Situation
    board: Board
    needs: Needs
    offers: Offers
    refused: Keys
    needs_left_out: list[tuple[Need, str]]
    offers_left_out: Mapping[str, int]
    without: frozenset[UUID] = frozenset()

    @property
    def need_rows(self) -> list[Need]:
        return self.board.needs.rows

    @property
    def offer_rows(self) -> list[Offer]:
        return self.board.offers.rows

    @cached_property
    def agreed(self) -> Mapping[UUID, Spell]:
        """By need that has helpers who have not set out yet: when they come, which others join."""
        return agreed_times(self.need_rows, self.situation.at, without=self.without)

    @property
    def distance_matters(self) -> BoolArray:
        return masks.DISTANCE_MATTERS & self.board.measured

    @property
    def crossings(self) -> bool:
        """Whether any way is cut, so that pairs have to be asked for theirs."""
        return not self.board.closed.crossings.is_empty


def situation(offers: Iterable[Offer], at: datetime) -> Situation:
    """How things stand for these offers now."""
    offers = list(offers)
    ids = [offer.id for offer in offers]
    planned: dict[tuple[UUID, int], list[Spell]] = defaultdict(list)
    for offer_id, seat, during in Task.objects.filter(offer_id__in=ids, state__in=TASK.active).values_list(
        "offer_id", "seat", "during"
    ):
        planned[offer_id, seat].append((during.lower, during.upper))
    current = RiskAssessment.objects.filter(current=True).select_related("liability_holder")
    return Situation(
        at=at,
        closed=closed(incidents.open_closures()),
        assessments={assessment.kind: assessment for assessment in current},
        checks=volunteers.checks_held(ids, at.date()),
        worked=volunteers.spells(ids, at),
        planned=planned,
        reachable=frozenset(recipients(offers)),
    )


def wanted(need: Need, at: datetime) -> list[Spell]:
    """When the help may come."""
    return shifts.times(at, start=need.window_start, end=need.window_end, parts=masks.need_parts(need))


def minutes(need: Need) -> timedelta:
    """How long one visit or call takes."""
    return timedelta(minutes=KINDS[need.kind].minutes)


def urgency(need: Need, at: datetime) -> int:
    """Points of priority, waiting included."""
    return points(need.severity, need.risk, (at - need.reported_at) / timedelta(minutes=1)).total


def agreed_times(
    needs: Iterable[Need], at: datetime, *, without: frozenset[UUID] = frozenset()
) -> dict[UUID, Spell]:
    """By need that has helpers who have not set out yet: when they come, which the others join."""
    asked = {need.id for need in needs}
    tasks = Task.objects.filter(state__in={"offered", "accepted", "briefed"}, during__startswith__gt=at)
    if len(asked) == 1:
        tasks = tasks.filter(need__in=asked)
    found = tasks.exclude(id__in=without).values_list("need_id", "during")
    return {id: (during.lower, during.upper) for id, during in found if id in asked}


def first_time(need: Need, agreed: Spell | None, diaries: list[shifts.Diary], at: datetime) -> Spell | None:
    """When these helpers can come together: at the time agreed with the others, else as soon as all can."""
    if agreed is not None:
        return shifts.first_fit([agreed], diaries, agreed[1] - agreed[0], agreed[0])
    return shifts.first_fit(wanted(need, at), diaries, minutes(need), shifts.earliest_start(at))


def columns(board: Board, at: datetime, *, without: frozenset[UUID] = frozenset()) -> Columns:
    """The board at a moment. `without`: tasks that are taken for not given."""
    open_needs, ready = board.needs.numbers, board.offers.numbers
    taken, planned = _given(open_needs, without)
    working = _lately_at_work(at) & ready.keys()
    now = Situation(
        at=at,
        closed=board.closed,
        assessments=board.assessments,
        checks={},
        worked=volunteers.spells(working, at) if working else {},
        planned=planned,
        reachable=frozenset(),
    )
    over = [
        (board.needs.rows[number], board.needs.obstacles[number] or "window_over")
        for number in open_needs.values()
        if board.needs.obstacles[number] or _is_over(board.needs.rows[number], at)
    ]
    return Columns(
        situation=now,
        board=board,
        needs=_needs(board, at, taken),
        offers=_offers(board, at, planned),
        refused=_refused(board),
        needs_left_out=over,
        offers_left_out=Counter(filter(None, (board.offers.obstacles[number] for number in ready.values()))),
        without=without,
    )


def _lately_at_work(at: datetime) -> set[UUID]:
    """Whose hours count: a list of all offers would take longer to send than the few rows to find."""
    found = Attendance.objects.filter(during__endswith__isnull=True)
    found |= Attendance.objects.filter(during__endswith__gt=at - volunteers.LOOK_BACK)
    return set(found.values_list("offer_id", flat=True))


def _is_over(need: Need, at: datetime) -> bool:
    return need.window_end is not None and need.window_end <= at


def _given(
    open_needs: Mapping[UUID, int], without: frozenset[UUID]
) -> tuple[Mapping[UUID, int], dict[tuple[UUID, int], list[Spell]]]:
    """By need how many helpers it has, and by seat of an offer when it is down for a task."""
    taken, planned = Counter[UUID](), defaultdict[tuple[UUID, int], list[Spell]](list)
    tasks = Task.objects.filter(state__in=TAKEN).exclude(id__in=without)
    for need_id, offer_id, seat, during, state in tasks.values_list(
        "need_id", "offer_id", "seat", "during", "state"
    ):
        if need_id in open_needs:
            taken[need_id] += 1
        if state in TASK.active:
            planned[offer_id, seat].append((during.lower, during.upper))
    return taken, planned


def _needs(board: Board, at: datetime, taken: Mapping[UUID, int]) -> Needs:
    side, now = board.needs, shifts.ticks(at)
    x, y, category, checks, base, reported, places, start, end, parts = _fixed(side, masks.NEED_COLUMNS)
    waited = np.clip((now - reported) // A_POINT, 0, DEFAULT.waiting_most)
    given = _by_number(side, taken)
    asks = _standing(side) & (places > 0) & (end > now)
    demand = np.where(asks, np.maximum(places - given, 0), 0)
    return Needs(
        x=x,
        y=y,
        category=category,
        checks=checks,
        priority=np.where(asks, base + waited, 0),
        demand=demand,
        window=np.where(asks, shifts.masks(at, start, end, parts), 0),
    )


def _offers(board: Board, at: datetime, planned: Mapping[tuple[UUID, int], list[Spell]]) -> Offers:
    side = board.offers
    x, y, skills, checks, travel, start, end, parts, capacity = _fixed(side, masks.OFFER_COLUMNS)
    down = Counter(
        id for id, seat in planned if id in side.numbers and seat <= side.rows[side.numbers[id]].capacity
    )
    here = _standing(side)
    return Offers(
        x=x,
        y=y,
        skills=np.where(here, skills, 0),
        checks=checks,
        max_travel=travel,
        availability=np.where(here, shifts.masks(at, start, end, parts), 0),
        capacity=np.where(here, np.maximum(capacity - _by_number(side, down), 0), 0),
    )


def _fixed(side: Side[Row], names: tuple[str, ...]) -> IntArray:
    return np.array(side.fixed, dtype=np.int64).reshape(-1, len(names)).T


def _standing(side: Side[Row]) -> BoolArray:
    """Which numbers are on the board."""
    here = np.zeros(len(side.rows), dtype=np.bool_)
    here[list(side.numbers.values())] = True
    return here


def _by_number(side: Side[Row], counts: Mapping[UUID, int]) -> IntArray:
    found = np.zeros(len(side.rows), dtype=np.int64)
    for id, count in counts.items():
        if id in side.numbers:
            found[side.numbers[id]] = count
    return found


def _refused(board: Board) -> Keys:
    """Pairs that somebody has said no to."""
    needs, offers = board.needs.numbers, board.offers.numbers
    said_no = Refusal.objects.filter(need__state__in=["open", "matched"]).values_list("need_id", "offer_id")
    here = [(needs[need], offers[offer]) for need, offer in said_no if need in needs and offer in offers]
    return pair_sets.keys([need for need, _offer in here], [offer for _need, offer in here])


def cut_pairs(built: Columns, needs: IntArray, offers: IntArray) -> Keys:
    """Pairs of these needs with these offers whose straight way crosses a cut crossing, if nothing else parts them."""
    if not built.crossings or not len(needs) or not len(offers):
        return no_pairs()
    some_needs, some_offers = taken_out(built.needs, needs), taken_out(built.offers, offers)
    able = eligible_pairs(
        Problem(some_needs, some_offers, distance_matters=by_category(masks.DISTANCE_MATTERS))
    )
    matters = masks.DISTANCE_MATTERS[some_needs.category[able.need]]
    need, offer = able.need[matters], able.offer[matters]
    cut = built.board.closed.cut_ways(
        some_offers.x[offer], some_offers.y[offer], some_needs.x[need], some_needs.y[need]
    )
    return pair_sets.keys(needs[need[cut]], offers[offer[cut]])


def taken_out(table: Table, numbers: IntArray) -> Table:
    """These rows of a table."""
    columns: dict[str, Any] = {field.name: getattr(table, field.name) for field in fields(table)}
    chosen: dict[str, Any] = {name: None if one is None else one[numbers] for name, one in columns.items()}
    return type(table)(**chosen)


def by_category(matters: BoolArray) -> BoolArray:
    """`Problem` itself wants an entry for every category that a mask can hold."""
    every = np.ones(63, dtype=np.bool_)
    every[: len(matters)] = matters
    return every
