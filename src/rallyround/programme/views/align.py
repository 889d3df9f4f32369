"""Step 1 on its pages: the ambition, its reasons, who stands behind it, and who leads."""

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
from rallyround.programme import actions, plan_access, plan_listings
from rallyround.programme.forms.align import (
    AgreeForm,
    AmbitionForm,
    DriverForm,
    EndorsementForm,
    LeadForm,
    ReviewForm,
)
from rallyround.programme.queries import align
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry

registry.register("drivers", P.SEE_PROGRAMME, lambda user, params: plan_listings.drivers())
registry.register(
    "endorsements",
    P.SEE_PROGRAMME,
    lambda user, params: plan_listings.endorsements(align.in_question(), timezone.localdate()),
)


@requires(P.SEE_PROGRAMME)
def ambition(request: HttpRequest) -> HttpResponse:
    """Everything of step 1 on one page."""
    user, today = signed_in(request), timezone.localdate()
    held, draft, asked = align.agreed(), align.draft(), align.in_question()
    review_due = align.review_due(held) if held else None
    context = {
        "held": held,
        "draft": draft,
        "asked": asked,
        "earlier": align.ambitions().filter(version__lt=held.version) if held else [],
        "evidence": align.evidence_of(held) if held else None,
        "review_due": review_due,
        "review_late": review_due is not None and review_due < today,
        "drivers": align.drivers().filter(ended_on__isnull=True),
        "backing": align.backing(asked, today) if asked else None,
        "lead": align.lead_on(today),
        "leads": align.leads(),
        "may_edit": user.may(P.EDIT_PROGRAMME),
        "may_approve": user.may(P.APPROVE_PROGRAMME),
    }
    return render(request, "programme/align.html", context)


def _ambition_choices() -> dict[str, Any]:
    return {"evidence": align.evidence_choices()}


