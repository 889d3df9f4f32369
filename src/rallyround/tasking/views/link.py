"""A volunteer's link, on any phone and without JavaScript: looking changes nothing, every answer is a POST."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.access import by_signed_link
from rallyround.register.words import TASK_WORDS, WHERE
from rallyround.tasking import access, actions, queries, reasons
from rallyround.tasking.forms import BriefingForm, FeedbackForm, OutcomeForm, ReasonForm
from rallyround.ui.errors import NotFound, Refused


@by_signed_link
@never_cache
def task_link(request: HttpRequest, token: str) -> HttpResponse:
    """The task without its address; with it once they have said yes; and what they can do next."""
    at, task = timezone.now(), access.task_of_link(token)
    by = Actor("volunteer", task.offer_id)
    data = request.POST if request.method == "POST" else None
    verb = data.get("do", "") if data is not None else ""
    asked: dict[str, forms.Form] = {
        "decline": ReasonForm(
            reasons.DECLINED, data if verb == "decline" else None, radios=True, auto_id="decline_%s"
        ),
        "brief": BriefingForm(data if verb == "brief" else None),
        "deliver": OutcomeForm(data if verb == "deliver" else None),
        "feedback": FeedbackForm(data if verb == "feedback" else None),
    }
    steps: dict[str, Callable[[dict[str, object]], object]] = {
        "accept": lambda said: actions.accept_task(by=by, at=at, task=task),
        "decline": lambda said: actions.decline_task(by=by, at=at, task=task, **said),  # type: ignore[arg-type]
        "brief": lambda said: actions.brief_task(by=by, at=at, task=task, **said),  # type: ignore[arg-type]
        "start": lambda said: actions.start_task(by=by, at=at, task=task),
        "deliver": lambda said: actions.deliver_task(by=by, at=at, task=task, **said),  # type: ignore[arg-type]
        "sign_out": lambda said: actions.sign_out_task(by=by, at=at, task=task),
        "feedback": lambda said: actions.give_feedback(by=by, at=at, task=task, side="volunteer", **said),  # type: ignore[arg-type]
    }
    problem = ""
    if data is not None:
        form = asked.get(verb)
        if verb not in steps:
            raise Refused(_("There is no such step. Open the link again."))
        if form is None or form.is_valid():
            try:
                steps[verb](form.cleaned_data if form else {})
            except Refused as refusal:
                problem = str(refusal)
            else:
                return redirect("task_link", token=token)
        task = access.task_of_link(token)
    page = queries.link_page(task)
    context = {"page": page, "token": token, "forms": asked, "problem": problem}
    if page.knows_address:
        where = people.disclose_details(by=by, at=at, person=task.need.requester, purpose="task")
        context |= {
            "where": where,
            "said_where": queries.latest(where.notes, WHERE),
            "task_words": queries.latest(where.notes, TASK_WORDS),
        }
    return render(request, "tasking/link.html", context, status=409 if problem else 200)


@by_signed_link
@never_cache
def feedback_link(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody who was helped says how it went."""
    at, need = timezone.now(), access.need_of_feedback_link(token)
    task = queries.feedback_task(need)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if task is not None:
            actions.give_feedback(
                by=Actor("requester", need.id), at=at, task=task, side="requester", **form.cleaned_data
            )
        return redirect("feedback_link", token=token)
    if task is None and not queries.was_heard(need):
        raise NotFound(_("There is nothing to say about this yet."))
    return render(request, "tasking/feedback.html", {"form": form, "asks": task is not None})
