"""The board: what is late, what waits, by place and by kind. A handful of queries, whatever the number of needs."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED, TASK
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import DutyShift, Incident
from rallyround.incidents.queries import Alarm
from rallyround.ledger.models import Event
from rallyround.messaging import queries as messaging
from rallyround.places.models import Area
from rallyround.register import kinds
from rallyround.register.models import Need, Offer
from rallyround.room.queries.watch import OVERDUE_LIMIT, UNSEEN_LIMIT
from rallyround.tasking.models import RiskAssessment, Task
from rallyround.volunteers import queries as volunteers

Text = str | Promise

# Danger stays late until a responder has said that they have it.
NOT_ACKNOWLEDGED = ("reported", "open", "matched", "handed_over")
COLUMNS: dict[str, Text] = {
    "reported": gettext_lazy("To look at"),
    "open": gettext_lazy("Nobody yet"),
    "matched": gettext_lazy("Help arranged"),
    "handed_over": gettext_lazy("Handed over, no answer"),
    "with_responder": gettext_lazy("With a professional"),
}
RECENT_EVENTS = 100
BOARDS_KEPT = 16


@dataclass(frozen=True)
class Tile:
    """One big number and where it leads: the name of a page and what stands after it."""

    key: str
    label: Text
    value: int
    page: str
    query: str = ""
    since: datetime | None = None  # the longest waiting


@dataclass(frozen=True)
class Line:
    """One line of a table: counts by state in the order of `COLUMNS`."""

    label: str
    counts: tuple[int, ...]
    total: int

    @property
    def cells(self) -> list[tuple[Text, int]]:
        """Each count with the heading of its column."""
        return list(zip(COLUMNS.values(), self.counts, strict=True))


@dataclass(frozen=True)
class Board:
    """Everything on the board at one moment."""

    at: datetime
    first_steps: tuple[str, ...]  # keys of what an installation has never done yet
    incidents: list[Incident]
    on_duty: list[DutyShift]
    watched: bool
    nobody_to_call: bool
    alarms: list[Alarm]
    late: list[Tile]
    waiting: list[Tile]
    by_place: list[Line]
    by_kind: list[Line]


@dataclass(frozen=True)
class Group:
    """How many active needs there are of one state, district and kind, and since when the longest waits."""

    state: str
    district: str
    kind: str
    count: int
    oldest: datetime


def board(at: datetime, districts: list[str] | None) -> Board:
    """The board for somebody who may see these districts; None for all."""
    groups = _groups(districts)
    alarms = incidents.alarms()
    late = [*_late_needs(at, districts), *_late_else(at, alarms, districts)]
    return Board(
        at=at,
        first_steps=first_steps(),
        incidents=list(incidents.open_incidents()),
        on_duty=incidents.on_duty(),
        watched=incidents.watched(at),
        nobody_to_call=incidents.nobody_to_call(),
        alarms=alarms,
        late=[tile for tile in late if tile.value],
        waiting=_waiting(groups, _task_states(districts)),
        by_place=_by_place(groups),
        by_kind=_lines((kinds.label(group.kind), group.state, group.count) for group in groups),
    )


def first_steps() -> tuple[str, ...]:
    """What nobody has ever done here, in the order in which it is best done; none once the line has begun."""
    done: dict[str, QuerySet[Any]] = {
        "duty": DutyShift.objects.all(),
        "safe_working": RiskAssessment.objects.all(),
        "request": Need.objects.all(),
        "offer": Offer.objects.all(),
    }
    return tuple(key for key, rows in done.items() if not rows.exists())


_kept: dict[tuple[str, tuple[str, ...] | None, str], Board] = {}


def board_of(mark: str, at: datetime, districts: list[str] | None) -> Board:
    """The board as it is at `mark`, counted once however many look at it; each process keeps its last few."""
    key = (mark, None if districts is None else tuple(districts), get_language() or "")
    found = _kept.get(key)
    if found is None:
        found = board(at, districts)
        while len(_kept) >= BOARDS_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = found
    return found


def marker(at: datetime) -> str:
    """Changes when anything does, at a cost that does not grow: the last entries of the ledger, and the minute."""
    recent = Event.objects.order_by("-id").values_list("id", flat=True)[:RECENT_EVENTS]
    text = f"{at:%Y%m%d%H%M}" + "".join(id.hex for id in recent)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def _needs(districts: list[str] | None) -> QuerySet[Need]:
    """The needs of these districts, and those whose place is not known yet; None for all."""
    return Need.objects.all() if districts is None else Need.objects.filter(district__in=[*districts, ""])


def _groups(districts: list[str] | None) -> list[Group]:
    """The one look over all active needs."""
    rows = (
        _needs(districts)
        .filter(state__in=sorted(NEED.active))
        .values("state", "district", "kind")
        .annotate(count=Count("*"), oldest=Min("reported_at"))
        .order_by()
        .values_list("state", "district", "kind", "count", "oldest")
    )
    return [Group(*row) for row in rows]


def _late_needs(at: datetime, districts: list[str] | None) -> list[Tile]:
    danger = _count(_needs(districts).filter(danger=True, state__in=NOT_ACKNOWLEDGED))
    since = at - UNSEEN_LIMIT
    unseen = _count(
        _needs(districts).filter(state="reported", first_seen_at__isnull=True, reported_at__lte=since)
    )
    limit = int(UNSEEN_LIMIT.total_seconds() // 60)
    return [
        Tile("danger", _("Danger to life, no responder has acknowledged it"), danger[0], "needs",
             "danger=yes", danger[1]),
        Tile("unseen", _("Nobody has looked for over %(count)s minutes") % {"count": limit}, unseen[0], "needs",
             "state=reported&seen=no", unseen[1]),
    ]  # fmt: skip


def _count(needs: QuerySet[Need]) -> tuple[int, datetime | None]:
    found = needs.aggregate(count=Count("*"), oldest=Min("reported_at"))
    return found["count"], found["oldest"]


def _earliest(times: Iterable[datetime]) -> datetime | None:
    return min(times, default=None)


def _late_else(at: datetime, alarms: list[Alarm], districts: list[str] | None) -> list[Tile]:
    overdue = volunteers.overdue(at, OVERDUE_LIMIT)
    if districts is not None:
        overdue = overdue.filter(offer__district__in=[*districts, ""])
    late = overdue.aggregate(count=Count("*"), oldest=Min("expected_end"))
    raised = _earliest(alarm.first.raised_at for alarm in alarms)
    return [
        Tile("overdue", _("Volunteers not signed out in time"), late["count"], "tasks", "late=yes", late["oldest"]),
        Tile("call_outs", _("Call-outs that nobody has answered"), sum(a.count for a in alarms), "duty", since=raised),
        Tile("messages", _("Messages given up: telephone instead"), messaging.parked_count(), "messages",
             "state=parked&by_hand=yes"),
        Tile("jobs", _("Work that the computer gave up"), messaging.parked_job_count(), "duty"),
    ]  # fmt: skip


def _task_states(districts: list[str] | None) -> dict[str, int]:
    tasks = Task.objects.filter(state__in=sorted(TASK.active))
    if districts is not None:
        tasks = tasks.filter(need__district__in=[*districts, ""])
    return dict(tasks.values_list("state").annotate(count=Count("*")).order_by())


def _waiting(groups: list[Group], tasks: dict[str, int]) -> list[Tile]:
    """Big numbers for what waits, by state."""
    tiles = []
    for state, label in COLUMNS.items():
        mine = [group for group in groups if group.state == state]
        oldest = _earliest(group.oldest for group in mine)
        tiles.append(
            Tile(state, label, sum(group.count for group in mine), "needs", f"state={state}", oldest)
        )
    under_way = sum(tasks.get(state, 0) for state in ("accepted", "briefed", "started", "delivered"))
    return [
        *tiles,
        Tile("offered", _("Tasks offered, no answer yet"), tasks.get("offered", 0), "tasks", "state=offered"),
        Tile("under_way", _("Tasks under way"), under_way, "tasks"),
        Tile("suspended", _("Tasks suspended"), tasks.get("suspended", 0), "tasks", "state=suspended"),
    ]


def _by_place(groups: list[Group]) -> list[Line]:
    """By district: what is smaller is on the map, where small counts are hidden."""
    codes = {group.district for group in groups}
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    unknown = _("Place not known yet")
    return _lines(
        (names.get(group.district, group.district) or unknown, group.state, group.count) for group in groups
    )


def _lines(counts: Iterable[tuple[Text, str, int]]) -> list[Line]:
    """Counts by label and state as lines of a table, the most first."""
    by_label: dict[str, Counter[str]] = {}
    for label, state, count in counts:
        by_label.setdefault(str(label), Counter())[state] += count
    lines = [
        Line(label, tuple(states[state] for state in COLUMNS), states.total())
        for label, states in by_label.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.label))
