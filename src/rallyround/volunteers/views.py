"""A volunteer's checks and hours: what proof was seen, when they were at work, and when they may work again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui.errors import Refused
from rallyround.volunteers import access, actions, queries
from rallyround.volunteers.forms import CheckForm
from rallyround.volunteers.support import SUPPORT


@requires(Permission.SEE_OFFERS)
def volunteer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Checks, hours and rest; whoever manages the offer writes down what they have seen."""
    user, at = signed_in(request), timezone.now()
    offer = access.volunteer_to_see(user, id)
    form = CheckForm(
        request.POST if request.method == "POST" else None, initial={"seen_on": timezone.localdate(at)}
    )
    if request.method == "POST":
        offer = access.volunteer_to_check(user, id)
        if form.is_valid():
            try:
                actions.record_check(by=user.actor, at=at, offer=offer, seen_by=user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("expires_on", str(refusal))
            else:
                return redirect("volunteer", id=id)
    context = {
        "offer": offer,
        "form": form,
        "may_check": access.may_check(user, offer),
        "page": queries.volunteer_page(offer, at),
        "support": SUPPORT,
    }
    return render(request, "volunteers/volunteer.html", context)


@requires(Permission.SEE_OFFERS)
@require_POST
def remove_check(request: HttpRequest, id: UUID, check: UUID) -> HttpResponse:
    """Take a proof back."""
    user = signed_in(request)
    found = access.check_to_remove(user, id, check)
    actions.remove_check(by=user.actor, at=timezone.now(), check=found)
    return redirect("volunteer", id=id)
