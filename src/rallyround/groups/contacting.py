"""Whether a group may be contacted, and by which way: some are spoken with only through people they trust."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup, TrustedRoute


def permitted_routes(group_id: UUID, on: date) -> QuerySet[TrustedRoute]:
    """The routes that were agreed with a group and hold on a day."""
    holds = Q(agreed_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return TrustedRoute.objects.filter(holds, group_id=group_id).select_related("organisation")


def problem(group: PriorityGroup, on: date, route: TrustedRoute | None, from_the_group: bool = False) -> str:
    """Why this contact may not be, in a sentence; nothing where it may."""
    if route is not None and not permitted_routes(group.id, on).filter(id=route.id).exists():
        return _("This route is not one that the group has agreed to on that day. Choose another.")
    if group.by_trusted_routes_only and route is None and not from_the_group:
        return _(
            "%(group)s is contacted only through those it trusts. Choose one of its routes, or agree one first."
        ) % {"group": group.name}
    return ""
