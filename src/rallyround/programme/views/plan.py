"""Step 4 on its pages: vision, aims by six objectives, activities, ways of working, and where time and money go."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import queries as groups
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, plan_access, plan_listings
from rallyround.programme.forms.plan import (
    ActivityForm,
    AdoptForm,
    AimForm,
    MoveForm,
    OutcomeForm,
    PrincipleForm,
    VisionForm,
)
from rallyround.programme.queries import events, plan
from rallyround.programme.queries import pace as paces
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry

registry.register(
    "activities", P.SEE_PROGRAMME, lambda user, params: plan_listings.activities(timezone.localdate())
)


def _may(request: HttpRequest) -> dict[str, Any]:
    user = signed_in(request)
    return {"may_edit": user.may(P.EDIT_PROGRAMME), "may_approve": user.may(P.APPROVE_PROGRAMME)}


@requires(P.SEE_PROGRAMME)
def the_plan(request: HttpRequest) -> HttpResponse:
    """Everything of step 4 but opportunities and pace on one page; `?group=` narrows the grid."""
    today, choices = timezone.localdate(), groups.group_choices()
    wanted = request.GET.get("group", "")
    group = plan_access.group_or_none(wanted) if wanted in {id for id, _name in choices} else None
    held = plan.current_vision()
    context = {
        "vision": held,
        "draft": plan.vision_draft(),
        "earlier": plan.visions().filter(version__lt=held.version) if held else [],
        "grid": plan.grid(today, group),
        "group": group,
        "group_choices": choices,
        "outcomes": plan.outcomes(),
        "unmeasured": plan.aims_without_measure(),
        "orphans": plan.orphans().count(),
        "unplanned": plan.lines_without_activity(),
        "principles": plan.principles(),
        "involved": paces.society_in_decisions(),
        "voices": events.voices(step=4),
        **_may(request),
    }
    return render(request, "programme/plan.html", context)


@requires(P.EDIT_PROGRAMME)
def new_vision(request: HttpRequest) -> HttpResponse:
    """A first or a new version."""
    user, held = signed_in(request), plan.current_vision()
    form = VisionForm(sent(request), initial={"text": held.text if held else ""})

    def do(said: dict[str, Any]) -> None:
        actions.draft_vision(
            by=user.actor, at=timezone.now(), user=user, text=said["text"], id=form.submission()
        )

    return ask(
        request,
        form,
        do,
        title=_("A new version of the vision"),
        back=reverse("plan"),
        done=_("The draft is kept."),
    )


@requires(P.EDIT_PROGRAMME)
def change_vision(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say a draft anew."""
    user, found = signed_in(request), plan_access.vision(id)
    form = VisionForm(sent(request), initial={"text": found.text})

    def do(said: dict[str, Any]) -> None:
        actions.change_vision(by=user.actor, at=timezone.now(), vision=found, text=said["text"])

    return ask(
        request, form, do, title=_("Change the draft"), back=reverse("plan"), done=_("The draft is changed.")
    )


@requires(P.APPROVE_PROGRAMME)
@require_POST
def approve_vision(request: HttpRequest, id: UUID) -> HttpResponse:
    """The draft takes the place of the version before."""
    user = signed_in(request)
    actions.approve_vision(by=user.actor, at=timezone.now(), vision=plan_access.vision(id), user=user)
    messages.success(request, _("The vision is approved."))
    return redirect("plan")


@requires(P.EDIT_PROGRAMME)
def add_aim(request: HttpRequest) -> HttpResponse:
    """An aim."""
    user, form = signed_in(request), AimForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.add_aim(by=user.actor, at=timezone.now(), id=form.submission(), **said)

    return ask(request, form, do, title=_("An aim"), back=reverse("plan"), done=_("The aim is kept."))


