"""The call-out list: in which order people are called, and the card on the wall."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people import access, actions, queries
from rallyround.people.access import requires, signed_in
from rallyround.people.forms import RankForm
from rallyround.people.roles import Permission


@requires(Permission.SEE_DIRECTORY)
def call_out_list(request: HttpRequest) -> HttpResponse:
    """Who is called, in order, by job: names and numbers are on the card."""
    viewer = signed_in(request)
    context = {
        "contacts": queries.call_out_order(timezone.localdate()),
        "others": queries.unranked(),
        "may_change": viewer.may(Permission.MANAGE_DIRECTORY),
        "may_print": viewer.may(Permission.MANAGE_DIRECTORY) or viewer.may(Permission.SEE_DETAILS),
    }
    return render(request, "people/call_out_list.html", context)


@requires(Permission.MANAGE_DIRECTORY)
@require_POST
def rank_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """Move a contact up or down, put it on the list or take it off."""
    found = access.contact(signed_in(request), id)
    form = RankForm(request.POST)
    if form.is_valid():
        actions.rank_contact(
            by=signed_in(request).actor, at=timezone.now(), contact=found, rank=form.cleaned_data["rank"]
        )
    else:
        messages.warning(request, _("A place on the list is a whole number from 1."))
    return redirect("call_out_list")


@requires(Permission.MANAGE_DIRECTORY, Permission.SEE_DETAILS)
def call_out_card(request: HttpRequest) -> HttpResponse:
    """The card with names and numbers, once for each press of the button."""
    if request.method != "POST":
        return render(
            request, "people/call_out_card_ask.html", {"list": queries.staleness(timezone.localdate())}
        )
    at = timezone.now()
    lines = actions.print_call_out_card(by=signed_in(request).actor, at=at)
    return render(request, "people/call_out_card.html", {"lines": lines, "at": at})
