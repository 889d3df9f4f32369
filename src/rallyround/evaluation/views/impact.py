"""What an activation did: met, how soon, how evenly, and held against other places and before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rallyround.evaluation import access, queries
from rallyround.evaluation.shown import comparisons_of, evenness_of, figures_of, service_of
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P


@requires(P.SEE_PROGRAMME)
def activation_impact(request: HttpRequest, id: UUID) -> HttpResponse:
    """All figures of one activation, each with its denominator."""
    user = signed_in(request)
    activation = access.activation_to_see(user, id)
    found = queries.impact_of(activation, timezone.now())
    context = {
        "impact": found,
        "activation": activation,
        "figures": figures_of(found),
        "evenness": [evenness_of(each) for each in (found.places, *found.thirds)],
        "comparisons": comparisons_of(found),
        "service": service_of(found),
        "timeline": queries.timeline(activation),
        "lessons": queries.lessons_of(activation).order_by("number"),
        "about": f"activation:{activation.id}",
        "may_assess": user.may(P.ASSESS),
    }
    return render(request, "evaluation/impact.html", context)
