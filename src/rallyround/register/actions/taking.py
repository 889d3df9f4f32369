"""An offer of help is taken into the register. Sent twice it does no harm."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import OFFER
from rallyround.core.sources import whole_default
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Affiliation, Organisation, Partnership
from rallyround.register.actions._steps import (
    place,
)
from rallyround.register.actions.report import TRIES, same_content, was_taken
from rallyround.register.codes import new_code
from rallyround.register.kinds import SKILLS, WHOLE_DAY
from rallyround.register.models import Offer, OfferKind
from rallyround.register.queries.offers import help_waits_for
from rallyround.register.reports import (
    AGAIN,
    PUBLIC_FORM,
    OfferReport,
    Receipt,
    content_of,
    postcode_in,
    tidy_postcode,
)
from rallyround.ui.errors import Refused


def take_offer(*, by: Actor, at: datetime, report: OfferReport) -> Receipt:
    """Take an offer into the register and give its receipt; the same offer again gives the same receipt.

    Raises Refused, with nothing changed, where the offer says too little or its id was used for something else.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _received_before(report, at) or _receive(by, at, report)
        except IntegrityError as error:
            if not was_taken(error) or not tries_left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _received_before(report: OfferReport, at: datetime) -> Receipt | None:
    content = content_of(report)
    row = Offer.objects.filter(id=report.id).values_list("code", "content").first()
    if row is not None:
        same_content(row[1], content)
        return Receipt(report.id, row[0], created=False)
    if report.channel != PUBLIC_FORM or report.kind != OfferKind.PERSON:
        return None
    again = Offer.objects.filter(content=content, received_at__gt=at - AGAIN, state__in=OFFER.active)
    found = again.order_by("received_at").values_list("id", "code").first()
    return Receipt(*found, created=False) if found else None


def _receive(by: Actor, at: datetime, report: OfferReport) -> Receipt:
    organisation = _organisation(report)
    check_offer(report, organisation)
    said = report.postcode  # where somebody who offers help says in one line where they are, in words too
    placed = place(postcode_in(said) or said, report.area, report.point, said)
    if report.kind == OfferKind.POOL and organisation:
        refuse_second_pool(organisation, placed.district)
    person, words = (None, None)
    if report.name or report.phone or report.email or report.words:
        person, words = people.keep_person(
            by=by, at=at, particulars=_particulars(report), words=report.words.strip(),
            about=("offer", report.id),
        )  # fmt: skip
    incident = incidents.current()
    wanted = report.kind != OfferKind.PERSON or _wanted(report)
    consents = _consents(organisation, report.consents)
    offer = Offer(
        id=report.id,
        code=new_code(),
        state=OFFER.initial if wanted else OFFER.after(OFFER.initial, "keep"),
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
        template = "offer_received" if wanted else "offer_waiting"
        messaging.send(by=by, at=at, template=template, subject=("offer", offer.id), person=person,
                       params={"code": offer.code})  # fmt: skip
    record(
        by=by, at=at, verb="offer.received", subject=("offer", offer.id),
        data={"code": offer.code, "kind": offer.kind, "state": offer.state, "skills": offer.skills,
              "capacity": offer.capacity, "phase": offer.phase, "area": placed.area, "district": placed.district,
              "organisation": str(organisation.id) if organisation else None, "consents": consents,
              "channel": offer.channel},
    )  # fmt: skip
    return Receipt(offer.id, offer.code, created=True)


def _wanted(report: OfferReport) -> bool:
    """Whether helpers are sought, or a request waits that this one may meet: nobody is sent home past it."""
    sought = Partnership.objects.filter(volunteers_needed=True).exists()
    return sought or help_waits_for(report.skills)


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


def refuse_second_pool(organisation: Organisation, district: str) -> None:
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
        address=tidy_postcode(report.postcode)[:300],
        emergency_contact=report.emergency_contact.strip(),
        language=report.language,
    )


def check_offer(report: OfferReport, organisation: Organisation | None) -> None:
    if report.kind not in OfferKind.values:
        raise Refused(_("An offer is of one person, a pool, goods or a space."))
    if report.kind == OfferKind.POOL and organisation is None:
        raise Refused(_("A pool belongs to an organisation: choose which."))
    reachable = report.name.strip() and (report.phone or report.email)
    if not reachable and (report.kind == OfferKind.PERSON or organisation is None):
        raise Refused(_("Give a name and a telephone number, so that we can ask when help is needed."))
    if report.kind == OfferKind.PERSON and not report.adult and report.supervised_by is None:
        raise Refused(
            _(
                "Somebody under 18 can help where one of our partners supervises: ask that partner to offer for you."
            )
        )
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
