"""How it went, from the ledger: how many, how long each step took, and what share was met where.

A step that has not happened yet counts as not yet, for as long as the need is still in our hands; to leave it out
would make a slow response look fast. A need that was taken back, merged or passed on is left out of what follows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.disclosure import suppress_table
from rallyround.core.impact import Median, Share, median_with_interval, minutes_between, share_with_interval
from rallyround.core.lifecycle import NEED
from rallyround.incidents.models import Incident
from rallyround.ledger.models import Event
from rallyround.places.models import Area, Indicator, IndicatorValue
from rallyround.register.models import Need
from rallyround.tasking.models import Task

Text = str | Promise
First = Mapping[UUID, Mapping[str, datetime]]  # by need, when each thing first happened

DECILE = "imd_decile"
OURS = {"reported", "open", "matched", "met"}
DECIDED = ("need.taken_on", "need.handed_over", "need.advised")
MET = ("need.met", "need.resolved")
NEED_VERBS = ("need.reported", *DECIDED, *MET)
TASK_VERBS = ("task.offered", "task.accepted", "task.delivered")


@dataclass(frozen=True)
class Step:
    """A stretch of a need's way: from one thing until the first of others, for needs to which `only` happened."""

    key: str
    label: Text
    start: str
    ends: tuple[str, ...]
    only: str = "need.reported"


STEPS = (
    Step("triage", gettext_lazy("Report to decision"), "need.reported", DECIDED),
    Step("match", gettext_lazy("Taken on to somebody asked"), "need.taken_on", ("task.offered",)),
    Step("task", gettext_lazy("Asked to accepted"), "task.offered", ("task.accepted",)),
    Step("deliver", gettext_lazy("Accepted to help given"), "task.accepted", ("task.delivered",)),
    Step("whole", gettext_lazy("Report to need met"), "need.reported", MET, only="need.taken_on"),
)


@dataclass(frozen=True)
class Timing:
    """How long one step took: minutes."""

    key: str
    label: Text
    median: Median


@dataclass(frozen=True)
class ShareLine:
    """Share met in one place or decile; None for all of it where small counts are hidden."""

    label: str
    share: Share | None


@dataclass(frozen=True)
class End:
    """An incident as its record tells it."""

    incident: Incident
    at: datetime
    total: int
    outcomes: list[tuple[Text, int]]
    timings: list[Timing]
    met: Share
    by_place: list[ShareLine]
    by_decile: list[ShareLine]
    decile_source: str


@dataclass(frozen=True)
class _Row:
    id: UUID
    state: str
    district: str
    area: str | None


def end(incident: Incident, at: datetime) -> End:
    """All figures of one incident as they stand at this moment."""
    needs = [_Row(*row) for row in Need.objects.filter(incident=incident)
             .order_by("id").values_list("id", "state", "district", "area_id")]  # fmt: skip
    states = dict(
        Need.objects.filter(incident=incident).values_list("state").annotate(count=Count("*")).order_by()
    )
    counted = [need for need in needs if need.state not in ("merged", "withdrawn")]
    deciles = _deciles(need.area for need in counted)
    place = _place_of(counted)
    return End(
        incident=incident,
        at=at,
        total=len(needs),
        outcomes=[(_(label), states[state]) for state, label in NEED.states.items() if states.get(state)],
        timings=_timings(incident, needs),
        met=share_with_interval(sum(need.state == "met" for need in counted), len(counted)),
        by_place=_shares((need, place(need)) for need in counted),
        by_decile=_shares((need, deciles.get(need.area or "", "")) for need in counted) if deciles else [],
        decile_source=_decile_source(),
    )


def _timings(incident: Incident, needs: list[_Row]) -> list[Timing]:
    first = _first(incident)
    return [
        Timing(step.key, step.label, median_with_interval(_minutes(needs, first, step))) for step in STEPS
    ]


def _first(incident: Incident) -> First:
    """When each thing first happened to each need, its tasks' doings included."""
    found: dict[UUID, dict[str, datetime]] = {}
    of_incident = Need.objects.filter(incident=incident)
    events = Event.objects.filter(
        subject_label="need", subject_id__in=of_incident.values("id"), verb__in=NEED_VERBS
    )
    for id, verb, at in events.values_list("subject_id", "verb").annotate(first=Min("at")).order_by():
        found.setdefault(id, {})[verb] = at
    tasks = dict(Task.objects.filter(need__in=of_incident).values_list("id", "need_id"))
    done = Event.objects.filter(
        subject_label="task",
        subject_id__in=Task.objects.filter(need__in=of_incident).values("id"),
        verb__in=TASK_VERBS,
    )
    for id, verb, at in done.values_list("subject_id", "verb").annotate(first=Min("at")).order_by():
        times = found.setdefault(tasks[id], {})
        times[verb] = min(times.get(verb, at), at)
    return found


def _minutes(needs: list[_Row], first: First, step: Step) -> list[float]:
    starts: list[datetime | None] = []
    stops: list[datetime | None] = []
    for need in needs:
        times = first.get(need.id, {})
        begun = times.get(step.start) if step.only in times else None
        ended = min((times[verb] for verb in step.ends if verb in times), default=None)
        if begun is None or (ended is None and need.state not in OURS):
            continue
        starts.append(begun)
        # A hub that was cut off may report late what was done before: that took no time, not less than none.
        stops.append(max(begun, ended) if ended else None)
    return minutes_between(starts, stops)


def _place_of(needs: list[_Row]) -> Callable[[_Row], str]:
    """By district or, where there is only one, by the places in it."""
    districts = {need.district for need in needs if need.district}
    return (lambda need: need.district) if len(districts) > 1 else (lambda need: need.area or "")


def _deciles(areas: Iterable[str | None]) -> dict[str, str]:
    """The deprivation decile of each small area, as text from 1 to 10; empty where none is loaded."""
    wanted = {area for area in areas if area}
    values = IndicatorValue.objects.filter(indicator_id=DECILE, area_id__in=wanted)
    return {area: str(int(value)) for area, value in values.values_list("area_id", "value")}


def _decile_source() -> str:
    indicator = Indicator.objects.filter(key=DECILE).first()
    return f"{indicator.source}, {indicator.date}" if indicator else ""


def _shares(grouped: Iterable[tuple[_Row, str]]) -> list[ShareLine]:
    """Share met in each group, hidden where a count is small or could be worked out from the others."""
    counts: dict[str, list[int]] = {}
    for need, key in grouped:
        counts.setdefault(key, [0, 0])[0 if need.state == "met" else 1] += 1
    keys = sorted(counts, key=lambda key: (key == "", len(key), key))
    published = suppress_table([counts[key] for key in keys]) if keys else None
    names = dict(Area.objects.filter(code__in=keys).values_list("code", "name"))
    lines = []
    for at, key in enumerate(keys):
        met, other = published.cells[at] if published else (None, None)
        share = share_with_interval(met, met + other) if met is not None and other is not None else None
        lines.append(ShareLine(str(names.get(key, key) or _("Not known")), share))
    return lines
