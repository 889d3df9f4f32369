"""The partnership itself: its settings, the way to going live, and what it says to everybody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people import access, actions, live, queries
from rallyround.people.access import public, requires, signed_in
from rallyround.people.forms import BackToPracticeForm, GateCheckForm, SettingsForm
from rallyround.people.roles import Permission
from rallyround.people.views import sent


@requires(Permission.MANAGE_SETTINGS)
def partnership(request: HttpRequest) -> HttpResponse:
    """Everything that the partnership sets about itself."""
    stands = access.one(queries.partnership())
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(stands)
    if not form.is_valid():
        return render(request, "people/partnership.html", {"form": form, "stands": stands})
    said = dict(form.cleaned_data)
    numbers_rung = said.pop("numbers_rung")
    actions.change_partnership(
        by=signed_in(request).actor,
        at=timezone.now(),
        settings=actions.PartnershipSettings(**said),
        numbers_rung=numbers_rung,
    )
    messages.success(request, _("The settings are saved."))
    return redirect("partnership")


@requires(Permission.MANAGE_SETTINGS)
def going_live(request: HttpRequest) -> HttpResponse:
    """What is done, and what to do next, before real people are served."""
    return _gate(request)


@requires(Permission.MANAGE_SETTINGS)
@require_POST
def gate_check(request: HttpRequest, kind: str) -> HttpResponse:
    """Write down a check that people did."""
    if kind not in live.BY_PEOPLE:
        access.one(None)
    form = GateCheckForm(request.POST, prefix=kind)
    if not form.is_valid():
        return _gate(request, form)
    by = signed_in(request)
    actions.record_gate_check(
        by=by.actor, at=timezone.now(), kind=kind, done_by=by, reference=form.cleaned_data["reference"]
    )
    messages.success(request, _("The check is written down."))
    return redirect("going_live")


@requires(Permission.MANAGE_SETTINGS)
@require_POST
def go_live(request: HttpRequest) -> HttpResponse:
    """Open to real people."""
    actions.go_live(by=signed_in(request).actor, at=timezone.now())
    messages.success(request, _("The partnership is live: what comes in now is from real people."))
    return redirect("going_live")


@requires(Permission.MANAGE_SETTINGS)
def back_to_practice(request: HttpRequest) -> HttpResponse:
    """Close to real people again, after saying why."""
    form = BackToPracticeForm(sent(request))
    if not form.is_valid():
        return render(request, "people/back_to_practice.html", {"form": form})
    actions.back_to_practice(
        by=signed_in(request).actor, at=timezone.now(), reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("The partnership is in practice again."))
    return redirect("going_live")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Whose data is kept, why and how long."""
    return render(request, "people/privacy.html", {"stands": queries.partnership()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is known of how well everybody can use these pages."""
    return render(request, "people/accessibility.html", {"stands": queries.partnership()})


def _gate(request: HttpRequest, sent: GateCheckForm | None = None) -> HttpResponse:
    checks = live.checks(timezone.localdate())
    forms = {kind: GateCheckForm(prefix=kind) for kind in live.BY_PEOPLE}
    if sent is not None and sent.prefix:
        forms[sent.prefix] = sent
    rows = [
        {
            "check": check,
            "form": forms.get(check.key),
            "asks": live.BY_PEOPLE[check.key].asks if check.by_people else "",
        }
        for check in checks
    ]
    context = {
        "rows": rows,
        "open": sum(not check.done for check in checks),
        "live": live.is_live(),
        "form": sent,
    }
    return render(request, "people/going_live.html", context)
