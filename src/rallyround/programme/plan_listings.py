"""The lists of steps 1, 2 and 4."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.groups.queries import group_choices
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.programme.models import Ambition, Driver, Gathering, OpportunityRisk
from rallyround.programme.models.plan import ActivityState
from rallyround.programme.queries import align, baseline, events, pace, plan, team
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]
L = gettext_lazy


def _by_state(states: dict[str, Callable[[Rows], Rows]]) -> Callable[[Rows, str], Rows]:
    return lambda rows, said: states[said](rows)


def _kinds(model: type[Model]) -> list[tuple[str, Any]]:
    field = model._meta.get_field("kind")
    return [(str(value), label) for value, label in getattr(field, "choices", None) or []]


def _group_filter() -> Filter:
    return Filter(
        key="group",
        label=L("Group"),
        choices=group_choices(),
        apply=lambda rows, id: rows.filter(group_id=id),
    )


def drivers() -> Listing:
    """The reasons for the ambition with their sources."""
    return Listing(
        name="drivers",
        title=L("Reasons for the ambition"),
        rows=align.drivers(),
        default_order="-dated",
        columns=[
            Column(key="what", label=L("What"), value=lambda d: d.what, order="what", url=lambda d: d.link or None),
            Column(key="kind", label=L("Kind"), value=lambda d: d.get_kind_display(), order="kind"),
            Column(key="source", label=L("Source"), value=lambda d: d.source),
            Column(key="objectives", label=L("Objectives"),
                   value=lambda d: ", ".join(str(Objective(o).label) for o in d.objectives)),
            Column(key="dated", label=L("Since"), value=lambda d: d.dated_on, order="dated_on"),
            Column(key="ended", label=L("Until"), value=lambda d: d.ended_on, order="ended_on"),
        ],
        filters=[
            Filter(key="kind", label=L("Kind"), choices=_kinds(Driver),
                   apply=lambda rows, said: rows.filter(kind=said)),
            Filter(key="state", label=L("State"), choices=[("current", L("Holds")), ("ended", L("Ended"))],
                   apply=lambda rows, said: rows.filter(ended_on__isnull=said == "current")),
        ],
    )  # fmt: skip


def endorsements(ambition: Ambition | None, today: date) -> Listing:
    """What organisations said to one version."""
    force = align.in_force(today)
    states = {
        "force": lambda rows: rows.filter(force, replaced_at__isnull=True, organisation__active=True),
        "lapsed": lambda rows: rows.filter(
            replaced_at__isnull=True, lapses_on__lt=today, organisation__active=True
        ),
        "replaced": lambda rows: rows.filter(replaced_at__isnull=False),
    }

    def state(e: Any) -> str:
        if e.replaced_at:
            return _("Replaced")
        return _("Lapsed") if e.lapses_on < today else _("Holds")

    def in_sector(rows: Rows, key: str) -> Rows:
        found = align.sector_of(key)
        return rows.filter(organisation__partner_type__in=found.types if found else [])

    return Listing(
        name="endorsements",
        title=L("What organisations said"),
        rows=align.answers_of_version(ambition),
        default_order="organisation",
        columns=[
            Column(key="organisation", label=L("Organisation"), value=lambda e: e.organisation.name,
                   order="organisation__name", url=lambda e: reverse("organisation", args=[e.organisation_id])),
            Column(key="answer", label=L("Answer"), value=lambda e: e.get_answer_display(), order="answer"),
            Column(key="signed", label=L("Signed as"), value=lambda e: e.signed_as),
            Column(key="on", label=L("On"), value=lambda e: e.on, order="on"),
            Column(key="lapses", label=L("Holds until"), value=lambda e: e.lapses_on, order="lapses_on"),
            Column(key="state", label=L("State"), value=state),
            Column(key="dissent", label=L("Sees otherwise"), value=lambda e: e.dissent),
        ],
        filters=[
            Filter(key="answer", label=L("Answer"),
                   choices=[("yes", L("Yes")), ("no", L("No")), ("abstain", L("Neither"))],
                   apply=lambda rows, said: rows.filter(answer=said)),
            Filter(key="state", label=L("State"), apply=_by_state(states),
                   choices=[("force", L("Holds")), ("lapsed", L("Lapsed")), ("replaced", L("Replaced"))]),
            Filter(key="sector", label=L("Sector"), choices=[(s.key, s.label) for s in align.SECTORS],
                   apply=in_sector),
        ],
    )  # fmt: skip


def gatherings() -> Listing:
    """Summits, workshops and meetings."""
    return Listing(
        name="gatherings",
        title=L("Summit and workshops"),
        rows=events.gatherings(),
        default_order="-begins",
        columns=[
            Column(key="name", label=L("Name"), value=lambda g: g.name, order="name",
                   url=lambda g: reverse("gathering", args=[g.id])),
            Column(key="kind", label=L("Kind"), value=lambda g: g.get_kind_display(), order="kind"),
            Column(key="begins", label=L("When"), value=lambda g: g.begins_at, order="begins_at"),
            Column(key="place", label=L("Where"), value=lambda g: g.place),
            Column(key="invited", label=L("Invited"), value=lambda g: g.invited, order="invited", numeric=True),
            Column(key="came", label=L("Came"), value=lambda g: g.came, order="came", numeric=True),
            Column(key="state", label=L("State"), value=lambda g: _("Called off") if g.cancelled_at else ""),
        ],
        filters=[
            Filter(key="kind", label=L("Kind"), choices=_kinds(Gathering),
                   apply=lambda rows, said: rows.filter(kind=said)),
            Filter(key="state", label=L("State"), choices=[("on", L("Takes place")), ("off", L("Called off"))],
                   apply=lambda rows, said: rows.filter(cancelled_at__isnull=said == "on")),
        ],
    )  # fmt: skip


def pledges(today: date) -> Listing:
    """What organisations promised."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "open": lambda rows: rows.filter(done_at=None, dropped_at=None),
        "overdue": lambda rows: rows.filter(done_at=None, dropped_at=None, due_on__lt=today),
        "kept": lambda rows: rows.filter(done_at__isnull=False),
        "dropped": lambda rows: rows.filter(dropped_at__isnull=False),
    }

    def state(p: Any) -> str:
        if p.done_at:
            return _("Kept")
        if p.dropped_at:
            return _("Dropped")
        return _("Overdue") if p.due_on < today else _("Open")

    return Listing(
        name="pledges",
        title=L("Promises"),
        rows=events.pledges(),
        default_order="due",
        columns=[
            Column(key="what", label=L("Promise"), value=lambda p: p.what, order="what",
                   url=lambda p: reverse("pledge_settle", args=[p.id])),
            Column(key="organisation", label=L("Organisation"), value=lambda p: p.organisation.name,
                   order="organisation__name"),
            Column(key="owner", label=L("Who sees to it"), value=lambda p: p.owner.name, order="owner__name",
                   personal=True),
            Column(key="due", label=L("By when"), value=lambda p: p.due_on, order="due_on"),
            Column(key="gathering", label=L("Made at"), value=lambda p: p.gathering.name if p.gathering else ""),
            Column(key="state", label=L("State"), value=state),
        ],
        filters=[
            Filter(key="state", label=L("State"), apply=_by_state(states),
                   choices=[("open", L("Open")), ("overdue", L("Overdue")), ("kept", L("Kept")),
                            ("dropped", L("Dropped"))]),
        ],
    )  # fmt: skip


