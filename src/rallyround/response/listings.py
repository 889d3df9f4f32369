"""Modules, activations, advice, exercises, waiting helpers and an activation's needs as lists."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import ACTIVATION, MODULE, NEED
from rallyround.groups import queries as groups
from rallyround.incidents.models import Hazard, Phase
from rallyround.register import kinds
from rallyround.register.models import Need
from rallyround.response import words
from rallyround.response.models import Activation, Advice, ExerciseSummary, Module
from rallyround.response.queries.exercises import summaries_of
from rallyround.response.queries.helpers import capability_type
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]
CURRENT = "current"
CAPABILITY = {"planned": _("Planned"), "spontaneous": _("Spontaneous")}


def _states(machine: Any) -> list[tuple[str, Any]]:
    return [(key, _(label)) for key, label in machine.states.items()]


def _group_filter() -> Filter:
    return Filter(key="group", label=_("Priority group"), choices=groups.group_choices(),
                  apply=lambda rows, id: rows.filter(groups=id))  # fmt: skip


def _module_state(rows: Rows, state: str) -> Rows:
    return rows.exclude(state="retired") if state == CURRENT else rows.filter(state=state)


def modules(rows: QuerySet[Module]) -> Listing:
    """The partnership's own modules, all versions; those that are not retired unless asked."""
    return Listing(
        name="modules",
        title=_("Modules"),
        rows=rows,
        default_order="name",
        columns=[
            Column(key="name", label=_("Name"), value=lambda m: m.name, order="name",
                   url=lambda m: reverse("module", args=[m.id])),
            Column(key="version", label=_("Version"), value=lambda m: m.version, order="version", numeric=True),
            Column(key="state", label=_("State"), value=lambda m: _(MODULE.states[m.state]), order="state"),
            Column(key="phase", label=_("When"), value=lambda m: m.get_phase_display(), order="phase"),
            Column(key="effect", label=_("What it does"), value=lambda m: words.EFFECTS[m.content["effect"]]),
            Column(key="needs", label=_("Requests it takes"),
                   value=lambda m: ", ".join(str(kinds.label(kind)) for kind in m.content["kinds"])),
            Column(key="groups", label=_("Kept for"), value=lambda m: ", ".join(g.name for g in m.groups.all())),
            Column(key="lead", label=_("Led by"), value=lambda m: m.lead.name, order="lead__name"),
            Column(key="approved", label=_("Approved"), value=lambda m: m.approved_at, order="approved_at"),
        ],
        filters=[
            Search(label=_("Words"), apply=lambda rows, said: rows.filter(name__icontains=said)),
            Filter(key="state", label=_("State"), choices=[(CURRENT, _("In use or being drafted")), *_states(MODULE)],
                   apply=_module_state),
            Filter(key="phase", label=_("When"), choices=Phase.choices, apply=lambda rows, phase: rows.filter(phase=phase)),
            Filter(key="effect", label=_("What it does"), choices=list(words.EFFECTS.items()),
                   apply=lambda rows, effect: rows.filter(content__effect=effect)),
            _group_filter(),
        ],
    )  # fmt: skip


def activations(rows: QuerySet[Activation]) -> Listing:
    """What was activated."""
    return Listing(
        name="activations",
        title=_("Activations"),
        rows=rows,
        default_order="-begun",
        columns=[
            Column(key="module", label=_("Module"), value=lambda a: a.module.name, order="module__name",
                   url=lambda a: reverse("activation", args=[a.id])),
            Column(key="incident", label=_("Incident"), value=lambda a: a.incident.name, order="incident__name"),
            Column(key="state", label=_("State"), value=lambda a: _(ACTIVATION.states[a.state]), order="state"),
            Column(key="groups", label=_("For"),
                   value=lambda a: ", ".join(g.name for g in a.groups.all()) or _("Everybody")),
            Column(key="begun", label=_("Activated"), value=lambda a: a.activated_at, order="activated_at"),
            Column(key="by", label=_("By"), value=lambda a: a.activated_by.name),
            Column(key="over", label=_("Stood down"), value=lambda a: a.stood_down_at, order="stood_down_at"),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=_states(ACTIVATION),
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="phase", label=_("When"), choices=Phase.choices,
                   apply=lambda rows, phase: rows.filter(module__phase=phase)),
            _group_filter(),
        ],
    )  # fmt: skip


