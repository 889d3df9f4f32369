"""Offers as lists and pages show them; which may be given tasks; how much help is offered, each counted once."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import OFFER
from rallyround.people.models import Affiliation
from rallyround.places import queries as places
from rallyround.register.kinds import DAY_PARTS, KINDS, SKILLS, UNKNOWN
from rallyround.register.models import Need, Offer, OfferKind
from rallyround.register.queries.needs import Happened, story
from rallyround.register.words import travels

Text = str | Promise

# Apps above add their own links to an offer's page, as to a need's.
OFFER_LINKS: list[Callable[[Offer], list[tuple[Text, str]]]] = []


def offers() -> QuerySet[Offer]:
    """All offers."""
    return Offer.objects.all()


def taskable_offers() -> QuerySet[Offer]:
    """Ready for tasks, and if of an organisation that coordinates itself, only since it said yes itself."""
    coordinated = Q(organisation__isnull=True) | Q(organisation__affiliation=Affiliation.COORDINATED)
    return Offer.objects.filter(
        coordinated | Q(consented_at__isnull=False), state="ready", consents_to_tasking=True
    )


def help_waits_for(skills: Collection[str]) -> bool:
    """Whether a request waits that somebody with these skills may meet, or of which nobody knows yet what it needs.

    Without a skill, or with "anything useful", every request counts.
    """
    anything = not skills or "general" in skills
    able = [kind.key for kind in KINDS.values() if anything or kind.skill in skills]
    return Need.objects.filter(state__in=["reported", "open"], kind__in=[UNKNOWN, *able]).exists()


@dataclass(frozen=True)
class Capacity:
    """How many helpers are offered, in all and by skill and district; one with two skills is in both, once in `total`."""

    total: int
    by_skill: Mapping[str, int]
    by_district: Mapping[str, int]


def capacity_offered(rows: QuerySet[Offer] | None = None) -> Capacity:
    """Helpers among these offers (else: ready for tasks), nobody twice.

    A named member of an organisation whose pool stands in the same district is one of the pool, not one more.
    """
    pools = Offer.objects.filter(
        kind=OfferKind.POOL,
        state__in=sorted(OFFER.active),
        organisation=OuterRef("organisation"),
        district=OuterRef("district"),
    )
    people = (
        (taskable_offers() if rows is None else rows)
        .filter(kind__in=[OfferKind.PERSON, OfferKind.POOL])
        .exclude(Q(kind=OfferKind.PERSON) & Exists(pools))
    )
    by_skill: Counter[str] = Counter()
    by_district: Counter[str] = Counter()
    total = 0
    for capacity, skills, district in people.values_list("capacity", "skills", "district"):
        total += capacity
        by_district[district] += capacity
        for skill in skills:
            by_skill[skill] += capacity
    return Capacity(total, dict(by_skill), dict(by_district))


@dataclass(frozen=True)
class OfferPage:
    """Everything that an offer's page shows."""

    offer: Offer
    state: Text
    skills: tuple[Text, ...]
    day_parts: tuple[Text, ...]
    area: str
    district: str
    travels: str
    needs_consent: bool
    verbs: tuple[str, ...]
    story: tuple[Happened, ...]
    links: tuple[tuple[Text, str], ...]


def offer_page(offer: Offer) -> OfferPage:
    """The page of one offer."""
    organisation = offer.organisation
    return OfferPage(
        offer=offer,
        state=_(OFFER.states[offer.state]),
        skills=tuple(SKILLS.get(skill, skill) for skill in offer.skills),
        day_parts=tuple(label for part, label in DAY_PARTS.items() if offer.day_parts & part),
        area=offer.area.name if offer.area else "",
        district=places.area_name(offer.district) if offer.district != offer.area_id else "",
        travels=travels(offer.max_travel_m),
        needs_consent=organisation is not None and organisation.affiliation != Affiliation.COORDINATED,
        verbs=OFFER.verbs(offer.state),
        story=story("offer", offer.id),
        links=tuple(link for links in OFFER_LINKS for link in links(offer)),
    )
