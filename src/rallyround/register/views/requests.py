"""Taking requests by telephone or at a hub, with the keyboard alone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, queries
from rallyround.register.forms.common import answers
from rallyround.register.forms.requests import RequestForm
from rallyround.register.kinds import KINDS

SHOWN = 3  # likely duplicates: more than that nobody reads while somebody waits on the line


@requires(P.TAKE_REQUEST)
def take_request(request: HttpRequest) -> HttpResponse:
    """The form; with what is likely the same already known, before anything is saved."""
    user, at = signed_in(request), timezone.now()
    form = RequestForm(answers(request))
    alike: list[queries.Similar] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if chosen := request.POST.get("update"):
            need = access.need_to_add_to(user, _uuid(chosen))
            actions.add_to_need(
                by=user.actor, at=at, need=need, words=form.words_to_add(), danger=said["danger"]
            )
            return redirect("request_taken", id=need.id)
        if not request.POST.get("looked"):
            alike = queries.similar_to(
                access.needs_to_see(user), at=at, id=said["submission"], words=said["words"],
                phone=said["phone"], postcode=form.report("").postcode, kind=said["kind"],
            )[:SHOWN]  # fmt: skip
        if not alike:
            channel = "hub" if "hub_operator" in user.roles else "phone"
            receipt = actions.report_need(by=user.actor, at=at, report=form.report(channel))
            return redirect("request_taken", id=receipt.id)
    return render(
        request, "register/take_request.html", {"form": form, "kinds": KINDS.values(), "alike": alike}
    )


@never_cache
@requires(P.TAKE_REQUEST)
def request_taken(request: HttpRequest, id: UUID) -> HttpResponse:
    """The code to read out, and the way to the next request."""
    user = signed_in(request)
    need = access.need_to_read_out(user, id)
    may_see = user.may(P.SEE_NEEDS, need.district or None)
    return render(request, "register/request_taken.html", {"need": need, "may_see": may_see})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
