"""Who is told of a task: the person who offered or, for a pool without names, whoever answers for its organisation."""

from collections.abc import Iterable
from uuid import UUID

from rallyround.people.models import Contact, Membership, Person, User
from rallyround.register.models import Offer

Recipient = Person | User


def recipients(offers: Iterable[Offer]) -> dict[UUID, Recipient]:
    """By offer, whoever a message goes to; offers that nobody answers for are missing."""
    offers = list(offers)
    people = Person.objects.in_bulk([offer.person_id for offer in offers if offer.person_id])
    owners = {offer.organisation_id for offer in offers if not offer.person_id and offer.organisation_id}
    answering = _answering(owners) if owners else {}
    found: dict[UUID, Recipient] = {}
    for offer in offers:
        if offer.person_id:
            found[offer.id] = people[offer.person_id]
        elif offer.organisation_id in answering:
            found[offer.id] = answering[offer.organisation_id]
    return found


def _answering(owners: set[UUID]) -> dict[UUID, Recipient]:
    """By organisation, its contact of the first rank, else its coordinator of longest standing."""
    answering: dict[UUID, Recipient] = {}
    members = Membership.objects.filter(
        organisation_id__in=owners,
        role="organisation_coordinator",
        ended_on__isnull=True,
        user__is_active=True,
    ).select_related("user")
    for member in members.order_by("-began_on", "-id"):
        answering[member.organisation_id] = member.user
    contacts = Contact.objects.filter(organisation_id__in=owners, active=True).select_related("person")
    for contact in contacts.order_by("-rank", "-id"):
        answering[contact.organisation_id] = contact.person
    return answering
