"""Open needs and ready offers as they were read, kept from one plan to the next, so that only changed rows are read again.

A row keeps its number for as long as it stays what it was; one that changed gets a new number and the old one stays
empty. Whether a row is still the version that was read, PostgreSQL itself says (`xmin` and `ctid`): no change can be
missed, whoever made it. When something changes that concerns every row (closures, risk assessments, the day) all are read.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils.timezone import localtime

from rallyround.core.allocation.problem import IntArray
from rallyround.incidents import queries as incidents
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import masks, rules
from rallyround.tasking.models import RiskAssessment
from rallyround.tasking.recipients import recipients
from rallyround.tasking.ways import Closed, closed
from rallyround.volunteers import queries as volunteers

Row = TypeVar("Row", Need, Offer)
NOBODY_SENT = (0,) * len(masks.NEED_COLUMNS)
NOT_SENT = (0,) * len(masks.OFFER_COLUMNS)

NEEDS = """
SELECT need.id::text, need.xmin::text || need.ctid::text || coalesce(area.xmin::text || area.ctid::text, '')
FROM register_need need LEFT JOIN places_area area ON area.code = need.area_id
WHERE need.state = 'open' OR need.id = ANY(%s) ORDER BY need.reported_at, need.id
"""
OFFERS = """
SELECT offer.id::text, offer.xmin::text || offer.ctid::text || coalesce(area.xmin::text || area.ctid::text, '')
  || coalesce(checks.version, '')
FROM register_offer offer LEFT JOIN places_area area ON area.code = offer.area_id
LEFT JOIN (SELECT offer_id, string_agg(xmin::text || ctid::text, '' ORDER BY id) AS version
           FROM volunteers_check GROUP BY offer_id) checks ON checks.offer_id = offer.id
WHERE offer.state = 'ready' AND offer.kind = ANY(%s) ORDER BY offer.id
"""


@dataclass(frozen=True)
class World:
    """What concerns every row: when any of it changes, any row may count for something else."""

    days: tuple[date, date]
    closures: tuple[UUID, ...]
    assessments: tuple[object, ...]


@dataclass
class Side(Generic[Row]):
    """One side of the board: rows by number, why each is left out (nothing: it is not), and its fixed columns.

    numbers    of the rows that are still on the board
    versions   as they were read, by id
    """

    rows: list[Row] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    fixed: list[tuple[int, ...]] = field(default_factory=list)
    numbers: dict[UUID, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def put(self, row: Row, obstacle: str, fixed: tuple[int, ...]) -> None:
        """Take a row up as it is now; under its old number where nothing that counts has changed."""
        number = self.numbers.get(row.id)
        if number is not None and self.fixed[number] == fixed and self.obstacles[number] == obstacle:
            self.rows[number] = row
            return
        self.numbers[row.id] = len(self.rows)
        self.rows.append(row)
        self.obstacles.append(obstacle)
        self.fixed.append(fixed)

    def alive(self) -> IntArray:
        """The numbers of the rows that are on the board."""
        return np.fromiter(self.numbers.values(), dtype=np.int64, count=len(self.numbers))


@dataclass
class Board:
    """Both sides, what concerns all, and whether anybody's distance from anybody is known."""

    world: World
    closed: Closed
    assessments: Mapping[str, RiskAssessment]
    measured: bool
    needs: Side[Need] = field(default_factory=Side)
    offers: Side[Offer] = field(default_factory=Side)


def read(at: datetime, before: Board | None = None, *, also: Iterable[UUID] = ()) -> Board:
    """The board as it stands; `before` is brought up to date where that will do. `also`: needs that are not open."""
    assessments = {
        each.kind: each
        for each in RiskAssessment.objects.filter(current=True)
        .select_related("liability_holder")
        .order_by("kind")
    }
    closures = incidents.open_closures()
    world = World(
        days=(at.date(), localtime(at).date()),
        closures=tuple(closure.id for closure in closures),
        assessments=tuple(
            (each.id, each.review_on, each.liability_holder.active, each.liability_holder.insured_until)
            for each in assessments.values()
        ),
    )
    needs, offers = _versions(NEEDS, list(also)), _versions(OFFERS, [str(kind) for kind in rules.TASKED])
    if before is not None:
        changed_needs, changed_offers = _changed(before.needs, needs), _changed(before.offers, offers)
        if before.world != world:  # any row may be another thing now, and most are not
            changed_needs, changed_offers = set(needs), set(offers)
        # Who answers for a pool is no column of it, and there are few pools.
        changed_offers |= {
            str(id)
            for id, number in before.offers.numbers.items()
            if not before.offers.rows[number].person_id
        }
        need_rows, offer_rows = _needs(changed_needs), _offers(changed_offers)
        if before.measured or not _measured(need_rows, offer_rows):
            if before.world.closures != world.closures:
                before.closed = closed(closures)
            before.world, before.assessments = world, assessments
            _take_up(before, at, need_rows, offer_rows)
            before.needs.versions, before.offers.versions = needs, offers
            return before
    need_rows, offer_rows = _needs(needs), _offers(offers)
    board = Board(world, closed(closures), assessments, _measured(need_rows, offer_rows))
    _take_up(board, at, need_rows, offer_rows)
    board.needs.versions, board.offers.versions = needs, offers
    return board


def _versions(query: str, wanted: list[UUID] | list[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [wanted])
        return dict(cursor.fetchall())


def _changed(side: Side[Row], now: Mapping[str, str]) -> set[str]:
    """What is new or another version; what is gone leaves the board here."""
    for id in side.versions.keys() - now.keys():
        side.numbers.pop(UUID(id), None)
    return {id for id, version in now.items() if side.versions.get(id) != version}


def _needs(ids: Collection[str]) -> list[Need]:
    found = Need.objects.filter(id__in=list(ids)).select_related("area") if ids else Need.objects.none()
    return list(found.order_by("reported_at", "id"))


def _offers(ids: Collection[str]) -> list[Offer]:
    found = Offer.objects.filter(id__in=list(ids)).select_related("area") if ids else Offer.objects.none()
    return list(found.order_by("id"))


def _measured(needs: Iterable[Need], offers: Iterable[Offer]) -> bool:
    return any(map(rules.need_place, needs)) or any(map(rules.offer_place, offers))


def _take_up(board: Board, at: datetime, needs: list[Need], offers: list[Offer]) -> None:
    for need in needs:
        obstacle = rules.need_obstacle(need, board.assessments, board.closed, at)
        far = not obstacle and board.measured and KINDS[need.kind].distance_matters
        if far and not rules.need_place(need):
            obstacle = "place_not_known"
        sent = NOBODY_SENT if obstacle else masks.need_columns(need, board.assessments[need.kind].level)
        board.needs.put(need, obstacle, sent)
    reachable, checks = recipients(offers), volunteers.checks_held([offer.id for offer in offers], at.date())
    for offer in offers:
        obstacle = rules.offer_obstacle(offer, offer.id in reachable)
        sent = (
            NOT_SENT
            if obstacle
            else masks.offer_columns(offer, checks[offer.id], board.closed, measured=board.measured)
        )
        board.offers.put(offer, obstacle, sent)
