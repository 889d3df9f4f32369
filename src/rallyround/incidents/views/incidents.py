"""Beginning and ending incidents."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.incidents import access, actions, listings, queries
from rallyround.incidents.forms import IncidentForm
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission


@requires(Permission.MANAGE_INCIDENTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """What is going on and what has been."""
    context = {"open": queries.open_incidents()}
    return list_response(
        request, listings.incidents(queries.incidents()), "incidents/incidents.html", context
    )


@requires(Permission.MANAGE_INCIDENTS)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an incident."""
    form = IncidentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.begin_incident(
            by=signed_in(request).actor,
            at=timezone.now(),
            name=said["name"],
            hazard=said["hazard"],
            phase=said["phase"],
            exercise=bool(settings.EXERCISE),
            id=said["submission"],
        )
        return redirect("incidents")
    return render(request, "incidents/begin.html", {"form": form})


@requires(Permission.MANAGE_INCIDENTS)
@require_POST
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    """End an incident."""
    user = signed_in(request)
    actions.end_incident(by=user.actor, at=timezone.now(), incident=access.incident_to_manage(user, id))
    return redirect("incidents")
