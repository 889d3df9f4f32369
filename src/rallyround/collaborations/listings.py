"""The lists of this app: collaborations, deliveries, and partners by whom they reach and what they bring."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.collaborations import queries, words
from rallyround.collaborations.models import Collaboration, Delivery
from rallyround.core.lifecycle import COLLABORATION
from rallyround.groups import queries as groups
from rallyround.groups.listings import YES_NO
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.models import Organisation, Scope
from rallyround.ui.lists import Column, Filter, Listing, Search
from rallyround.ui.templatetags.govuk import tag

Rows = QuerySet[Any, Any]


def all_groups() -> list[tuple[str, str]]:
    """Every group, ended ones too."""
    return [(str(id), name) for id, name in groups.groups().order_by("name").values_list("id", "name")]


def _state(collaboration: Collaboration) -> object:
    return tag(collaboration.get_state_display(), words.STATE_COLOURS[collaboration.state])


def _for(collaboration: Collaboration) -> str:
    return ", ".join(sorted({part.group.name for part in collaboration.parts.all()}))


def collaborations(today: date) -> Listing:
    """All collaborations with what the record says of each."""

    def reading(collaboration: Collaboration) -> str:
        return queries.assess(collaboration, today).reading.verdict

    def verdict(collaboration: Collaboration) -> object:
        if collaboration.state not in COLLABORATION.active:
            return ""
        found = reading(collaboration)
        return tag(words.VERDICTS[found], words.COLOURS[found])

    def saying(rows: Rows, said: str) -> Rows:
        wanted = queries.TO_DECIDE if said == "to_decide" else (said,)
        found = queries.assessed(today)
        return rows.filter(id__in=[a.collaboration.id for a in found if a.reading.verdict in wanted])

    return Listing(
        name="collaborations",
        title=gettext_lazy("Collaborations"),
        rows=queries.collaborations().prefetch_related("parts__group"),
        default_order="name",
        columns=[
            Column(key="name", label=gettext_lazy("Work"), value=lambda c: c.name, order="name",
                   url=lambda c: reverse("collaboration", args=[c.id])),
            Column(key="organisation", label=gettext_lazy("With whom"), value=lambda c: c.organisation.name,
                   order="organisation__name"),
            Column(key="groups", label=gettext_lazy("For"), value=_for),
            Column(key="state", label=gettext_lazy("State"), value=_state, order="state",
                   export=lambda c: c.get_state_display()),
            Column(key="since", label=gettext_lazy("Since"), value=lambda c: (c.state_since or c.began_at).date(),
                   order="state_since"),
            Column(key="verdict", label=gettext_lazy("The record says"), value=verdict,
                   export=lambda c: words.VERDICTS[reading(c)] if c.state in COLLABORATION.active else ""),
        ],
        filters=[
            Search(label=gettext_lazy("Work or organisation"),
                   apply=lambda rows, said: rows.filter(name__icontains=said)
                   | rows.filter(organisation__name__icontains=said)),
            Filter(key="group", label=gettext_lazy("Group"), choices=all_groups(),
                   apply=lambda rows, said: rows.filter(id__in=_with_part(group_id=said))),
            Filter(key="objective", label=gettext_lazy("Objective"), choices=Objective.choices,
                   apply=lambda rows, said: rows.filter(id__in=_with_part(objective=said))),
            Filter(key="phase", label=gettext_lazy("When"), choices=Phase.choices,
                   apply=lambda rows, said: rows.filter(id__in=_with_part(phase=said))),
            Filter(key="state", label=gettext_lazy("State"), choices=list(COLLABORATION.states.items()),
                   apply=lambda rows, said: rows.filter(state=said)),
            Filter(key="says", label=gettext_lazy("The record says"), apply=saying,
                   choices=[*words.VERDICTS.items(), ("to_decide", gettext_lazy("Reset, replace or stop"))]),
            Filter(key="in_force", label=gettext_lazy("In force"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(state__in=COLLABORATION.active) if said == "yes"
                   else rows.exclude(state__in=COLLABORATION.active)),
        ],
    )  # fmt: skip


def _with_part(**which: str) -> Any:
    return queries.parts().filter(**which).values("collaboration_id")


def _part(delivery: Delivery) -> str:
    part = delivery.part
    return f"{part.group.name}: {part.get_objective_display()}, {str(part.get_phase_display()).lower()}"


def deliveries() -> Listing:
    """What was written down of deliveries."""
    return Listing(
        name="deliveries",
        title=gettext_lazy("Deliveries"),
        rows=queries.deliveries(),
        default_order="-on",
        columns=[
            Column(key="on", label=gettext_lazy("When"), value=lambda d: d.on, order="on"),
            Column(key="work", label=gettext_lazy("Work"), value=lambda d: d.part.collaboration.name,
                   order="part__collaboration__name",
                   url=lambda d: reverse("collaboration", args=[d.part.collaboration_id])),
            Column(key="part", label=gettext_lazy("For"), value=_part, order="part__group__name"),
            Column(key="amount", label=gettext_lazy("How much"), value=lambda d: d.amount, order="amount", numeric=True),
            Column(key="reached", label=gettext_lazy("Arrived"), value=lambda d: d.reached_the_group),
            Column(key="cost", label=gettext_lazy("Cost, £"),
                   value=lambda d: d.cost if d.cost is not None else _("Not known"), export=lambda d: d.cost,
                   order="cost", numeric=True),
            Column(key="evidence", label=gettext_lazy("What shows it"), value=lambda d: d.evidence),
            Column(key="counts", label=gettext_lazy("Counts"), value=lambda d: d.withdrawn_at is None),
        ],
        filters=[
            Filter(key="work", label=gettext_lazy("Work"), apply=lambda rows, said: rows.filter(part__collaboration=said),
                   choices=[(str(c.id), c.name) for c in queries.collaborations().order_by("name")]),
            Filter(key="group", label=gettext_lazy("Group"), choices=all_groups(),
                   apply=lambda rows, said: rows.filter(part__group=said)),
            Filter(key="phase", label=gettext_lazy("Phase"), choices=Phase.choices,
                   apply=lambda rows, said: rows.filter(part__phase=said)),
            Filter(key="reached", label=gettext_lazy("Arrived"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(reached_the_group=said == "yes")),
            Filter(key="counts", label=gettext_lazy("Counts"), choices=YES_NO,
                   apply=lambda rows, said: rows.filter(withdrawn_at__isnull=said == "yes")),
        ],
    )  # fmt: skip


def partners() -> Listing:
    """Who reaches a group, and who brings what is wanted."""

    def reaching(rows: Rows, id: str) -> Rows:
        return queries.who_reach(groups.groups().get(id=id), rows)

    def lists(organisation: Organisation) -> str:
        return f"{reverse('collaborations')}?{urlencode({'q': organisation.name})}"

    return Listing(
        name="partners",
        title=gettext_lazy("Find a partner"),
        rows=queries.partners(),
        default_order="name",
        columns=[
            Column(key="name", label=gettext_lazy("Name"), value=lambda o: o.name, order="name", url=lists),
            Column(key="type", label=gettext_lazy("Type"), value=lambda o: o.get_partner_type_display(),
                   order="partner_type"),
            Column(key="scope", label=gettext_lazy("Works over"), value=lambda o: o.get_scope_display(), order="scope"),
            Column(key="brings", label=gettext_lazy("Brings"), value=lambda o: o.brings),
        ],
        filters=[
            Filter(key="reaches", label=gettext_lazy("Reaches the group"), choices=all_groups(), apply=reaching),
            Search(key="brings", label=gettext_lazy("Brings or can do"),
                   apply=lambda rows, said: queries.who_supply(said, rows)),
            Filter(key="scope", label=gettext_lazy("Works over"), choices=Scope.choices,
                   apply=lambda rows, said: rows.filter(scope=said)),
        ],
    )  # fmt: skip