def initiatives() -> Listing:
    """What is done already."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "running": lambda rows: rows.filter(ended_on__isnull=True),
        "overlap": lambda rows: rows.filter(overlaps=True, overlap_accepted=""),
        "no_cost": lambda rows: rows.filter(ended_on__isnull=True, cost_a_year__isnull=True),
        "ended": lambda rows: rows.filter(ended_on__isnull=False),
    }

    def overlap(i: Any) -> str:
        if not i.overlaps:
            return ""
        return i.overlap_accepted or _("Another does the same")

    return Listing(
        name="initiatives",
        title=L("What is done already"),
        rows=team.initiatives(),
        default_order="name",
        columns=[
            Column(key="name", label=L("Name"), value=lambda i: i.name, order="name",
                   url=lambda i: reverse("initiative_change", args=[i.id])),
            Column(key="owner", label=L("Who runs it"), value=lambda i: i.owner.name, order="owner__name"),
            Column(key="group", label=L("Group"), value=lambda i: i.group.name if i.group else _("Everybody"),
                   order="group__name"),
            Column(key="objective", label=L("Objective"), value=lambda i: i.get_objective_display()),
            Column(key="phase", label=L("Phase"), value=lambda i: i.get_phase_display(), order="phase"),
            Column(key="cost", label=L("£ a year"), order="cost_a_year", numeric=True,
                   value=lambda i: _("not known") if i.cost_a_year is None else i.cost_a_year,
                   export=lambda i: i.cost_a_year),
            Column(key="days", label=L("Days a year"), value=lambda i: i.days_a_year, numeric=True),
            Column(key="effect", label=L("Effect"), value=lambda i: i.effect),
            Column(key="overlap", label=L("Overlap"), value=overlap),
        ],
        filters=[
            Search(label=L("Words"), apply=lambda rows, said: rows.filter(name__icontains=said)),
            _group_filter(),
            Filter(key="objective", label=L("Objective"), choices=Objective.choices,
                   apply=lambda rows, said: rows.filter(objective=said)),
            Filter(key="phase", label=L("Phase"), choices=Phase.choices,
                   apply=lambda rows, said: rows.filter(phase=said)),
            Filter(key="state", label=L("State"), apply=_by_state(states),
                   choices=[("running", L("Running")), ("overlap", L("Overlap without a reason")),
                            ("no_cost", L("Running, cost not known")), ("ended", L("Ended"))]),
        ],
    )  # fmt: skip


def baselines() -> Listing:
    """The snapshots."""
    return Listing(
        name="baselines",
        title=L("Where everything stood"),
        rows=baseline.baselines(),
        default_order="-taken",
        columns=[
            Column(key="name", label=L("Name"), value=lambda b: b.name, order="name",
                   url=lambda b: reverse("baseline", args=[b.id])),
            Column(key="taken", label=L("Taken"), value=lambda b: b.taken_at, order="taken_at"),
            Column(key="groups", label=L("Groups"), value=lambda b: len(b.content["groups"]), numeric=True),
            Column(key="initiatives", label=L("Initiatives"), value=lambda b: len(b.content["initiatives"]),
                   numeric=True),
            Column(key="digest", label=L("Digest"), value=lambda b: b.digest[:12], export=lambda b: b.digest),
        ],
    )  # fmt: skip


def activities(today: date) -> Listing:
    """Everything planned."""
    covered = plan.case_lines().values("id")
    states: dict[str, Callable[[Rows], Rows]] = {
        **{value: (lambda rows, value=value: rows.filter(state=value)) for value in ActivityState.values},  # type: ignore[misc]
        "open": lambda rows: rows.filter(state__in=plan.OPEN),
        "overdue": lambda rows: rows.filter(state__in=plan.OPEN, due_on__lt=today),
        "pursued": lambda rows: rows.filter(aim__ended_at__isnull=True).exclude(state="dropped"),
    }
    return Listing(
        name="activities",
        title=L("Activities"),
        rows=plan.activities(),
        default_order="due",
        columns=[
            Column(key="what", label=L("What"), value=lambda a: a.what, order="what",
                   url=lambda a: reverse("activity", args=[a.id])),
            Column(key="aim", label=L("Aim"), value=lambda a: f"{a.aim.number}. {a.aim.text}", order="aim__number"),
            Column(key="objective", label=L("Objective"), value=lambda a: a.get_objective_display()),
            Column(key="phase", label=L("Phase"), value=lambda a: a.get_phase_display(), order="phase"),
            Column(key="group", label=L("Group"), value=lambda a: a.group.name if a.group else _("Everybody")),
            Column(key="owner", label=L("Who sees to it"), value=lambda a: a.owner.name, personal=True),
            Column(key="due", label=L("By when"), value=lambda a: a.due_on, order="due_on"),
            Column(key="days", label=L("Days"), value=lambda a: a.days_of_work, order="days_of_work", numeric=True),
            Column(key="cost", label=L("£"), numeric=True, order="cost",
                   value=lambda a: _("not known") if a.cost is None else a.cost, export=lambda a: a.cost),
            Column(key="state", label=L("State"), value=lambda a: a.get_state_display(), order="state"),
            Column(key="evidence", label=L("What shows it"), value=lambda a: a.evidence),
        ],
        filters=[
            Filter(key="aim", label=L("Aim"), choices=[(str(a.id), f"{a.number}. {a.text}") for a in plan.aims()],
                   apply=lambda rows, id: rows.filter(aim_id=id)),
            Filter(key="objective", label=L("Objective"), choices=Objective.choices,
                   apply=lambda rows, said: rows.filter(objective=said)),
            Filter(key="phase", label=L("Phase"), choices=Phase.choices,
                   apply=lambda rows, said: rows.filter(phase=said)),
            _group_filter(),
            Filter(key="state", label=L("State"), apply=_by_state(states),
                   choices=[("pursued", L("All that is pursued")), ("open", L("Open")), ("overdue", L("Overdue")),
                            *ActivityState.choices]),
            Filter(key="case", label=L("Business case"),
                   choices=[("covered", L("Covered by an approved case")), ("none", L("Not covered"))],
                   apply=lambda rows, said: rows.filter(case_line__in=covered) if said == "covered"
                   else rows.exclude(id__in=rows.filter(case_line__in=covered).values("id"))),
        ],
    )  # fmt: skip


def opportunities(today: date) -> Listing:
    """Opportunities and risks with each kind of actor."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "open": lambda rows: rows.filter(closed_at__isnull=True),
        "review": lambda rows: rows.filter(closed_at__isnull=True, review_on__lte=today),
        "closed": lambda rows: rows.filter(closed_at__isnull=False),
    }
    return Listing(
        name="opportunities",
        title=L("Opportunities and risks"),
        rows=pace.opportunities(),
        default_order="-weight",
        columns=[
            Column(key="what", label=L("What could come of it"), value=lambda o: o.what, order="what",
                   url=lambda o: reverse("opportunity_review", args=[o.id])),
            Column(key="kind", label=L("Kind"), value=lambda o: o.get_kind_display(), order="kind"),
            Column(key="actor", label=L("With"), value=lambda o: o.get_actor_display(), order="actor"),
            Column(key="group", label=L("Group"), value=lambda o: o.group.name if o.group else _("Everybody")),
            Column(key="response", label=L("What is done about it"), value=lambda o: o.response),
            Column(key="weight", label=L("Weight"), value=lambda o: o.weight, order="weight", numeric=True),
            Column(key="owner", label=L("Who sees to it"), value=lambda o: o.owner.name, personal=True),
            Column(key="review", label=L("Looked at again"), value=lambda o: o.review_on, order="review_on"),
        ],
        filters=[
            Filter(key="kind", label=L("Kind"), choices=_kinds(OpportunityRisk),
                   apply=lambda rows, said: rows.filter(kind=said)),
            Filter(key="actor", label=L("With"), choices=pace.ACTORS,
                   apply=lambda rows, said: rows.filter(actor=said)),
            _group_filter(),
            Filter(key="state", label=L("State"), apply=_by_state(states),
                   choices=[("open", L("Open")), ("review", L("To be looked at")), ("closed", L("Closed"))]),
        ],
    )  # fmt: skip
