"""The groups: all of them, one of them, which come first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.groups import access, actions, listings, queries
from rallyround.groups.forms import GroupForm, PriorityForm, told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people import districts
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent

STANDS = ("name", "kind", "causes", "rationale", "hardly_reached", "characteristics", "pattern", "areas", "site",
          "size_low", "size_high", "size_unit", "size_source", "size_dated_on", "by_trusted_routes_only",
          "ease")  # fmt: skip


@requires(P.SEE_PROGRAMME)
def groups(request: HttpRequest) -> HttpResponse:
    """Every group, and how many people they are together."""
    context = {
        "may_change": signed_in(request).may(P.EDIT_PROGRAMME),
        "totals": queries.totals(queries.current_groups()),
        "high": queries.totals(queries.high_priority()),
        "quiet": queries.quiet(timezone.localdate()).count(),
    }
    return list_response(request, listings.groups(timezone.localdate()), "groups/groups.html", context)


@requires(P.SEE_PROGRAMME)
def group(request: HttpRequest, id: UUID) -> HttpResponse:
    """One group with all that is known of it."""
    user = signed_in(request)
    found = access.group_to_see(user, id)
    context = {
        "page": queries.group_page(found, timezone.localdate()),
        "places": districts.names(found.areas),
        "causes": queries.cause_labels(found),
        "hardly_reached": queries.hardly_reached_labels(found),
        "may_change": user.may(P.EDIT_PROGRAMME) and found.ended_at is None,
    }
    return render(request, "groups/group.html", context)


@requires(P.EDIT_PROGRAMME)
def group_add(request: HttpRequest) -> HttpResponse:
    """A new group."""
    form = GroupForm(sent(request))
    if form.is_valid():
        with told_on(form) as kept:
            added = actions.add_group(
                by=signed_in(request).actor,
                at=timezone.now(),
                profile=form.profile(),
                id=form.submission(),
                **_also(form),
            )
        if kept:
            messages.success(request, _("The group is added. Its page says what is still to be known."))
            return redirect("group", id=added.id)
    return render(request, "groups/group_form.html", {"form": form})


@requires(P.EDIT_PROGRAMME)
def group_change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Correct what is known of a group."""
    found = access.group_to_change(signed_in(request), id)
    stands: dict[str, Any] = {name: getattr(found, name) for name in STANDS}
    stands |= {
        "risks": [str(risk.id) for risk in found.risks.all()],
        "parent": str(found.parent_id or ""),
        "community_owner": str(found.community_owner_id or ""),
    }
    form = GroupForm(sent(request), initial=stands, changing=found)
    if form.is_valid():
        by, at = signed_in(request).actor, timezone.now()
        with told_on(form) as kept:
            actions.change_group(by=by, at=at, group=found, profile=form.profile(), **_also(form))
        if kept:
            messages.success(request, _("The group is changed."))
            return redirect("group", id=id)
    return render(request, "groups/group_form.html", {"form": form, "found": found})


@requires(P.EDIT_PROGRAMME)
def group_priority(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whether a group comes first, and why."""
    found = access.group_to_change(signed_in(request), id)
    stands = {"high": found.high_priority, "rank": found.rank, "reason": found.priority_reason}
    form = PriorityForm(sent(request), initial=stands)
    if not form.is_valid():
        return render(request, "groups/priority_form.html", {"form": form, "found": found})
    said = {name: form.cleaned_data[name] for name in ("high", "rank", "reason")}
    actions.set_priority(by=signed_in(request).actor, at=timezone.now(), group=found, **said)
    messages.success(request, _("Written down."))
    return redirect("group", id=id)


@requires(P.EDIT_PROGRAMME)
@require_POST
def group_end(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan for a group no more."""
    user = signed_in(request)
    actions.end_group(by=user.actor, at=timezone.now(), group=access.group_to_change(user, id))
    messages.success(request, _("The group is ended. Its record stays."))
    return redirect("groups")


@requires(P.SEE_PROGRAMME)
def group_ranking(request: HttpRequest) -> HttpResponse:
    """What speaks for which group, in points that anybody can add up."""
    context = {"ranked": queries.ranking(), "may_change": signed_in(request).may(P.EDIT_PROGRAMME)}
    return render(request, "groups/ranking.html", context)


def _also(form: GroupForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "risks": access.risks_chosen(said["risks"]),
        "parent": access.group_chosen(said["parent"]),
        "community_owner": access.organisation_chosen(said["community_owner"]),
    }
