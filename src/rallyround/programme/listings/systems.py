"""The register, the requests and the bodies as lists."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme import terms
from rallyround.programme.models import Body, InformationRequest, RegisterEntry
from rallyround.programme.models.systems import RequestKind
from rallyround.programme.queries import register as found
from rallyround.programme.queries import systems
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]
KINDS = [("decision", _("Decision")), ("action", _("Action")), ("risk", _("Risk"))]


def register(rows: QuerySet[RegisterEntry], today: date) -> Listing:
    """Decisions, actions and risks, the latest first."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "open": found.open_,
        "overdue": lambda rows: found.overdue(rows, today),
        "soon": lambda rows: found.due_soon(rows, today),
        "closed": lambda rows: rows.filter(closed_at__isnull=False),
        "without_society": found.without_society,
        "deviation": found.deviations,
        "dissent": lambda rows: rows.exclude(dissent=""),
    }
    groups = [(str(group.id), group.name) for group in PriorityGroup.objects.order_by("name")]
    return Listing(
        name="register",
        title=_("Register of decisions, actions and risks"),
        rows=rows,
        default_order="-entry",
        columns=[
            Column(key="entry", label=_("Entry"), order="number",
                   value=lambda e: f"{e.get_kind_display()} {e.number}"),
            Column(key="what", label=_("What"), value=lambda e: Truncator(e.what).words(25),
                   url=lambda e: reverse("register_entry", args=[e.id]), export=lambda e: e.what),
            Column(key="why", label=_("Why"), value=lambda e: Truncator(e.why).words(20), export=lambda e: e.why),
            Column(key="society", label=_("From society"),
                   value=lambda e: e.society or (_("Nobody") if e.kind == "decision" else "")),
            Column(key="owner", label=_("Who sees to it"), value=lambda e: e.owner.name, order="owner__name"),
            Column(key="due", label=_("By when"), value=lambda e: e.due_on, order="due_on"),
            Column(key="state", label=_("State"), value=lambda e: state_of(e, today)),
            Column(key="group", label=_("Group"), value=lambda e: e.group.name if e.group else _("All")),
        ],
        filters=[
            Filter(key="kind", label=_("Kind"), choices=KINDS, apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="state", label=_("State"),
                   choices=[("open", _("Open")), ("overdue", _("Overdue")), ("soon", _("Due within a week")),
                            ("closed", _("Closed")), ("without_society", _("Decided without society")),
                            ("dissent", _("With dissent")), ("deviation", _("Found amiss in a system"))],
                   apply=lambda rows, state: states[state](rows)),
            Filter(key="step", label=_("Step"), choices=[(str(n), str(n)) for n in range(1, 9)],
                   apply=lambda rows, step: rows.filter(step=int(step))),
            Filter(key="group", label=_("Group"), choices=groups, apply=lambda rows, id: rows.filter(group_id=id)),
            Search(label=_("Words"),
                   apply=lambda rows, words: rows.filter(Q(what__icontains=words) | Q(why__icontains=words))),
        ],
    )  # fmt: skip


def state_of(entry: RegisterEntry, today: date) -> object:
    """An entry's state in a word."""
    if entry.closed_at is not None:
        return _("Closed")
    if entry.due_on is not None and entry.due_on < today:
        return _("Overdue")
    if entry.kind == "decision" and entry.due_on is None:
        return _("Decided")
    return _("Open")


def requests(rows: QuerySet[InformationRequest], at: datetime) -> Listing:
    """What bodies ask us and we ask them, what is due first at the top."""
    states: dict[str, Callable[[Rows], Rows]] = {
        "open": lambda rows: rows.filter(answered_at__isnull=True),
        "late": lambda rows: systems.late_requests(rows, at),
        "answered": lambda rows: rows.filter(answered_at__isnull=False),
        "answered_late": lambda rows: rows.filter(answered_at__gt=F("due_at")),
    }
    bodies = [(str(body.id), body.name) for body in Body.objects.order_by("name")]
    return Listing(
        name="requests",
        title=_("Requests"),
        rows=rows,
        default_order="due",
        columns=[
            Column(key="what", label=_("What"), value=lambda r: Truncator(r.what).words(25),
                   url=lambda r: reverse("request", args=[r.id]), export=lambda r: r.what),
            Column(key="kind", label=_("Kind"), value=lambda r: r.get_kind_display()),
            Column(key="way", label=_("Who asks whom"), value=in_words),
            Column(key="asked", label=_("Asked"), value=lambda r: r.asked_at, order="asked_at"),
            Column(key="due", label=_("Due"), value=lambda r: r.due_at, order="due_at"),
            Column(key="owner", label=_("Who sees to it"), value=lambda r: r.owner.name if r.owner else ""),
            Column(key="answered", label=_("Answered"), value=lambda r: r.answered_at or _("Not yet"),
                   export=lambda r: r.answered_at),
        ],
        filters=[
            Filter(key="state", label=_("State"),
                   choices=[("open", _("Without an answer")), ("late", _("Late")), ("answered", _("Answered")),
                            ("answered_late", _("Answered late"))],
                   apply=lambda rows, state: states[state](rows)),
            Filter(key="kind", label=_("Kind"), choices=RequestKind.choices,
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="body", label=_("Body"), choices=bodies, apply=lambda rows, id: rows.filter(body_id=id)),
        ],
    )  # fmt: skip


def in_words(request: InformationRequest) -> object:
    """Which way a request goes."""
    if request.from_us:
        return _("We ask %(body)s") % {"body": request.body.name}
    return _("%(body)s asks us") % {"body": request.body.name}


def bodies(rows: QuerySet[Body], nation: str) -> Listing:
    """The bodies of the partnership, by what their nation calls them."""
    words = terms.words(nation)
    kinds = dict(RequestKind.choices)
    return Listing(
        name="bodies",
        title=_("Bodies of the partnership"),
        rows=rows,
        default_order="name",
        columns=[
            Column(key="name", label=_("Name"), value=lambda b: b.name, order="name"),
            Column(key="kind", label=_("What it is"), value=lambda b: words[b.kind]),
            Column(key="standing", label=_("Meets"),
                   value=lambda b: _("All the time") if b.standing else _("In an incident")),
            Column(key="handles", label=_("Requests that go to it"),
                   value=lambda b: ", ".join(str(kinds[kind]) for kind in b.handles)),
            Column(key="ended", label=_("Ended"), value=lambda b: b.ended_on),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=[("meets", _("Meets")), ("ended", _("Ended"))],
                   apply=lambda rows, state: rows.filter(ended_on__isnull=state == "meets")),
        ],
    )  # fmt: skip
