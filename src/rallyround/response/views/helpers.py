"""Helpers who wait unasked: the list, asking them to something, and joining an organisation's planned help."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.register import actions as register
from rallyround.response import access, actions, listings, queries, reading
from rallyround.response.forms import PlanForm, PromptForm
from rallyround.ui import registry

registry.register(
    "idle_helpers",
    Permission.SEE_OFFERS,
    lambda user, params: listings.idle_helpers(access.idle_helpers_to_see(user, timezone.now())),
)


@requires(Permission.SEE_OFFERS)
def idle(request: HttpRequest) -> HttpResponse:
    """Who has waited long, and how many of all that is."""
    return _page(request, PromptForm())


@requires(Permission.MANAGE_OFFERS)
@require_POST
def prompt(request: HttpRequest) -> HttpResponse:
    """Ask those who were ticked to something."""
    user, form = signed_in(request), PromptForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    ids = [id for said in request.POST.getlist("selected") if (id := reading.uuid_or_none(said)) is not None]
    at = timezone.now()
    chosen = list(access.idle_helpers_to_see(user, at).filter(pk__in=ids))
    asked = actions.prompt_helpers(by=user.actor, at=at, offers=chosen, to=form.cleaned_data["to"])
    return _page(request, PromptForm(), asked=asked, left=len(chosen) - asked)


@requires(Permission.MANAGE_OFFERS)
def plan(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody who came by themselves joins an organisation."""
    user = signed_in(request)
    offer = access.offer_to_plan(user, id)
    form = PlanForm(
        request.POST if request.method == "POST" else None, organisations=people.organisation_choices()
    )
    if request.method == "POST" and form.is_valid():
        organisation = access.organisation_of(form.cleaned_data["organisation"])
        register.join_organisation(by=user.actor, at=timezone.now(), offer=offer, organisation=organisation)
        return redirect("offer", id=id)
    return render(request, "response/plan.html", {"form": form, "offer": offer})


def _page(request: HttpRequest, form: PromptForm, **done: int) -> HttpResponse:
    user, at = signed_in(request), timezone.now()
    context = {
        "form": form,
        "idleness": queries.idleness(at),
        "may_prompt": user.may(Permission.MANAGE_OFFERS),
        "done": done,
    }
    shown = listings.idle_helpers(access.idle_helpers_to_see(user, at))
    return list_response(request, shown, "response/idle_helpers.html", context)
