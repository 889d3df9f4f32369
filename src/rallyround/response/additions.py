"""What response adds to the pages of the apps below it."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import OFFER
from rallyround.register.models import Offer, OfferKind


def offer_links(offer: Offer) -> list[tuple[str | Promise, str]]:
    """From somebody who came by themselves, the way into an organisation's planned help."""
    if offer.kind != OfferKind.PERSON or offer.organisation_id or offer.state not in OFFER.active:
        return []
    return [(_("From spontaneous to planned help"), reverse("helper_plan", args=[offer.id]))]
