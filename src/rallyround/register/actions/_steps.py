"""What the actions share: locking a row, taking a step of its table, placing a report, telling the people behind a need."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED, OFFER, IllegalStep
from rallyround.core.priority import points
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people import actions as people
from rallyround.places import queries as places
from rallyround.places.models import Area
from rallyround.register.kinds import KINDS
from rallyround.register.models import Cause, Claim, Need, Offer, Severity
from rallyround.register.queries.needs import to_tell
from rallyround.register.whereabouts import place_in
from rallyround.register.words import TASK_WORDS
from rallyround.ui.errors import NotFound, Refused, WrongState


def locked_need(id: UUID) -> Need:
    """The need as it stands now, kept from everybody else until the transaction ends."""
    need = Need.objects.select_for_update().filter(id=id).first()
    if need is None:
        raise NotFound(_("There is no such need."))
    return need


def locked_offer(id: UUID) -> Offer:
    """The offer as it stands now, kept from everybody else until the transaction ends."""
    offer = Offer.objects.select_for_update(of=("self",)).filter(id=id).first()
    if offer is None:
        raise NotFound(_("There is no such offer."))
    return offer


def next_need_state(need: Need, verb: str) -> str:
    """The state after `verb`, or a sentence saying how things stand."""
    try:
        return NEED.after(need.state, verb)
    except IllegalStep as error:
        raise WrongState(
            _("Not possible as things stand: %(code)s is “%(state)s”.")
            % {"code": need.code, "state": _(NEED.states[need.state]).lower()}
        ) from error


def was_triaged(need: Need) -> bool:
    """Whether cause and kind are known, without which no need is ours to meet."""
    return need.cause != Cause.UNKNOWN and need.kind in KINDS


def next_offer_state(offer: Offer, verb: str) -> str:
    """The state after `verb`, or a sentence saying how things stand."""
    try:
        return OFFER.after(offer.state, verb)
    except IllegalStep as error:
        raise WrongState(
            _("Not possible as things stand: %(code)s is “%(state)s”.")
            % {"code": offer.code, "state": _(OFFER.states[offer.state]).lower()}
        ) from error


def save(thing: Model, **changes: object) -> None:
    """Write these fields of a row, and no others."""
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(changes))


def weight(reported_at: datetime, severity: str, risk: str) -> dict[str, object]:
    """The part of the priority that does not grow with waiting, and the place in the queue that it gives.

    The queue goes by those points, and among equals by who has waited longest: the second of the report, less
    10,000,000,000 for each point. So one number orders the whole list, and its index keeps 100,000 needs quick.
    """
    base = points(severity, risk, 0).total
    return {"base_points": base, "queue_place": int(reported_at.timestamp()) - 10_000_000_000 * base}


def danger_settled(need: Need) -> bool:
    """Whether a named responder has acknowledged a danger to life since it was last said."""
    return not need.danger or need.handovers.filter(acknowledged_at__gte=need.danger_at).exists()


def refuse_in_danger(need: Need) -> None:
    """A danger to life stays on the list until somebody who can act on it has said that they have it."""
    if not danger_settled(need):
        raise Refused(
            _(
                "%(code)s may be a danger to life: hand it over, and close it only when a named responder has "
                "acknowledged it."
            )
            % {"code": need.code}
        )


def refuse_while_claimed(need: Need, by: Actor, at: datetime) -> None:
    """Two people do not work on one need."""
    claim = Claim.objects.select_related("user").filter(need=need, until__gt=at).first()
    if claim and claim.user_id != by.id:
        raise WrongState(_("%(name)s is working on this need just now.") % {"name": claim.user.name})


@dataclass(frozen=True)
class Placed:
    """Where a report is, as far as it says: a point in metres, an area and a district, any of which may be unknown."""

    easting: int | None = None
    northing: int | None = None
    area: str | None = None
    district: str = ""


def place(postcode: str, area: str, point: tuple[int, int] | None, words: str = "") -> Placed:
    """From a postcode, else from an area picked by hand or named in `words`, with the point where one was given."""
    if postcode and (found := places.locate(postcode)):
        return Placed(found.easting, found.northing, found.area_code, found.district_code or "")
    area = area or place_in(words)
    if area:
        row = Area.objects.filter(code=area).values_list("kind", "district_id", "easting", "northing").first()
        if row is None:
            raise Refused(_("There is no place with the code %(code)s.") % {"code": area})
        kind, district, easting, northing = row
        if point:
            easting, northing = point
        return Placed(easting, northing, area, area if kind == "district" else district or "")
    return Placed(*point) if point else Placed()


def tell(need: Need, template: str, *, by: Actor, at: datetime, **params: object) -> None:
    """Tell everybody who asked for this need, also by a report merged into it, if they left a way to reach them."""
    for each in to_tell(need):
        messaging.send(
            by=by,
            at=at,
            template=template,
            subject=("need", each.id),
            person=each.requester,
            params={"code": each.code, **params},
        )


def keep_task_words(need: Need, words: str, by: Actor, at: datetime) -> None:
    """What whoever goes there is to bring or do: free text, so it lies with the details; the latest counts."""
    if words.strip():
        people.write_note(
            by=by, at=at, about=("need", need.id), text=words, kind=TASK_WORDS, person=need.requester
        )


def danger_fields(danger: bool, at: datetime, severity: str = Severity.MODERATE) -> dict[str, object]:
    """Danger, since when, and the severity that agrees with it."""
    if danger:
        return {"danger": True, "danger_at": at, "severity": Severity.DANGER}
    return {"danger": False, "danger_at": None, "severity": severity}
