"""Triage: for us, for a professional, information; and no longer wanted, or opened again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.register import access, actions, kinds, whereabouts
from rallyround.register.forms.common import answers
from rallyround.register.forms.triage import (
    AdviseForm,
    HandOverForm,
    PlaceForm,
    TakeOnForm,
    TaskWordsForm,
    WithdrawForm,
)
from rallyround.ui.errors import NotAllowed, NotFound, Refused, WrongState


def _ask(
    request: HttpRequest,
    need: Any,
    form: forms.Form,
    title: str,
    button: str,
    hint: str = "",
    **context: Any,
) -> HttpResponse:
    context = {"need": need, "form": form, "title": title, "button": button, "hint": hint,
               "mark_optional": True, "asked": _asked(form), "place_missing": "", **context}  # fmt: skip
    return render(request, "register/ask.html", context)


def _asked(form: forms.Form) -> list[tuple[Any, Any]]:
    """Each question with the hints of its answers, where it has some."""
    hints = getattr(form, "item_hints", {})
    return [(bound, hints.get(bound.name)) for bound in form]


@requires(P.TRIAGE)
def take_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """For us."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    now = {
        "kind": need.kind if need.kind in kinds.KINDS else "",
        "severity": need.severity,
        "risk": need.risk,
        "phase": need.phase,
    }
    form = TakeOnForm(answers(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_on(by=user.actor, at=timezone.now(), need=need, **form.cleaned_data)
        except (NotAllowed, NotFound):
            raise
        except WrongState as refusal:
            form.add_error(None, str(refusal))
        except Refused as refusal:  # of what the form lets through, only a danger that is talked down
            form.add_error("severity", str(refusal))
        else:
            messages.success(request, _("%(code)s is ours to meet.") % {"code": need.code})
            return redirect("need", id=id)
    return _ask(request, need, form, _("For us"), _("Take it on"), place_missing=whereabouts.missing(need))


@requires(P.TRIAGE)
def place(request: HttpRequest, id: UUID) -> HttpResponse:
    """Where it is, said or corrected; then back to where somebody came from."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    form = PlaceForm(answers(request), initial={"area": need.area_id})
    valid = request.method == "POST" and form.is_valid()
    less = (
        whereabouts.says_less(need, form.cleaned_data["area"])
        if valid and not form.cleaned_data["postcode"]
        else ""
    )
    if less:
        form.add_error("area", less)
    elif valid:
        try:
            placed = actions.place_need(by=user.actor, at=timezone.now(), need=need, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("postcode", str(refusal))
        else:
            rough = whereabouts.not_exact(placed)
            if not rough:
                messages.success(request, _placed(placed))
                return redirect(_back(request) or _own_page(user, placed))
            kept = _("%(sentence)s Until then it is kept as where this is.") % {"sentence": rough}
            if not user.may(P.TRIAGE, placed.district or None):
                messages.warning(request, f"{placed.code}: {kept}")
                return redirect(_back(request) or _own_page(user, placed))
            form.add_error("area", kept)
    hint = _("A postcode, or a place small enough to send somebody to. Ask the caller: their telephone number is "
             "under “Show details”.")  # fmt: skip
    return _ask(request, need, form, _("Say where it is"), _("Save"), hint, mark_optional=False)


@requires(P.TRIAGE)
def task_words(request: HttpRequest, id: UUID) -> HttpResponse:
    """What to bring or do, for whoever goes there; then back to where somebody came from."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    form = TaskWordsForm(answers(request))
    if request.method == "POST" and form.is_valid():
        actions.write_task_words(
            by=user.actor, at=timezone.now(), need=need, words=form.cleaned_data["words"]
        )
        messages.success(request, _("%(code)s: kept for the helper.") % {"code": need.code})
        return redirect(_back(request) or _own_page(user, need))
    hint = _("What you write takes the place of what was written before, which “Show details” shows.")
    return _ask(request, need, form, _("What to bring or do"), _("Save"), hint)


def _placed(need: Any) -> str:
    said = _("%(code)s: it is known now where it is.") % {"code": need.code}
    again = _("Plan again under “Who helps whom”, and it is looked at with the others.")
    return f"{said} {again}" if need.state == "open" else said


def _back(request: HttpRequest) -> str:
    """The page of ours that led here, if one is named."""
    path = request.GET.get("back", "")
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else ""


def _own_page(user: Any, need: Any) -> str:
    """The need's page, or the list where the need has just left this user's districts."""
    if user.may(P.SEE_NEEDS, need.district or None):
        return reverse("need", args=[need.id])
    return reverse("needs")


@requires(P.TRIAGE)
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """For a professional."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    responders = access.responders(user)
    form = HandOverForm(answers(request), organisations=responders.values_list("id", "name"))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        handover = actions.hand_over(
            by=user.actor, at=timezone.now(), need=need, reference=said["reference"],
            organisation=responders.get(id=said["organisation"]),
        )  # fmt: skip
        return redirect("handover", id=handover.id)
    hint = _("It stays on the list as not acknowledged until a named responder has said that they have it.")
    return _ask(request, need, form, _("For a professional"), _("Hand it over"), hint)


@requires(P.TRIAGE)
def advise(request: HttpRequest, id: UUID) -> HttpResponse:
    """Information is enough."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    known = {"kind": need.kind if need.kind in kinds.KINDS else ""}
    form = AdviseForm(answers(request), initial=known)
    if request.method == "POST" and form.is_valid():
        actions.advise(by=user.actor, at=timezone.now(), need=need, kind=form.cleaned_data["kind"])
        messages.success(request, _("%(code)s is closed: the information was given.") % {"code": need.code})
        return redirect("need", id=id)
    return _ask(request, need, form, _("Information is enough"), _("Give the information and close"))


@requires(P.TRIAGE)
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """No longer wanted."""
    user = signed_in(request)
    need = access.need_to_triage(user, id)
    form = WithdrawForm(answers(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_need(by=user.actor, at=timezone.now(), need=need, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(code)s is closed.") % {"code": need.code})
        return redirect("need", id=id)
    return _ask(request, need, form, _("No longer wanted"), _("Close it"))


@requires(P.TRIAGE)
@require_POST
def reopen(request: HttpRequest, id: UUID) -> HttpResponse:
    """It was closed too early."""
    user = signed_in(request)
    actions.reopen_need(by=user.actor, at=timezone.now(), need=access.need_to_triage(user, id))
    return redirect("need", id=id)