def _advice_state(rows: Rows, state: str) -> Rows:
    if state == "draft":
        return rows.filter(published_at__isnull=True, withdrawn_at__isnull=True)
    if state == "published":
        return rows.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    return rows.filter(withdrawn_at__isnull=False)


def advice_state(advice: Advice) -> str:
    """`draft`, `published` or `withdrawn`."""
    if advice.withdrawn_at is not None:
        return "withdrawn"
    return "published" if advice.published_at is not None else "draft"


ADVICE_STATES = {"draft": _("Draft"), "published": _("Published"), "withdrawn": _("Withdrawn")}


def advice_items(rows: Rows) -> Listing:
    """Advice in all its wordings."""
    return Listing(
        name="advice",
        title=_("Advice"),
        rows=rows,
        default_order="title",
        columns=[
            Column(key="title", label=_("Title"), value=lambda a: a.title, order="title",
                   url=lambda a: reverse("advice_item", args=[a.id])),
            Column(key="language", label=_("Language"), value=lambda a: words.LANGUAGES[a.language], order="language"),
            Column(key="state", label=_("State"), value=lambda a: ADVICE_STATES[advice_state(a)]),
            Column(key="hazard", label=_("For"), value=lambda a: a.get_hazard_display(), order="hazard"),
            Column(key="phase", label=_("When"), value=lambda a: a.get_phase_display(), order="phase"),
            Column(key="audience", label=_("For whom"), value=lambda a: words.AUDIENCES[a.audience], order="audience"),
            Column(key="channels", label=_("Channels"),
                   value=lambda a: ", ".join(str(words.CHANNELS[channel]) for channel in a.channels)),
            Column(key="published", label=_("Published"), value=lambda a: a.published_at, order="published_at"),
            Column(key="reached", label=_("People reached"), value=lambda a: a.reached, order="reached", numeric=True),
        ],
        filters=[
            Search(label=_("Words"), apply=lambda rows, said: rows.filter(title__icontains=said)),
            Filter(key="state", label=_("State"), choices=list(ADVICE_STATES.items()), apply=_advice_state),
            Filter(key="hazard", label=_("For"), choices=Hazard.choices,
                   apply=lambda rows, hazard: rows.filter(hazard=hazard)),
            Filter(key="phase", label=_("When"), choices=Phase.choices, apply=lambda rows, phase: rows.filter(phase=phase)),
            Filter(key="audience", label=_("For whom"), choices=list(words.AUDIENCES.items()),
                   apply=lambda rows, audience: rows.filter(audience=audience)),
            Filter(key="language", label=_("Language"), choices=list(words.LANGUAGES.items()),
                   apply=lambda rows, language: rows.filter(language=language)),
            Filter(key="channel", label=_("Channel"), choices=list(words.CHANNELS.items()),
                   apply=lambda rows, channel: rows.filter(channels__contains=[channel])),
            Filter(key="group", label=_("Reached"), choices=groups.group_choices(),
                   apply=lambda rows, id: rows.filter(reach__group=id).distinct()),
        ],
    )  # fmt: skip


