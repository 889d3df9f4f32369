"""Needs and offers as columns for `core.allocation`, and who is left out before it begins, with the reason.

Categories are the kinds of need, checks and shifts are bit masks, priority is in points, demand is the helpers that are
still missing and capacity what is not already given. What stands between a pair beyond that is a list of pairs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from rallyround.core.allocation import Needs, Offers, Problem, eligible_pairs
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.lifecycle import TASK
from rallyround.core.priority import points
from rallyround.incidents import queries as incidents
from rallyround.register.kinds import KINDS, WHOLE_DAY, DayPart
from rallyround.register.models import Need, Offer, Severity
from rallyround.tasking import rules, shifts
from rallyround.tasking.models import Refusal, RiskAssessment, Task
from rallyround.tasking.recipients import recipients
from rallyround.tasking.ways import Closed, closed
from rallyround.volunteers import queries as volunteers
from rallyround.volunteers.models import CheckKind
from rallyround.volunteers.rest import Spell

KIND_NUMBERS = {key: number for number, key in enumerate(KINDS)}
CHECK_NUMBERS = {key: number for number, key in enumerate([*CheckKind.values, rules.ADULT])}
DISTANCE_MATTERS = np.array([kind.distance_matters for kind in KINDS.values()])
URGENT = {Severity.DANGER, Severity.SERIOUS}
TAKEN = TASK.active | {"signed_out"}


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

    `measured` is False where no postcodes are loaded, so that nobody's distance from anybody is known: then the skill
    alone decides, and a person who knows the place.
    """

    situation: Situation
    needs: Needs
    offers: Offers
    need_rows: list[Need]
    offer_rows: list[Offer]
    forbidden: list[tuple[int, int]]
    cut: frozenset[tuple[int, int]]
    needs_left_out: list[tuple[Need, str]]
    offers_left_out: Mapping[str, int]
    measured: bool

    @property
    def distance_matters(self) -> BoolArray:
        return DISTANCE_MATTERS & self.measured


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
    """When the help may come. Where nobody said, nobody is woken at night for what is not serious."""
    said = need.window_start is not None or need.window_end is not None
    parts = WHOLE_DAY if said or need.severity in URGENT else WHOLE_DAY & ~DayPart.NIGHT
    return shifts.times(at, start=need.window_start, end=need.window_end, parts=parts)


def minutes(need: Need) -> timedelta:
    """How long one visit or call takes."""
    return timedelta(minutes=KINDS[need.kind].minutes)


def urgency(need: Need, at: datetime) -> int:
    """Points of priority, waiting included."""
    return points(need.severity, need.risk, (at - need.reported_at) / timedelta(minutes=1)).total


def agreed_times(needs: Iterable[Need], at: datetime) -> dict[UUID, Spell]:
    """By need that has helpers who have not set out yet: when they come, which the others join."""
    tasks = Task.objects.filter(
        need__in=[need.id for need in needs],
        state__in={"offered", "accepted", "briefed"},
        during__startswith__gt=at,
    )
    return {id: (during.lower, during.upper) for id, during in tasks.values_list("need_id", "during")}


def first_time(need: Need, agreed: Spell | None, diaries: list[shifts.Diary], at: datetime) -> Spell | None:
    """When these helpers can come together: at the time agreed with the others, else as soon as all can."""
    if agreed is not None:
        return shifts.first_fit([agreed], diaries, agreed[1] - agreed[0], agreed[0])
    return shifts.first_fit(wanted(need, at), diaries, minutes(need), shifts.earliest_start(at))


def columns(at: datetime) -> Columns:
    """Open needs with places to fill and offers that are ready, as they stand now."""
    offers = list(
        Offer.objects.filter(state="ready", kind__in=rules.TASKED).select_related("area").order_by("id")
    )
    now = situation(offers, at)
    ready, offers_left_out = [], defaultdict[str, int](int)
    for offer in offers:
        obstacle = rules.offer_obstacle(offer, offer.id in now.reachable)
        if obstacle:
            offers_left_out[obstacle] += 1
        else:
            ready.append(offer)
    open_needs = list(Need.objects.filter(state="open").select_related("area").order_by("reported_at", "id"))
    measured = any(map(rules.need_place, open_needs)) or any(map(rules.offer_place, ready))
    asking, needs_left_out, missing = [], [], helpers_missing()
    for need in open_needs:
        obstacle = rules.need_obstacle(need, now.assessments, now.closed, at)
        if not obstacle and measured and KINDS[need.kind].distance_matters and not rules.need_place(need):
            obstacle = "place_not_known"
        if obstacle:
            needs_left_out.append((need, obstacle))
        elif missing.get(need.id, rules.places_in(need)) > 0:
            asking.append(need)
    needs, rows = _needs(asking, now, missing), _offers(ready, now, measured)
    refused, cut = _refused(asking, ready), _cut(needs, rows, ready, asking, now.closed)
    return Columns(
        situation=now,
        needs=needs,
        offers=rows,
        need_rows=asking,
        offer_rows=ready,
        forbidden=[*refused, *cut],
        cut=frozenset(cut),
        needs_left_out=needs_left_out,
        offers_left_out=dict(offers_left_out),
        measured=measured,
    )


