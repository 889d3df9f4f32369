"""Modules: the list with the library, one module as a card, and drafting, approving and retiring it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.groups import queries as groups
from rallyround.incidents.forms import Once
from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission
from rallyround.response import access, actions, cards, listings, queries
from rallyround.response.forms import AdoptForm, GroupsForm, ModuleForm
from rallyround.response.protocol import library
from rallyround.ui import registry

registry.register(
    "modules", Permission.SEE_PROGRAMME, lambda user, params: listings.modules(access.modules_to_see(user))
)


@requires(Permission.SEE_PROGRAMME)
def modules(request: HttpRequest) -> HttpResponse:
    """The partnership's own modules, and what the library still has."""
    user = signed_in(request)
    context = {
        "library": queries.not_adopted(),
        "may_edit": user.may(Permission.EDIT_PROGRAMME),
    }
    return list_response(
        request, listings.modules(access.modules_to_see(user)), "response/modules.html", context
    )


@requires(Permission.SEE_PROGRAMME)
def matrix(request: HttpRequest) -> HttpResponse:
    """Which module takes which kind of need, and what none takes; of one group's planned needs with ?group=."""
    chosen = (
        access.groups_of([said])
        if (said := request.GET.get("group", "")) in dict(groups.group_choices())
        else []
    )
    group = chosen[0] if chosen else None
    return render(request, "response/matrix.html", {"matrix": queries.matrix(group), "group": group})


@requires(Permission.SEE_PROGRAMME)
def module(request: HttpRequest, id: UUID) -> HttpResponse:
    """One page: the whole protocol, as it is printed and pinned up."""
    user, at = signed_in(request), timezone.now()
    found = access.module_to_see(user, id)
    card = cards.card(found, at.date())
    may_approve = user.may(Permission.APPROVE_PROGRAMME) and found.state == "draft"
    context = {
        "module": found,
        "card": card,
        "groups": list(found.groups.all()),
        "versions": list(queries.versions(found)),
        "activations": list(
            queries.activations().filter(module__key=found.key).order_by("-activated_at")[:5]
        ),
        "exercises": queries.exercise_results(found)[:5],
        "may_edit": user.may(Permission.EDIT_PROGRAMME),
        "may_see_tasks": user.may(Permission.SEE_TASKS),
        "may_approve": may_approve and not card.obstacles,
        "may_retire": user.may(Permission.APPROVE_PROGRAMME) and found.state != "retired",
        "may_activate": found.state == "ready" and queries.may_activate(user, found),
        "form": Once(),
    }
    return render(request, "response/module.html", context)


@requires(Permission.EDIT_PROGRAMME)
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """A module of the library in full, and taking it as one's own."""
    content = one(library().get(key))
    form = AdoptForm(_posted(request), organisations=people.organisation_choices())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        holder = said["liability_holder"]
        taken = actions.adopt_module(
            by=signed_in(request).actor,
            at=timezone.now(),
            key=key,
            lead=access.organisation_of(said["lead"]),
            liability_holder=access.organisation_of(holder) if holder else None,
            id=said["submission"],
        )
        return redirect("module", id=taken.id)
    return render(request, "response/adopt.html", {"form": form, "card": cards.plain_card(content)})


@requires(Permission.EDIT_PROGRAMME)
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a draft, or begin the next version of an approved module."""
    user = signed_in(request)
    found = access.module_to_edit(user, id)
    initial = {"lead": str(found.lead_id), "liability_holder": str(found.liability_holder_id or "")}
    form = ModuleForm(
        _posted(request), content=found.content, organisations=people.organisation_choices(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        holder = said["liability_holder"]
        changed = actions.change_module(
            by=user.actor,
            at=timezone.now(),
            module=found,
            content=said["content"],
            lead=access.organisation_of(said["lead"]),
            liability_holder=access.organisation_of(holder) if holder else None,
            id=said["submission"],
        )
        return redirect("module", id=changed.id)
    return render(request, "response/change.html", {"form": form, "module": found})


@requires(Permission.EDIT_PROGRAMME)
def link(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say for which groups a module is kept."""
    user = signed_in(request)
    found = access.module_to_edit(user, id)
    kept = [str(group.id) for group in found.groups.all()]
    form = GroupsForm(_posted(request), groups=groups.group_choices(), initial={"groups": kept})
    if request.method == "POST" and form.is_valid():
        chosen = access.groups_of(form.cleaned_data["groups"])
        actions.link_groups(by=user.actor, at=timezone.now(), module=found, groups=chosen)
        return redirect("module", id=id)
    return render(request, "response/groups.html", {"form": form, "module": found})


@requires(Permission.APPROVE_PROGRAMME)
@require_POST
def approve(request: HttpRequest, id: UUID) -> HttpResponse:
    """Approve a draft."""
    user = signed_in(request)
    found = access.module_to_approve(user, id)
    actions.approve_module(by=user.actor, at=timezone.now(), module=found, approved_by=user)
    return redirect("module", id=id)


@requires(Permission.APPROVE_PROGRAMME)
@require_POST
def retire(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep it ready no longer."""
    user = signed_in(request)
    actions.retire_module(by=user.actor, at=timezone.now(), module=access.module_to_approve(user, id))
    return redirect("module", id=id)


def _posted(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None
