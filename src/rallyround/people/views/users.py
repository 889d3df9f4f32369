"""Who signs in and what they may do."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people import access, actions, districts, links, listings, live, queries
from rallyround.people.access import by_signed_link, requires, signed_in
from rallyround.people.forms import NewUserForm, PasswordForm, RoleForm
from rallyround.people.list_pages import list_response
from rallyround.people.roles import ROLES, Permission
from rallyround.people.views import sent

ONE_TIME_LINK = "password_link"


@requires(Permission.MANAGE_PEOPLE)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in."""
    return list_response(request, listings.users(), "people/users.html")


@requires(Permission.MANAGE_PEOPLE)
def user(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person's roles and sign-in; in practice the link to set a password, shown once."""
    found = access.user_to_manage(signed_in(request), id)
    link = request.session.pop(ONE_TIME_LINK, None) or {}
    held = [(m, ROLES[m.role], districts.names(m.areas)) for m in queries.memberships(found)]
    context = {
        "found": found,
        "held": held,
        "second_factor": queries.has_second_factor(found),
        "needs_second_factor": queries.needs_second_factor(found),
        "link": link.get("url", "") if link.get("user") == str(found.id) else "",
    }
    return render(request, "people/user.html", context)


@requires(Permission.MANAGE_PEOPLE)
def add_user(request: HttpRequest) -> HttpResponse:
    """Somebody new, with their first role and a link to set a password."""
    form = NewUserForm(sent(request))
    if not form.is_valid():
        return render(request, "people/add_user.html", {"form": form})
    by, at = signed_in(request).actor, timezone.now()
    said = form.cleaned_data
    organisation = access.organisation(signed_in(request), UUID(said["organisation"]))
    with transaction.atomic():
        added = actions.add_user(by=by, at=at, name=said["name"], email=said["email"], id=form.submission())
        if not queries.memberships(added):  # the same page sent twice is done once
            actions.give_role(
                by=by,
                at=at,
                user=added,
                organisation=organisation,
                role=said["role"],
                areas=said.get("areas"),
            )
            _invite(request, added.id)
    return redirect("user", id=added.id)


@requires(Permission.MANAGE_PEOPLE)
def give_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """One more role for somebody."""
    found = access.user_to_manage(signed_in(request), id)
    form = RoleForm(sent(request))
    if not form.is_valid():
        return render(request, "people/give_role.html", {"form": form, "found": found})
    said = form.cleaned_data
    actions.give_role(
        by=signed_in(request).actor,
        at=timezone.now(),
        user=found,
        organisation=access.organisation(signed_in(request), UUID(said["organisation"])),
        role=said["role"],
        areas=said.get("areas"),
    )
    messages.success(request, _("The role is given."))
    return redirect("user", id=id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def end_role(request: HttpRequest, id: UUID, membership: UUID) -> HttpResponse:
    """Take a role away."""
    found = access.membership_to_end(signed_in(request), id, membership)
    actions.end_role(by=signed_in(request).actor, at=timezone.now(), membership=found)
    messages.success(request, _("The role is taken away."))
    return redirect("user", id=id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def close_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close somebody's sign-in."""
    found = access.user_to_manage(signed_in(request), id)
    actions.deactivate_user(by=signed_in(request).actor, at=timezone.now(), user=found)
    messages.success(request, _("The sign-in is closed."))
    return redirect("user", id=id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def open_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a closed sign-in again."""
    found = access.user_to_manage(signed_in(request), id)
    actions.reactivate_user(by=signed_in(request).actor, at=timezone.now(), user=found)
    messages.success(request, _("The sign-in is open again."))
    return redirect("user", id=id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def send_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send a link to set a new password."""
    _invite(request, access.user_to_manage(signed_in(request), id).id)
    return redirect("user", id=id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def remove_second_factor(request: HttpRequest, id: UUID) -> HttpResponse:
    """For somebody who lost telephone and recovery codes."""
    found = access.user_to_manage(signed_in(request), id)
    actions.remove_second_factor(by=signed_in(request).actor, at=timezone.now(), user=found)
    messages.success(request, _("The second factor is removed."))
    return redirect("user", id=id)


@by_signed_link
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in the message leads."""
    found = access.by_password_link(token)
    form = PasswordForm(sent(request), user=found)
    if not form.is_valid():
        return render(request, "people/set_password.html", {"form": form, "found": found})
    actions.set_password(
        by=found.actor, at=timezone.now(), user=found, password=form.cleaned_data["password"]
    )
    messages.success(request, _("Your password is set. Sign in with it."))
    return redirect("account_login")


def _invite(request: HttpRequest, id: UUID) -> None:
    """Send the link. Live, nobody but its owner sees it; in practice whoever made it may hand it on."""
    found = access.user_to_manage(signed_in(request), id)
    sent = actions.invite_user(by=signed_in(request).actor, at=timezone.now(), user=found)
    if not live.is_live():
        request.session[ONE_TIME_LINK] = {"user": str(id), "url": links.set_password_url(found)}
    elif sent:
        messages.success(request, _("A link to set a password is on its way."))
    else:
        messages.warning(request, _("There is no way to send a link yet: set up outgoing messages first."))
