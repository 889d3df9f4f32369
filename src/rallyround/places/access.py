"""Who may see places: published figures are for everybody who may see places at all, counts by district."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.places import queries
from rallyround.places.counts import Counts
from rallyround.places.models import Area
from rallyround.ui.errors import NotAllowed


def _may_see(user: User) -> None:
    if not user.may(Permission.SEE_PLACES):
        raise NotAllowed(_("Your role does not include places."))


def places_to_see(user: User) -> QuerySet[Area]:
    """Small areas and places named by hand. What is published of them is open, so no district is left out."""
    _may_see(user)
    return queries.areas()


def place_to_see(user: User, code: str) -> Area:
    """One district, small area or place named by hand."""
    _may_see(user)
    found: Area = one(Area.objects.select_related("district").filter(code=code).first())
    return found


def counts_to_see(user: User) -> Counts:
    """Counts of cases as they may be shown, in this user's districts."""
    _may_see(user)
    found = queries.counts()
    mine = user.areas(Permission.SEE_PLACES)
    if mine is None or not found:
        return found
    theirs = set(Area.objects.filter(code__in=mine).values_list("code", flat=True))
    theirs |= set(Area.objects.filter(district__in=mine).values_list("code", flat=True))
    return Counts(
        found.labels,
        {code: count for code, count in found.all_states.items() if code in theirs},
        {code: row for code, row in found.by_state.items() if code in theirs},
    )
