"""The log of decisions, actions and risks: the list, a new entry, and marking one as done."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.incidents import access, actions, listings, queries
from rallyround.incidents.forms import LogForm
from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui import registry

registry.register(
    "log",
    Permission.SEE_LOG,
    lambda user, params: listings.log(access.log_to_see(user), timezone.now()),
)


@requires(Permission.SEE_LOG)
def log(request: HttpRequest) -> HttpResponse:
    """The log in the order in which it was written."""
    user, at = signed_in(request), timezone.now()
    shown = listings.log(access.log_to_see(user), at)
    may_write = user.may(Permission.WRITE_LOG)
    return list_response(request, shown, "incidents/log.html", {"may_write": may_write})


@requires(Permission.SEE_LOG)
def entry(request: HttpRequest, id: UUID) -> HttpResponse:
    """One entry in full."""
    user = signed_in(request)
    found = one(access.log_to_see(user).filter(id=id).first())
    may_close = user.may(Permission.WRITE_LOG) and found.done_at is None and found.kind != "decision"
    return render(request, "incidents/log_entry.html", {"entry": found, "may_close": may_close})


@requires(Permission.WRITE_LOG)
def new(request: HttpRequest) -> HttpResponse:
    """Write something down."""
    user = signed_in(request)
    incidents = {str(i.id): i for i in queries.open_incidents()}
    form = LogForm(
        request.POST if request.method == "POST" else None,
        incidents=[(id, incident.name) for id, incident in incidents.items()],
        owners=people.user_choices(),
        initial={"owner": str(user.id)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.log_entry(
            by=user.actor,
            at=timezone.now(),
            incident=incidents[said["incident"]],
            kind=said["kind"],
            what=said["what"],
            why=said["why"],
            owner=access.owner(said["owner"]),
            due_at=said["due_at"],
            id=said["submission"],
        )
        return redirect("log")
    return render(request, "incidents/log_new.html", {"form": form, "incidents": incidents})


@requires(Permission.WRITE_LOG)
@require_POST
def done(request: HttpRequest, id: UUID) -> HttpResponse:
    """Mark an action as done or a risk as gone."""
    user = signed_in(request)
    actions.close_log_entry(by=user.actor, at=timezone.now(), entry=access.log_entry_to_close(user, id))
    return redirect("log_entry", id=id)
