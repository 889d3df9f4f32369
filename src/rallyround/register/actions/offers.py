"""What happens to an offer: accepted, kept for later, changed, consented to, withdrawn, offered again."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import OFFER
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import Affiliation, Details, Organisation
from rallyround.register.actions._steps import (
    locked_offer,
    next_offer_state,
    save,
)
from rallyround.register.actions.taking import check_offer, refuse_second_pool
from rallyround.register.models import Offer, OfferKind
from rallyround.register.reports import OfferReport
from rallyround.register.words import OFFER_WITHDRAWN
from rallyround.ui.errors import Refused

# What may be changed later; anything else is another offer.
CHANGEABLE = frozenset(
    {"skills", "capacity", "unit", "max_travel_m", "available_from", "available_until", "day_parts", "phase",
     "supervised_by", "adult"}
)  # fmt: skip


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
    """No longer there, for one of the reasons of `words.OFFER_WITHDRAWN`."""
    offer = locked_offer(offer.id)
    state = next_offer_state(offer, "withdraw")
    if reason not in OFFER_WITHDRAWN:
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
        refuse_second_pool(offer.organisation, offer.district)
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
    check_offer(_as_report(offer), offer.organisation)
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


@transaction.atomic
def join_organisation(*, by: Actor, at: datetime, offer: Offer, organisation: Organisation) -> Offer:
    """Somebody who came by themselves becomes part of an organisation's planned help, as they and it wish.

    One that coordinates itself must then consent before its new helper is given tasks.
    """
    offer = locked_offer(offer.id)
    if offer.kind != OfferKind.PERSON or offer.organisation_id is not None:
        raise Refused(_("Only a person who came by themselves can join an organisation."))
    if offer.state not in OFFER.active:
        raise Refused(_("This offer is withdrawn: let it stand again first."))
    if not organisation.active:
        raise Refused(_("This organisation is no active partner."))
    consents = organisation.affiliation == Affiliation.COORDINATED
    state = offer.state
    if not consents and state == "ready":
        state = next_offer_state(offer, "keep")
    save(offer, state=state, organisation=organisation, consents_to_tasking=consents, consented_at=None)
    record(by=by, at=at, verb="offer.joined", subject=("offer", offer.id),
           data={"organisation": str(organisation.id), "consents": consents})  # fmt: skip
    return offer


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
        adult=offer.adult,
        supervised_by=offer.supervised_by_id,
    )


def _tell(offer: Offer, template: str, by: Actor, at: datetime) -> None:
    person = offer.person
    if person and Details.objects.filter(person=person).exclude(phone="", email="").exists():
        messaging.send(by=by, at=at, template=template, subject=("offer", offer.id), person=person,
                       params={"code": offer.code})  # fmt: skip
