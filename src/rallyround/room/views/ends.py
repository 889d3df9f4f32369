"""How it went: the incidents, and one with its figures from the record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rallyround.incidents import access as incident_access
from rallyround.incidents import queries as incidents
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.room import figures, files, listings
from rallyround.room.queries import end as queries


@requires(P.SEE_FIGURES)
def ends(request: HttpRequest) -> HttpResponse:
    """All incidents, each with the way to its figures."""
    return list_response(request, listings.ends(incidents.incidents()), "room/ends.html")


@requires(P.SEE_FIGURES)
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """How many, how long, and what share was met where."""
    found = queries.end(incident_access.incident_to_read(signed_in(request), id), timezone.now())
    if request.GET.get("export") == "csv":
        return files.csv_response(found)
    if request.GET.get("export") == "xlsx":
        return files.xlsx_response(found)
    context = {
        "end": found,
        "timings": figures.timings(found),
        "met": figures.shares([queries.ShareLine("", found.met)])[0],
        "by_place": figures.shares(found.by_place),
        "by_decile": figures.shares(found.by_decile),
    }
    return render(request, "room/end.html", context)
