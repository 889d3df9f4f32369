"""The lists of this app: the register, the groups, what they need, when somebody spoke with them."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.groups import queries
from rallyround.groups.bands import BANDS, COLOURS, Band, band, cells_of
from rallyround.groups.forms.speaking import MODES
from rallyround.groups.models import GroupNeed, PriorityGroup, RiskEntry
from rallyround.groups.sizes import Size
from rallyround.groups.vocabulary import CauseOfNeed, GroupKind, HardlyReached, Pattern, PlanningNeed
from rallyround.incidents.models import Hazard, Phase
from rallyround.ui.cells import shown
from rallyround.ui.lists import Column, Filter, Listing, Search
from rallyround.ui.templatetags.govuk import tag

Rows = QuerySet[Any, Any]
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def of_group(rows: Rows, id: str) -> Rows:
    """The rows of one group."""
    return rows.filter(group_id=id)


def group_filter() -> Filter:
    """Narrows a list to one group; ended ones too, for what was done with them."""
    named = queries.groups().order_by("name").values_list("id", "name")
    return Filter(
        key="group",
        label=gettext_lazy("Group"),
        choices=[(str(id), name) for id, name in named],
        apply=of_group,
    )


def _band(risk: RiskEntry) -> Band:
    return band(risk.likelihood, risk.impact)


def _source(risk: RiskEntry) -> str:
    said = f"{risk.source}, {risk.dated_on.year}"
    return f"{said} ({_('retired %(on)s') % {'on': shown(risk.retired_on)}})" if risk.retired_on else said


def _in_band(rows: Rows, said: str) -> Rows:
    cells = (Q(likelihood=x, impact=y) for x, y in cells_of(said))  # type: ignore[arg-type]
    return rows.filter(reduce(or_, cells))


def risks(may_change: bool) -> Listing:
    """The community risk register."""
    return Listing(
        name="risks",
        title=gettext_lazy("Community risk register"),
        rows=queries.risks().annotate(cited=Count("groups", filter=Q(groups__ended_at__isnull=True))),
        default_order="reference",
        columns=[
            Column(key="reference", label=gettext_lazy("Reference"), value=lambda r: r.reference, order="reference",
                   url=lambda r: reverse("risk_change", args=[r.id]) if may_change and not r.retired_on else None),
            Column(key="title", label=gettext_lazy("What could happen"), value=lambda r: r.title, order="title"),
            Column(key="hazard", label=gettext_lazy("Kind"), value=lambda r: r.get_hazard_display(), order="hazard"),
            Column(key="likelihood", label=gettext_lazy("Likely"), value=lambda r: r.likelihood,
                   order="likelihood", numeric=True),
            Column(key="impact", label=gettext_lazy("Impact"), value=lambda r: r.impact, order="impact", numeric=True),
            Column(key="band", label=gettext_lazy("Band"), value=lambda r: tag(BANDS[_band(r)], COLOURS[_band(r)]),
                   export=lambda r: BANDS[_band(r)]),
            Column(key="groups", label=gettext_lazy("Groups"), value=lambda r: r.cited, order="cited", numeric=True,
                   url=lambda r: f"{reverse('groups')}?risk={r.id}" if r.cited else None),
            Column(key="source", label=gettext_lazy("Source"), value=_source),
        ],
        filters=[
            Search(label=gettext_lazy("Words"),
                   apply=lambda rows, said: rows.filter(Q(title__icontains=said) | Q(reference__icontains=said))),
            Filter(key="hazard", label=gettext_lazy("Kind"), choices=Hazard.choices,
                   apply=lambda rows, said: rows.filter(hazard=said)),
            Filter(key="band", label=gettext_lazy("Band"), choices=list(BANDS.items()), apply=_in_band),
            Filter(key="group", label=gettext_lazy("Group"), choices=queries.group_choices(),
                   apply=lambda rows, said: rows.filter(groups=said)),
            Filter(key="retired", label=gettext_lazy("Retired"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(retired_on__isnull=said == "no")),
        ],
    )  # fmt: skip


def _size(group: PriorityGroup) -> str:
    size = queries.size(group)
    return f"{size} {group.size_unit}" if size.known else str(size)


def groups(today: date) -> Listing:
    """The groups that are planned for, those of high priority on top unless sorted otherwise."""
    quiet = queries.quiet(today)
    states = {"open": Q(ended_at__isnull=True), "ended": Q(ended_at__isnull=False)}
    return Listing(
        name="groups",
        title=gettext_lazy("Priority groups"),
        rows=queries.with_last_contact(queries.groups()),
        default_order="-high_priority",
        columns=[
            Column(key="name", label=gettext_lazy("Name"), value=lambda g: g.name, order="name",
                   url=lambda g: reverse("group", args=[g.id])),
            Column(key="high", label=gettext_lazy("High priority"), order="high_priority", export=lambda g: g.high_priority,
                   value=lambda g: tag(_("High"), "red") if g.high_priority else ""),
            Column(key="rank", label=gettext_lazy("Place"), value=lambda g: g.rank, order="rank", numeric=True),
            Column(key="kind", label=gettext_lazy("What it is"), value=lambda g: g.get_kind_display(), order="kind"),
            Column(key="pattern", label=gettext_lazy("On the map"), value=lambda g: g.get_pattern_display(),
                   order="pattern"),
            Column(key="size", label=gettext_lazy("How many"), value=_size, order="size_low"),
            Column(key="contact", label=gettext_lazy("Last contact"), value=lambda g: g.last_on or _("Never"),
                   export=lambda g: g.last_on, order="last_on"),
        ],
        filters=[
            Search(label=gettext_lazy("Name"), apply=lambda rows, said: rows.filter(name__icontains=said)),
            Filter(key="high", label=gettext_lazy("High priority"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(high_priority=said == "yes")),
            Filter(key="kind", label=gettext_lazy("What it is"), choices=GroupKind.choices,
                   apply=lambda rows, said: rows.filter(kind=said)),
            Filter(key="pattern", label=gettext_lazy("On the map"), choices=Pattern.choices,
                   apply=lambda rows, said: rows.filter(pattern=said)),
            Filter(key="cause", label=gettext_lazy("Cause of need"), choices=CauseOfNeed.choices,
                   apply=lambda rows, said: rows.filter(causes__contains=[said])),
            Filter(key="hardly", label=gettext_lazy("Hardly reached"), choices=HardlyReached.choices,
                   apply=lambda rows, said: rows.filter(hardly_reached__contains=[said])),
            Filter(key="risk", label=gettext_lazy("Risk"), apply=lambda rows, said: rows.filter(risks=said),
                   choices=[(str(r.id), f"{r.reference} {r.title}") for r in queries.current_risks()]),
            Filter(key="quiet", label=gettext_lazy("Too long without contact"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(id__in=quiet.values("id")) if said == "yes"
                   else rows.exclude(id__in=quiet.values("id"))),
            Filter(key="state", label=gettext_lazy("State"),
                   choices=[("open", gettext_lazy("Planned for")), ("ended", gettext_lazy("Ended"))],
                   apply=lambda rows, said: rows.filter(states[said])),
        ],
    )  # fmt: skip


def _likely(need: GroupNeed) -> str:
    return f"{shown(need.likely)} {need.unit}" if need.likely is not None else str(Size())


def _who_says_so(need: GroupNeed) -> str:
    return f"{_('The group itself')}, {need.source}" if need.said_by_the_group else need.source


def _held(need: GroupNeed) -> str:
    until = shown(need.holds_until.date()) if need.holds_until else _("now")
    return f"{shown(need.holds_from.date())} – {until}"


def needs() -> Listing:
    """What groups need: the figures that hold now, or all versions."""
    return Listing(
        name="group-needs",
        title=gettext_lazy("What groups need"),
        rows=queries.needs(),
        default_order="group",
        columns=[
            Column(key="group", label=gettext_lazy("Group"), value=lambda n: n.group.name, order="group__name",
                   url=lambda n: reverse("group", args=[n.group_id])),
            Column(key="kind", label=gettext_lazy("What"), value=lambda n: n.get_kind_display(), order="kind"),
            Column(key="phase", label=gettext_lazy("When"), order="phase",
                   value=lambda n: f"{n.get_phase_display()}, {str(n.get_hazard_display()).lower()}"),
            Column(key="low", label=gettext_lazy("Least"), value=lambda n: n.low, order="low", numeric=True),
            Column(key="likely", label=gettext_lazy("Likely"), value=_likely, export=lambda n: n.likely,
                   order="likely", numeric=True),
            Column(key="high", label=gettext_lazy("Most"), value=lambda n: n.high, order="high", numeric=True),
            Column(key="source", label=gettext_lazy("Who says so"), value=_who_says_so),
            Column(key="held", label=gettext_lazy("Held"), value=_held, order="holds_from"),
        ],
        filters=[
            group_filter(),
            Filter(key="now", label=gettext_lazy("Holds now"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(holds_until__isnull=said == "yes")),
            Filter(key="kind", label=gettext_lazy("What"), choices=PlanningNeed.choices,
                   apply=lambda rows, said: rows.filter(kind=said)),
            Filter(key="phase", label=gettext_lazy("When"), choices=Phase.choices,
                   apply=lambda rows, said: rows.filter(phase=said)),
            Filter(key="hazard", label=gettext_lazy("In what"), choices=Hazard.choices,
                   apply=lambda rows, said: rows.filter(hazard=said)),
            Filter(key="said", label=gettext_lazy("Said by the group"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(said_by_the_group=said == "yes")),
            Filter(key="known", label=gettext_lazy("How much is known"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(low__isnull=said == "no")),
        ],
    )  # fmt: skip


def contacts() -> Listing:
    """When partners and groups spoke."""
    return Listing(
        name="group-contacts",
        title=gettext_lazy("Contacts with groups"),
        rows=queries.contacts(),
        default_order="-on",
        columns=[
            Column(key="on", label=gettext_lazy("When"), value=lambda c: c.on, order="on"),
            Column(key="group", label=gettext_lazy("Group"), value=lambda c: c.group.name, order="group__name",
                   url=lambda c: reverse("group", args=[c.group_id])),
            Column(key="mode", label=gettext_lazy("How"), value=lambda c: dict(MODES)[c.mode], order="mode"),
            Column(key="route", label=gettext_lazy("By which route"),
                   value=lambda c: c.route.organisation.name if c.route else ""),
            Column(key="began", label=gettext_lazy("The group began it"), value=lambda c: c.from_the_group),
            Column(key="about", label=gettext_lazy("About"), value=lambda c: c.about),
            Column(key="by", label=gettext_lazy("Logged by"), value=lambda c: c.by.name, personal=True),
        ],
        filters=[
            group_filter(),
            Filter(key="mode", label=gettext_lazy("How"), choices=[(str(k), v) for k, v in MODES],
                   apply=lambda rows, said: rows.filter(mode=said)),
            Filter(key="began", label=gettext_lazy("The group began it"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(from_the_group=said == "yes")),
        ],
    )  # fmt: skip
