"""Who could reach a group, and who could bring what is wanted."""

from django.db.models import Q, QuerySet

from rallyround.collaborations.models import Answer, FitAnswer
from rallyround.groups.models import PriorityGroup, TrustedRoute
from rallyround.groups.vocabulary import Pattern
from rallyround.people.models import Organisation
from rallyround.register.models import Offer


def partners() -> QuerySet[Organisation]:
    """Every active organisation."""
    return Organisation.objects.filter(active=True).order_by("name")


def who_reach(group: PriorityGroup, found: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Organisations that reach a group: that it trusts, that are known to be close to it or at work there, or that
    work in its places. A dispersed group has no places, and working everywhere is not reaching it."""
    trusted = TrustedRoute.objects.filter(group=group, ended_on__isnull=True).values("organisation_id")
    close = FitAnswer.objects.filter(
        candidate__group=group, test__in=("close", "at_work"), answer=Answer.YES
    ).values("candidate__organisation_id")
    reach = Q(id__in=trusted) | Q(id__in=close)
    if group.pattern != Pattern.DISPERSED:
        reach |= Q(areas=[]) | Q(areas__overlap=list(group.areas))
    return (partners() if found is None else found).filter(reach)


def who_supply(words: str, found: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Organisations that bring something: in the words of their entry, or as the skill of an offer that stands."""
    key = words.strip().casefold().replace(" ", "_")
    offering = Offer.objects.filter(skills__contains=[key], state__in=("received", "waiting", "ready"))
    supply = Q(brings__icontains=words.strip()) | Q(id__in=offering.values("organisation_id"))
    return (partners() if found is None else found).filter(supply)
