"""What pages and other apps read of the register."""

from rallyround.register.queries.duplicates import Similar, side_by_side, similar, similar_to
from rallyround.register.queries.needs import (
    NEED_LINKS,
    NeedPage,
    asked_together,
    claims,
    need_page,
    needs,
    story,
    to_tell,
    waiting_handovers,
)
from rallyround.register.queries.offers import (
    OFFER_LINKS,
    Capacity,
    OfferPage,
    capacity_offered,
    help_waits_for,
    offer_page,
    offers,
    taskable_offers,
)
from rallyround.register.queries.state import STATE_LINES, StatePage, left_a_number, receipt, state_page

__all__ = [
    "NEED_LINKS",
    "OFFER_LINKS",
    "STATE_LINES",
    "Capacity",
    "NeedPage",
    "OfferPage",
    "Similar",
    "StatePage",
    "asked_together",
    "capacity_offered",
    "claims",
    "help_waits_for",
    "left_a_number",
    "need_page",
    "needs",
    "offer_page",
    "offers",
    "receipt",
    "side_by_side",
    "similar",
    "similar_to",
    "state_page",
    "story",
    "taskable_offers",
    "to_tell",
    "waiting_handovers",
]
