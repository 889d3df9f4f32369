"""Offers: the list, one offer, what becomes of it, and taking one by telephone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people import actions as people
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, listings, queries
from rallyround.register.forms.common import answers
from rallyround.register.forms.offers import (
    ChangeOfferForm,
    PhoneOfferForm,
    PoolForm,
    WithdrawOfferForm,
    parts_of,
)
from rallyround.register.forms.triage import PurposeForm
from rallyround.register.words import METRES_PER_MILE
from rallyround.ui import registry
from rallyround.ui.errors import Refused

registry.register(
    "offers",
    P.SEE_OFFERS,
    lambda user, params: listings.offers(access.offers_to_see(user), timezone.now(), whole=True),
)
STEPS: dict[str, Callable[..., Any]] = {
    "accept": actions.accept_offer,
    "keep": actions.keep_offer,
    "renew": actions.renew_offer,
}


@requires(P.SEE_OFFERS)
def offers(request: HttpRequest) -> HttpResponse:
    """Offers: all, or those of one's own organisation."""
    user = signed_in(request)
    rows = access.offers_to_see(user)
    context = {
        "capacity": queries.capacity_offered(queries.taskable_offers() & rows),
        "may_take": user.may(P.TAKE_REQUEST),
    }
    return list_response(
        request,
        listings.offers(rows, timezone.now(), whole="export" in request.GET),
        "register/offers.html",
        context,
    )


@requires(P.SEE_OFFERS)
def offer(request: HttpRequest, id: UUID) -> HttpResponse:
    """One offer."""
    user = signed_in(request)
    found = access.offer_to_see(user, id)
    context = {
        "page": queries.offer_page(found),
        "may_manage": access.may_manage(user, found),
        "may_disclose": found.person_id is not None and user.may(P.SEE_DETAILS, found.district or None),
        "purpose_form": PurposeForm(),
    }
    return render(request, "register/offer.html", context)


@requires(*access.MANAGES)
@require_POST
def offer_step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    """Accept it, keep it for later, or let it stand again."""
    user = signed_in(request)
    found = access.offer_to_manage(user, id)
    STEPS[verb](by=user.actor, at=timezone.now(), offer=found)
    return redirect("offer", id=id)


@requires(*access.MANAGES)
@require_POST
def offer_consent(request: HttpRequest, id: UUID) -> HttpResponse:
    """An organisation that coordinates itself said yes, or no longer."""
    user = signed_in(request)
    found = access.offer_to_manage(user, id)
    consents = request.POST.get("consents") == "yes"
    actions.record_consent(by=user.actor, at=timezone.now(), offer=found, consents=consents)
    return redirect("offer", id=id)


@requires(*access.MANAGES)
def offer_withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """The offer ends."""
    user = signed_in(request)
    found = access.offer_to_manage(user, id)
    form = WithdrawOfferForm(answers(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_offer(
            by=user.actor, at=timezone.now(), offer=found, reason=form.cleaned_data["reason"]
        )
        return redirect("offer", id=id)
    return render(request, "register/offer_withdraw.html", {"offer": found, "form": form})


@requires(*access.MANAGES)
def offer_change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Other skills, capacity, reach or times."""
    user = signed_in(request)
    found = access.offer_to_manage(user, id)
    now = {
        "skills": found.skills,
        "capacity": found.capacity,
        "miles": round(found.max_travel_m / METRES_PER_MILE),
        "day_parts": parts_of(found.day_parts),
        "phase": found.phase,
    }
    form = ChangeOfferForm(answers(request), initial=now)
    if request.method == "POST" and form.is_valid():
        changes = form.changes(found.max_travel_m)
        try:
            actions.change_offer(by=user.actor, at=timezone.now(), offer=found, **changes)
            return redirect("offer", id=id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "register/offer_change.html", {"offer": found, "form": form})


@never_cache
@requires(P.SEE_DETAILS)
@require_POST
def offer_details(request: HttpRequest, id: UUID) -> HttpResponse:
    """The details of whoever offered, once a purpose is named. The read is recorded."""
    user = signed_in(request)
    found, person = access.offer_with_details(user, id)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return render(request, "register/purpose.html", {"form": form, "offer": found})
    details = people.disclose_details(
        by=user.actor, at=timezone.now(), person=person, purpose=form.cleaned_data["purpose"]
    )
    return render(request, "register/details.html", {"offer": found, "shown": [(found, details)]})


@requires(P.TAKE_REQUEST, P.MANAGE_OFFERS)
def take_offer(request: HttpRequest) -> HttpResponse:
    """An offer by telephone."""
    user = signed_in(request)
    organisations = access.partners(user)
    form = PhoneOfferForm(answers(request), organisations=organisations.values_list("id", "name"))
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.take_offer(by=user.actor, at=timezone.now(), report=form.report("phone"))
            return redirect("offer_taken", id=receipt.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "pool": False, "help_waits": queries.help_waits_for(())}
    return render(request, "register/take_offer.html", context)


@requires(*access.MANAGES)
def take_pool(request: HttpRequest) -> HttpResponse:
    """What an organisation brings, without names."""
    user = signed_in(request)
    organisations = access.organisations_to_offer_for(user)
    form = PoolForm(answers(request), organisations=organisations.values_list("id", "name"))
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.take_offer(by=user.actor, at=timezone.now(), report=form.report("staff"))
            return redirect("offer", id=receipt.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "register/take_offer.html", {"form": form, "pool": True})


@never_cache
@requires(P.TAKE_REQUEST, P.MANAGE_OFFERS)
def offer_taken(request: HttpRequest, id: UUID) -> HttpResponse:
    """The code to read out."""
    context = {
        "receipt": one(queries.receipt("offer", id)),
        "id": id,
        "may_see": signed_in(request).may(P.SEE_OFFERS),
    }
    return render(request, "register/offer_taken.html", context)
