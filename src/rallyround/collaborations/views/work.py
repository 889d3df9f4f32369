"""Collaborations: all, one, proposed, widened, ended."""

from itertools import product
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.collaborations import access, actions, listings, pages
from rallyround.collaborations.actions import PartOf
from rallyround.collaborations.forms import ProposalForm, WidenForm
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent


@requires(P.SEE_PROGRAMME)
def collaborations(request: HttpRequest) -> HttpResponse:
    """All of them with what the record says of each."""
    context = {"may_change": signed_in(request).may(P.EDIT_PROGRAMME)}
    listing = listings.collaborations(timezone.localdate())
    return list_response(request, listing, "collaborations/collaborations.html", context)


@requires(P.SEE_PROGRAMME)
def collaboration(request: HttpRequest, id: UUID) -> HttpResponse:
    """One with its terms, its parts, what came of each, and what was decided."""
    user = signed_in(request)
    found = access.collaboration_to_see(user, id)
    context = {
        "page": pages.collaboration_page(found, timezone.localdate()),
        "may_change": user.may(P.EDIT_PROGRAMME),
        "may_decide": user.may(P.APPROVE_PROGRAMME),
        "may_assess": user.may(P.ASSESS),
        "may_see_tasks": user.may(P.SEE_TASKS),
    }
    return render(request, "collaborations/collaboration.html", context)


@requires(P.EDIT_PROGRAMME)
def collaboration_add(request: HttpRequest) -> HttpResponse:
    """Propose work with an organisation."""
    initial: dict[str, Any] = {name: request.GET.get(name, "") for name in ("organisation", "name")}
    initial |= {name: request.GET.getlist(name) for name in ("groups", "objectives", "phases")}
    form = ProposalForm(sent(request), initial=initial)
    if not form.is_valid():
        context = {"form": form, "title": _("Propose a collaboration")}
        return render(request, "collaborations/form.html", context)
    user, said = signed_in(request), form.cleaned_data
    made = actions.propose(
        by=user.actor,
        at=timezone.now(),
        owner=user,
        organisation=one(access.organisation_chosen(said["organisation"])),
        name=said["name"],
        parts=_parts(said),
        needs_local_knowledge=said["needs_local_knowledge"] == "yes",
        again_because=said["again_because"],
        id=form.submission(),
    )
    messages.success(request, _("Proposed. Now write down the terms."))
    return redirect("collaboration", id=made.id)


@requires(P.EDIT_PROGRAMME)
def collaboration_widen(request: HttpRequest, id: UUID) -> HttpResponse:
    """More groups, objectives or phases for the same work."""
    user = signed_in(request)
    found = access.collaboration_to_change(user, id)
    form = WidenForm(sent(request))
    if not form.is_valid():
        context = {"form": form, "title": _("Widen the work"), "found": found}
        return render(request, "collaborations/form.html", context)
    said = form.cleaned_data
    actions.add_parts(by=user.actor, at=timezone.now(), collaboration=found, parts=_parts(said),
                      again_because=said["again_because"])  # fmt: skip
    messages.success(request, _("The work is widened."))
    return redirect("collaboration", id=id)


@requires(P.EDIT_PROGRAMME)
@require_POST
def collaboration_drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Nothing came of a proposal."""
    user = signed_in(request)
    found = access.collaboration_to_change(user, id)
    actions.drop_proposal(by=user.actor, at=timezone.now(), collaboration=found)
    messages.success(request, _("The proposal is dropped."))
    return redirect("collaboration", id=id)


@requires(P.APPROVE_PROGRAMME)
@require_POST
def collaboration_end(request: HttpRequest, id: UUID) -> HttpResponse:
    """The work is done."""
    user = signed_in(request)
    found = access.collaboration_to_decide(user, id)
    actions.end_collaboration(by=user.actor, at=timezone.now(), collaboration=found)
    messages.success(request, _("The collaboration has ended as planned."))
    return redirect("collaboration", id=id)


def _parts(said: dict[str, Any]) -> list[PartOf]:
    chosen = access.groups_chosen(said["groups"])
    return [PartOf(*part) for part in product(chosen, said["objectives"], said["phases"])]
