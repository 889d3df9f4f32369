"""What in the record asks for a look, and the answer of a named person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.evaluation import access, actions, listings, queries
from rallyround.evaluation.forms import AnswerForm
from rallyround.evaluation.paths import path_of
from rallyround.evaluation.steps import step_name
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.ui import registry

registry.register("triggers", P.SEE_PROGRAMME, lambda user, params: listings.triggers(queries.triggers()))


@requires(P.SEE_PROGRAMME)
def triggers(request: HttpRequest) -> HttpResponse:
    """Everything that asks, or asked, for a look."""
    return list_response(request, listings.triggers(queries.triggers()), "evaluation/triggers.html")


@requires(P.SEE_PROGRAMME)
def trigger(request: HttpRequest, id: UUID) -> HttpResponse:
    """Why it asks, and what was decided."""
    return _page(request, id, AnswerForm())


@requires(P.ASSESS)
@require_POST
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody has looked: what was decided, and why."""
    user, form = signed_in(request), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, id, form)
    said = form.cleaned_data
    actions.answer_trigger(
        by=user.actor,
        at=timezone.now(),
        trigger=access.trigger_to_see(user, id),
        user=user,
        decision=said["decision"],
        answer=said["answer"],
    )
    return redirect("trigger", id=id)


def _page(request: HttpRequest, id: UUID, form: AnswerForm) -> HttpResponse:
    user = signed_in(request)
    found = access.trigger_to_see(user, id)
    context = {
        "trigger": found,
        "step": step_name(found.step),
        "source_url": path_of(found.source_label, found.source_id),
        "may_answer": user.may(P.ASSESS) and found.answered_at is None,
        "form": form,
    }
    return render(request, "evaluation/trigger.html", context)