@requires(P.EDIT_PROGRAMME)
def change_aim(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say an aim anew."""
    user, found = signed_in(request), plan_access.aim(id)
    names = ("text", "reason", "outcome", "high_priority")
    form = AimForm(sent(request), initial={name: getattr(found, name) for name in names})

    def do(said: dict[str, Any]) -> None:
        actions.change_aim(by=user.actor, at=timezone.now(), aim=found, **said)

    return ask(
        request, form, do, title=_("Aim %(number)s") % {"number": found.number}, back=reverse("plan"),
        done=_("The aim is changed."), template="programme/plan_aim.html", found=found,
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_aim(request: HttpRequest, id: UUID) -> HttpResponse:
    """An aim that is no longer pursued."""
    actions.end_aim(by=signed_in(request).actor, at=timezone.now(), aim=plan_access.aim(id))
    messages.success(request, _("The aim is no longer pursued."))
    return redirect("plan")


def _aim_choices() -> list[tuple[str, str]]:
    return [(str(aim.id), f"{aim.number}. {aim.text}") for aim in plan.aims()]


@requires(P.EDIT_PROGRAMME)
def add_outcome(request: HttpRequest) -> HttpResponse:
    """What will be different, and how that is measured."""
    user, form = signed_in(request), OutcomeForm(sent(request), choices={"aims": _aim_choices()})

    def do(said: dict[str, Any]) -> None:
        aims = [plan_access.aim(UUID(id)) for id in said.pop("aims")]
        actions.add_outcome(by=user.actor, at=timezone.now(), aims=aims, id=form.submission(), **said)

    return ask(request, form, do, title=_("An outcome"), back=reverse("plan"), done=_("The outcome is kept."))


@requires(P.SEE_PROGRAMME)
def activities(request: HttpRequest) -> HttpResponse:
    """Everything planned, with the days and money by aim, group and organisation."""
    context = {
        "whole": plan.invested_in_all(),
        "shares": [
            (_("By aim"), plan.invested("aim")),
            (_("By group"), plan.invested("group")),
            (_("By organisation"), plan.invested("organisation")),
        ],
        **_may(request),
    }
    listing = plan_listings.activities(timezone.localdate())
    return list_response(request, listing, "programme/plan_activities.html", context)


def _activity_choices() -> dict[str, Any]:
    return {
        "aim": _aim_choices(),
        "owner": people.user_choices(),
        "organisation": people.organisation_choices(),
        "group": groups.group_choices(),
        "case_line": plan.case_line_choices(),
    }


def _activity(said: dict[str, Any]) -> actions.ActivityText:
    return actions.ActivityText(
        **{
            **said,
            "phase": said["phase"] or "before",
            "aim": plan_access.aim(UUID(said["aim"])),
            "owner": plan_access.person(said["owner"]),
            "organisation": plan_access.organisation_or_none(said["organisation"]),
            "group": plan_access.group_or_none(said["group"]),
            "case_line": UUID(said["case_line"]) if said["case_line"] else None,
        }
    )


@requires(P.EDIT_PROGRAMME)
def add_activity(request: HttpRequest) -> HttpResponse:
    """Plan something; the address may say for which cell of the grid."""
    user = signed_in(request)
    stands: dict[str, Any] = {name: request.GET.get(name, "") for name in ("aim", "objective", "group")}
    stands |= {"begins_on": timezone.localdate(), "owner": user.id, "days_of_work": 1}
    form = ActivityForm(sent(request), choices=_activity_choices(), initial=stands)

    def do(said: dict[str, Any]) -> None:
        actions.add_activity(by=user.actor, at=timezone.now(), said=_activity(said), id=form.submission())

    return ask(request, form, do, title=_("Plan something"), back=reverse("plan"), done=_("It is planned."))


@requires(P.SEE_PROGRAMME)
def activity(request: HttpRequest, id: UUID) -> HttpResponse:
    """One activity and how far it is."""
    found = plan_access.activity(id)
    line = plan.case_lines().filter(id=found.case_line).first() if found.case_line else None
    context = {"found": found, "line": line, "open": found.state in plan.OPEN, **_may(request)}
    return render(request, "programme/plan_activity.html", context)


@requires(P.EDIT_PROGRAMME)
def change_activity(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan it otherwise."""
    user, found = signed_in(request), plan_access.activity(id)
    names = (
        "objective",
        "phase",
        "what",
        "begins_on",
        "due_on",
        "days_of_work",
        "cost",
        "case_line",
        "beyond_pace_because",
    )
    stands = {name: getattr(found, name) for name in names}
    stands |= {"aim": found.aim_id, "owner": found.owner_id, "organisation": found.organisation_id}
    form = ActivityForm(
        sent(request), choices=_activity_choices(), initial=stands | {"group": found.group_id}
    )

    def do(said: dict[str, Any]) -> None:
        actions.change_activity(by=user.actor, at=timezone.now(), activity=found, said=_activity(said))

    back = reverse("activity", args=[id])
    return ask(request, form, do, title=_("Plan it otherwise"), back=back, done=_("It is changed."))


@requires(P.EDIT_PROGRAMME)
def move_activity(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say how far it is."""
    user, found = signed_in(request), plan_access.activity(id)
    form = MoveForm(sent(request), initial={"state": found.state, "evidence": found.evidence})

    def do(said: dict[str, Any]) -> None:
        actions.move_activity(by=user.actor, at=timezone.now(), activity=found, **said)

    back = reverse("activity", args=[id])
    return ask(request, form, do, title=found.what, back=back, done=_("Written down."))


@requires(P.EDIT_PROGRAMME)
def adopt_principles(request: HttpRequest) -> HttpResponse:
    """Take ways of working from the ready-made set."""
    user, form = signed_in(request), AdoptForm(sent(request), initial={"keys": plan.principle_keys()})

    def do(said: dict[str, Any]) -> None:
        actions.adopt_principles(by=user.actor, at=timezone.now(), keys=said["keys"])

    return ask(
        request, form, do, title=_("Ways of working to choose from"), back=reverse("plan"),
        intro=_("Choose those that you mean. Each comes with its reason."), done=_("They are kept."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def add_principle(request: HttpRequest) -> HttpResponse:
    """A way of working of your own."""
    user, form = signed_in(request), PrincipleForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.add_principle(by=user.actor, at=timezone.now(), id=form.submission(), **said)

    return ask(request, form, do, title=_("A way of working"), back=reverse("plan"), done=_("It is kept."))


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_principle(request: HttpRequest, id: UUID) -> HttpResponse:
    """A way of working that is given up."""
    actions.end_principle(by=signed_in(request).actor, at=timezone.now(), principle=plan_access.principle(id))
    messages.success(request, _("It is given up. Decisions that were taken by it keep it."))
    return redirect("plan")
