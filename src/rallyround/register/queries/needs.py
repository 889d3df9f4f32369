"""Needs as lists and pages show them, most urgent first, with nothing personal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.core.priority import Points, points
from rallyround.ledger import queries as ledger
from rallyround.ledger.models import Event
from rallyround.people.models import User
from rallyround.places import queries as places
from rallyround.register import kinds
from rallyround.register.models import Claim, Handover, Need
from rallyround.register.whereabouts import not_exact, place_is_known
from rallyround.register.words import ACTORS, PARTS, RETURNED, SEEN, SHORT_STATE, VERBS, WITHDRAWN

Text = str | Promise

# Apps above add their own links to a need's page from their `AppConfig.ready`: each gives (label, address) pairs.
NEED_LINKS: list[Callable[[Need], list[tuple[Text, str]]]] = []


def needs() -> QuerySet[Need]:
    """All needs."""
    return Need.objects.all()


@dataclass(frozen=True)
class Happened:
    """One line of a timeline."""

    title: Text
    at: datetime
    by: Text
    text: Text


@dataclass(frozen=True)
class NeedPage:
    """Everything that a need's page shows."""

    need: Need
    kind: Text
    state: Text
    short_state: Text
    points: Points
    parts: tuple[tuple[Text, int], ...]
    area: str
    district: str
    place_is_known: bool
    not_exact: str
    incident: str
    claim: Claim | None
    handovers: tuple[Handover, ...]
    merged: tuple[Need, ...]
    verbs: tuple[str, ...]
    danger_settled: bool
    story: tuple[Happened, ...]
    links: tuple[tuple[Text, str], ...]


def need_page(need: Need, at: datetime) -> NeedPage:
    """The page of one need."""
    scored = points(need.severity, need.risk, (at - need.reported_at).total_seconds() / 60)
    handovers = tuple(need.handovers.select_related("organisation", "made_by").order_by("-made_at"))
    acknowledged = [h.acknowledged_at for h in handovers if h.acknowledged_at]
    settled = not need.danger or any(
        need.danger_at is not None and moment >= need.danger_at for moment in acknowledged
    )
    return NeedPage(
        need=need,
        kind=kinds.label(need.kind),
        state=SEEN if need.state == NEED.initial and need.first_seen_at else _(NEED.states[need.state]),
        short_state=SHORT_STATE[need.state],
        points=scored,
        parts=tuple((PARTS[name], value) for name, value in scored.parts.items()),
        area=need.area.name if need.area else "",
        district=places.area_name(need.district) if need.district != need.area_id else "",
        place_is_known=place_is_known(need),
        not_exact=not_exact(need) if need.state in NEED.active else "",
        incident=need.incident.name if need.incident else "",
        claim=claims(at).filter(need=need).first(),
        handovers=handovers,
        merged=tuple(need.merged.order_by("reported_at")),
        verbs=NEED.verbs(need.state),
        danger_settled=settled,
        story=story("need", need.id),
        links=tuple(link for links in NEED_LINKS for link in links(need)),
    )


def claims(at: datetime, among: QuerySet[Claim] | None = None) -> QuerySet[Claim]:
    """Who is working on what at this moment."""
    rows = Claim.objects.all() if among is None else among
    return rows.filter(until__gt=at).select_related("user", "need").order_by("at")


def asked_together(need: Need) -> list[Need]:
    """This need and those that were merged into it, in the order in which they were reported."""
    same = Need.objects.filter(Q(id=need.id) | Q(merged_into=need))
    return list(same.select_related("requester").order_by("reported_at"))


def to_tell(need: Need) -> list[Need]:
    """Of those who asked for this need, also by a report merged into it, whom a message reaches: nobody twice.

    Whoever rang again from the same telephone is told once: by the report that left an e-mail address, else by the
    need itself, else by their first.
    """
    asked = Need.objects.filter(Q(id=need.id) | Q(merged_into=need)).select_related("requester__details")

    def easiest_first(each: Need) -> tuple[bool, bool, datetime]:
        return not each.requester.details.email, each.id != need.id, each.reported_at

    told: set[str] = set()
    found = []
    for each in sorted(asked, key=easiest_first):
        details = each.requester.details
        ways = {details.phone_key or details.phone, details.email.casefold()} - {""}
        if ways and not ways & told:
            found.append(each)
        told |= ways
    return found


def waiting_handovers(handovers: QuerySet[Handover]) -> QuerySet[Handover]:
    """Those that nobody has acknowledged, the longest waiting first."""
    waiting = handovers.filter(acknowledged_at__isnull=True, returned_at__isnull=True)
    return waiting.select_related("need", "organisation", "made_by").order_by("made_at")


def story(label: str, id: UUID) -> tuple[Happened, ...]:
    """What happened to a thing, newest first, from the ledger."""
    events = list(ledger.of_subject(label, id))
    names = _names(event.actor for event in events)
    return tuple(_happened(event, names) for event in reversed(events))


def _happened(event: Event, names: dict[str, str]) -> Happened:
    kind = event.actor.partition(":")[0]
    reasons: dict[str, Text] = {**WITHDRAWN, **RETURNED}
    return Happened(
        title=VERBS.get(event.verb, event.verb),
        at=event.at,
        by=names.get(event.actor) or ACTORS.get(kind, kind),
        text=reasons.get(event.reason, ""),
    )


def _names(actors: Iterable[str]) -> dict[str, str]:
    """What users are called; others are known by their part only."""
    wanted = {actor: actor.partition(":")[2] for actor in set(actors) if actor.startswith("user:")}
    known = {
        str(id): name for id, name in User.objects.filter(id__in=wanted.values()).values_list("id", "name")
    }
    return {actor: known[id] for actor, id in wanted.items() if id in known}
