"""Modules by readiness, evidence, lessons, debriefs and triggers as lists."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation import about, queries
from rallyround.evaluation.criteria import LABELS, label
from rallyround.evaluation.models import (
    Debrief,
    Evidence,
    EvidenceKind,
    Lesson,
    Strength,
    Theme,
    Trigger,
    TriggerKind,
)
from rallyround.evaluation.paths import path_of
from rallyround.evaluation.queries.ready import ModuleReadiness
from rallyround.evaluation.steps import STEPS, step_name
from rallyround.response.models import Module
from rallyround.ui.lists import Column, Filter, Listing, Search
from rallyround.ui.lists import Text as Words

Rows = QuerySet[Any, Any]
STEP_CHOICES = [(str(step), name) for step, name in STEPS.items()]


def _percent(value: int | None) -> Words:
    return _("Not yet assessed") if value is None else f"{value}%"


def _of_group(label: str = "subject_label", id: str = "subject_id") -> Filter:
    return Filter(key="group", label=_("Group"), choices=about.group_choices(),
                  apply=lambda rows, group: about.of_group(rows, group, label, id))  # fmt: skip


def readiness(rows: QuerySet[Module], today: date) -> Listing:
    """The current modules, each with how ready it is today."""

    @cache
    def read(module: Module) -> ModuleReadiness:
        return queries.readiness_of(module, today)

    return Listing(
        name="readiness",
        title=_("Readiness"),
        rows=rows,
        default_order="name",
        columns=[
            Column(key="name", label=_("Module"), value=lambda m: m.name, order="name",
                   url=lambda m: reverse("module_readiness", args=[m.id])),
            Column(key="state", label=_("State"), value=lambda m: m.get_state_display()),
            Column(key="ready", label=_("Shown to be ready"), value=lambda m: _percent(read(m).value),
                   export=lambda m: read(m).value, numeric=True),
            Column(key="not_assessed", label=_("Not yet assessed"), value=lambda m: f"{read(m).not_assessed}%",
                   export=lambda m: read(m).not_assessed, numeric=True),
            Column(key="zone", label=_("Zone"), value=lambda m: queries.ZONE_NAMES[read(m).zone]),
            Column(key="missing", label=_("Critical and not there"),
                   value=lambda m: ", ".join(str(label(r.criterion.key)) for r in read(m).reading.capped_by)),
            Column(key="lead", label=_("Led by"), value=lambda m: m.lead.name, order="lead__name"),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=[("ready", _("Approved")), ("draft", _("Draft"))],
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="group", label=_("Group"), choices=about.group_choices(),
                   apply=lambda rows, group: rows.filter(groups=group)),
        ],
    )  # fmt: skip


def _evidence_state(evidence: Evidence, today: date) -> Words:
    if evidence.withdrawn_at:
        return _("Withdrawn")
    return _("Stale") if evidence.on + timedelta(days=evidence.valid_days) < today else _("Holds")


def evidence(rows: QuerySet[Evidence], today: date) -> Listing:
    """What people recorded. What the record shows by itself is on the module's page."""
    rows = rows.annotate(holds_until=ExpressionWrapper(F("on") + F("valid_days"), output_field=DateField()))
    states: dict[str, Callable[[Rows], Rows]] = {
        "holds": lambda rows: rows.filter(withdrawn_at__isnull=True, holds_until__gte=today),
        "stale": lambda rows: rows.filter(withdrawn_at__isnull=True, holds_until__lt=today),
        "withdrawn": lambda rows: rows.filter(withdrawn_at__isnull=False),
    }
    return Listing(
        name="evidence",
        title=_("Evidence"),
        rows=rows,
        default_order="-on",
        columns=[
            Column(key="what", label=_("What it shows"), value=lambda e: e.what,
                   url=lambda e: reverse("evidence_item", args=[e.id])),
            Column(key="about", label=_("About"), value=lambda e: about.named(e.subject_label, e.subject_id)),
            Column(key="criterion", label=_("Criterion"), value=lambda e: label(e.criterion) if e.criterion else ""),
            Column(key="rating", label=_("How much"), value=lambda e: f"{round(100 * e.rating)}%",
                   export=lambda e: e.rating, numeric=True, order="rating"),
            Column(key="kind", label=_("How it is known"), value=lambda e: e.get_kind_display()),
            Column(key="source", label=_("Source"), value=lambda e: e.source),
            Column(key="on", label=_("Of"), value=lambda e: e.on, order="on"),
            Column(key="state", label=_("State"), value=lambda e: _evidence_state(e, today), order="holds_until"),
        ],
        filters=[
            Filter(key="state", label=_("State"),
                   choices=[("holds", _("Holds")), ("stale", _("Stale")), ("withdrawn", _("Withdrawn"))],
                   apply=lambda rows, state: states[state](rows)),
            Filter(key="criterion", label=_("Criterion"), choices=list(LABELS.items()),
                   apply=lambda rows, criterion: rows.filter(criterion=criterion)),
            Filter(key="kind", label=_("How it is known"), choices=EvidenceKind.choices,
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="strength", label=_("Strength"), choices=Strength.choices,
                   apply=lambda rows, strength: rows.filter(strength=strength)),
            Filter(key="theme", label=_("Theme"), choices=Theme.choices,
                   apply=lambda rows, theme: rows.filter(themes__contains=[theme])),
            Filter(key="said_by", label=_("From whom"),
                   choices=[("society", _("People and communities")), ("partners", _("The partnership"))],
                   apply=lambda rows, who: rows.filter(from_society=who == "society")),
            _of_group(),
            Search(label=_("Words"),
                   apply=lambda rows, q: rows.filter(Q(what__icontains=q) | Q(source__icontains=q))),
        ],
    )  # fmt: skip


