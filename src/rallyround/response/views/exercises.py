"""Exercises: writing the summary in the exercise, bringing it in at home, and what it showed."""

import json
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.response import access, actions, listings, queries
from rallyround.response.forms import SummaryForm
from rallyround.response.summaries import LONGEST
from rallyround.ui import registry
from rallyround.ui.errors import NotFound, Refused

registry.register(
    "exercises",
    Permission.SEE_PROGRAMME,
    lambda user, params: listings.exercises(access.summaries_to_see(user)),
)


@requires(Permission.SEE_PROGRAMME)
def exercises(request: HttpRequest) -> HttpResponse:
    """Exercises that were brought in; in an exercise, how to take its summary home."""
    user = signed_in(request)
    context = {"in_exercise": bool(settings.EXERCISE), "may_bring_in": user.may(Permission.ASSESS)}
    return list_response(
        request, listings.exercises(access.summaries_to_see(user)), "response/exercises.html", context
    )


@requires(Permission.SEE_PROGRAMME)
def exercise(request: HttpRequest, id: UUID) -> HttpResponse:
    """What one exercise showed of each module."""
    found = access.summary_to_see(signed_in(request), id)
    return render(request, "response/exercise.html", {"summary": found, "results": queries.results_of(found)})


@requires(Permission.ASSESS, Permission.ACTIVATE)
def summary(request: HttpRequest) -> HttpResponse:
    """The summary of this exercise as a file, to be brought into the real database by hand."""
    if not settings.EXERCISE:
        raise NotFound(_("This is no exercise: there is no summary to take."))
    at = timezone.now()
    text = json.dumps(queries.summary_of(settings.EXERCISE, at), indent=2)
    answer = HttpResponse(text, content_type="application/json")
    name = f"exercise-{settings.EXERCISE}-{timezone.localdate(at).isoformat()}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@requires(Permission.ASSESS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring a summary in."""
    form = SummaryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"].read(LONGEST + 1)
        try:
            kept = actions.bring_in_exercise(by=signed_in(request).actor, at=timezone.now(), summary=file)
            return redirect("exercise", id=kept.id)
        except Refused as refused:
            form.add_error("file", str(refused))
    return render(request, "response/bring_in.html", {"form": form})
