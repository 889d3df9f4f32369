"""How a page gets a volunteer's checks and hours: through the register's own rules for offers."""

from uuid import UUID

from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.register import access as register
from rallyround.register.models import Offer
from rallyround.volunteers.models import Check


def volunteer_to_see(user: User, offer_id: UUID) -> Offer:
    """Whose checks and hours are looked at."""
    return register.offer_to_see(user, offer_id)


def volunteer_to_check(user: User, offer_id: UUID) -> Offer:
    """Whose proof somebody has seen."""
    return register.offer_to_manage(user, offer_id)


def may_check(user: User, offer: Offer) -> bool:
    """Whether this user may write down what they have seen."""
    return register.may_manage(user, offer)


def check_to_remove(user: User, offer_id: UUID, check_id: UUID) -> Check:
    """A proof that was none."""
    offer = register.offer_to_manage(user, offer_id)
    found: Check = one(Check.objects.filter(id=check_id, offer=offer).first())
    return found
