"""What an activation did: needs met, how soon, how evenly, and whether more than elsewhere or before. From the ledger.

Needs that were withdrawn or merged into others are left out of shares. Where a count is small, or could be worked
out from others that are shown, it is hidden. What is compared by place are places, never people's own attributes:
the record holds none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Count, Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.disclosure import MINIMUM, suppress_table
from rallyround.core.impact import (
    Difference,
    Median,
    Share,
    Spread,
    difference_with_interval,
    median_with_interval,
    minutes_between,
    share_with_interval,
    spread,
)
from rallyround.ledger.models import Event
from rallyround.places import queries as places
from rallyround.places.models import Area, Indicator, IndicatorValue
from rallyround.register.models import Need
from rallyround.response import queries as response
from rallyround.response.models import Activation, Module
from rallyround.tasking.models import Feedback, Task

Text = str | Promise

# What is known of places that bears on who is at a disadvantage: poverty, age, disability. All: the more, the worse.
INDICATORS = ("imd_score", "aged_75_plus", "disabled")
LEFT_OUT = ("merged", "withdrawn")
OURS = ("reported", "open", "matched", "met")  # still, or to the end, in our hands
MET = ("need.met", "need.resolved")
SERVICE_HOURS = (1, 6, 24)
MINUTE_S = 60


@dataclass(frozen=True)
class ShareLine:
    """Share met in one place or part; None for all of it where small counts are hidden."""

    label: str
    share: Share | None


@dataclass(frozen=True)
class Evenness:
    """Shares met over places, or over thirds of places by one indicator, and how far apart those shown are.

    `left_out` counts the lines that are hidden: the spread is of the others.
    """

    key: str
    label: str
    source: str
    lines: tuple[ShareLine, ...]
    spread: Spread | None
    left_out: int


@dataclass(frozen=True)
class Comparison:
    """The share met here minus that which it is held against. None where counts are too small to be shown."""

    label: str
    here: Share | None
    other: Share | None
    difference: Difference
    caution: str


@dataclass(frozen=True)
class Heard:
    """What people who were helped said, from 1 to 5. `mean` is None where fewer than the minimum answered."""

    asked: int
    answered: int | None
    mean: float | None


@dataclass(frozen=True)
class Service:
    """How fast and how strongly it answered. Minutes from the decision to activate; None where it has not happened.

    `helpers` is how many different helpers had said yes within so many hours.
    """

    call_out_minutes: float | None
    first_task_minutes: float | None
    first_yes_minutes: float | None
    helpers: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Impact:
    """One activation as its record tells it, at one moment.

    needs          reported for it, all of them
    not_sorted     reports of its incident and time whose kind nobody knew yet: they may be its own
    met            of those not withdrawn
    to_first_task  median minutes from the report to the first task given; to_met to the need met
    helper_hours   signed in and out, of the tasks of these needs; hours_each for each need met
    """

    activation: Activation
    at: datetime
    needs: int
    not_sorted: int
    met: Share
    to_first_task: Median
    to_met: Median
    helper_hours: float
    hours_each: float | None
    places: Evenness
    thirds: tuple[Evenness, ...]
    comparisons: tuple[Comparison, ...]
    heard: Heard
    service: Service


@dataclass(frozen=True)
class _Row:
    id: UUID
    state: str
    district: str
    area: str | None
    reported_at: datetime

    @property
    def met(self) -> bool:
        return self.state == "met"


def impact_of(activation: Activation, at: datetime) -> Impact:
    """All figures of one activation as they stand at this moment."""
    of_it = response.activation_needs(activation)
    rows = _rows(of_it)
    counted = [row for row in rows if row.state not in LEFT_OUT]
    met = _share(counted)
    hours = _hours(of_it)
    return Impact(
        activation=activation,
        at=at,
        needs=len(rows),
        not_sorted=_meanwhile(activation).filter(kind="not_yet_known").count(),
        met=met,
        to_first_task=median_with_interval(_minutes(rows, _first_tasks(of_it))),
        to_met=median_with_interval(_minutes(rows, _first(of_it, MET))),
        helper_hours=hours,
        hours_each=hours / met.met if met.met and hours else None,
        places=_by_place(counted),
        thirds=tuple(_by_third(counted, indicator) for indicator in _indicators()),
        comparisons=_comparisons(activation, counted),
        heard=_heard(of_it),
        service=_service(activation),
    )


@dataclass(frozen=True)
class ModuleImpact:
    """All activations of a module together: needs met, how soon, how evenly, and what people said."""

    activations: tuple[Activation, ...]
    needs: int
    met: Share
    to_first_task: Median
    to_met: Median
    places: Evenness
    heard: Heard


def module_impact(module: Module, at: datetime) -> ModuleImpact:
    """What a module did, in all its versions, as it stands at this moment; the latest activation first."""
    found = Activation.objects.filter(module__key=module.key, activated_at__lte=at)
    activations = tuple(found.select_related("module", "incident").order_by("-activated_at"))
    ids: set[UUID] = set()
    for activation in activations:
        ids.update(response.activation_needs(activation).values_list("id", flat=True))
    needs = Need.objects.filter(id__in=ids)
    rows = _rows(needs)
    counted = [row for row in rows if row.state not in LEFT_OUT]
    return ModuleImpact(
        activations=activations,
        needs=len(rows),
        met=_share(counted),
        to_first_task=median_with_interval(_minutes(rows, _first_tasks(needs))),
        to_met=median_with_interval(_minutes(rows, _first(needs, MET))),
        places=_by_place(counted),
        heard=_heard(needs),
    )


def _rows(needs: QuerySet[Need]) -> list[_Row]:
    values = needs.order_by("id").values_list("id", "state", "district", "area_id", "reported_at")
    return [_Row(*row) for row in values]


def _share(rows: Sequence[_Row]) -> Share:
    return share_with_interval(sum(row.met for row in rows), len(rows))


def _meanwhile(activation: Activation) -> QuerySet[Need]:
    """Every need of its incident that was reported while it ran."""
    needs = Need.objects.filter(
        incident_id=activation.incident_id, reported_at__gte=activation.activated_at
    ).exclude(state__in=LEFT_OUT)
    until = activation.stood_down_at
    return needs.filter(reported_at__lte=until) if until else needs


def _first(needs: QuerySet[Need], verbs: Iterable[str]) -> Mapping[UUID, datetime]:
    """When one of these things first happened to each need, by the ledger."""
    events = Event.objects.filter(
        subject_label="need", subject_id__in=needs.values("id"), verb__in=tuple(verbs)
    )
    return dict(events.values_list("subject_id").annotate(first=Min("at")).order_by())


def _first_tasks(needs: QuerySet[Need]) -> Mapping[UUID, datetime]:
    """When the first task was given for each need, by the ledger."""
    of_need = dict(Task.objects.filter(need__in=needs.values("id")).values_list("id", "need_id"))
    events = Event.objects.filter(subject_label="task", subject_id__in=of_need, verb="task.offered")
    found: dict[UUID, datetime] = {}
    for task, at in events.values_list("subject_id", "at"):
        need = of_need[task]
        found[need] = min(found.get(need, at), at)
    return found


def _minutes(rows: Iterable[_Row], ends: Mapping[UUID, datetime]) -> list[float]:
    """From the report on. What has not happened yet counts as longer than all others while it is in our hands."""
    waiting = [row for row in rows if row.id in ends or row.state in OURS]
    starts = [row.reported_at for row in waiting]
    # A hub that was cut off may report late what was done before: that took no time, not less than none.
    stops = [max(row.reported_at, ends[row.id]) if row.id in ends else None for row in waiting]
    return minutes_between(starts, stops)


def _hours(needs: QuerySet[Need]) -> float:
    worked = Task.objects.filter(
        need__in=needs.values("id"), started_at__isnull=False, signed_out_at__isnull=False
    )
    spans = worked.values_list("started_at", "signed_out_at")
    total = sum(((end - start) for start, end in spans if start and end), timedelta())
    return total / timedelta(hours=1)


def _by_place(rows: list[_Row]) -> Evenness:
    """By district or, where there is only one, by the places in it."""
    districts = {row.district for row in rows if row.district}
    key: Callable[[_Row], str] = (
        (lambda row: row.district) if len(districts) > 1 else (lambda row: row.area or "")
    )
    names = dict(Area.objects.filter(code__in={key(row) for row in rows}).values_list("code", "name"))
    return _evenness("place", _("By place"), "", [(row, names.get(key(row), key(row))) for row in rows])


def _indicators() -> list[Indicator]:
    found = {indicator.key: indicator for indicator in Indicator.objects.filter(key__in=INDICATORS)}
    return [found[key] for key in INDICATORS if key in found]


def _by_third(rows: list[_Row], indicator: Indicator) -> Evenness:
    """By thirds of all small areas: those with the most, the middle, those with the least of it."""
    values = sorted(
        (value, code)
        for code, value in IndicatorValue.objects.filter(indicator=indicator, area__kind="small").values_list(
            "area_id", "value"
        )
    )
    names = (_("The third of places with the least"), _("The middle third"), _("The third with the most"))
    third = {code: names[3 * at // len(values)] for at, (_value, code) in enumerate(values)}
    return _evenness(
        indicator.key,
        places.indicator_name(indicator),
        places.source(indicator),
        [(row, third.get(row.area or "", "")) for row in rows],
        order=(*reversed(names), ""),
    )


def _evenness(
    key: str, label: str, source: str, grouped: Sequence[tuple[_Row, str]], order: Sequence[str] = ()
) -> Evenness:
    counts: dict[str, list[int]] = {}
    for row, name in grouped:
        counts.setdefault(name, [0, 0])[0 if row.met else 1] += 1
    names = [name for name in order if name in counts] or sorted(counts, key=lambda name: (name == "", name))
    published = suppress_table([counts[name] for name in names]) if names else None
    lines = []
    for at, name in enumerate(names):
        met, other = published.cells[at] if published else (None, None)
        share = share_with_interval(met, met + other) if met is not None and other is not None else None
        lines.append(ShareLine(name or _("Not known"), share))
    known = [line for line, name in zip(lines, names, strict=True) if name]
    shown = [line.share for line in known if line.share is not None]
    return Evenness(key, label, source, tuple(lines), spread(shown), len(known) - len(shown))


def _comparisons(activation: Activation, here: list[_Row]) -> tuple[Comparison, ...]:
    """Against the other places meanwhile, and against the same places before, where there are any."""
    found = []
    kinds = activation.module.content["kinds"]
    reach = response.needs_in_reach(activation)
    elsewhere = _meanwhile(activation).filter(kind__in=kinds).exclude(id__in=reach.values("id"))
    if elsewhere.exists():
        caution = _("The other places may differ in more than this: read it as a sign, not as proof.")
        found.append(_compared(_("Other places at the same time"), here, _rows(elsewhere), caution))
    before = reach.filter(reported_at__lt=activation.activated_at).exclude(state__in=LEFT_OUT)
    if before.exists():
        caution = _("What is reported earlier has had longer to be met, and things change by themselves.")
        found.append(_compared(_("Here, before it was activated"), here, _rows(before), caution))
    return tuple(found)


def _compared(label: str, here: list[_Row], other: list[_Row], caution: str) -> Comparison:
    table = [[sum(r.met for r in rows), sum(not r.met for r in rows)] for rows in (here, other)]
    published = suppress_table(table).cells
    shares = [
        share_with_interval(met, met + rest) if met is not None and rest is not None else None
        for met, rest in published
    ]
    first, second = shares
    difference = (
        difference_with_interval(first, second)
        if first is not None and second is not None
        else Difference(None, None, None)
    )
    return Comparison(label, first, second, difference, caution)


def _heard(needs: QuerySet[Need]) -> Heard:
    asked = Task.objects.filter(
        need__in=needs.values("id"), state__in=("delivered", "signed_out", "not_done")
    )
    said = Feedback.objects.filter(side="requester", task__in=asked.values("id")).aggregate(
        count=Count("id"), mean=Avg("score")
    )
    enough = said["count"] >= MINIMUM
    return Heard(
        asked=asked.values("need").distinct().count(),
        answered=said["count"] if enough or not said["count"] else None,
        mean=round(said["mean"], 1) if enough else None,
    )


def _service(activation: Activation) -> Service:
    since = activation.activated_at
    rows = response.tasks(activation).order_by("accepted_at").values_list("accepted_at", "offer_id", "seat")
    said_yes = [(at, offer, seat) for at, offer, seat in rows if at is not None]
    helpers = tuple(
        (hours, len({(offer, seat) for at, offer, seat in said_yes if at <= since + timedelta(hours=hours)}))
        for hours in SERVICE_HOURS
    )
    return Service(
        call_out_minutes=response.call_out_minutes(activation),
        first_task_minutes=response.first_task_minutes(activation),
        first_yes_minutes=(said_yes[0][0] - since).total_seconds() / MINUTE_S if said_yes else None,
        helpers=helpers,
    )
