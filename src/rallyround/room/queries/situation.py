"""The figures of a situation report: taken at one moment, kept as they were, compared with the one before."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED, OFFER, TASK
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import CallOut, Incident, LogEntry
from rallyround.places.models import Area
from rallyround.register import kinds
from rallyround.register.models import Need, Offer
from rallyround.room.models import SituationReport
from rallyround.room.queries.board import NOT_ACKNOWLEDGED
from rallyround.tasking.models import Task

Text = str | Promise
Figures = dict[str, dict[str, int]]


def figures(incident: Incident) -> Figures:
    """What is counted now, by section and key. Districts are the smallest places: nothing small to hide."""
    needs = Need.objects.filter(incident=incident)
    active = needs.filter(state__in=sorted(NEED.active))
    tasks = Task.objects.filter(need__incident=incident)
    log = LogEntry.objects.filter(incident=incident)
    return {
        "needs": _counts(needs, "state"),
        "danger": {"open": active.filter(danger=True, state__in=NOT_ACKNOWLEDGED).count()},
        "kinds": _counts(active, "kind"),
        "places": _counts(active, "district"),
        "offers": _counts(Offer.objects.all(), "state"),
        "tasks": _counts(tasks, "state"),
        "safety": {
            "closed": len(incidents.open_closures()),
            "suspended": tasks.filter(state="suspended").count(),
            "call_outs": CallOut.objects.filter(answered_at__isnull=True).count(),
        },
        "log": {
            "decisions": log.filter(kind="decision").count(),
            "actions": log.filter(kind="action", done_at__isnull=True).count(),
            "risks": log.filter(kind="risk", done_at__isnull=True).count(),
        },
    }


def _counts(rows: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.values_list(field).annotate(count=Count("*")).order_by(field))


@dataclass(frozen=True)
class Line:
    """One figure, what it was in the report before, and the difference."""

    label: Text
    now: int
    before: int | None

    @property
    def change(self) -> str:
        """The difference with its sign; a dash where nothing changed, nothing where there is no report before."""
        if self.before is None:
            return ""
        return f"{self.now - self.before:+d}" if self.now != self.before else "–"


@dataclass(frozen=True)
class Section:
    """One part of the report."""

    title: Text
    lines: list[Line]


@dataclass(frozen=True)
class Report:
    """A situation report as its page shows it."""

    report: SituationReport
    before: SituationReport | None
    columns: tuple[list[Section], list[Section]]

    @property
    def sections(self) -> list[Section]:
        """All of them, as they are read on a narrow screen."""
        return [*self.columns[0], *self.columns[1]]


def previous(report: SituationReport) -> SituationReport | None:
    """The report before this one, of the same incident."""
    earlier = SituationReport.objects.filter(incident=report.incident_id, number__lt=report.number)
    return earlier.order_by("-number").first()


def compared(report: SituationReport) -> Report:
    """A report beside the one before it."""
    before = previous(report)
    now: Figures = report.figures
    was: Figures | None = before.figures if before else None
    kinds_then_or_now = {**now["kinds"], **(was["kinds"] if was else {})}
    places_then_or_now = {**now["places"], **(was["places"] if was else {})}
    names = dict(Area.objects.filter(code__in=places_then_or_now).values_list("code", "name"))
    unknown = _("Place not known yet")
    labels: list[tuple[str, Text, dict[str, Text]]] = [
        ("danger", _("Danger to life"), {"open": _("No responder has acknowledged it")}),
        ("needs", _("Requests so far, by where they stand"), {k: _(v) for k, v in NEED.states.items()}),
        ("kinds", _("What is needed now"), {k: kinds.label(k) for k in kinds_then_or_now}),
        ("places", _("Where it is needed now"), {k: names.get(k, k) or unknown for k in places_then_or_now}),
        ("offers", _("Offers of help"), {k: _(v) for k, v in OFFER.states.items()}),
        ("tasks", _("Tasks"), {k: _(v) for k, v in TASK.states.items()}),
        ("safety", _("Safety"), {
            "closed": _("Areas and crossings closed"),
            "suspended": _("Tasks suspended"),
            "call_outs": _("Call-outs that nobody has answered"),
        }),
        ("log", _("Decisions, actions, risks"), {
            "decisions": _("Decisions"), "actions": _("Actions still to do"), "risks": _("Open risks"),
        }),
    ]  # fmt: skip
    left: list[Section] = []
    right: list[Section] = []
    for key, title, words in labels:
        lines = _lines(now[key], was[key] if was else None, words)
        if lines:
            (right if key in ("kinds", "places", "offers") else left).append(Section(title, lines))
    return Report(report, before, (left, right))


def _lines(now: dict[str, int], was: dict[str, int] | None, words: dict[str, Text]) -> list[Line]:
    """In the order of the words; what is nought and was nought is left out, except where a section has one line."""
    known = Counter(now)
    before = Counter(was or {})
    keys = [key for key in words if known[key] or before[key] or len(words) <= 3]
    return [Line(words[key], known[key], before[key] if was is not None else None) for key in keys]
