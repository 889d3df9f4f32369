"""Step 2 on its pages: the working group, its terms of reference, what is done already, and snapshots."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, headings, plan_access, plan_listings
from rallyround.programme.forms.team import (
    ApproveTermsForm,
    BaselineForm,
    ReportForm,
    SeatForm,
    TermsForm,
    WorkingGroupForm,
)
from rallyround.programme.queries import baseline as snapshots
from rallyround.programme.queries import team
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry

registry.register("baselines", P.SEE_PROGRAMME, lambda user, params: plan_listings.baselines())


def _may(request: HttpRequest) -> dict[str, Any]:
    user = signed_in(request)
    return {"may_edit": user.may(P.EDIT_PROGRAMME), "may_approve": user.may(P.APPROVE_PROGRAMME)}


@requires(P.SEE_PROGRAMME)
def working_group(request: HttpRequest) -> HttpResponse:
    """The group, what is missing from it, and when it reports."""
    group, today = team.working_group(), timezone.localdate()
    parts = team.five_parts()
    context = {
        "group": group,
        "parts": parts,
        "there": sum(part.there for part in parts),
        "seats": team.seats(),
        "vacant": team.vacant().count(),
        "missing": team.missing_kinds(),
        "report_due": team.report_due(group) if group else None,
        "report_missed": group is not None and team.report_missed(group, today),
        "terms": team.approved_terms(),
        **_may(request),
    }
    return render(request, "programme/team.html", context)


@requires(P.EDIT_PROGRAMME)
def change_working_group(request: HttpRequest) -> HttpResponse:
    """Set the group up, or correct what is said of it."""
    user, group = signed_in(request), team.working_group()
    names = ("name", "reports_to", "reports_every_days", "formed_on")
    stands = {name: getattr(group, name) for name in names} if group else {"reports_every_days": 90}
    form = WorkingGroupForm(sent(request), initial=stands)

    def do(said: dict[str, Any]) -> None:
        actions.form_working_group(by=user.actor, at=timezone.now(), **said)

    return ask(
        request, form, do, title=_("The working group"), back=reverse("working_group"),
        done=_("What is said of the working group is kept."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def record_report(request: HttpRequest) -> HttpResponse:
    """The group reported."""
    user, group = signed_in(request), team.working_group()
    if group is None:
        return redirect("working_group_change")
    form = ReportForm(sent(request), initial={"on": timezone.localdate()})

    def do(said: dict[str, Any]) -> None:
        actions.record_report(by=user.actor, at=timezone.now(), group=group, on=said["on"])

    return ask(
        request, form, do, title=_("The group reported"), back=reverse("working_group"),
        done=_("The report is written down."),
    )  # fmt: skip


def _seat_choices() -> dict[str, Any]:
    return {"organisation": people.organisation_choices(), "holder": people.user_choices()}


def _seat(said: dict[str, Any]) -> dict[str, Any]:
    return {
        **said,
        "organisation": plan_access.organisation_or_none(said["organisation"]),
        "holder": plan_access.person_or_none(said["holder"]),
    }


@requires(P.EDIT_PROGRAMME)
def add_seat(request: HttpRequest) -> HttpResponse:
    """A seat of the group."""
    user = signed_in(request)
    form = SeatForm(sent(request), choices=_seat_choices(), initial={"began_on": timezone.localdate()})

    def do(said: dict[str, Any]) -> None:
        actions.add_seat(by=user.actor, at=timezone.now(), id=form.submission(), **_seat(said))

    return ask(
        request,
        form,
        do,
        title=_("A seat in the working group"),
        back=reverse("working_group"),
        done=_("The seat is there."),
    )


@requires(P.EDIT_PROGRAMME)
def change_seat(request: HttpRequest, id: UUID) -> HttpResponse:
    """Fill a seat, or leave it vacant."""
    user, found = signed_in(request), plan_access.seat(id)
    stands = {name: getattr(found, name) for name in ("role", "job", "mix", "expected_of")}
    stands |= {"organisation": found.organisation_id, "holder": found.user_id}
    form = SeatForm(sent(request), choices=_seat_choices(), initial=stands)
    del form.fields["began_on"]

    def do(said: dict[str, Any]) -> None:
        actions.change_seat(by=user.actor, at=timezone.now(), seat=found, **_seat(said))

    return ask(
        request,
        form,
        do,
        title=_("A seat in the working group"),
        back=reverse("working_group"),
        done=_("The seat is changed."),
    )


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_seat(request: HttpRequest, id: UUID) -> HttpResponse:
    """A seat that is no longer there."""
    actions.end_seat(
        by=signed_in(request).actor, at=timezone.now(), seat=plan_access.seat(id), on=timezone.localdate()
    )
    messages.success(request, _("The seat has ended."))
    return redirect("working_group")


@requires(P.SEE_PROGRAMME)
def terms_of_reference(request: HttpRequest) -> HttpResponse:
    """The version that is written, else the one that holds; any other by its number."""
    versions = list(team.terms())
    wanted = request.GET.get("version", "")
    shown = next((t for t in versions if str(t.version) == wanted), versions[0] if versions else None)
    context = {
        "versions": versions,
        "shown": shown,
        "held": team.approved_terms(),
        "complete": headings.completeness(shown.sections if shown else {}),
        "sections": [(h, (shown.sections if shown else {}).get(h.key, "")) for h in headings.HEADINGS],
        "has_draft": any(t.approved_at is None for t in versions),
        **_may(request),
    }
    return render(request, "programme/team_terms.html", context)


@requires(P.EDIT_PROGRAMME)
@require_POST
def draft_terms(request: HttpRequest) -> HttpResponse:
    """Begin a new version."""
    user = signed_in(request)
    terms = actions.draft_terms(by=user.actor, at=timezone.now(), user=user)
    return redirect("terms_write", id=terms.id)


@requires(P.EDIT_PROGRAMME)
def write_terms(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write under the headings."""
    user, found = signed_in(request), plan_access.terms(id)
    form = TermsForm(sent(request), sections=found.sections)

    def do(said: dict[str, Any]) -> None:
        actions.write_terms(by=user.actor, at=timezone.now(), terms=found, sections=form.sections())

    return ask(
        request, form, do, title=_("Terms of reference"), back=reverse("terms_of_reference"),
        intro=_("Write in your own words. What you leave empty is named as a blank until it is filled."),
        done=_("What you wrote is kept."),
    )  # fmt: skip


