"""Tasks: the list, one task, and what a coordinator does for it, also for a volunteer who rings instead of tapping."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.tasking import access, actions, capacity, listing, queries, reasons
from rallyround.tasking.forms import BriefingForm, OutcomeForm, ReasonForm
from rallyround.ui import registry
from rallyround.ui.errors import Refused

registry.register(
    "tasks",
    Permission.SEE_TASKS,
    lambda user, params: listing.tasks(access.tasks_to_see(user), timezone.now()),
)


@requires(Permission.SEE_TASKS)
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks."""
    rows, at = access.tasks_to_see(signed_in(request)), timezone.now()
    context = {"late": queries.late(rows, at).count(), "heard": queries.heard()}
    return list_response(request, listing.tasks(rows, at), "tasking/tasks.html", context)


@requires(Permission.SEE_TASKS)
def task(request: HttpRequest, id: UUID) -> HttpResponse:
    """One task, with what may be done in its state."""
    user = signed_in(request)
    found = access.task_to_see(user, id)
    context = {
        "page": queries.task_page(found),
        "may_manage": access.may_manage(user, found),
        "may_see_need": user.may(Permission.SEE_NEEDS, found.need.district or None),
        "decline": ReasonForm(reasons.DECLINED, auto_id="decline_%s"),
        "cancel": ReasonForm(reasons.CANCELLED, auto_id="cancel_%s"),
        "briefing": BriefingForm(),
        "outcome": OutcomeForm(),
    }
    return render(request, "tasking/task.html", context)


@requires(Permission.MANAGE_TASKS)
@require_POST
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    """One step of the task's table, taken by a coordinator: calling it off, or what a volunteer says on the telephone."""
    user, at = signed_in(request), timezone.now()
    found = access.task_to_manage(user, id)
    by, data = user.actor, request.POST
    steps: dict[str, Callable[[], object]] = {
        "accept": lambda: actions.accept_task(by=by, at=at, task=found),
        "decline": lambda: actions.decline_task(by=by, at=at, task=found, reason=data.get("reason", "")),
        "brief": lambda: actions.brief_task(
            by=by, at=at, task=found, hazards="hazards" in data, limits="limits" in data
        ),
        "start": lambda: actions.start_task(by=by, at=at, task=found),
        "deliver": lambda: actions.deliver_task(
            by=by, at=at, task=found, outcome=data.get("outcome", ""), words=data.get("words", "")[:1000]
        ),
        "sign_out": lambda: actions.sign_out_task(by=by, at=at, task=found),
        "cancel": lambda: actions.cancel_task(by=by, at=at, task=found, reason=data.get("reason", "")),
        "resume": lambda: actions.resume_task(by=by, at=at, task=found),
    }
    if verb not in steps:
        raise Refused(_("There is no such step."))
    steps[verb]()
    return redirect("task", id=id)


@requires(Permission.SEE_OFFERS)
def capacity_board(request: HttpRequest) -> HttpResponse:
    """How much help there is in one part of a day."""
    asked = request.GET.get("shift", "0")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 3 else 0
    board = capacity.board(access.offers_to_count(signed_in(request)), timezone.now(), number)
    return render(request, "tasking/capacity.html", {"board": board})
