"""Routes to a group, contacts with it, and what it needs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import access, actions, listings, queries
from rallyround.groups.forms import GroupContactForm, NeedForm, RouteForm, told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent


@requires(P.EDIT_PROGRAMME)
def route_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """A way to the group that it agreed to."""
    found = access.group_to_change(signed_in(request), id)
    form = RouteForm(sent(request), initial={"agreed_on": timezone.localdate()})
    if form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            actions.agree_route(
                by=signed_in(request).actor,
                at=timezone.now(),
                group=found,
                organisation=one(access.organisation_chosen(said["organisation"])),
                how=said["how"],
                languages=said["languages"],
                agreed_on=said["agreed_on"],
                id=form.submission(),
            )
        if kept:
            messages.success(request, _("The route is agreed."))
            return redirect("group", id=id)
    context = {"form": form, "group": found, "title": _("Agree a route")}
    return render(request, "groups/plain_form.html", context)


@requires(P.EDIT_PROGRAMME)
@require_POST
def route_end(request: HttpRequest, id: UUID) -> HttpResponse:
    """The group is not reached this way any more."""
    user = signed_in(request)
    ended = actions.end_route(by=user.actor, at=timezone.now(), route=access.route_to_change(user, id))
    messages.success(request, _("The route has ended."))
    return redirect("group", id=ended.group_id)


@requires(P.SEE_PROGRAMME)
def group_contacts(request: HttpRequest) -> HttpResponse:
    """When partners and groups spoke."""
    return list_response(request, listings.contacts(), "groups/contacts.html")


@requires(P.EDIT_PROGRAMME)
def group_contact_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Log that partners and the group spoke."""
    user = signed_in(request)
    found = access.group_to_change(user, id)
    today = timezone.localdate()
    form = GroupContactForm(sent(request), group=found, today=today, initial={"on": today})
    if form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            actions.log_contact(
                by=user.actor,
                at=timezone.now(),
                user=user,
                group=found,
                mode=said["mode"],
                on=said["on"],
                about=said["about"],
                route=access.route_chosen(said["route"]),
                from_the_group=said["from_the_group"],
                id=form.submission(),
            )
        if kept:
            messages.success(request, _("The contact is logged."))
            return redirect("group", id=id)
    context = {"form": form, "group": found, "title": _("Log a contact")}
    return render(request, "groups/plain_form.html", context)


@requires(P.SEE_PROGRAMME)
def group_needs(request: HttpRequest) -> HttpResponse:
    """What groups need, as it holds now or held before."""
    context = {
        "totals": queries.need_total(queries.current_needs()),
        "share_percent": round(100 * (queries.share_said_by_the_group() or 0)),
    }
    return list_response(request, listings.needs(), "groups/needs.html", context)


@requires(P.EDIT_PROGRAMME)
def group_need_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say how much a group needs of something; what was said before is kept."""
    found = access.group_to_change(signed_in(request), id)
    form = NeedForm(sent(request), initial={"dated_on": timezone.localdate()})
    if form.is_valid():
        with told_on(form) as kept:
            actions.state_need(
                by=signed_in(request).actor,
                at=timezone.now(),
                group=found,
                figure=form.figure(),
                id=form.submission(),
            )
        if kept:
            messages.success(request, _("Written down. An earlier figure for the same is kept."))
            return redirect("group", id=id)
    context = {"form": form, "group": found, "title": _("Enter what they need")}
    return render(request, "groups/plain_form.html", context)


@requires(P.EDIT_PROGRAMME)
@require_POST
def group_need_end(request: HttpRequest, id: UUID) -> HttpResponse:
    """The group does not have this need any more."""
    user = signed_in(request)
    ended = actions.end_need(by=user.actor, at=timezone.now(), need=access.need_to_change(user, id))
    messages.success(request, _("The need has ended."))
    return redirect("group", id=ended.group_id)
