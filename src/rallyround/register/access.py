"""How a page gets a need, an offer or a hand-over: who may, and in which districts.

A need or offer whose place is not known yet belongs to every district, so that nobody waits unseen.
"""

from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rallyround.people.access import one
from rallyround.people.models import Organisation, Person, User
from rallyround.people.roles import Permission as P
from rallyround.register.links import LASTS, SALT
from rallyround.register.models import Claim, Handover, Need, Offer
from rallyround.ui.errors import NotAllowed, NotFound

# Whoever manages offers, and the coordinators of organisations, who are known by the hand-overs that they answer.
MANAGES = (P.MANAGE_OFFERS, P.ACKNOWLEDGE_HANDOVER)
SEEN = ("requester", "area", "incident", "organisation", "merged_into")


def _must(user: User, *permissions: P) -> None:
    if not any(user.may(permission) for permission in permissions):
        raise NotAllowed(_("Your role does not include this."))


def _districts(user: User, permission: P, field: str = "district") -> Q:
    areas = user.areas(permission)
    return Q() if areas is None else Q(**{f"{field}__in": [*areas, ""]})


def needs_to_see(user: User) -> QuerySet[Need]:
    """The needs of this user's districts."""
    _must(user, P.SEE_NEEDS)
    return Need.objects.filter(_districts(user, P.SEE_NEEDS))


def claims_to_see(user: User) -> QuerySet[Claim]:
    """Who works on what in this user's districts."""
    _must(user, P.SEE_NEEDS)
    return Claim.objects.filter(_districts(user, P.SEE_NEEDS, "need__district"))


def need_to_see(user: User, id: UUID) -> Need:
    """A need to look at."""
    return _need(user, id, P.SEE_NEEDS)


def need_to_triage(user: User, id: UUID) -> Need:
    """A need to decide about."""
    return _need(user, id, P.TRIAGE)


def need_to_add_to(user: User, id: UUID) -> Need:
    """A need that somebody rings about again."""
    return _need(user, id, P.TAKE_REQUEST)


def need_to_read_out(user: User, id: UUID) -> Need:
    """A need whose code is read out to its caller, who may ring about any district."""
    _must(user, P.TAKE_REQUEST)
    found: Need = one(Need.objects.filter(id=id).first())
    return found


def need_with_details(user: User, id: UUID) -> Need:
    """A need whose people's details are to be shown."""
    return _need(user, id, P.SEE_DETAILS)


def _need(user: User, id: UUID, permission: P) -> Need:
    _must(user, permission)
    found = Need.objects.filter(_districts(user, permission), id=id).select_related(*SEEN).first()
    need: Need = one(found)
    return need


def need_of_link(token: str) -> Need:
    """The need that a state page was opened for, with its code and phone ending, within the last hour."""
    try:
        id = UUID(signing.loads(token, salt=SALT, max_age=LASTS))
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        raise NotFound(_("Type your code and the end of your telephone number again.")) from None
    need: Need = one(Need.objects.filter(id=id).select_related(*SEEN).first())
    return need


def handovers_to_see(user: User) -> QuerySet[Handover]:
    """Hand-overs of this user's districts; those of their own organisations only, for an organisation's coordinator."""
    _must(user, P.ACKNOWLEDGE_HANDOVER)
    rows = Handover.objects.filter(_districts(user, P.ACKNOWLEDGE_HANDOVER, "need__district"))
    return rows if user.may(P.TRIAGE) else rows.filter(organisation__in=user.organisations())


def handover_to_answer(user: User, id: UUID) -> Handover:
    """A hand-over to acknowledge, give back or close."""
    rows = handovers_to_see(user).select_related("need", "organisation", "made_by", "acknowledged_by")
    found: Handover = one(rows.filter(id=id).first())
    return found


def offers_to_see(user: User) -> QuerySet[Offer]:
    """Offers of this user's districts; whoever only looks after an organisation sees that organisation's."""
    _must(user, P.SEE_OFFERS)
    rows = Offer.objects.filter(_districts(user, P.SEE_OFFERS))
    return rows if _sees_all_offers(user) else rows.filter(organisation__in=user.organisations())


def offer_to_see(user: User, id: UUID) -> Offer:
    """An offer to look at."""
    rows = offers_to_see(user).select_related("person", "area", "organisation", "supervised_by")
    found: Offer = one(rows.filter(id=id).first())
    return found


def offer_to_manage(user: User, id: UUID) -> Offer:
    """An offer to accept, keep, change or end: by whoever manages offers, or of one's own organisation."""
    _must_manage_some(user)
    offer = offer_to_see(user, id)
    if not may_manage(user, offer):
        raise NotAllowed(_("Your role does not include changing this offer."))
    return offer


def offer_with_details(user: User, id: UUID) -> tuple[Offer, Person]:
    """An offer and whoever made it, whose details are to be shown."""
    _must(user, P.SEE_DETAILS)
    rows = Offer.objects.filter(_districts(user, P.SEE_DETAILS), id=id, person__isnull=False)
    found: Offer = one(rows.select_related("person").first())
    person: Person = one(found.person)
    return found, person


def may_manage(user: User, offer: Offer) -> bool:
    """Whether this user may change this offer."""
    if user.may(P.MANAGE_OFFERS, offer.district or None):
        return True
    return not _sees_all_offers(user) and offer.organisation_id in user.organisations()


def organisations_to_offer_for(user: User) -> QuerySet[Organisation]:
    """Organisations for which this user may enter a pool: all, or their own."""
    _must_manage_some(user)
    rows = Organisation.objects.filter(active=True).order_by("name")
    return rows if user.may(P.MANAGE_OFFERS) else rows.filter(id__in=user.organisations())


def partners(user: User) -> QuerySet[Organisation]:
    """Organisations that somebody who offers help may be a member of, or be supervised by."""
    _must(user, P.TAKE_REQUEST, P.MANAGE_OFFERS)
    return Organisation.objects.filter(active=True).order_by("name")


def responders(user: User) -> QuerySet[Organisation]:
    """Organisations that a need can be handed to."""
    _must(user, P.TRIAGE)
    return Organisation.objects.filter(active=True).order_by("name")


def _sees_all_offers(user: User) -> bool:
    """Whoever sees needs sees every offer; an organisation's coordinator sees that organisation's and manages it."""
    return user.may(P.SEE_NEEDS)


def _must_manage_some(user: User) -> None:
    _must(user, *MANAGES)
