"""How a page gets a risk, a group, a route or a need; and who may. Planning is of the whole partnership."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from rallyround.groups import queries
from rallyround.groups.models import GroupNeed, PriorityGroup, RiskEntry, TrustedRoute
from rallyround.people.access import one
from rallyround.people.models import Organisation, User
from rallyround.people.roles import Permission as P
from rallyround.ui.errors import NotAllowed


def must(user: User, permission: P) -> None:
    """A sentence for whoever may not."""
    if not user.may(permission):
        raise NotAllowed(_("Your role does not include this."))


def group_to_see(user: User, id: UUID) -> PriorityGroup:
    """A group, ended or not."""
    must(user, P.SEE_PROGRAMME)
    found: PriorityGroup = one(queries.groups().filter(id=id).first())
    return found


def group_to_change(user: User, id: UUID) -> PriorityGroup:
    """A group to plan for."""
    must(user, P.EDIT_PROGRAMME)
    found: PriorityGroup = one(queries.groups().filter(id=id).first())
    return found


def risk_to_change(user: User, id: UUID) -> RiskEntry:
    """An entry of the register."""
    must(user, P.EDIT_PROGRAMME)
    found: RiskEntry = one(queries.risks().filter(id=id).first())
    return found


def route_to_change(user: User, id: UUID) -> TrustedRoute:
    """A route to a group."""
    must(user, P.EDIT_PROGRAMME)
    found: TrustedRoute = one(TrustedRoute.objects.select_related("group").filter(id=id).first())
    return found


def need_to_change(user: User, id: UUID) -> GroupNeed:
    """A figure of what a group needs."""
    must(user, P.EDIT_PROGRAMME)
    found: GroupNeed = one(queries.needs().filter(id=id).first())
    return found


def risks_chosen(ids: Iterable[str]) -> list[RiskEntry]:
    """The current risks that a form chose."""
    return list(queries.current_risks().filter(id__in=[UUID(id) for id in ids]))


def group_chosen(id: str) -> PriorityGroup | None:
    """The group that a form chose, if any."""
    return queries.current_groups().filter(id=UUID(id)).first() if id else None


def organisation_chosen(id: str) -> Organisation | None:
    """The organisation that a form chose, if any."""
    return Organisation.objects.filter(id=UUID(id), active=True).first() if id else None


def route_chosen(id: str) -> TrustedRoute | None:
    """The route that a form chose, if any."""
    return TrustedRoute.objects.filter(id=UUID(id)).first() if id else None
