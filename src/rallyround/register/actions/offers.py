"""Offers of help: taken, accepted, kept for later, changed, withdrawn. Sent twice they do no harm."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rallyround.core.sources import whole_default
from rallyround.incidents.models import Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Affiliation, Details, Organisation
from rallyround.register.actions._steps import (
    current_incident,
    locked_offer,
    next_offer_state,
    place,
    save,
)
from rallyround.register.actions.report import TRIES, same_content, was_taken
from rallyround.register.codes import new_code
from rallyround.register.kinds import SKILLS, WHOLE_DAY
from rallyround.register.models import Offer, OfferKind
from rallyround.register.reports import OfferReport, Receipt, content_of, tidy_postcode
from rallyround.ui.errors import Refused

WITHDRAWN_BECAUSE = ("offerer_asked", "cannot_be_reached", "not_suitable", "given_elsewhere")
# What may be changed later; anything else is another offer.
CHANGEABLE = frozenset(
    {"skills", "capacity", "unit", "max_travel_m", "available_from", "available_until", "day_parts", "phase",
     "supervised_by", "adult"}
)  # fmt: skip


def take_offer(*, by: Actor, at: datetime, report: OfferReport) -> Receipt:
    """Take an offer into the register and give its receipt; the same offer again gives the same receipt.

    Raises Refused, with nothing changed, where the offer says too little or its id was used for something else.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _received_before(report) or _receive(by, at, report)
        except IntegrityError as error:
            if not was_taken(error) or not tries_left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _received_before(report: OfferReport) -> Receipt | None:
    row = Offer.objects.filter(id=report.id).values_list("code", "content").first()
    if row is None:
        return None
    same_content(row[1], content_of(report))
    return Receipt(report.id, row[0], created=False)


def _receive(by: Actor, at: datetime, report: OfferReport) -> Receipt:
    organisation = _organisation(report)
    _check(report, organisation)
    placed = place(report.postcode, report.area, report.point)
    if report.kind == OfferKind.POOL and organisation:
        _refuse_second_pool(organisation, placed.district)
    person, words = (None, None)
    if report.name or report.phone or report.email or report.words:
        person, words = people.keep_person(
            by=by, at=at, particulars=_particulars(report), words=report.words.strip(),
            about=("offer", report.id),
        )  # fmt: skip
    incident = current_incident()
    consents = _consents(organisation, report.consents)
    offer = Offer(
        id=report.id,
        code=new_code(),
        kind=report.kind,
        person=person,
        organisation=organisation,
        phase=report.phase or (incident.phase if incident else Phase.DURING),
        skills=sorted(set(report.skills)),
        capacity=report.capacity,
        unit=report.unit,
        adult=report.adult,
        supervised_by_id=report.supervised_by,
        consents_to_tasking=consents,
        consented_at=at if report.consents else None,
        area_id=placed.area,
        district=placed.district,
        easting=placed.easting,
        northing=placed.northing,
        max_travel_m=_travel(report.max_travel_m),
        available_from=report.available_from,
        available_until=report.available_until,
        day_parts=report.day_parts,
        channel=report.channel,
        words=words,
        confidence=report.confidence,
        received_at=at,
        content=content_of(report),
    )
    offer.save(force_insert=True)
    if person and (report.phone or report.email):
        messaging.send(by=by, at=at, template="offer_received", subject=("offer", offer.id), person=person,
                       params={"code": offer.code})  # fmt: skip
    record(
        by=by, at=at, verb="offer.received", subject=("offer", offer.id),
        data={"code": offer.code, "kind": offer.kind, "skills": offer.skills, "capacity": offer.capacity,
              "phase": offer.phase, "area": placed.area, "district": placed.district,
              "organisation": str(organisation.id) if organisation else None, "consents": consents,
              "channel": offer.channel},
    )  # fmt: skip
    return Receipt(offer.id, offer.code, created=True)


@transaction.atomic
def accept_offer(*, by: Actor, at: datetime, offer: Offer) -> Offer:
    """It can be given tasks from now on."""
    offer = locked_offer(offer.id)
    state = next_offer_state(offer, "accept")
    if not offer.consents_to_tasking:
        raise Refused(
            _(
                "This organisation coordinates itself: ask for its consent and record it, then it can be given tasks."
            )
        )
    if not offer.adult and offer.supervised_by_id is None:
        raise Refused(_("Under 18: name the partner who supervises, then the offer can be accepted."))
    save(offer, state=state, confidence="confirmed")
    _tell(offer, "offer_ready", by, at)
    record(by=by, at=at, verb="offer.accepted", subject=("offer", offer.id))
    return offer


@transaction.atomic
def keep_offer(*, by: Actor, at: datetime, offer: Offer) -> Offer:
    """Not needed yet, and told so honestly."""
    offer = locked_offer(offer.id)
    save(offer, state=next_offer_state(offer, "keep"))
    _tell(offer, "offer_waiting", by, at)
    record(by=by, at=at, verb="offer.kept", subject=("offer", offer.id))
    return offer


@transaction.atomic
def withdraw_offer(*, by: Actor, at: datetime, offer: Offer, reason: str) -> Offer:
    """No longer there, for one of the reasons of `WITHDRAWN_BECAUSE`."""
    offer = locked_offer(offer.id)
    state = next_offer_state(offer, "withdraw")
    if reason not in WITHDRAWN_BECAUSE:
        raise Refused(_("Choose the reason why the offer ends."))
    save(offer, state=state)
    record(by=by, at=at, verb="offer.withdrawn", subject=("offer", offer.id), reason=reason)
    return offer


