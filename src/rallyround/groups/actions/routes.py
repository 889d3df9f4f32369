"""The routes that a group trusts, and each time that partners and a group spoke."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups import contacting
from rallyround.groups.actions._days import refuse_ahead
from rallyround.groups.models import ContactMode, GroupContact, PriorityGroup, TrustedRoute
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def agree_route(
    *,
    by: Actor,
    at: datetime,
    group: PriorityGroup,
    organisation: Organisation,
    how: str,
    languages: str = "",
    agreed_on: date | None = None,
    id: UUID | None = None,
) -> TrustedRoute:
    """Write down that a group agreed to be reached through an organisation. The same `id` twice is done once."""
    sent_before = TrustedRoute.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = PriorityGroup.objects.select_for_update().get(pk=group.pk)
    if held.ended_at is not None:
        raise WrongState(_("This group was ended and is not changed any more."))
    if held.routes.filter(organisation=organisation, ended_on__isnull=True).exists():
        raise Refused(
            _("There is a route through this organisation already. End it before agreeing another.")
        )
    agreed = agreed_on or timezone.localdate(at)
    refuse_ahead(agreed, at, _("A route is written down once it is agreed: enter a day up to today."))
    route = TrustedRoute.objects.create(
        id=id or uuid7(),
        group=held,
        organisation=organisation,
        how=how,
        languages=languages,
        agreed_on=agreed,
    )
    record(by=by, at=at, verb="route.agreed", subject=("route", route.id),
           data={"group": str(held.id), "organisation": str(organisation.id)})  # fmt: skip
    return route


@transaction.atomic
def end_route(*, by: Actor, at: datetime, route: TrustedRoute) -> TrustedRoute:
    """The group does not want to be reached this way any more, or the organisation no longer can."""
    held = TrustedRoute.objects.select_for_update().get(pk=route.pk)
    if held.ended_on is not None:
        raise WrongState(_("This route has ended already."))
    held.ended_on = at.date()
    held.save(update_fields=["ended_on"])
    record(by=by, at=at, verb="route.ended", subject=("route", held.id))
    return held


@transaction.atomic
def log_contact(
    *,
    by: Actor,
    at: datetime,
    user: User,
    group: PriorityGroup,
    mode: str,
    on: date,
    about: str,
    route: TrustedRoute | None = None,
    from_the_group: bool = False,
    id: UUID | None = None,
) -> GroupContact:
    """Write down that partners and a group spoke; by an agreed route where the group wants no other."""
    sent_before = GroupContact.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = PriorityGroup.objects.select_for_update().get(pk=group.pk)
    refuse_ahead(on, at, _("A contact is written down once it has been: enter a day up to today."))
    if mode not in ContactMode.values:
        raise Refused(_("Choose how you spoke."))
    if mode == ContactMode.THROUGH and route is None:
        raise Refused(_("Choose the route that you spoke through."))
    if refusal := contacting.problem(held, on, route, from_the_group):
        raise Refused(refusal)
    contact = GroupContact.objects.create(
        id=id or uuid7(), group=held, route=route, mode=mode, on=on, from_the_group=from_the_group,
        about=about, by=user, recorded_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="group.contacted", subject=("group", held.id),
           data={"contact": str(contact.id), "mode": mode, "route": str(route.id) if route else None,
                 "from_the_group": from_the_group})  # fmt: skip
    return contact
