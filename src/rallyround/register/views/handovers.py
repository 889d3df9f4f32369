"""Hand-overs to professional responders: the list, and what the responder said."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, kinds, listings
from rallyround.register.forms.triage import AcknowledgeForm, ReturnForm
from rallyround.ui import registry

registry.register(
    "handovers",
    P.ACKNOWLEDGE_HANDOVER,
    lambda user, params: listings.handovers(access.handovers_to_see(user), timezone.now(), whole=True),
)


@requires(P.ACKNOWLEDGE_HANDOVER)
def handovers(request: HttpRequest) -> HttpResponse:
    """What was handed over, and what nobody has acknowledged."""
    listing = listings.handovers(
        access.handovers_to_see(signed_in(request)), timezone.now(), whole="export" in request.GET
    )
    return list_response(request, listing, "register/handovers.html")


def _page(
    request: HttpRequest, id: UUID, acknowledge: AcknowledgeForm, give_back: ReturnForm
) -> HttpResponse:
    user = signed_in(request)
    found = access.handover_to_answer(user, id)
    context = {
        "handover": found,
        "kind": kinds.label(found.need.kind),
        "acknowledge": acknowledge,
        "give_back": give_back,
        "may_see_need": user.may(P.SEE_NEEDS),
    }
    return render(request, "register/handover.html", context)


@requires(P.ACKNOWLEDGE_HANDOVER)
def handover(request: HttpRequest, id: UUID) -> HttpResponse:
    """One hand-over and what may be said about it."""
    return _page(request, id, AcknowledgeForm(), ReturnForm())


@requires(P.ACKNOWLEDGE_HANDOVER)
@require_POST
def acknowledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """A named responder has it."""
    user, form = signed_in(request), AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _page(request, id, form, ReturnForm())
    found = access.handover_to_answer(user, id)
    actions.acknowledge_handover(
        by=user.actor, at=timezone.now(), handover=found, responder=form.cleaned_data["responder"]
    )
    return redirect("handover", id=id)


@requires(P.ACKNOWLEDGE_HANDOVER)
@require_POST
def give_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """The responder gives it back."""
    user, form = signed_in(request), ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, id, AcknowledgeForm(), form)
    found = access.handover_to_answer(user, id)
    actions.return_handover(
        by=user.actor, at=timezone.now(), handover=found, reason=form.cleaned_data["reason"]
    )
    return redirect("handover", id=id)


@requires(P.ACKNOWLEDGE_HANDOVER)
@require_POST
def resolve(request: HttpRequest, id: UUID) -> HttpResponse:
    """The responder has met the need."""
    user = signed_in(request)
    found = access.handover_to_answer(user, id)
    actions.resolve_handover(by=user.actor, at=timezone.now(), handover=found)
    return redirect("handover", id=id)