@requires(P.EDIT_PROGRAMME)
def new_ambition(request: HttpRequest) -> HttpResponse:
    """A first or a new version."""
    user, held = signed_in(request), align.agreed()
    form = AmbitionForm(sent(request), choices=_ambition_choices(), initial=_stands(held))

    def do(said: dict[str, Any]) -> None:
        actions.draft_ambition(
            by=user.actor, at=timezone.now(), user=user, said=form.said(), id=form.submission()
        )

    return ask(
        request, form, do, title=_("A new version of the ambition"), back=reverse("ambition"),
        done=_("The draft is kept. The partnership can agree it now."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def change_ambition(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say a draft anew."""
    user, found = signed_in(request), plan_access.ambition(id)
    form = AmbitionForm(sent(request), choices=_ambition_choices(), initial=_stands(found))

    def do(said: dict[str, Any]) -> None:
        actions.change_ambition(by=user.actor, at=timezone.now(), ambition=found, said=form.said())

    return ask(
        request,
        form,
        do,
        title=_("Change the draft"),
        back=reverse("ambition"),
        done=_("The draft is changed."),
    )


def _stands(found: Any) -> dict[str, Any]:
    """What a version says, as its form shows it."""
    if found is None:
        return {}
    budget = "\n".join(f"{line['what']}; {line['low']}; {line['high']}" for line in found.budget)
    return {
        "text": found.text, "reason": "" if found.agreed_at else found.reason, "outcomes": found.outcomes,
        "budget": budget, "from_pilots": found.from_pilots and not found.agreed_at,
        "evidence": found.evidence if not found.agreed_at else "",
    }  # fmt: skip


@requires(P.APPROVE_PROGRAMME)
def agree_ambition(request: HttpRequest, id: UUID) -> HttpResponse:
    """The partnership agrees to a draft."""
    user, found = signed_in(request), plan_access.ambition(id)
    form = AgreeForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.agree_ambition(
            by=user.actor, at=timezone.now(), ambition=found, user=user, review_on=said["review_on"]
        )

    return ask(
        request, form, do, title=_("Agree the ambition"), back=reverse("ambition"), button=_("The partnership agrees"),
        intro=_("What is agreed stays word for word as it is. A change is a new version."),
        done=_("The ambition is agreed."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def review_ambition(request: HttpRequest, id: UUID) -> HttpResponse:
    """A look at the ambition that holds."""
    user, found = signed_in(request), plan_access.ambition(id)
    form = ReviewForm(sent(request), initial={"on": timezone.localdate()})

    def do(said: dict[str, Any]) -> None:
        actions.review_ambition(
            by=user.actor, at=timezone.now(), ambition=found, user=user, id=form.submission(), **said
        )

    return ask(
        request, form, do, title=_("Look at the ambition again"), back=reverse("ambition"),
        done=_("The review is written down."),
    )  # fmt: skip


@requires(P.SEE_PROGRAMME)
def drivers(request: HttpRequest) -> HttpResponse:
    """Every reason with its source."""
    return list_response(request, plan_listings.drivers(), "programme/align_drivers.html", _edit(request))


def _edit(request: HttpRequest) -> dict[str, Any]:
    return {"may_edit": signed_in(request).may(P.EDIT_PROGRAMME)}


@requires(P.EDIT_PROGRAMME)
def add_driver(request: HttpRequest) -> HttpResponse:
    """A reason from outside."""
    user, form = signed_in(request), DriverForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.add_driver(by=user.actor, at=timezone.now(), id=form.submission(), **said)

    return ask(
        request,
        form,
        do,
        title=_("A reason for the ambition"),
        back=reverse("ambition"),
        done=_("The reason is kept."),
    )


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_driver(request: HttpRequest, id: UUID) -> HttpResponse:
    """It no longer holds."""
    found = plan_access.driver(id)
    actions.end_driver(by=signed_in(request).actor, at=timezone.now(), driver=found, on=timezone.localdate())
    messages.success(request, _("The reason has ended; it stays in the list."))
    return redirect("ambition")


@requires(P.SEE_PROGRAMME)
def endorsements(request: HttpRequest) -> HttpResponse:
    """What every organisation said."""
    listing = plan_listings.endorsements(align.in_question(), timezone.localdate())
    return list_response(request, listing, "programme/align_endorsements.html", _edit(request))


@requires(P.EDIT_PROGRAMME)
def add_endorsement(request: HttpRequest, id: UUID) -> HttpResponse:
    """What an organisation says to a version."""
    user, found = signed_in(request), plan_access.ambition(id)
    choices = {"organisation": people.organisation_choices()}
    form = EndorsementForm(sent(request), choices=choices, initial={"on": timezone.localdate()})

    def do(said: dict[str, Any]) -> None:
        organisation = plan_access.organisation(said.pop("organisation"))
        actions.endorse(
            by=user.actor, at=timezone.now(), user=user, ambition=found, organisation=organisation,
            id=form.submission(), **said,
        )  # fmt: skip

    return ask(
        request, form, do, title=_("What an organisation says to the ambition"), back=reverse("ambition"),
        intro=found.text, done=_("The answer is kept."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
@require_POST
def thin_backing(request: HttpRequest, id: UUID, sector: str) -> HttpResponse:
    """Put thin support into the register as a risk."""
    user = signed_in(request)
    entry = actions.risk_of_thin_backing(
        by=user.actor, at=timezone.now(), ambition=plan_access.ambition(id), sector=sector, owner=user,
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(
        request,
        _("Number %(number)s of the register: a risk. Say there what is done about it.")
        % {"number": entry.number},
    )
    return redirect("ambition")


@requires(P.APPROVE_PROGRAMME)
def name_lead(request: HttpRequest) -> HttpResponse:
    """Name the lead, or hand over."""
    user, current = signed_in(request), align.leads().first()
    choices = {"lead": people.user_choices(), "organisation": people.organisation_choices()}
    form = LeadForm(sent(request), choices=choices, initial={"on": timezone.localdate()})
    if current is None:
        del form.fields["handover"]

    def do(said: dict[str, Any]) -> None:
        named: dict[str, Any] = {
            "by": user.actor, "at": timezone.now(), "lead": plan_access.person(said["lead"]), "named_by": user,
            "organisation": plan_access.organisation(said["organisation"]), "on": said["on"],
            "id": form.submission(),
        }  # fmt: skip
        if current is None:
            actions.name_lead(**named)
        else:
            actions.hand_over_lead(**named, handover=said["handover"])

    title = _("Hand over the lead") if current else _("Name the strategic lead")
    return ask(request, form, do, title=title, back=reverse("ambition"), done=_("The lead is named."))
