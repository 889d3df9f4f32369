"""Debriefs: the list, one with its lessons, and a new one beside what the record and people say."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rallyround.evaluation import about, access, actions, listings, queries
from rallyround.evaluation.forms import DebriefForm
from rallyround.evaluation.paths import path_of
from rallyround.groups.forms import told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.tasking import queries as tasking
from rallyround.ui import registry

ABOUT = ("activation", "module", "collaboration", "group")

registry.register("debriefs", P.SEE_PROGRAMME, lambda user, params: listings.debriefs(queries.debriefs()))


@requires(P.SEE_PROGRAMME)
def debriefs(request: HttpRequest) -> HttpResponse:
    """Every debrief, and the effects that are yet to be looked at."""
    reviews = [review for review in queries.reviews(timezone.localdate()) if not review.reviewed]
    context = {"may_assess": signed_in(request).may(P.ASSESS), "reviews": reviews}
    return list_response(request, listings.debriefs(queries.debriefs()), "evaluation/debriefs.html", context)


@requires(P.SEE_PROGRAMME)
def debrief(request: HttpRequest, id: UUID) -> HttpResponse:
    """One debrief with its lessons."""
    user = signed_in(request)
    found = access.debrief_to_see(user, id)
    context = {
        "debrief": found,
        "about": about.named(found.subject_label, found.subject_id),
        "about_url": path_of(found.subject_label, found.subject_id),
        "lessons": found.lessons.order_by("number"),
        "may_assess": user.may(P.ASSESS),
    }
    return render(request, "evaluation/debrief.html", context)


@requires(P.ASSESS)
def add(request: HttpRequest) -> HttpResponse:
    """Write down what people said. What they answered after tasks stands beside it, in figures."""
    user, today = signed_in(request), timezone.localdate()
    asked = {"about": request.GET.get("about", ""), "kind": request.GET.get("kind", ""), "on": today}
    form = DebriefForm(
        request.POST if request.method == "POST" else None, subjects=about.choices(*ABOUT), initial=asked
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            recorded = actions.record_debrief(
                by=user.actor,
                at=timezone.now(),
                user=user,
                name=said["name"],
                kind=said["kind"],
                on=said["on"],
                subject=about.subject(said["about"]),
                went_well=said["went_well"],
                to_improve=said["to_improve"],
                id=said["submission"],
            )
        if kept:
            return redirect("debrief", id=recorded.id)
    return render(request, "evaluation/debrief_add.html", {"form": form, "heard": tasking.heard()})
