"""Taking requests by telephone or at a hub, with the keyboard alone."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rallyround.messaging import links
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, queries
from rallyround.register.forms.common import answers
from rallyround.register.forms.requests import RequestForm
from rallyround.register.kinds import KINDS
from rallyround.register.words import FACTS

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
            updated = actions.update_need(
                by=user.actor, at=at, need=need, words=form.words_to_add(), report=form.report("phone")
            )
            _say_what_became_of_it(request, updated)
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
    context = {
        "need": need,
        "may_see": may_see,
        "may_look": queries.left_a_number(need),
        "address": links.link("need", need.id).partition("://")[2].rstrip("/"),
    }
    return render(request, "register/request_taken.html", context)


def _say_what_became_of_it(request: HttpRequest, updated: actions.Updated) -> None:
    """Which facts were new, and which are known otherwise and stay so until triage corrects them."""
    code = updated.need.code
    if updated.filled:
        new = _("Added to %(code)s: the words, and %(facts)s.")
        messages.success(request, new % {"code": code, "facts": _listed(updated.filled)})
    else:
        messages.success(request, _("Added to %(code)s: the words.") % {"code": code})
    if updated.stays:
        stays = _(
            "Not changed, because %(code)s says otherwise: %(facts)s. What you typed is kept with the words;"
            " whoever triages can correct it."
        )
        messages.warning(request, stays % {"code": code, "facts": _listed(updated.stays)})


def _listed(facts: Iterable[str]) -> str:
    return ", ".join(str(FACTS[fact]) for fact in facts)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