def lessons(rows: QuerySet[Lesson], today: date) -> Listing:
    """From found to seen to hold."""
    groups: dict[str, Callable[[Rows], Rows]] = {
        "open": lambda rows: rows.filter(state__in=sorted(LESSON.active)),
        "overdue": lambda rows: rows.filter(state="accepted", due_on__lt=today),
        **{key: _in_state(key) for key in LESSON.states},
    }
    return Listing(
        name="lessons",
        title=_("Lessons"),
        rows=rows,
        default_order="-number",
        columns=[
            Column(key="number", label=_("No."), value=lambda x: x.number, order="number", numeric=True),
            Column(key="what", label=_("What was learnt"), value=lambda x: x.what,
                   url=lambda x: reverse("lesson", args=[x.id])),
            Column(key="from", label=_("From"), value=lambda x: x.debrief.name if x.debrief else "",
                   url=lambda x: reverse("debrief", args=[x.debrief_id]) if x.debrief_id else None),
            Column(key="state", label=_("State"), value=lambda x: x.get_state_display()),
            Column(key="change", label=_("Change"), value=lambda x: x.change),
            Column(key="owner", label=_("Who sees to it"), value=lambda x: x.owner.name if x.owner else ""),
            Column(key="due", label=_("By when"), value=lambda x: x.due_on, order="due_on"),
            Column(key="late", label=_("Overdue"),
                   value=lambda x: x.state == "accepted" and x.due_on is not None and x.due_on < today),
        ],
        filters=[
            Filter(key="state", label=_("State"),
                   choices=[("open", _("Open")), ("overdue", _("Overdue")), *LESSON.states.items()],
                   apply=lambda rows, state: groups[state](rows)),
            Filter(key="step", label=_("Step"), choices=STEP_CHOICES,
                   apply=lambda rows, step: rows.filter(step=int(step))),
            _of_group(),
            Search(label=_("Words"),
                   apply=lambda rows, q: rows.filter(Q(what__icontains=q) | Q(change__icontains=q))),
        ],
    )  # fmt: skip


def _in_state(state: str) -> Callable[[Rows], Rows]:
    return lambda rows: rows.filter(state=state)


def debriefs(rows: QuerySet[Debrief]) -> Listing:
    """What people said, and how many lessons came of it."""
    return Listing(
        name="debriefs",
        title=_("Debriefs"),
        rows=rows,
        default_order="-on",
        columns=[
            Column(key="name", label=_("Name"), value=lambda d: d.name, order="name",
                   url=lambda d: reverse("debrief", args=[d.id])),
            Column(key="kind", label=_("After what"), value=lambda d: d.get_kind_display()),
            Column(key="about", label=_("About"), value=lambda d: about.named(d.subject_label, d.subject_id)),
            Column(key="on", label=_("Held on"), value=lambda d: d.on, order="on"),
            Column(key="lessons", label=_("Lessons"), value=lambda d: len(d.lessons.all()), numeric=True),
        ],
        filters=[
            Filter(key="kind", label=_("After what"), choices=_debrief_kinds(),
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            _of_group(),
        ],
    )  # fmt: skip


def _debrief_kinds() -> list[tuple[str, Words]]:
    return list(Debrief._meta.get_field("kind").flatchoices)


def triggers(rows: QuerySet[Trigger]) -> Listing:
    """What asks for a look, and what was decided."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "open": lambda rows: rows.filter(answered_at__isnull=True),
        "answered": lambda rows: rows.filter(answered_at__isnull=False),
    }
    return Listing(
        name="triggers",
        title=_("What asks for a look"),
        rows=rows,
        default_order="-raised",
        columns=[
            Column(key="reason", label=_("Why"), value=lambda t: t.reason,
                   url=lambda t: reverse("trigger", args=[t.id])),
            Column(key="kind", label=_("What is asked"), value=lambda t: t.get_kind_display()),
            Column(key="step", label=_("Step"), value=lambda t: step_name(t.step), order="step"),
            Column(key="source", label=_("Where it comes from"), value=lambda t: _("Look"),
                   url=lambda t: path_of(t.source_label, t.source_id) or None),
            Column(key="raised", label=_("Since"), value=lambda t: t.raised_at, order="raised_at"),
            Column(key="decision", label=_("Decided"), value=lambda t: t.get_decision_display()),
            Column(key="by", label=_("By"), value=lambda t: t.answered_by.name if t.answered_by else ""),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=[("open", _("Open")), ("answered", _("Answered"))],
                   apply=lambda rows, state: states[state](rows)),
            Filter(key="kind", label=_("What is asked"), choices=TriggerKind.choices,
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="step", label=_("Step"), choices=STEP_CHOICES,
                   apply=lambda rows, step: rows.filter(step=int(step))),
            Filter(key="group", label=_("Group"), choices=about.group_choices(), apply=about.triggers_of),
        ],
    )  # fmt: skip
