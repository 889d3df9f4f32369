"""Needs: the list, one need, who works on it, the details behind it, and its duplicates."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people import actions as people
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, listings, queries
from rallyround.register.forms.triage import PurposeForm
from rallyround.ui import registry
from rallyround.ui.lists import Listing


def _listing(user: Any, params: QueryDict, *, whole: bool) -> Listing:
    rows, state, code = access.needs_to_see(user), params.get("state", ""), params.get("q", "")
    return listings.needs(rows, timezone.now(), state, code=code, whole=whole)


registry.register("needs", P.SEE_NEEDS, lambda user, params: _listing(user, params, whole=True))

# States in which somebody at the desk has something to decide; afterwards helpers or a responder have it.
UNDECIDED = {"reported", "open"}
# Where taking a need in hand may lead on to.
THEN = {"need_take_on", "need_hand_over", "need_advise", "need_withdraw", "need_duplicates"}


@requires(P.SEE_NEEDS)
def needs(request: HttpRequest) -> HttpResponse:
    """The needs of one's districts, most urgent first."""
    user, at = signed_in(request), timezone.now()
    listing = _listing(user, request.GET, whole="export" in request.GET)
    context = {"claims": queries.claims(at, access.claims_to_see(user))}
    return list_response(request, listing, "register/needs.html", context)


@never_cache
@requires(P.SEE_NEEDS)
def claims(request: HttpRequest) -> HttpResponse:
    """Who works on what: the part of the list's page that is fetched every three seconds."""
    found = queries.claims(timezone.now(), access.claims_to_see(signed_in(request)))
    return render(request, "register/claims.html", {"claims": found})


@requires(P.SEE_NEEDS)
def need(request: HttpRequest, id: UUID) -> HttpResponse:
    """One need. Whoever may triage has seen it by opening it; for anybody else, looking changes nothing."""
    user, at = signed_in(request), timezone.now()
    found = access.need_to_see(user, id)
    may_triage = user.may(P.TRIAGE, found.district or None)
    if may_triage and found.first_seen_at is None:
        found.first_seen_at = actions.see_need(by=user.actor, at=at, need=found).first_seen_at
    return render(
        request,
        "register/need.html",
        {
            "page": queries.need_page(found, at),
            "alike": queries.similar(access.needs_to_see(user), found, at) if found.closed_at is None else [],
            "may_triage": may_triage,
            "undecided": found.state in UNDECIDED,
            "may_disclose": user.may(P.SEE_DETAILS, found.district or None),
            "purpose_form": PurposeForm(),
            "user_id": user.id,
        },
    )


@never_cache
@requires(P.SEE_NEEDS)
def need_claim(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET: who works on it, the part that is fetched every three seconds. POST: I do."""
    user, at = signed_in(request), timezone.now()
    if request.method == "POST":
        actions.claim_need(by=user.actor, at=at, need=access.need_to_triage(user, id))
        then = request.POST.get("then", "")
        return redirect(then if then in THEN else "need", id=id)
    found = access.need_to_see(user, id)
    context = {
        "claim": queries.claims(at, access.claims_to_see(user)).filter(need=found).first(),
        "need": found,
        "may_triage": user.may(P.TRIAGE, found.district or None),
        "undecided": found.state in UNDECIDED,
        "user_id": user.id,
    }
    return render(request, "register/claim.html", context)


@requires(P.TRIAGE)
@require_POST
def need_release(request: HttpRequest, id: UUID) -> HttpResponse:
    """I no longer work on it."""
    user = signed_in(request)
    actions.release_need(by=user.actor, at=timezone.now(), need=access.need_to_triage(user, id))
    return redirect("need", id=id)


@never_cache
@requires(P.SEE_DETAILS)
@require_POST
def need_details(request: HttpRequest, id: UUID) -> HttpResponse:
    """The details of everybody who asked for this need, once a purpose is named. Each read is recorded."""
    user, at = signed_in(request), timezone.now()
    found = access.need_with_details(user, id)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return render(request, "register/purpose.html", {"form": form, "need": found})
    shown = [
        (
            each,
            people.disclose_details(
                by=user.actor, at=at, person=each.requester, purpose=form.cleaned_data["purpose"]
            ),
        )
        for each in queries.asked_together(found)
    ]
    return render(request, "register/details.html", {"need": found, "shown": shown})


@requires(P.TRIAGE)
def need_duplicates(request: HttpRequest, id: UUID) -> HttpResponse:
    """This need beside those that may be the same. What people said is shown once a purpose is named, and recorded."""
    user, at = signed_in(request), timezone.now()
    found = access.need_to_triage(user, id)
    alike = queries.similar(access.needs_to_see(user), found, at)
    shown = {}
    if request.method == "POST":
        for each in [found, *(one.need for one in alike)]:
            person = access.need_with_details(user, each.id).requester
            shown[each.id] = people.disclose_details(
                by=user.actor, at=at, person=person, purpose="to_compare"
            )
    columns = queries.side_by_side(found, alike, shown)
    context = {"need": found, "alike": alike, "columns": columns, "shown": bool(shown)}
    return render(request, "register/duplicates.html", context)


@requires(P.TRIAGE)
@require_POST
def need_merge(request: HttpRequest, id: UUID, other: UUID) -> HttpResponse:
    """The other is the same as this one."""
    user = signed_in(request)
    kept, same = access.need_to_triage(user, id), access.need_to_triage(user, other)
    actions.merge_needs(by=user.actor, at=timezone.now(), kept=kept, other=same)
    return redirect("need", id=id)


@requires(P.TRIAGE)
@require_POST
def need_unmerge(request: HttpRequest, id: UUID) -> HttpResponse:
    """It was another need after all."""
    user = signed_in(request)
    actions.unmerge_need(by=user.actor, at=timezone.now(), need=access.need_to_triage(user, id))
    return redirect("need", id=id)


@requires(P.TRIAGE)
@require_POST
def need_differs(request: HttpRequest, id: UUID, other: UUID) -> HttpResponse:
    """The two are not the same."""
    user = signed_in(request)
    first, second = access.need_to_triage(user, id), access.need_to_triage(user, other)
    actions.judge_different(by=user.actor, at=timezone.now(), first=first, second=second)
    return redirect("need_duplicates", id=id)
