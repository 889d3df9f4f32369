"""The duty page: who is on, what was handed over, what nobody has answered, and what the worker gave up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.incidents import access, actions, queries
from rallyround.incidents.forms import HandoverForm, Once
from rallyround.messaging import actions as messaging
from rallyround.messaging import queries as outbox
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission


@requires(Permission.BE_ON_DUTY)
def duty(request: HttpRequest) -> HttpResponse:
    """Everything about being on duty."""
    user, at = signed_in(request), timezone.now()
    actions.touch_duty(at=at, officer=user)
    return _page(request, HandoverForm())


@requires(Permission.BE_ON_DUTY)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Go on duty."""
    user, form = signed_in(request), Once(request.POST)
    id = form.cleaned_data["submission"] if form.is_valid() else None
    actions.begin_shift(by=user.actor, at=timezone.now(), officer=user, id=id)
    return redirect("duty")


@requires(Permission.BE_ON_DUTY)
@require_POST
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """Go off duty with a note for the next person."""
    user, form = signed_in(request), HandoverForm(request.POST)
    shift = access.own_shift(user, id)
    if not form.is_valid():
        return _page(request, form)
    actions.end_shift(by=user.actor, at=timezone.now(), shift=shift, note=form.cleaned_data["note"])
    return redirect("duty")


@requires(Permission.BE_ON_DUTY)
@require_POST
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say that a hand-over has been read."""
    user = signed_in(request)
    shift = access.shift_to_accept(user, id)
    actions.accept_handover(by=user.actor, at=timezone.now(), shift=shift, user=user)
    return redirect("duty")


@requires(Permission.BE_ON_DUTY)
@require_POST
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer a call-out from the page."""
    user = signed_in(request)
    call_out = access.call_out_to_answer(user, id)
    actions.answer_call_out(by=user.actor, at=timezone.now(), call_out=call_out)
    return redirect("duty")


@requires(Permission.BE_ON_DUTY)
@require_POST
def retry_job(request: HttpRequest, id: int) -> HttpResponse:
    """Let the worker try again what it gave up."""
    messaging.retry_job(by=signed_in(request).actor, at=timezone.now(), job_id=id)
    return redirect("duty")


def _page(request: HttpRequest, form: HandoverForm) -> HttpResponse:
    user = signed_in(request)
    context = {
        "form": form,
        "shift": queries.shift_of(user),
        "on_duty": queries.on_duty(),
        "handovers": [(shift, shift.officer_id != user.id) for shift in queries.waiting_handovers()],
        "alarms": queries.alarms(),
        "nobody_to_call": queries.nobody_to_call(),
        "jobs": outbox.parked_jobs(),
    }
    return render(request, "incidents/duty.html", context)
