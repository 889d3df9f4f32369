"""Pages for everybody: get help, offer help, and how a request stands. No account, no script, nothing promised."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rallyround.incidents import queries as incidents
from rallyround.ledger.actors import PUBLIC, Actor
from rallyround.people.access import by_signed_link, one, public
from rallyround.register import access, actions, queries
from rallyround.register.forms.common import Once, answers
from rallyround.register.forms.public import HelpForm, MoreForm, OfferForm, StateForm
from rallyround.register.links import state_token
from rallyround.ui.errors import Refused


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A public page, with the emergency line on top."""
    context["emergency_line"] = _("In danger now: call 999")
    return render(request, f"register/{template}.html", context)


@public
def front(request: HttpRequest) -> HttpResponse:
    """Whose this is, and the three ways on."""
    return _page(request, "front", signed_in=request.user.is_authenticated)


# The two forms below are for everybody and act as nobody, so a forged request could do no more than a plain one;
# asking for a cookie would only keep out a phone that refuses them.
@csrf_exempt
@public
def get_help(request: HttpRequest) -> HttpResponse:
    """Somebody needs help."""
    form: Once = HelpForm(answers(request))
    if request.method == "POST" and form.is_valid():
        assert isinstance(form, HelpForm)
        try:
            receipt = actions.report_need(by=PUBLIC, at=timezone.now(), report=form.report("web"))
            return redirect("help_received", id=receipt.id)
        except Refused as refusal:
            form = form.asked_anew()
            form.add_error(None, str(refusal))
    return _page(request, "get_help", form=form, watched=incidents.watched())


@never_cache
@public
def help_received(request: HttpRequest, id: UUID) -> HttpResponse:
    """The request has arrived: its code, and what happens next."""
    receipt = one(queries.receipt("need", id))
    return _page(request, "help_received", receipt=receipt, watched=incidents.watched())


@csrf_exempt
@public
def offer_help(request: HttpRequest) -> HttpResponse:
    """Somebody offers help."""
    form: Once = OfferForm(answers(request))
    if request.method == "POST" and form.is_valid():
        assert isinstance(form, OfferForm)
        try:
            receipt = actions.take_offer(by=PUBLIC, at=timezone.now(), report=form.report("web"))
            return redirect("offer_received", id=receipt.id)
        except Refused as refusal:
            form = form.asked_anew()
            form.add_error(None, str(refusal))
    return _page(request, "offer_help", form=form, help_waits=queries.help_waits_for(()))


@never_cache
@public
def offer_received(request: HttpRequest, id: UUID) -> HttpResponse:
    """The offer has arrived: its code, and whether helpers are needed."""
    return _page(request, "offer_received", receipt=one(queries.receipt("offer", id)))


@never_cache
@public
def need_state(request: HttpRequest) -> HttpResponse:
    """Asks for the code and the phone ending, and opens the state of the request."""
    form = StateForm(answers(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        need = actions.ask_state(by=PUBLIC, at=timezone.now(), code=said["code"], ending=said["ending"])
        if need is not None:
            return redirect("need_stands", token=state_token(need.id))
        form.add_error(
            "code",
            _(
                "We cannot find this code with this phone ending. After ten tries a code is closed for an hour."
            ),
        )
    return _page(request, "need_state", form=form)


@never_cache
@by_signed_link
def need_stands(request: HttpRequest, token: str) -> HttpResponse:
    """How the request stands, what happens next, and what its requester may still do."""
    need = access.need_of_link(token)
    form = MoreForm(answers(request))
    if request.method == "POST" and form.is_valid():
        by = Actor("requester", need.requester_id)
        actions.add_to_need(by=by, at=timezone.now(), need=need, words=form.cleaned_data["words"])
        return redirect("need_stands", token=token)
    return _page(request, "need_stands", page=queries.state_page(need), form=form, token=token)


@by_signed_link
@require_POST
def need_take_back(request: HttpRequest, token: str) -> HttpResponse:
    """The requester no longer wants it."""
    need = access.need_of_link(token)
    by = Actor("requester", need.requester_id)
    actions.withdraw_need(by=by, at=timezone.now(), need=need, reason="requester_asked")
    return redirect("need_stands", token=token)