def helpers_missing() -> dict[UUID, int]:
    """By open need that has tasks already: how many helpers are still to be found."""
    taken: dict[UUID, int] = defaultdict(int)
    for need_id in Task.objects.filter(need__state="open", state__in=TAKEN).values_list("need_id", flat=True):
        taken[need_id] += 1
    found = Need.objects.filter(id__in=list(taken))
    return {need.id: max(0, rules.places_in(need) - taken[need.id]) for need in found}


def _needs(rows: list[Need], now: Situation, missing: Mapping[UUID, int]) -> Needs:
    places = [rules.need_place(need) or (0, 0) for need in rows]
    return Needs(
        x=_column(x for x, _ in places),
        y=_column(y for _, y in places),
        category=_column(KIND_NUMBERS[need.kind] for need in rows),
        checks=_column(
            _check_mask(rules.demanded(KINDS[need.kind], now.assessments[need.kind].level)) for need in rows
        ),
        priority=_column(urgency(need, now.at) for need in rows),
        demand=_column(missing.get(need.id, rules.places_in(need)) for need in rows),
        window=_column(shifts.mask(now.at, wanted(need, now.at)) for need in rows),
    )


def _offers(rows: list[Offer], now: Situation, measured: bool) -> Offers:
    places = [rules.offer_place(offer) for offer in rows]
    return Offers(
        x=_column(place[0] if place else 0 for place in places),
        y=_column(place[1] if place else 0 for place in places),
        skills=_column(_skill_mask(offer, now.closed, measured) for offer in rows),
        checks=_column(_check_mask(rules.passed(offer, now.checks[offer.id])) for offer in rows),
        max_travel=_column(offer.max_travel_m for offer in rows),
        availability=_column(shifts.mask(now.at, now.diary(offer, 1).free) for offer in rows),
        capacity=_column(len(now.free_seats(offer)) for offer in rows),
    )


def _column(values: Iterable[int]) -> IntArray:
    return np.array(list(values), dtype=np.int64)


def _skill_mask(offer: Offer, closed: Closed, measured: bool) -> int:
    """The kinds that it can serve. Who is in a no-go area or nowhere known still helps by telephone."""
    place = rules.offer_place(offer)
    can_go = not closed.holds(place) if place is not None else not (measured or closed)
    return sum(
        1 << KIND_NUMBERS[kind.key]
        for kind in KINDS.values()
        if kind.skill in offer.skills and (can_go or not kind.distance_matters)
    )


def _check_mask(checks: Iterable[str]) -> int:
    return sum(1 << CHECK_NUMBERS[check] for check in checks)


def _refused(needs: list[Need], offers: list[Offer]) -> list[tuple[int, int]]:
    """Pairs that somebody has said no to."""
    need_numbers = {need.id: number for number, need in enumerate(needs)}
    offer_numbers = {offer.id: number for number, offer in enumerate(offers)}
    pairs = Refusal.objects.filter(need__state="open").values_list("need_id", "offer_id")
    return [
        (need_numbers[need_id], offer_numbers[offer_id])
        for need_id, offer_id in pairs
        if need_id in need_numbers and offer_id in offer_numbers
    ]


def _cut(
    needs: Needs, offers: Offers, offer_rows: list[Offer], need_rows: list[Need], closed: Closed
) -> list[tuple[int, int]]:
    """Pairs whose straight way crosses a cut crossing, among those that nothing else keeps apart."""
    if closed.crossings.is_empty or not need_rows or not offer_rows:
        return []
    pairs = eligible_pairs(Problem(needs, offers, distance_matters=_by_category()))
    matters = DISTANCE_MATTERS[needs.category[pairs.need]]
    need, offer = pairs.need[matters], pairs.offer[matters]
    cut = closed.cut_ways(offers.x[offer], offers.y[offer], needs.x[need], needs.y[need])
    return list(zip(need[cut].tolist(), offer[cut].tolist(), strict=True))


def _by_category() -> BoolArray:
    """`Problem` itself wants an entry for every category that a mask can hold."""
    every = np.ones(63, dtype=np.bool_)
    every[: len(DISTANCE_MATTERS)] = DISTANCE_MATTERS
    return every
