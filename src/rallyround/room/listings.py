"""Situation reports, incidents to look back on, and the record, as lists."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.models import Hazard, Incident, Phase
from rallyround.ledger.models import Event
from rallyround.room.models import SituationReport
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]
ACTORS = {
    "user": _("Somebody signed in"),
    "public": _("The public form"),
    "requester": _("Somebody who asked for help"),
    "volunteer": _("A volunteer"),
    "contact": _("Somebody on the call-out list"),
    "system": _("The system"),
}
SUBJECTS = {
    "need": _("A need"),
    "offer": _("An offer"),
    "task": _("A task"),
    "message": _("A message"),
    "person": _("Somebody's details"),
    "user": _("A sign-in"),
    "organisation": _("An organisation"),
    "contact": _("A contact"),
    "incident": _("An incident"),
    "duty_shift": _("A duty shift"),
    "call_out": _("A call-out"),
    "log_entry": _("An entry in the log"),
    "closure": _("A closed area"),
    "partnership": _("The partnership"),
}

# What only the record's file has room for.
FOR_FILES = (
    Column(key="id", label=_("Its id"), value=lambda e: str(e.subject_id)),
    Column(key="data", label=_("With"), value=lambda e: json.dumps(e.data)),
    Column(key="batch", label=_("Together with"), value=lambda e: str(e.batch or "")),
    Column(key="chain", label=_("Chain"), value=lambda e: str(e.origin)),
    Column(key="place", label=_("Place in it"), value=lambda e: e.seq, numeric=True),
    Column(key="previous", label=_("Hash before"), value=lambda e: e.previous),
)


def reports(rows: QuerySet[SituationReport]) -> Listing:
    """Situation reports, the latest first."""
    return Listing(
        name="situation-reports",
        title=_("Situation reports"),
        rows=rows,
        default_order="-at",
        columns=[
            Column(key="at", label=_("Made"), value=lambda r: r.at, order="at",
                   url=lambda r: reverse("situation_report", args=[r.id])),
            Column(key="incident", label=_("Incident"), value=lambda r: r.incident.name),
            Column(key="number", label=_("No."), value=lambda r: r.number, numeric=True),
            Column(key="by", label=_("By"), value=lambda r: r.made_by.name),
        ],
    )  # fmt: skip


def ends(rows: QuerySet[Incident]) -> Listing:
    """Incidents to look back on, open ones too."""
    return Listing(
        name="how-it-went",
        title=_("How it went"),
        rows=rows,
        default_order="-started",
        columns=[
            Column(key="name", label=_("Incident"), value=lambda i: i.name, order="name",
                   url=lambda i: reverse("end", args=[i.id])),
            Column(key="hazard", label=_("What"), value=lambda i: i.get_hazard_display()),
            Column(key="phase", label=_("Phase"), value=lambda i: i.get_phase_display()),
            Column(key="started", label=_("Began"), value=lambda i: i.started_at, order="started_at"),
            Column(key="ended", label=_("Ended"), value=lambda i: i.ended_at or _("Open"),
                   export=lambda i: i.ended_at),
        ],
        filters=[
            Filter(key="hazard", label=_("What"), choices=Hazard.choices,
                   apply=lambda rows, hazard: rows.filter(hazard=hazard)),
            Filter(key="phase", label=_("Phase"), choices=Phase.choices,
                   apply=lambda rows, phase: rows.filter(phase=phase)),
        ],
    )  # fmt: skip


def events(rows: QuerySet[Event], users: Mapping[str, str], *, for_file: bool) -> Listing:
    """The record: on the page the latest first, in a file in the order in which things happened."""

    def actor(event: Event) -> object:
        kind, _colon, id = event.actor.partition(":")
        return users.get(id) or ACTORS.get(kind, kind)

    def of_kind(rows: Rows, kind: str) -> Rows:
        return rows.filter(actor__startswith=kind)

    def named(rows: Rows, words: str) -> Rows:
        try:
            return rows.filter(subject_id=UUID(words))
        except ValueError:
            return rows.filter(verb__startswith=words.lower())

    return Listing(
        name="record",
        title=_("Record"),
        rows=rows,
        default_order="at" if for_file else "-at",
        columns=[
            Column(key="at", label=_("When"), value=lambda e: e.at, order="at"),
            Column(key="actor", label=_("Who"), value=actor, export=lambda e: e.actor),
            Column(key="verb", label=_("What"), value=lambda e: e.verb),
            Column(key="subject", label=_("To what"), value=lambda e: SUBJECTS.get(e.subject_label, e.subject_label),
                   url=lambda e: f"?q={e.subject_id}", export=lambda e: e.subject_label),
            Column(key="reason", label=_("Reason"), value=lambda e: e.reason),
            *(FOR_FILES if for_file else ()),
            Column(key="hash", label=_("Hash"), value=lambda e: e.hash[:8], export=lambda e: e.hash),
        ],
        filters=[
            Filter(key="subject", label=_("To what"), choices=list(SUBJECTS.items()),
                   apply=lambda rows, label: rows.filter(subject_label=label)),
            Filter(key="who", label=_("Who"), choices=list(ACTORS.items()), apply=of_kind),
            Search(label=_("An id, or how the word for what was done begins"), apply=named,
                   hint=_("Such as: need.taken_on")),
        ],
    )  # fmt: skip