@requires(P.APPROVE_PROGRAMME)
def approve_terms(request: HttpRequest, id: UUID) -> HttpResponse:
    """A body of the partnership approves."""
    user, found, group = signed_in(request), plan_access.terms(id), team.working_group()
    form = ApproveTermsForm(sent(request), initial={"body": group.reports_to if group else ""})

    def do(said: dict[str, Any]) -> None:
        actions.approve_terms(by=user.actor, at=timezone.now(), terms=found, user=user, **said)

    return ask(
        request, form, do, title=_("Approve the terms of reference"), back=reverse("terms_of_reference"),
        button=_("They are approved"),
        intro=_("What is approved stays word for word as it is. A change is a new version."),
        done=_("The terms of reference are approved."),
    )  # fmt: skip


@requires(P.SEE_PROGRAMME)
def baselines(request: HttpRequest) -> HttpResponse:
    """Every snapshot."""
    return list_response(request, plan_listings.baselines(), "programme/team_baselines.html", _may(request))


@requires(P.SEE_PROGRAMME)
def baseline(request: HttpRequest, id: UUID) -> HttpResponse:
    """One snapshot beside today."""
    found = plan_access.baseline(id)
    context = {
        "found": found,
        "compared": snapshots.compare(found, timezone.now()),
        "digest": [found.digest[n : n + 8] for n in range(0, len(found.digest), 8)],
        "initiatives": [(i, snapshots.shown_cost(i["cost_a_year"])) for i in found.content["initiatives"]],
    }
    return render(request, "programme/team_baseline.html", context)


@requires(P.EDIT_PROGRAMME)
def take_baseline(request: HttpRequest) -> HttpResponse:
    """Keep how everything stands."""
    user, form = signed_in(request), BaselineForm(sent(request))

    def do(said: dict[str, Any]) -> str:
        taken = actions.take_baseline(
            by=user.actor, at=timezone.now(), user=user, name=said["name"], id=form.submission()
        )
        return reverse("baseline", args=[taken.id])

    return ask(
        request, form, do, title=_("Keep how everything stands today"), back=reverse("baselines"),
        button=_("Keep it"), intro=_("Nobody can change it afterwards, so that later figures are compared with the truth."),
        done=_("It is kept."),
    )  # fmt: skip
