"""Incidents and the log as lists."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.models import Hazard, Incident, LogEntry, LogKind, Phase
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]


def incidents(rows: QuerySet[Incident]) -> Listing:
    """What is going on and what has been."""
    return Listing(
        name="incidents",
        title=_("Incidents"),
        rows=rows,
        default_order="-started",
        columns=[
            Column(key="name", label=_("Name"), value=lambda i: i.name, order="name"),
            Column(key="hazard", label=_("What"), value=lambda i: i.get_hazard_display()),
            Column(key="phase", label=_("Phase"), value=lambda i: i.get_phase_display()),
            Column(key="started", label=_("Began"), value=lambda i: i.started_at, order="started_at"),
            Column(key="ended", label=_("Ended"), value=lambda i: i.ended_at or _("Open"), export=lambda i: i.ended_at),
        ],
        filters=[
            Filter(key="hazard", label=_("What"), choices=Hazard.choices,
                   apply=lambda rows, hazard: rows.filter(hazard=hazard)),
            Filter(key="phase", label=_("Phase"), choices=Phase.choices,
                   apply=lambda rows, phase: rows.filter(phase=phase)),
        ],
    )  # fmt: skip


def _with_words(rows: Rows, words: str) -> Rows:
    return rows.filter(what__text__icontains=words) | rows.filter(why__text__icontains=words)


def log(rows: QuerySet[LogEntry], at: datetime) -> Listing:
    """The log, oldest first, as an inquiry reads it. The file has the words in full and the ledger's hash."""
    states = {
        "open": lambda rows: rows.filter(done_at__isnull=True).exclude(kind="decision"),
        "late": lambda rows: rows.filter(done_at__isnull=True, due_at__lt=at),
        "done": lambda rows: rows.filter(done_at__isnull=False),
    }
    return Listing(
        name="log",
        title=_("Decisions, actions and risks"),
        rows=rows,
        default_order="at",
        columns=[
            Column(key="at", label=_("When"), value=lambda e: e.at, order="at"),
            Column(key="incident", label=_("Incident"), value=lambda e: e.incident.name),
            Column(key="number", label=_("No."), value=lambda e: e.number, numeric=True),
            Column(key="kind", label=_("Kind"), value=lambda e: e.get_kind_display()),
            Column(key="what", label=_("What"), value=lambda e: Truncator(e.what.text).words(25),
                   url=lambda e: reverse("log_entry", args=[e.id]), export=lambda e: e.what.text),
            Column(key="why", label=_("Why"), value=lambda e: Truncator(e.why.text if e.why else "").words(25),
                   export=lambda e: e.why.text if e.why else ""),
            Column(key="owner", label=_("Who sees to it"), value=lambda e: e.owner.name),
            Column(key="due", label=_("By when"), value=lambda e: e.due_at),
            Column(key="done", label=_("Done"), value=lambda e: e.done_at),
            Column(key="record", label=_("Record"), value=lambda e: (e.ledger_hash or "")[:8],
                   export=lambda e: e.ledger_hash or ""),
        ],
        filters=[
            Filter(key="kind", label=_("Kind"), choices=LogKind.choices,
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="state", label=_("State"),
                   choices=[("open", _("Still to do")), ("late", _("Late")), ("done", _("Done"))],
                   apply=lambda rows, state: states[state](rows)),
            Search(label=_("Words"), apply=_with_words),
        ],
    )  # fmt: skip
