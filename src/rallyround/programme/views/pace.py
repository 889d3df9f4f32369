"""Opportunities and risks with each kind of actor, and whether the work fits the days that there are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import queries as groups
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, plan_access, plan_listings
from rallyround.programme.forms.plan import OpportunityForm, OpportunityReviewForm, PaceForm
from rallyround.programme.queries import pace as paces
from rallyround.programme.queries import plan
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry

registry.register(
    "opportunities", P.SEE_PROGRAMME, lambda user, params: plan_listings.opportunities(timezone.localdate())
)


@requires(P.SEE_PROGRAMME)
def opportunities(request: HttpRequest) -> HttpResponse:
    """Those that weigh most, then all."""
    context = {
        "tops": [(_("Opportunities"), paces.top("opportunity")), (_("Risks"), paces.top("risk"))],
        "without": paces.actors_without(),
        "may_edit": signed_in(request).may(P.EDIT_PROGRAMME),
    }
    listing = plan_listings.opportunities(timezone.localdate())
    return list_response(request, listing, "programme/plan_opportunities.html", context)


@requires(P.EDIT_PROGRAMME)
def add_opportunity(request: HttpRequest) -> HttpResponse:
    """An opportunity or a risk."""
    user = signed_in(request)
    choices = {"owner": people.user_choices(), "group": groups.group_choices()}
    form = OpportunityForm(
        sent(request), choices=choices, initial={"owner": user.id, "actor": request.GET.get("actor")}
    )

    def do(said: dict[str, Any]) -> None:
        owner, group = plan_access.person(said.pop("owner")), plan_access.group_or_none(said.pop("group"))
        actions.add_opportunity(
            by=user.actor, at=timezone.now(), owner=owner, group=group, id=form.submission(), **said
        )

    return ask(
        request,
        form,
        do,
        title=_("An opportunity or a risk"),
        back=reverse("opportunities"),
        done=_("It is kept."),
    )


@requires(P.EDIT_PROGRAMME)
def review_opportunity(request: HttpRequest, id: UUID) -> HttpResponse:
    """Look at it again."""
    user, found = signed_in(request), plan_access.opportunity(id)
    stands = {"response": found.response, "weight": found.weight, "owner": found.owner_id}
    form = OpportunityReviewForm(sent(request), choices={"owner": people.user_choices()}, initial=stands)

    def do(said: dict[str, Any]) -> None:
        owner = plan_access.person(said.pop("owner"))
        actions.review_opportunity(by=user.actor, at=timezone.now(), entry=found, owner=owner, **said)

    return ask(
        request, form, do, title=found.what, back=reverse("opportunities"), done=_("It was looked at again."),
        template="programme/plan_opportunity.html", found=found,
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
@require_POST
def close_opportunity(request: HttpRequest, id: UUID) -> HttpResponse:
    """It was taken, or it is gone."""
    actions.close_opportunity(
        by=signed_in(request).actor, at=timezone.now(), entry=plan_access.opportunity(id)
    )
    messages.success(request, _("It is closed; it stays in the list."))
    return redirect("opportunities")


@requires(P.SEE_PROGRAMME)
def pace(request: HttpRequest) -> HttpResponse:
    """The next twelve months beside the days that there are."""
    today = timezone.localdate()
    months = paces.months(today)
    context = {
        "pace": plan.pace_on(today),
        "months": months,
        "too_much": [month for month in months if month.too_much],
        "may_edit": signed_in(request).may(P.EDIT_PROGRAMME),
    }
    return render(request, "programme/plan_pace.html", context)


@requires(P.EDIT_PROGRAMME)
def set_pace(request: HttpRequest) -> HttpResponse:
    """How much can be done."""
    user, today = signed_in(request), timezone.localdate()
    held = plan.pace_on(today)
    stands: dict[str, Any] = {"holds_from": today, "groups_at_a_time": 1}
    if held:
        stands |= {"days_a_month": held.days_a_month, "groups_at_a_time": held.groups_at_a_time}
    form = PaceForm(sent(request), initial=stands)

    def do(said: dict[str, Any]) -> None:
        actions.set_pace(by=user.actor, at=timezone.now(), user=user, id=form.submission(), **said)

    return ask(
        request,
        form,
        do,
        title=_("What can be done in a month"),
        back=reverse("pace"),
        done=_("The pace is set."),
    )
