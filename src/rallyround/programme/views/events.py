"""Gatherings on their pages: agenda, invitations, who came, answers, promises and feedback."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.formats.icalendar_out import Invitation, calendar
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, plan_access, plan_listings
from rallyround.programme.forms.events import (
    AgendaItemForm,
    AttendanceForm,
    EntryForm,
    FeedbackForm,
    GatheringForm,
    InviteForm,
    ItemAnswerForm,
    PledgeForm,
    PledgeOutcome,
)
from rallyround.programme.queries import events
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry

registry.register("gatherings", P.SEE_PROGRAMME, lambda user, params: plan_listings.gatherings())
registry.register(
    "pledges", P.SEE_PROGRAMME, lambda user, params: plan_listings.pledges(timezone.localdate())
)


def _edit(request: HttpRequest) -> dict[str, Any]:
    return {"may_edit": signed_in(request).may(P.EDIT_PROGRAMME)}


@requires(P.SEE_PROGRAMME)
def gatherings(request: HttpRequest) -> HttpResponse:
    """Every summit, workshop and meeting."""
    return list_response(request, plan_listings.gatherings(), "programme/events.html", _edit(request))


@requires(P.SEE_PROGRAMME)
def gathering(request: HttpRequest, id: UUID) -> HttpResponse:
    """One of them, whole."""
    found = plan_access.gathering(id)
    context = {
        "found": found,
        "agenda": events.agenda(found),
        "attendance": events.attendance(found),
        "voices": events.voices(gathering=found),
        "pledges": events.pledges().filter(gathering=found).order_by("due_on"),
        "begun": found.begins_at <= timezone.now(),
        **_edit(request),
    }
    return render(request, "programme/events_gathering.html", context)


@requires(P.EDIT_PROGRAMME)
def new_gathering(request: HttpRequest) -> HttpResponse:
    """Call one."""
    user, form = signed_in(request), GatheringForm(sent(request), initial={"kind": "summit", "step": "1"})

    def do(said: dict[str, Any]) -> str:
        called = actions.call_gathering(
            by=user.actor, at=timezone.now(), said=form.said(), id=form.submission()
        )
        return reverse("gathering", args=[called.id])

    return ask(
        request, form, do, title=_("Call a summit or workshop"), back=reverse("gatherings"),
        done=_("It is called. Now fill its agenda and invite."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def change_gathering(request: HttpRequest, id: UUID) -> HttpResponse:
    """Move it, or say better what it is."""
    user, found = signed_in(request), plan_access.gathering(id)
    names = ("kind", "name", "begins_at", "ends_at", "place", "aims", "step")
    form = GatheringForm(sent(request), initial={name: getattr(found, name) for name in names})

    def do(said: dict[str, Any]) -> None:
        actions.change_gathering(by=user.actor, at=timezone.now(), gathering=found, said=form.said())

    return ask(
        request, form, do, title=_("Change %(name)s") % {"name": found.name}, back=reverse("gathering", args=[id]),
        done=_("It is changed. Send the invitation again, so that calendars follow."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
@require_POST
def cancel_gathering(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call it off."""
    actions.cancel_gathering(
        by=signed_in(request).actor, at=timezone.now(), gathering=plan_access.gathering(id)
    )
    messages.success(
        request, _("It is called off. Send the invitation again, so that calendars take it out.")
    )
    return redirect("gathering", id=id)


@requires(P.SEE_PROGRAMME)
def invitation(request: HttpRequest, id: UUID) -> HttpResponse:
    """The invitation as a file for any calendar."""
    found = plan_access.gathering(id)
    lines = [found.aims, *(f"{a.item.number}. {a.item.title}" for a in events.agenda(found))]
    file = calendar(
        Invitation(
            uid=f"{found.id}@rallyround",
            sequence=found.sequence,
            changed_at=found.changed_at,
            begins_at=found.begins_at,
            ends_at=found.ends_at,
            summary=found.name,
            place=found.place,
            details="\n".join(line for line in lines if line),
            cancelled=found.cancelled_at is not None,
        )
    )
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return answer