def exercises(rows: QuerySet[ExerciseSummary]) -> Listing:
    """Exercises whose summary was brought in."""
    return Listing(
        name="exercises",
        title=_("Exercises"),
        rows=rows,
        default_order="-written",
        columns=[
            Column(key="name", label=_("Exercise"), value=lambda s: s.name, order="name",
                   url=lambda s: reverse("exercise", args=[s.id])),
            Column(key="written", label=_("Summary written"), value=lambda s: s.written_at, order="written_at"),
            Column(key="modules", label=_("Modules exercised"), numeric=True,
                   value=lambda s: len({said["key"] for said in s.content["modules"]})),
            Column(key="by", label=_("Brought in by"), value=lambda s: s.brought_in_by.name),
            Column(key="at", label=_("Brought in"), value=lambda s: s.brought_in_at, order="brought_in_at"),
            Column(key="seal", label=_("Seal"), value=lambda s: s.sha256[:8], export=lambda s: s.sha256),
        ],
        filters=[
            Search(label=_("Exercise"), apply=lambda rows, said: rows.filter(name__icontains=said)),
            Filter(key="group", label=_("Priority group"), choices=groups.group_choices(), apply=summaries_of),
        ],
    )  # fmt: skip


def idle_helpers(rows: Rows) -> Listing:
    """Helpers ready for tasks whom nobody has asked for long. No names: the code leads to the offer."""
    types = {"planned": False, "spontaneous": True}
    return Listing(
        name="idle_helpers",
        title=_("Helpers who wait"),
        rows=rows,
        default_order="received",
        columns=[
            Column(key="code", label=_("Code"), value=lambda o: o.code, order="code",
                   url=lambda o: reverse("offer", args=[o.id])),
            Column(key="kind", label=_("What"), value=lambda o: o.get_kind_display(), order="kind"),
            Column(key="type", label=_("Planned or spontaneous"), value=lambda o: CAPABILITY[capability_type(o)]),
            Column(key="organisation", label=_("Organisation"), order="organisation__name",
                   value=lambda o: o.organisation.name if o.organisation else ""),
            Column(key="skills", label=_("Skills"),
                   value=lambda o: ", ".join(str(kinds.SKILLS.get(skill, skill)) for skill in o.skills)),
            Column(key="received", label=_("Came"), value=lambda o: o.received_at, order="received_at"),
            Column(key="asked", label=_("Last asked for a task"), value=lambda o: o.last_asked or _("Never"),
                   order="last_asked", export=lambda o: o.last_asked),
            Column(key="prompted", label=_("Last asked to something else"), value=lambda o: o.last_prompted,
                   order="last_prompted"),
        ],
        filters=[
            Filter(key="type", label=_("Planned or spontaneous"), choices=list(CAPABILITY.items()),
                   apply=lambda rows, said: rows.filter(organisation__isnull=types[said])),
            Filter(key="skill", label=_("Skill"), choices=list(kinds.SKILLS.items()),
                   apply=lambda rows, skill: rows.filter(skills__contains=[skill])),
            Filter(key="asked", label=_("Asked for a task"), choices=[("never", _("Never")), ("once", _("Some time ago"))],
                   apply=lambda rows, said: rows.filter(last_asked__isnull=said == "never")),
        ],
    )  # fmt: skip


def activation_needs(rows: QuerySet[Need]) -> Listing:
    """The needs of one activation, without anybody's details."""
    return Listing(
        name="activation_needs",
        title=_("Needs since it began"),
        rows=rows,
        default_order="reported",
        columns=[
            Column(key="code", label=_("Code"), value=lambda n: n.code, order="code",
                   url=lambda n: reverse("need", args=[n.id])),
            Column(key="kind", label=_("What"), value=lambda n: kinds.label(n.kind), order="kind"),
            Column(key="state", label=_("State"), value=lambda n: _(NEED.states[n.state]), order="state"),
            Column(key="place", label=_("Place"), value=lambda n: n.area.name if n.area else n.district,
                   order="district"),
            Column(key="reported", label=_("Reported"), value=lambda n: n.reported_at, order="reported_at"),
            Column(key="closed", label=_("Closed"), value=lambda n: n.closed_at, order="closed_at"),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=_states(NEED), apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="kind", label=_("What"), choices=[(kind.key, kind.label) for kind in kinds.KINDS.values()],
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="closed", label=_("Closed"), choices=[("no", _("Not yet"))],
                   apply=lambda rows, _said: rows.filter(closed_at__isnull=True)),
        ],
    )  # fmt: skip
