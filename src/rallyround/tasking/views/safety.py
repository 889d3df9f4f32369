"""Working safely: risk assessments that a named person signs off, and where nobody may go."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rallyround.incidents import actions as incidents
from rallyround.incidents import queries as incident_queries
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.tasking import access, actions, assessments
from rallyround.tasking.forms import ClosureForm, RiskForm
from rallyround.tasking.maps import drawing_map
from rallyround.ui.errors import Refused


@requires(Permission.SEE_TASKS)
def risk_assessments(request: HttpRequest) -> HttpResponse:
    """Each kind of task with how it is done safely, and which have none."""
    user = signed_in(request)
    context = {
        "rows": assessments.by_kind(access.assessments_to_see(user), timezone.now().date()),
        "may_approve": user.may(Permission.APPROVE_RISK),
    }
    return render(request, "tasking/risk_assessments.html", context)


@requires(Permission.APPROVE_RISK)
def approve_risk(request: HttpRequest) -> HttpResponse:
    """Sign off how one kind of task is done."""
    user, at = signed_in(request), timezone.now()
    holders = access.liability_holders(user)
    listed = [(str(each.id), each.name) for each in holders]
    rows, kind = access.assessments_to_see(user), request.GET.get("kind", "")
    before = assessments.as_asked(rows, kind, at.date(), listed)
    form = RiskForm(request.POST if request.method == "POST" else None, holders=listed, initial=before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.approve_risk_assessment(
                by=user.actor,
                at=at,
                kind=said["kind"],
                level=said["level"],
                hazards=said["hazards"].splitlines(),
                limits=said["limits"].splitlines(),
                liability_holder=holders.get(id=said["holder"]),
                approved_by=user,
                review_on=said["review_on"],
                id=said["submission"],
            )
        except Refused as refusal:
            form.add_error("kind", str(refusal))
        else:
            return redirect("risk_assessments")
    starts = "hazards" in before and not rows.filter(kind=kind, current=True).exists()
    return render(request, "tasking/approve_risk.html", {"form": form, "starts": starts})


@requires(Permission.CLOSE_AREAS)
def closures(request: HttpRequest) -> HttpResponse:
    """Where nobody may go, and a form to close more. Tasks there are stopped in the same moment."""
    user, at = signed_in(request), timezone.now()
    form = ClosureForm(request.POST if request.method == "POST" else None)
    incident = incident_queries.current()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if incident is None:
                raise Refused(_("Begin an incident first: a closure belongs to one."))
            with transaction.atomic():
                closure = incidents.close_area(
                    by=user.actor, at=at, incident=incident, kind=said["kind"], name=said["name"],
                    shape=said["shape"], drawn_by=user, id=said["submission"],
                )  # fmt: skip
                stopped = actions.suspend_in_closure(by=user.actor, at=at, closure=closure)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            told = ngettext(
                "Closed. %(count)s task was suspended and its helper told.",
                "Closed. %(count)s tasks were suspended and their helpers told.",
                len(stopped),
            )
            messages.success(request, told % {"count": len(stopped)})
            return redirect("closures")
    context = {
        "form": form,
        "incident": incident,
        "closures": access.closures_to_see(user),
        "map": drawing_map(form["drawn"].auto_id),
    }
    return render(request, "tasking/closures.html", context)


@requires(Permission.CLOSE_AREAS)
@require_POST
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open it again. Suspended tasks are resumed one by one, by a person who knows that it is safe."""
    user = signed_in(request)
    closure = access.closure_to_lift(user, id)
    incidents.lift_closure(by=user.actor, at=timezone.now(), closure=closure)
    return redirect("closures")
