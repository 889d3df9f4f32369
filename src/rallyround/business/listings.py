"""Cases and their lines as lists."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rallyround.business.models import Case, Line
from rallyround.business.words import pounds_range
from rallyround.core.economics import Range
from rallyround.core.lifecycle import CASE
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Confidence
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]


def _of_group(rows: Rows, group: str) -> Rows:
    return rows.filter(group__isnull=True) if group == "all" else rows.filter(group_id=group)


def cases(rows: QuerySet[Case]) -> Listing:
    """Every version of every case."""
    groups = PriorityGroup.objects.order_by("name")
    return Listing(
        name="cases",
        title=_("Business cases"),
        rows=rows,
        default_order="-made",
        columns=[
            Column(key="name", label=_("Case"), value=lambda c: c.name, order="name",
                   url=lambda c: reverse("case", args=[c.id])),
            Column(key="version", label=_("Version"), value=lambda c: c.version, numeric=True, order="version"),
            Column(key="group", label=_("For"), value=lambda c: c.group.name if c.group else _("All groups")),
            Column(key="state", label=_("State"), value=lambda c: c.get_state_display(), order="state"),
            Column(key="years", label=_("Years"), value=lambda c: c.years, numeric=True),
            Column(key="made", label=_("Begun"), value=lambda c: c.made_at, order="made_at"),
            Column(key="approved", label=_("Approved"), value=lambda c: c.approved_at, order="approved_at"),
            Column(key="body", label=_("Approved by"), value=lambda c: c.approving_body),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=list(CASE.states.items()),
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="group", label=_("For"),
                   choices=[("all", _("All groups")), *((str(g.id), g.name) for g in groups)], apply=_of_group),
            Search(label=_("Name"), apply=lambda rows, words: rows.filter(name__icontains=words)),
        ],
    )  # fmt: skip


def _a_year(line: Line) -> str:
    """The likely amount with its range and its prices."""
    if not line.monetised:
        return gettext("no value in money")
    amount = pounds_range(Range(line.low, line.central, line.high))
    return gettext("%(amount)s, prices of %(year)s") % {"amount": amount, "year": line.price_year}


def _given(line: Line) -> str:
    """Money or in kind, volunteers' hours, and what it is corrected for."""
    said = [gettext("in kind") if line.in_kind else gettext("money")]
    if line.volunteer_hours:
        said.append(gettext("%(hours)s hours of volunteers a year") % {"hours": f"{line.volunteer_hours:,}"})
    if line.correction:
        said.append(str(line.get_correction_display()))
    return "; ".join(said)


def _seen(line: Line) -> str:
    """The measure of a benefit: from where to where, by when."""
    if not line.measure or line.by_when is None:
        return ""
    return f"{line.measure}: {line.baseline} → {line.target}, {date_format(line.by_when, 'j M Y')}"


def _years(line: Line) -> str:
    return f"{line.year_from}–{line.year_to}" if line.year_to > line.year_from else f"{line.year_from}"


def _who(line: Line) -> object:
    return line.organisation.name if line.organisation else _("Not said")


# On a page what belongs together stands in one column, so that it fits a desk.
SHORT = [
    Column(key="option", label=_("Option"), value=lambda x: x.option.name, order="option__name"),
    Column(key="name", label=_("What"), value=lambda x: f"{x.get_kind_display()}: {x.name}", order="name"),
    Column(key="organisation", label=_("Who pays or gains"), value=_who),
    Column(key="years", label=_("Years"), value=_years),
    Column(key="pounds", label=_("Pounds a year"), value=_a_year, order="central"),
    Column(key="given", label=_("Given as"), value=_given),
    Column(key="source", label=_("Source and confidence"),
           value=lambda x: f"{x.source} ({x.get_confidence_display()})", order="confidence"),
    Column(key="measure", label=_("Seen by"), value=_seen, order="by_when"),
]  # fmt: skip

# In a file each thing has its own column, to be reckoned with.
FULL = [
    Column(key="option", label=_("Option"), value=lambda x: x.option.name, order="option__name"),
    Column(key="kind", label=_("Kind"), value=lambda x: x.get_kind_display(), order="kind"),
    Column(key="name", label=_("What"), value=lambda x: x.name, order="name"),
    Column(key="organisation", label=_("Who pays or gains"), value=_who),
    Column(key="year_from", label=_("From year"), value=lambda x: x.year_from),
    Column(key="year_to", label=_("To year"), value=lambda x: x.year_to),
    Column(key="low", label=_("Least, pounds a year"), value=lambda x: x.low if x.monetised else None),
    Column(key="central", label=_("Likely, pounds a year"), value=lambda x: x.central if x.monetised else None,
           order="central"),
    Column(key="high", label=_("Most, pounds a year"), value=lambda x: x.high if x.monetised else None),
    Column(key="prices", label=_("Prices of"), value=lambda x: x.price_year),
    Column(key="in_kind", label=_("In kind"), value=lambda x: x.in_kind),
    Column(key="hours", label=_("Volunteers' hours a year"), value=lambda x: x.volunteer_hours),
    Column(key="correction", label=_("Corrected for"), value=lambda x: x.get_correction_display()),
    Column(key="mitigation", label=_("Of it seen to, per cent"), value=lambda x: x.mitigation),
    Column(key="source", label=_("Source"), value=lambda x: x.source),
    Column(key="confidence", label=_("Confidence"), value=lambda x: x.get_confidence_display(), order="confidence"),
    Column(key="measure", label=_("Measure"), value=lambda x: x.measure, order="by_when"),
    Column(key="baseline", label=_("Now"), value=lambda x: x.baseline),
    Column(key="target", label=_("Target"), value=lambda x: x.target),
    Column(key="by_when", label=_("By when"), value=lambda x: x.by_when),
]  # fmt: skip


def lines(case: Case, rows: QuerySet[Line], *, full: bool = False) -> Listing:
    """Every cost and benefit of one case, with its source; `full` for a file."""
    options = [(str(option.id), option.name) for option in case.options.order_by("id")]
    return Listing(
        name="case_lines",
        title=_("Costs and benefits"),
        rows=rows,
        default_order="option",
        columns=FULL if full else SHORT,
        filters=[
            Filter(key="kind", label=_("Kind"), choices=[("cost", _("Cost")), ("benefit", _("Benefit"))],
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="option", label=_("Option"), choices=options,
                   apply=lambda rows, option: rows.filter(option_id=option)),
            Filter(key="confidence", label=_("Confidence"), choices=Confidence.choices,
                   apply=lambda rows, confidence: rows.filter(confidence=confidence)),
            Filter(key="money", label=_("In money"), choices=[("yes", _("Yes")), ("no", _("No"))],
                   apply=lambda rows, said: rows.filter(monetised=said == "yes")),
        ],
    )  # fmt: skip
