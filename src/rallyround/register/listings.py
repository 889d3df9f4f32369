"""The lists of needs, hand-overs and offers: columns, filters and orders. Nothing personal in any of them."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import NEED, OFFER
from rallyround.incidents.models import Phase
from rallyround.places import queries as places
from rallyround.places.models import Area
from rallyround.register import kinds
from rallyround.register.codes import ALPHABET
from rallyround.register.models import Cause, Handover, Need, Offer, OfferKind, Risk, Severity
from rallyround.register.words import SHORT_STATE
from rallyround.ui.lists import Column, Filter, Listing, Search
from rallyround.ui.templatetags.govuk import badge

Text = str | Promise
Rows = QuerySet[Any, Any]

STATE_COLOUR = {"reported": "red", "handed_over": "red", "open": "blue", "matched": "purple", "met": "green"}
SHORT_SKILL: dict[str, Text] = {
    "delivering": _("Delivering"),
    "driving": _("Driving"),
    "evacuating": _("Leaving homes"),
    "protecting_homes": _("Sandbags"),
    "cleaning_up": _("Clean-up"),
    "calling": _("Calls"),
    "visiting": _("Visits"),
    "shelter": _("Shelter"),
    "power": _("Power"),
    "pets": _("Animals"),
    "interpreting": _("Interpreting"),
    "informing": _("Information"),
    "equipment": _("Equipment"),
    "general": _("Anything"),
}
CLOSED = sorted(set(NEED.states) - NEED.active)
WITH_CLOSED = {"closed", "all", *CLOSED}
KINDS: list[tuple[str, Text]] = [
    (kinds.UNKNOWN, kinds.label(kinds.UNKNOWN)),
    *((kind.key, kind.label) for kind in kinds.KINDS.values()),
]


def needs(rows: QuerySet[Need], at: datetime, state: str, *, code: str = "", whole: bool = False) -> Listing:
    """Needs by severity and risk, and among equals by waiting.

    What is closed only where the address asks for it, by `state` or by a `code`, which somebody on the telephone names
    whatever became of it. A file has the `whole` of columns.
    """
    every = rows
    if state not in WITH_CLOSED and not (code.strip() and not state):
        rows = rows.filter(state__in=sorted(NEED.active))
    names = dict(places.choices())

    def working(need: Need) -> str:
        claim = getattr(need, "claim", None)
        return claim.user.name if claim and claim.until > at else ""

    columns = [
        Column(key="code", label=_("Code"), value=lambda n: n.code, order="code",
               url=lambda n: reverse("need", args=[n.id])),
        Column(key="priority", label=_("Priority"), value=lambda n: n.base_points, order="queue_place", numeric=True),
        Column(key="kind", label=_("What"), value=what, order="kind", export=lambda n: kinds.label(n.kind)),
        Column(key="state", label=_("State"), order="state",
               value=lambda n: badge(SHORT_STATE[n.state], STATE_COLOUR.get(n.state, "grey")),
               export=lambda n: _(NEED.states[n.state])),
        Column(key="district", label=_("Place"), order="district", export=lambda n: names.get(n.district, n.district),
               value=lambda n: n.area.name if n.area else names.get(n.district, "")),
        Column(key="reported", label=_("Reported"), order="reported_at", export=lambda n: n.reported_at,
               value=lambda n: ago(n.reported_at, at)),
        Column(key="working", label=_("Working on it"), value=working),
    ]  # fmt: skip
    if whole:
        columns += [
            Column(key="danger", label=_("Danger to life"), value=lambda n: n.danger),
            Column(key="severity", label=_("Severity"), value=lambda n: Severity(n.severity).label),
            Column(key="risk", label=_("Risk"), value=lambda n: Risk(n.risk).label),
            Column(key="cause", label=_("Cause"), value=lambda n: Cause(n.cause).label),
            Column(key="phase", label=_("Phase"), value=lambda n: Phase(n.phase).label),
            Column(key="area", label=_("Small area"), value=lambda n: n.area.name if n.area else ""),
            Column(key="people", label=_("People"), value=lambda n: n.people_count, numeric=True),
            Column(key="helpers", label=_("Helpers"), value=lambda n: n.helpers, numeric=True),
            Column(key="channel", label=_("Came by"), value=lambda n: n.channel),
            Column(key="seen", label=_("First seen"), value=lambda n: n.first_seen_at),
            Column(key="triaged", label=_("Triaged"), value=lambda n: n.triaged_at),
            Column(key="closed", label=_("Closed"), value=lambda n: n.closed_at),
        ]
    return Listing(
        name="needs",
        title=_("Needs"),
        # Fetched after the page is cut: to join 100,000 rows for the 50 that are shown takes longer than all the rest.
        rows=rows.prefetch_related(area_names(), "claim__user").defer("content"),
        default_order="-reported" if state in WITH_CLOSED else "priority",
        columns=columns,
        filters=[
            Search(label=_("Code"), apply=by_code),
            Filter(key="state", label=_("State"), choices=state_choices(), apply=by_state, unset=_("Open")),
            Filter(key="kind", label=_("What"), choices=KINDS, apply=lambda rows, kind: rows.filter(kind=kind)),
            district_filter(names),
            phase_filter(),
            Filter(key="danger", label=_("Danger to life"), choices=[("yes", _("Yes"))],
                   apply=lambda rows, _said: rows.filter(danger=True)),
            Filter(key="free", label=_("Working on it"), choices=[("yes", _("Nobody"))],
                   apply=lambda rows, _said: rows.exclude(claim__until__gt=at)),
            Filter(key="seen", label=_("Seen"), choices=[("no", _("Not yet"))],
                   apply=lambda rows, _said: rows.filter(first_seen_at__isnull=True)),
        ],
        empty=lambda: _("Nothing is open. For what is closed choose the state “All, open and closed”.")
        if every.exists() else "",
    )  # fmt: skip


def area_names() -> "Prefetch[str, QuerySet[Area], str]":
    """Of areas no more than the name: their outlines are long."""
    return Prefetch("area", Area.objects.only("name"))


def what(need: Need) -> object:
    """The kind of a need, with danger to life before it."""
    label = kinds.label(need.kind)
    return format_html("{} {}", badge(_("Danger"), "red"), label) if need.danger else label


def ago(then: datetime, now: datetime) -> str:
    """How long ago in one unit, short enough for a column."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 100:
        return gettext("%(number)s min ago") % {"number": minutes}
    if minutes < 48 * 60:
        return gettext("%(number)s h ago") % {"number": minutes // 60}
    return gettext("%(number)s days ago") % {"number": minutes // (24 * 60)}


def state_choices() -> list[tuple[str, Text]]:
    """Each state, and the closed together."""
    states: list[tuple[str, Text]] = [(key, _(label)) for key, label in NEED.states.items()]
    return [*states, ("closed", _("All that are closed")), ("all", _("All, open and closed"))]


def by_state(rows: Rows, state: str) -> Rows:
    """One state; or what is closed; or everything."""
    if state == "all":
        return rows
    return rows.filter(state__in=CLOSED) if state == "closed" else rows.filter(state=state)


def by_code(rows: Rows, said: str) -> Rows:
    """A code or a part of one, as it was typed."""
    signs = "".join(sign for sign in said.upper() if sign in ALPHABET)
    if len(signs) == 8:
        return rows.filter(code=f"{signs[:4]}-{signs[4:]}")
    return rows.filter(code__contains=said.strip().upper())


def district_filter(names: dict[str, str]) -> Filter:
    """By district, or by a place picked by hand."""
    return Filter(
        key="district",
        label=_("District"),
        choices=[*names.items(), ("none", _("Not known"))],
        apply=lambda rows, code: (
            rows.filter(district="") if code == "none" else rows.filter(Q(district=code) | Q(area_id=code))
        ),
    )


def phase_filter() -> Filter:
    """Before, during or after."""
    return Filter(
        key="phase",
        label=_("Phase"),
        choices=list(Phase.choices),
        apply=lambda rows, phase: rows.filter(phase=phase),
    )


def handovers(rows: QuerySet[Handover], at: datetime, *, whole: bool = False) -> Listing:
    """Needs that were handed to professionals, the latest first. A file has the `whole` of columns."""
    conditions = {
        "waiting": Q(acknowledged_at__isnull=True, returned_at__isnull=True),
        "acknowledged": Q(acknowledged_at__isnull=False, returned_at__isnull=True),
        "returned": Q(returned_at__isnull=False),
    }

    def answer(handover: Handover) -> object:
        if handover.returned_at:
            return _("Came back")
        return _("Acknowledged") if handover.acknowledged_at else badge(_("Not yet"), "red")

    columns = [
        Column(key="code", label=_("Code"), value=lambda h: h.need.code, order="need__code",
               url=lambda h: reverse("handover", args=[h.id])),
        Column(key="what", label=_("What"), value=lambda h: what(h.need),
               export=lambda h: kinds.label(h.need.kind)),
        Column(key="to", label=_("To"), value=lambda h: h.organisation.name, order="organisation__name"),
        Column(key="made", label=_("Handed over"), value=lambda h: ago(h.made_at, at), order="made_at",
               export=lambda h: h.made_at),
        Column(key="answer", label=_("Answer"), value=answer, order="acknowledged_at"),
    ]  # fmt: skip
    if whole:
        columns += [
            Column(key="danger", label=_("Danger to life"), value=lambda h: h.need.danger),
            Column(key="reference", label=_("Their reference"), value=lambda h: h.reference),
            Column(key="acknowledged", label=_("Acknowledged"), value=lambda h: h.acknowledged_at),
            Column(key="returned", label=_("Came back"), value=lambda h: h.returned_at),
        ]
    return Listing(
        name="handovers",
        title=_("Handed over"),
        rows=rows.select_related("need", "organisation"),
        default_order="-made",
        columns=columns,
        filters=[
            Filter(key="state", label=_("State"), apply=lambda rows, state: rows.filter(conditions[state]),
                   choices=[("waiting", _("Waiting for an answer")), ("acknowledged", _("Acknowledged")),
                            ("returned", _("Came back"))]),
        ],
    )  # fmt: skip


def offers(rows: QuerySet[Offer], at: datetime, *, whole: bool = False) -> Listing:
    """Offers, the latest first. A file has the `whole` of columns."""
    names = dict(places.choices())

    def skills(offer: Offer) -> str:
        return ", ".join(str(SHORT_SKILL.get(skill, skill)) for skill in offer.skills)

    columns = [
        Column(key="code", label=_("Code"), value=lambda o: o.code, order="code",
               url=lambda o: reverse("offer", args=[o.id])),
        Column(key="what", label=_("What"), order="organisation__name", export=lambda o: OfferKind(o.kind).label,
               value=lambda o: o.organisation.name if o.organisation else OfferKind(o.kind).label),
        Column(key="state", label=_("State"), value=lambda o: _(OFFER.states[o.state]), order="state"),
        Column(key="capacity", label=_("How many"), value=lambda o: o.capacity, order="capacity", numeric=True),
        Column(key="skills", label=_("Can help with"), value=skills),
        Column(key="district", label=_("District"), value=lambda o: names.get(o.district, o.district),
               order="district"),
        Column(key="received", label=_("Received"), order="received_at",
               value=lambda o: ago(o.received_at, at), export=lambda o: o.received_at),
    ]  # fmt: skip
    if whole:
        columns += [
            Column(key="unit", label=_("Of what"), value=lambda o: o.unit),
            Column(
                key="organisation",
                label=_("Organisation"),
                value=lambda o: o.organisation.name if o.organisation else "",
            ),
            Column(key="area", label=_("Place"), value=lambda o: o.area.name if o.area else ""),
            Column(key="travel", label=_("Travels, metres"), value=lambda o: o.max_travel_m, numeric=True),
            Column(key="from", label=_("From"), value=lambda o: o.available_from),
            Column(key="until", label=_("Until"), value=lambda o: o.available_until),
            Column(key="parts", label=_("Parts of the day"), value=parts),
            Column(key="adult", label=_("18 or over"), value=lambda o: o.adult),
            Column(
                key="consents", label=_("Agrees to be given tasks"), value=lambda o: o.consents_to_tasking
            ),
            Column(key="confidence", label=_("Confidence"), value=confidence),
            Column(key="phase", label=_("Phase"), value=lambda o: Phase(o.phase).label),
        ]
    return Listing(
        name="offers",
        title=_("Offers"),
        rows=rows.prefetch_related("organisation", area_names()).defer("content"),
        default_order="-received",
        columns=columns,
        filters=[
            Search(label=_("Code"), apply=by_code),
            Filter(key="state", label=_("State"), choices=[(k, _(v)) for k, v in OFFER.states.items()],
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="what", label=_("What"), choices=list(OfferKind.choices),
                   apply=lambda rows, kind: rows.filter(kind=kind)),
            Filter(key="skill", label=_("Can help with"), choices=list(kinds.SKILLS.items()),
                   apply=lambda rows, skill: rows.filter(skills__contains=[skill])),
            district_filter(names),
            phase_filter(),
        ],
    )  # fmt: skip


def parts(offer: Offer) -> str:
    """The parts of the day that suit."""
    return "; ".join(str(label) for part, label in kinds.DAY_PARTS.items() if offer.day_parts & part)


def confidence(offer: Offer) -> Text:
    """How sure the offer is: only said, or confirmed by somebody of ours."""
    return _("Confirmed") if offer.confidence == "confirmed" else _("Only said so far")
