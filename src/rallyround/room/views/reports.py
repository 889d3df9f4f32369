"""Situation reports: making one, the list, and one with its changes since the last."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.incidents import access as incident_access
from rallyround.incidents import queries as incidents
from rallyround.incidents.forms import Once
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.room import access, actions, listings
from rallyround.room.queries import situation


@requires(P.SEE_FIGURES)
def situation_reports(request: HttpRequest) -> HttpResponse:
    """All situation reports, and a button for each open incident that makes one now."""
    user = signed_in(request)
    may_make = user.may(P.WRITE_LOG)
    context = {"open": incidents.open_incidents() if may_make else []}
    return list_response(request, listings.reports(access.reports_to_see(user)), "room/reports.html", context)


@requires(P.WRITE_LOG)
@require_POST
def make(request: HttpRequest, id: UUID) -> HttpResponse:
    """Freeze the figures of an incident as they are now."""
    user, form = signed_in(request), Once(request.POST)
    report = actions.make_situation_report(
        by=user.actor,
        at=timezone.now(),
        incident=incident_access.incident_to_read(user, id),
        made_by=user,
        id=form.cleaned_data["submission"] if form.is_valid() else None,
    )
    return redirect("situation_report", id=report.id)


@requires(P.SEE_FIGURES)
def situation_report(request: HttpRequest, id: UUID) -> HttpResponse:
    """One report on one page, for the screen and for paper."""
    report = access.report_to_see(signed_in(request), id)
    return render(request, "room/report.html", {"report": situation.compared(report)})
