"""Which people the register still needs, and which notes are theirs alone."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from rallyround.core.lifecycle import NEED, OFFER
from rallyround.ledger.models import Event
from rallyround.register.models import Need, Offer


def still_needed(ids: list[UUID], before: datetime) -> set[UUID]:
    """Of these people, those behind a need or offer that is open or was closed at `before` or later."""
    needs = Need.objects.filter(Q(requester__in=ids) | Q(merged_into__requester__in=ids))
    open_or_late = Q(state__in=NEED.active) | Q(closed_at__gte=before) | Q(merged_into__state__in=NEED.active)
    found = set(needs.filter(open_or_late).values_list("requester_id", flat=True))
    offers = Offer.objects.filter(person__in=ids)
    found |= set(offers.filter(state__in=OFFER.active).values_list("person_id", flat=True))
    withdrawn = dict(offers.exclude(state__in=OFFER.active).values_list("id", "person_id"))
    lately = Event.objects.filter(
        subject_label="offer", subject_id__in=list(withdrawn), verb="offer.withdrawn", at__gte=before
    )
    return found | {withdrawn[id] for id in lately.values_list("subject_id", flat=True)}


def subjects_of(person_id: UUID) -> set[tuple[str, UUID]]:
    """A person's needs and offers: the notes about them are forgotten with the person."""
    needs = Need.objects.filter(requester_id=person_id).values_list("id", flat=True)
    offers = Offer.objects.filter(person_id=person_id).values_list("id", flat=True)
    return {("need", id) for id in needs} | {("offer", id) for id in offers}