@transaction.atomic
def renew_offer(*, by: Actor, at: datetime, offer: Offer) -> Offer:
    """A withdrawn offer stands again."""
    offer = locked_offer(offer.id)
    state = next_offer_state(offer, "renew")
    if offer.kind == OfferKind.POOL and offer.organisation:
        _refuse_second_pool(offer.organisation, offer.district)
    save(offer, state=state)
    record(by=by, at=at, verb="offer.renewed", subject=("offer", offer.id))
    return offer


@transaction.atomic
def change_offer(*, by: Actor, at: datetime, offer: Offer, **changes: object) -> Offer:
    """Other skills, capacity, reach or times: any of `CHANGEABLE`."""
    offer = locked_offer(offer.id)
    if unknown := set(changes) - CHANGEABLE:
        raise Refused(_("%(field)s cannot be changed.") % {"field": ", ".join(sorted(unknown))})
    before = {name: getattr(offer, name) for name in changes}
    changed = sorted(name for name, value in changes.items() if value != before[name])
    for name in changed:
        setattr(offer, name, changes[name])
    _check(_as_report(offer), offer.organisation)
    if not offer.adult and offer.supervised_by is None and offer.state == "ready":
        raise Refused(_("Under 18: name the partner who supervises."))
    if changed:
        offer.save(update_fields=changed)
        record(by=by, at=at, verb="offer.changed", subject=("offer", offer.id), data={"fields": changed})
    return offer


@transaction.atomic
def record_consent(*, by: Actor, at: datetime, offer: Offer, consents: bool) -> Offer:
    """An organisation that coordinates itself agrees to be given tasks, or does so no longer."""
    offer = locked_offer(offer.id)
    state = offer.state
    if not consents and state == "ready":
        state = next_offer_state(offer, "keep")
    save(offer, state=state, consents_to_tasking=consents, consented_at=at if consents else None)
    record(
        by=by, at=at, verb="offer.consent_recorded", subject=("offer", offer.id), data={"consents": consents}
    )
    return offer


def _organisation(report: OfferReport) -> Organisation | None:
    if report.organisation is None:
        return None
    found = Organisation.objects.filter(id=report.organisation).first()
    if found is None:
        raise Refused(_("There is no such organisation in the directory."))
    return found


def _consents(organisation: Organisation | None, said: bool | None) -> bool:
    """Whoever coordinates itself gets tasks only by consent; a coordinated partner unless it says no."""
    if organisation and organisation.affiliation != Affiliation.COORDINATED:
        return said is True
    return said is not False


def _refuse_second_pool(organisation: Organisation, district: str) -> None:
    """The same volunteers counted twice would be help that does not exist."""
    existing = (
        Offer.objects.filter(organisation=organisation, district=district, kind=OfferKind.POOL)
        .exclude(state="withdrawn")
        .first()
    )
    if existing:
        raise Refused(
            _("%(name)s already has a pool in this place, %(code)s: change its capacity instead.")
            % {"name": organisation.name, "code": existing.code}
        )


def _travel(metres: int | None) -> int:
    return whole_default("offers.travel_metres") if metres is None else metres


def _particulars(report: OfferReport) -> Particulars:
    return Particulars(
        name=report.name.strip(),
        phone=report.phone.strip(),
        email=report.email.strip(),
        address=tidy_postcode(report.postcode),
        emergency_contact=report.emergency_contact.strip(),
        language=report.language,
    )


def _as_report(offer: Offer) -> OfferReport:
    """What is checked of an offer when it is changed: the same as when it came."""
    return replace(
        OfferReport(id=offer.id, channel=offer.channel, name="known", phone="known"),
        kind=offer.kind,
        skills=tuple(offer.skills),
        capacity=offer.capacity,
        unit=offer.unit,
        organisation=offer.organisation_id,
        day_parts=offer.day_parts,
        max_travel_m=offer.max_travel_m,
        available_from=offer.available_from,
        available_until=offer.available_until,
        phase=offer.phase,
    )


def _check(report: OfferReport, organisation: Organisation | None) -> None:
    if report.kind not in OfferKind.values:
        raise Refused(_("An offer is of one person, a pool, goods or a space."))
    if report.kind == OfferKind.POOL and organisation is None:
        raise Refused(_("A pool belongs to an organisation: choose which."))
    if report.kind != OfferKind.POOL and not (report.name.strip() and (report.phone or report.email)):
        raise Refused(_("Give a name and a telephone number, so that we can ask when help is needed."))
    if report.kind == OfferKind.PERSON and report.capacity != 1:
        raise Refused(_("One person is one: for several, offer a pool of an organisation."))
    if not 1 <= report.capacity <= 1_000_000:
        raise Refused(_("The capacity is a number from 1 to 1,000,000."))
    if unknown := set(report.skills) - set(SKILLS):
        raise Refused(_("There is no skill called %(skill)s.") % {"skill": ", ".join(sorted(unknown))})
    if not 1 <= report.day_parts <= WHOLE_DAY:
        raise Refused(_("Choose at least one part of the day."))
    if not 0 <= _travel(report.max_travel_m) <= 500_000:
        raise Refused(_("The farthest distance is from 0 to 500 kilometres."))
    if report.available_from and report.available_until and report.available_until <= report.available_from:
        raise Refused(_("The last day lies before the first."))
    if report.phase is not None and report.phase not in Phase.values:
        raise Refused(_("A phase is before, during or after."))


def _tell(offer: Offer, template: str, by: Actor, at: datetime) -> None:
    person = offer.person
    if person and Details.objects.filter(person=person).exclude(phone="", email="").exists():
        messaging.send(by=by, at=at, template=template, subject=("offer", offer.id), person=person,
                       params={"code": offer.code})  # fmt: skip
