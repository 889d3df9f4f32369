"""The community risk register."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import access, actions, bands, imports, listings
from rallyround.groups.forms import RiskForm, RisksFileForm, told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent

FIELDS = ("title", "hazard", "likelihood", "impact", "source", "dated_on")


@requires(P.SEE_PROGRAMME)
def risks(request: HttpRequest) -> HttpResponse:
    """The register with the band of each risk and the groups that rest on it."""
    may_change = signed_in(request).may(P.EDIT_PROGRAMME)
    context = {
        "may_change": may_change,
        "scales_source": bands.SCALES_SOURCE,
        "matrix_source": bands.MATRIX_SOURCE,
    }
    return list_response(request, listings.risks(may_change), "groups/risks.html", context)


@requires(P.EDIT_PROGRAMME)
def risk_add(request: HttpRequest) -> HttpResponse:
    """Enter a risk."""
    form = RiskForm(sent(request))
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reference", *FIELDS)}
        with told_on(form) as kept:
            actions.add_risk(by=signed_in(request).actor, at=timezone.now(), id=form.submission(), **said)
        if kept:
            messages.success(request, _("The risk is in the register."))
            return redirect("risks")
    return render(request, "groups/risk_form.html", {"form": form})


@requires(P.EDIT_PROGRAMME)
def risk_change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Correct a risk."""
    found = access.risk_to_change(signed_in(request), id)
    stands = {name: getattr(found, name) for name in FIELDS}
    form = RiskForm(sent(request), initial=stands, changing=True)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in FIELDS}
        with told_on(form) as kept:
            actions.change_risk(by=signed_in(request).actor, at=timezone.now(), risk=found, **said)
        if kept:
            messages.success(request, _("The risk is changed."))
            return redirect("risks")
    return render(request, "groups/risk_form.html", {"form": form, "found": found})


@requires(P.EDIT_PROGRAMME)
@require_POST
def risk_retire(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a risk out of the register."""
    user = signed_in(request)
    actions.retire_risk(by=user.actor, at=timezone.now(), risk=access.risk_to_change(user, id))
    messages.success(request, _("The risk is retired."))
    return redirect("risks")


@requires(P.EDIT_PROGRAMME)
def risks_import(request: HttpRequest) -> HttpResponse:
    """Bring a whole register."""
    form = RisksFileForm(sent(request), request.FILES if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "groups/risks_import.html", {"form": form})
    done = imports.import_register(
        by=signed_in(request).actor, at=timezone.now(), file=form.cleaned_data["file"]
    )
    if done.problems:
        return render(request, "groups/risks_import.html", {"form": form, "problems": done.problems[:50]})
    told = _("%(added)s new, %(changed)s brought up to date, %(unchanged)s as before.")
    messages.success(
        request, told % {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    )
    return redirect("risks")
