"""How ready the modules are, why, and what readiness is measured by."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rallyround.evaluation import access, actions, listings, queries
from rallyround.evaluation.criteria import settings_of
from rallyround.evaluation.forms import CriteriaForm
from rallyround.evaluation.paths import path
from rallyround.evaluation.shown import chart_of, evenness_of, module_figures, parts_of, points_of
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.response import queries as response
from rallyround.ui import registry


@requires(P.SEE_PROGRAMME)
def readiness(request: HttpRequest) -> HttpResponse:
    """Every current module with how ready it is."""
    user, today = signed_in(request), timezone.localdate()
    rows = access.modules_to_see(user, [module.id for module in response.current_modules()])
    context = {"may_assess": user.may(P.ASSESS), "may_set": user.may(P.APPROVE_PROGRAMME)}
    return list_response(request, listings.readiness(rows, today), "evaluation/readiness.html", context)


@requires(P.SEE_PROGRAMME)
def module(request: HttpRequest, id: UUID) -> HttpResponse:
    """One module: how ready, each part of why, what would change it, and how it came about."""
    user, today = signed_in(request), timezone.localdate()
    found = access.module_to_see(user, id)
    series = queries.readiness_series(found, today)
    ready, impact = queries.readiness_of(found, today), queries.module_impact(found, timezone.now())
    context = {
        "ready": ready,
        "zone_name": queries.ZONE_NAMES[ready.zone],
        "colour": queries.ZONE_COLOURS[ready.zone],
        **parts_of(ready.reading),
        "chart": chart_of(series, today),
        "points": points_of(series, today),
        "impact": impact,
        "impact_figures": module_figures(impact),
        "evenness": evenness_of(impact.places),
        "may_assess": user.may(P.ASSESS),
        "about": f"module:{found.id}",
        "module_url": path("module", found.id),
    }
    return render(request, "evaluation/module.html", context)


@requires(P.APPROVE_PROGRAMME)
def criteria(request: HttpRequest) -> HttpResponse:
    """Measure readiness otherwise from today on."""
    user = signed_in(request)
    editions = queries.editions()
    initial = {
        f"{key}_{name}": value
        for key, setting in settings_of(editions[-1]).items()
        for name, value in (
            ("weight", setting.weight),
            ("days", setting.valid_days),
            ("critical", setting.critical),
        )
    }
    form = CriteriaForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_criteria(
            by=user.actor,
            at=timezone.now(),
            user=user,
            settings=form.settings(),
            because=form.cleaned_data["because"],
            id=form.cleaned_data["submission"],
        )
        return redirect("readiness")
    context = {"form": form, "edition": editions[-1], "defaults": editions[0].criteria}
    return render(request, "evaluation/criteria.html", context)


registry.register(
    "readiness",
    P.SEE_PROGRAMME,
    lambda user, params: listings.readiness(
        access.modules_to_see(user, [module.id for module in response.current_modules()]),
        timezone.localdate(),
    ),
)
