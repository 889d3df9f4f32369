"""Activations: what is suggested and what runs, the decision, the checklist on a phone, and standing down."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import queries as groups
from rallyround.incidents import queries as incidents
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.response import access, actions, cards, listings, queries
from rallyround.response.forms import BEGIN, ActivateForm, AgainstForm, StandDownForm
from rallyround.response.protocol import protocol
from rallyround.ui import registry
from rallyround.ui.errors import NotFound, Refused

registry.register(
    "activations",
    Permission.SEE_PROGRAMME,
    lambda user, params: listings.activations(access.activations_to_see(user)),
)


@requires(Permission.SEE_PROGRAMME)
def activations(request: HttpRequest) -> HttpResponse:
    """What is suggested, what runs, and all that ran."""
    user, at = signed_in(request), timezone.now()
    open_ones = list(queries.open_activations())
    context = {
        "open": [(each, queries.ticks(each)) for each in open_ones],
        "late": queries.late_items(at, open_ones).count(),
        "suggestions": queries.suggestions(at),
        "may_decide": user.may(Permission.ACTIVATE),
        "may_see_needs": user.may(Permission.SEE_NEEDS),
    }
    shown = listings.activations(access.activations_to_see(user))
    return list_response(request, shown, "response/activations.html", context)


@requires(Permission.SEE_PROGRAMME)
def activation(request: HttpRequest, id: UUID) -> HttpResponse:
    """One activation: the checklist first, for it is used standing up."""
    user, at = signed_in(request), timezone.now()
    found = access.activation_to_see(user, id)
    may_run = user.may(Permission.ACTIVATE) and queries.may_activate(user, found.module)
    may_tick = user.may(Permission.ACTIVATE) or user.may(Permission.EDIT_PROGRAMME)
    context = {
        "activation": found,
        "page": cards.activation_page(found, at),
        "may_see_needs": user.may(Permission.SEE_NEEDS),
        "may_tick": may_tick and found.state != "stood_down",
        "may_begin_stand_down": may_run and found.state == "active",
        "may_stand_down": may_run and found.state == "standing_down",
    }
    return render(request, "response/activation.html", context)


@requires(Permission.SEE_NEEDS)
def needs(request: HttpRequest, id: UUID) -> HttpResponse:
    """The needs reported since it began: what its page counted, as far as they are in one's own districts."""
    user = signed_in(request)
    found = access.activation_with_needs(user, id)
    shown = listings.activation_needs(access.activation_needs_to_see(user, found))
    context = {
        "title": _("Needs since “%(name)s” began") % {"name": found.module.name},
        "about": _(
            "Requests of the kinds that it takes, in its incident and in the areas of its groups, as far as they are "
            "in your districts."
        ),
    }
    return list_response(request, shown, "response/activation_needs.html", context)


@requires(Permission.SEE_NEEDS)
def requests(request: HttpRequest, id: UUID) -> HttpResponse:
    """The requests that make activation suggested: what the suggestion counted (?incident= and ?sure= as it says)."""
    user = signed_in(request)
    module, rows = access.requests_for(user, id, request.GET.get("incident", ""), request.GET.get("sure", ""))
    context = {
        "title": _("Requests that wait for “%(name)s”") % {"name": module.name},
        "about": _("What the suggestion counted, as far as it is in your districts."),
    }
    return list_response(request, listings.activation_needs(rows), "response/activation_needs.html", context)


@requires(Permission.ACTIVATE)
def activate(request: HttpRequest, id: UUID) -> HttpResponse:
    """The decision, with its reason."""
    user = signed_in(request)
    found = access.module_to_activate(user, id)
    known = protocol(found.content)
    open_ones = [(str(each.id), each.name) for each in incidents.open_incidents()]
    kept = [str(group.id) for group in found.groups.all()]
    form = ActivateForm(
        request.POST if request.method == "POST" else None,
        incidents=open_ones,
        triggers=[(trigger.key, trigger.label) for trigger in known.triggers],
        groups=groups.group_choices(),
        initial={"incident": open_ones[0][0] if open_ones else BEGIN, "groups": kept},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        where = (
            actions.NewIncident(name=said["name"].strip(), hazard=said["hazard"], phase=found.phase)
            if said["incident"] == BEGIN
            else access.open_incident(said["incident"])
        )
        begun = actions.activate(
            by=user.actor,
            at=timezone.now(),
            module=found,
            incident=where,
            groups=access.groups_of(said["groups"]),
            trigger=said["trigger"],
            reason=said["reason"],
            id=said["submission"],
        )
        return redirect("activation", id=begun.id)
    context = {
        "form": form,
        "module": found,
        "card": cards.card(found, timezone.now().date()),
        "may": queries.may_activate(user, found),
    }
    return render(request, "response/activate.html", context)


@requires(Permission.ACTIVATE)
def decide_against(request: HttpRequest, id: UUID) -> HttpResponse:
    """The decision not to, with its reason."""
    user = signed_in(request)
    found = access.module_to_activate(user, id)
    open_ones = [(str(each.id), each.name) for each in incidents.open_incidents()]
    form = AgainstForm(
        request.POST if request.method == "POST" else None,
        incidents=open_ones,
        initial={"incident": open_ones[0][0] if open_ones else ""},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        where = access.open_incident(said["incident"])
        actions.decide_against(
            by=user.actor, at=timezone.now(), module=found, incident=where, reason=said["reason"]
        )
        return redirect("activations")
    return render(request, "response/against.html", {"form": form, "module": found})


@requires(Permission.ACTIVATE, Permission.EDIT_PROGRAMME)
@require_POST
def tick(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """A line is done, or was ticked by mistake."""
    user = signed_in(request)
    verb = actions.untick_item if request.POST.get("undo") else actions.tick_item
    verb(by=user.actor, at=timezone.now(), item=access.item_to_tick(user, id, number))
    return redirect(f"{reverse('activation', args=[id])}#line-{number}")


STEPS: dict[str, Callable[..., object]] = {"stand-down": actions.begin_stand_down, "resume": actions.resume}


@requires(Permission.ACTIVATE)
@require_POST
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    """Begin to stand down, or go on after all."""
    user = signed_in(request)
    if verb not in STEPS:
        raise NotFound(_("There is no such step."))
    STEPS[verb](by=user.actor, at=timezone.now(), activation=access.activation_to_run(user, id))
    return redirect("activation", id=id)


@requires(Permission.ACTIVATE)
def stand_down(request: HttpRequest, id: UUID) -> HttpResponse:
    """The end, with how things stand; what is still open is shown, and must be said to go on."""
    user = signed_in(request)
    found = access.activation_to_run(user, id)
    form = StandDownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.stand_down(
                by=user.actor,
                at=timezone.now(),
                activation=found,
                note=said["note"],
                tasks_go_on=said["tasks_go_on"],
            )
            return redirect("activation", id=id)
        except Refused as refused:
            form.add_error("tasks_go_on", str(refused))
    left = queries.open_tasks(found).select_related("need").order_by("need__code", "id")
    return render(request, "response/stand_down.html", {"form": form, "activation": found, "left": left[:20]})