@requires(P.EDIT_PROGRAMME)
@require_POST
def fill_agenda(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put on the agenda what the record says."""
    actions.fill_agenda(by=signed_in(request).actor, at=timezone.now(), gathering=plan_access.gathering(id))
    messages.success(request, _("The agenda has what the record says today."))
    return redirect("gathering", id=id)


@requires(P.EDIT_PROGRAMME)
def add_agenda_item(request: HttpRequest, id: UUID) -> HttpResponse:
    """A further item."""
    user, found, form = signed_in(request), plan_access.gathering(id), AgendaItemForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.add_agenda_item(
            by=user.actor, at=timezone.now(), gathering=found, id=form.submission(), **said
        )

    return ask(
        request, form, do, title=_("A further item"), back=reverse("gathering", args=[id]),
        done=_("The item is on the agenda."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def answer_item(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was answered."""
    user, item = signed_in(request), plan_access.agenda_item(id)
    form = ItemAnswerForm(sent(request), initial={"answer": item.answer, "dissent": item.dissent})

    def do(said: dict[str, Any]) -> None:
        actions.answer_item(by=user.actor, at=timezone.now(), item=item, **said)

    return ask(
        request, form, do, title=item.title, intro=item.from_the_record,
        back=reverse("gathering", args=[item.gathering_id]), done=_("The answer is kept."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def enter_answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make a decision or an action out of an answer."""
    user, item = signed_in(request), plan_access.agenda_item(id)
    initial = {"what": item.answer[:500], "owner": user.id}
    form = EntryForm(sent(request), choices={"owner": people.user_choices()}, initial=initial)

    def do(said: dict[str, Any]) -> None:
        owner = plan_access.person(said.pop("owner"))
        actions.enter_answer(
            by=user.actor, at=timezone.now(), item=item, owner=owner, id=form.submission(), **said
        )

    return ask(
        request, form, do, title=_("What becomes of the answer"), intro=item.answer,
        back=reverse("gathering", args=[item.gathering_id]), done=_("It is in the register."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def invite(request: HttpRequest, id: UUID) -> HttpResponse:
    """Choose who is asked to come."""
    user, found = signed_in(request), plan_access.gathering(id)
    form = InviteForm(sent(request), choices={"organisations": events.not_invited(found)})

    def do(said: dict[str, Any]) -> None:
        chosen = [plan_access.organisation(one) for one in said["organisations"]]
        actions.invite(by=user.actor, at=timezone.now(), gathering=found, organisations=chosen)

    return ask(
        request, form, do, title=_("Invite to %(name)s") % {"name": found.name}, button=_("Invite"),
        back=reverse("gathering", args=[id]), done=_("They are on the list. Now send them the invitation."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def attendance(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whether an organisation comes, and came."""
    user, found = signed_in(request), plan_access.attendance(id)
    came = {True: "yes", False: "no", None: ""}[found.came]
    form = AttendanceForm(sent(request), initial={"answer": found.answer, "came": came})

    def do(said: dict[str, Any]) -> None:
        actions.record_attendance(
            by=user.actor, at=timezone.now(), attendance=found, answer=said["answer"], came=form.came_or_not()
        )

    return ask(
        request, form, do, title=found.organisation.name, back=reverse("gathering", args=[found.gathering_id]),
        done=_("Written down."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def feedback(request: HttpRequest, id: UUID) -> HttpResponse:
    """What people said of it."""
    user, found, form = signed_in(request), plan_access.gathering(id), FeedbackForm(sent(request))

    def do(said: dict[str, Any]) -> None:
        actions.keep_feedback(
            by=user.actor, at=timezone.now(), user=user, gathering=found, went_well=said["feedback"],
            to_improve=said["to_improve"], id=form.submission(),
        )  # fmt: skip

    return ask(
        request, form, do, title=_("What people said of %(name)s") % {"name": found.name},
        back=reverse("gathering", args=[id]), done=_("It is kept as a debrief. Lessons come out of it there."),
    )  # fmt: skip


@requires(P.SEE_PROGRAMME)
def pledges(request: HttpRequest) -> HttpResponse:
    """Every promise."""
    listing = plan_listings.pledges(timezone.localdate())
    return list_response(request, listing, "programme/events_pledges.html", _edit(request))


@requires(P.EDIT_PROGRAMME)
def add_pledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """A promise made at a gathering."""
    user, found = signed_in(request), plan_access.gathering(id)
    choices = {"organisation": people.organisation_choices(), "owner": people.user_choices()}
    form = PledgeForm(sent(request), choices=choices)

    def do(said: dict[str, Any]) -> None:
        organisation, owner = (
            plan_access.organisation(said.pop("organisation")),
            plan_access.person(said.pop("owner")),
        )
        actions.pledge(
            by=user.actor, at=timezone.now(), gathering=found, organisation=organisation, owner=owner,
            id=form.submission(), **said,
        )  # fmt: skip

    return ask(
        request,
        form,
        do,
        title=_("A promise"),
        back=reverse("gathering", args=[id]),
        done=_("The promise is kept here."),
    )


@requires(P.EDIT_PROGRAMME)
def settle_pledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """It was kept, or it will not be."""
    found = plan_access.pledge(id)
    form = PledgeOutcome(sent(request))
    if form.is_valid():
        kept = form.cleaned_data["kept"] == "yes"
        actions.settle_pledge(by=signed_in(request).actor, at=timezone.now(), pledge=found, kept=kept)
        messages.success(request, _("The promise was kept.") if kept else _("The promise is dropped."))
        return redirect("pledges")
    return render(request, "programme/events_pledge.html", {"found": found})
