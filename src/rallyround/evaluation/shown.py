"""Figures of readiness and effect in words, for the pages: every share with its denominator, every hidden one said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.impact import Median, Share
from rallyround.core.readiness import Point, Readiness
from rallyround.evaluation.queries.impact import Comparison, Evenness, Heard, Impact, ModuleImpact
from rallyround.evaluation.queries.ready import percent
from rallyround.ledger import queries as ledger
from rallyround.ui.cells import shown
from rallyround.ui.charts import Bar, BarChart

Text = str | Promise

STORY: dict[str, Text] = {
    "lesson.found": gettext_lazy("Found"),
    "lesson.accepted": gettext_lazy("Taken up"),
    "lesson.rejected": gettext_lazy("Not taken up"),
    "lesson.changed": gettext_lazy("Changed"),
    "lesson.embedded": gettext_lazy("Seen to hold"),
    "lesson.reopened": gettext_lazy("Taken up again"),
    "lesson.owner_reminded": gettext_lazy("Owner reminded"),
}


@dataclass(frozen=True)
class Told:
    """One line of a timeline."""

    title: Text
    at: datetime


@dataclass(frozen=True)
class Figure:
    """One line of a table: what, how much, its interval, and of how many."""

    label: str
    value: str
    interval: str = ""
    of: str = ""


@dataclass(frozen=True)
class EvennessShown:
    """A table of shares by place, with what they say together."""

    label: str
    source: str
    lines: list[Figure]
    sentence: str


@dataclass(frozen=True)
class ComparisonShown:
    """Two shares and their difference in words."""

    label: str
    here: Figure
    other: Figure
    sentence: str
    caution: str


@dataclass(frozen=True)
class PointShown:
    """One day of the series as a row."""

    on: date
    value: int | None
    not_assessed: int
    change: str
    note: str


def story_of(label: str, id: UUID) -> list[Told]:
    """What happened to a thing, by the ledger."""
    return [Told(STORY.get(event.verb, event.verb), event.at) for event in ledger.of_subject(label, id)]


def chart_of(points: Sequence[Point], today: date) -> BarChart:
    """Readiness month by month, up to what it might be if all that is not assessed were perfect.

    A month without anything assessed has no bar: it is not nought.
    """
    return BarChart(
        title=_("Readiness over time"),
        unit=_("per cent, with what is not assessed as a line; after today: if nothing is renewed"),
        bars=[
            Bar(label=_month(point, today), value=percent(point.readiness.value) or 0,
                low=percent(point.readiness.value), high=percent(point.readiness.at_most),
                text=f"{percent(point.readiness.value)}%")
            for point in points
            if point.readiness.value is not None
        ],
        source=_("Worked out anew for each day from the evidence that there was on it."),
    )  # fmt: skip


def points_of(points: Sequence[Point], today: date) -> list[PointShown]:
    """The same as rows, with breaks said and nothing compared across them."""
    return [
        PointShown(
            on=point.readiness.on,
            value=percent(point.readiness.value),
            not_assessed=round(100 * point.readiness.not_assessed),
            change="" if point.change is None else f"{100 * point.change:+.0f}",
            note=_note(point, today),
        )
        for point in points
    ]


def _month(point: Point, today: date) -> str:
    on = point.readiness.on
    said = _("today") if on == today else str(shown(on))
    return f"{said} ({_('new criteria')})" if point.is_break else said


def _note(point: Point, today: date) -> str:
    if point.is_break:
        return _("Measured by edition %(edition)s from here on: not comparable with the days before.") % {
            "edition": point.readiness.edition
        }
    if point.readiness.on > today:
        return _("If nothing is renewed")
    return _("Today") if point.readiness.on == today else ""


def duration(minutes: float | None) -> str:
    """Minutes below two hours, else hours and minutes, else days and hours."""
    if minutes is None:
        return _("not known")
    if math.isinf(minutes):
        return _("not yet")
    whole = round(minutes)
    if whole < 120:
        return _("%(count)s min") % {"count": whole}
    if whole < 48 * 60:
        return _("%(hours)s h %(minutes)s min") % {"hours": whole // 60, "minutes": whole % 60}
    return _("%(days)s days %(hours)s h") % {"days": whole // 1440, "hours": whole % 1440 // 60}


def share_of(label: str, share: Share | None) -> Figure:
    """A share with its interval and its denominator; hidden where it is small."""
    if share is None:
        return Figure(label, _("hidden"), _("hidden"), _("hidden"))
    if share.value is None or share.low is None or share.high is None:
        return Figure(label, _("nobody asked"), "", "0")
    interval = _("%(low)s to %(high)s") % {"low": f"{share.low:.0%}", "high": f"{share.high:.0%}"}
    of = _("%(met)s of %(count)s") % {"met": f"{share.met:,}", "count": f"{share.count:,}"}
    return Figure(label, f"{share.value:.0%}", interval, of)


def median_of(label: str, median: Median) -> Figure:
    """A median with its interval, and how many of them have not got so far."""
    if not median.count:
        return Figure(label, _("not known"), "", "0")
    if median.low is None:
        interval = _("too few for an interval")
    elif math.isinf(median.low):
        interval = ""
    else:
        interval = _("%(low)s to %(high)s") % {"low": duration(median.low), "high": duration(median.high)}
    of = f"{median.count:,}"
    if median.not_yet:
        of = _("%(count)s, %(waiting)s of them still waiting") % {"count": of, "waiting": median.not_yet}
    return Figure(label, duration(median.value), interval, of)


def parts_of(reading: Readiness) -> dict[str, int | None]:
    """The product that readiness is, each part as whole per cent."""
    return {
        "rating": percent(reading.rating),
        "coverage": percent(reading.coverage),
        "freshness": percent(reading.freshness),
        "product": percent(reading.uncapped),
    }


def module_figures(impact: ModuleImpact) -> list[Figure]:
    """The main figures of all activations of a module together."""
    return [
        share_of(_("Needs met, of those not withdrawn"), impact.met),
        median_of(_("From report to first task"), impact.to_first_task),
        median_of(_("From report to need met"), impact.to_met),
        heard_of(impact.heard),
    ]


def heard_of(heard: Heard) -> Figure:
    """What people who were helped said, where enough of them did."""
    answered = _("hidden") if heard.answered is None else f"{heard.answered:,}"
    of = _("%(answered)s of %(asked)s answered") % {"answered": answered, "asked": f"{heard.asked:,}"}
    mean = _("too few answered") if heard.mean is None else _("%(mean)s of 5") % {"mean": heard.mean}
    return Figure(_("What people who were helped said of it"), mean, "", of)


def figures_of(impact: Impact) -> list[Figure]:
    """The main figures of an activation."""
    found = [
        share_of(_("Needs met, of those not withdrawn"), impact.met),
        median_of(_("From report to first task"), impact.to_first_task),
        median_of(_("From report to need met"), impact.to_met),
    ]
    if impact.hours_each is not None:
        hours = f"{impact.hours_each:.1f}"
        of = _("%(hours)s hours") % {"hours": f"{impact.helper_hours:,.1f}"}
        found.append(Figure(_("Helpers' hours for each need met"), hours, "", of))
    found.append(heard_of(impact.heard))
    return found


def service_of(impact: Impact) -> list[Figure]:
    """How fast and how strongly it answered: what may be expected next time."""
    service = impact.service
    return [
        Figure(_("Decision to call-out answered"), duration(service.call_out_minutes)),
        Figure(_("Decision to first task given"), duration(service.first_task_minutes)),
        Figure(_("Decision to first helper's yes"), duration(service.first_yes_minutes)),
        *(
            Figure(_("Helpers who had said yes within %(hours)s h") % {"hours": hours}, f"{count:,}")
            for hours, count in service.helpers
        ),
    ]


def evenness_of(evenness: Evenness) -> EvennessShown:
    """A table by place or by thirds of places, with its spread in a sentence."""
    return EvennessShown(
        label=evenness.label,
        source=evenness.source,
        lines=[share_of(line.label, line.share) for line in evenness.lines],
        sentence=_spread(evenness),
    )


def _spread(evenness: Evenness) -> str:
    spread = evenness.spread
    if spread is None:
        return _("Too few places can be shown to say how evenly help went.")
    said = _("From %(least)s to %(most)s, a gap of %(gap)s points; Gini %(gini)s, where 0 is even.") % {
        "least": f"{spread.least:.0%}", "most": f"{spread.most:.0%}", "gap": f"{100 * spread.gap:.0f}",
        "gini": "–" if spread.gini is None else f"{spread.gini:.2f}",
    }  # fmt: skip
    if evenness.left_out:
        said += " " + _("Hidden ones are left out of this: %(count)s.") % {"count": evenness.left_out}
    return said


def comparisons_of(impact: Impact) -> list[ComparisonShown]:
    """Each comparison with its difference in points, or why there is none."""
    return [
        ComparisonShown(
            label=each.label,
            here=share_of(_("Here, since it was activated"), each.here),
            other=share_of(each.label, each.other),
            sentence=_difference(each),
            caution=each.caution,
        )
        for each in impact.comparisons
    ]


def _difference(comparison: Comparison) -> str:
    found = comparison.difference
    if found.value is None or found.low is None or found.high is None:
        return _("Too few needs to compare without showing small numbers.")
    said = _("%(value)s points, 95%% interval %(low)s to %(high)s.") % {
        "value": f"{100 * found.value:+.0f}", "low": f"{100 * found.low:+.0f}", "high": f"{100 * found.high:+.0f}",
    }  # fmt: skip
    clear = _("More than chance would make.") if found.is_clear else _("Chance alone might make as much.")
    return f"{said} {clear}"
