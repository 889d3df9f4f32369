"""Who helps whom: the machine proposes, a named person accepts, refuses or chooses somebody else."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.register.kinds import label
from rallyround.register.whereabouts import not_exact, place_is_known
from rallyround.tasking import access, actions, listing, queries, reasons, words
from rallyround.tasking.forms import HelperForm, LoosenForm, ReasonForm, SharesForm
from rallyround.ui import registry
from rallyround.ui.errors import NotAllowed, Refused

registry.register(
    "proposals",
    Permission.MATCH,
    lambda user, params: listing.proposals(access.proposals_to_decide(user), queries.current_plan()),
)
registry.register(
    "unmet",
    Permission.MATCH,
    lambda user, params: listing.unmet(access.proposals_to_decide(user), queries.current_plan()),
)


@requires(Permission.MATCH)
def proposals(request: HttpRequest) -> HttpResponse:
    """What the current plan proposes, to be decided one by one or many at once."""
    return _proposals(request, ReasonForm(reasons.WHY_NOT))


def _proposals(request: HttpRequest, refuse: ReasonForm, ticked: Collection[UUID] = ()) -> HttpResponse:
    """The list with its form, be it one that came back with what was ticked."""
    _may_take_out(request)
    user = signed_in(request)
    rows = access.proposals_to_decide(user)
    plan = queries.current_plan()
    changed = queries.changed_since(plan) if plan else 0
    context = {
        "plan": plan,
        "changed": changed,
        "changed_text": f"{changed:,}",
        "difference": queries.difference(plan) if plan else [],
        "guarantee": queries.guarantee(plan) if plan else None,
        "may_loosen": user.may(Permission.MANAGE_TASKS),
        "waiting": queries.waiting(access.needs_to_look_at(user)),
        "summary": queries.summary(plan, rows) if plan else None,
        "to_decide": rows.filter(state="open").exists(),
        "refuse": refuse,
        "asked": _asked(request),
    }
    listed = listing.proposals(rows, plan, ticked=frozenset(ticked))
    return list_response(request, listed, "tasking/proposals.html", context)


@requires(Permission.MATCH)
def unmet(request: HttpRequest) -> HttpResponse:
    """For whom nobody was found, and why."""
    rows = access.proposals_to_decide(signed_in(request))
    _may_take_out(request)
    plan = queries.current_plan()
    context = {"plan": plan, "in_the_way": queries.in_the_way(rows)}
    return list_response(request, listing.unmet(rows, plan), "tasking/unmet.html", context)


@requires(Permission.MATCH)
@require_POST
def plan_again(request: HttpRequest) -> HttpResponse:
    """Let the machine look at how things stand now."""
    actions.propose(by=signed_in(request).actor, at=timezone.now())
    return redirect("proposals")


@requires(Permission.MATCH)
def plan_changes(request: HttpRequest) -> HttpResponse:
    """What the current plan changed of the one before."""
    user, plan = signed_in(request), queries.current_plan()
    if plan is None:
        return redirect("proposals")
    _may_take_out(request)
    first = plan.statistics.get("difference") is None
    context = {"plan": plan, "difference": queries.difference(plan), "first": first}
    return list_response(
        request,
        listing.changes(access.proposals_changed(user, plan), plan),
        "tasking/plan_changes.html",
        context,
    )


@requires(Permission.MATCH)
def plan_gain(request: HttpRequest) -> HttpResponse:
    """What first come, first served would have done, what the plan gains, and how evenly it helps."""
    plan = queries.current_plan()
    context = {
        "plan": plan,
        "gain": queries.gain(plan) if plan else None,
        "guarantee": queries.guarantee(plan) if plan else None,
        "may_loosen": signed_in(request).may(Permission.MANAGE_TASKS),
    }
    return render(request, "tasking/plan_gain.html", context)


@requires(Permission.MANAGE_TASKS)
def plan_loosen(request: HttpRequest) -> HttpResponse:
    """Let the plan take tasks back: first which and why, then those that a named person ticks, for a reason."""
    user, at = signed_in(request), timezone.now()
    form = LoosenForm(reasons.LOOSENED, request.POST if request.method == "POST" else None)
    mine = access.tasks_to_change(user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            done = actions.loosen_plan(
                by=user.actor, at=at, user=user, tasks=access.chosen_tasks(user, said["selected"]),
                reason=said["reason"], id=said["submission"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("selected", str(refusal))
        else:
            if done is not None:
                _tell_taken_back(request, done)
            return redirect("proposals")
    looked = request.method == "POST" or "look" in request.GET
    context = {
        "form": form,
        "could": queries.could_change(mine, at),
        "looked": looked,
        "would": queries.would_change(user, mine, at) if looked else None,
        "ticked": request.POST.getlist("selected") if request.method == "POST" else None,
    }
    return render(request, "tasking/plan_loosen.html", context)


@requires(Permission.MANAGE_TASKS)
def plan_shares(request: HttpRequest) -> HttpResponse:
    """Guarantee each place a share of the help that it asks for, or take that back: by a named person."""
    user, plan = signed_in(request), queries.current_plan()
    access.must_decide_everywhere(user)
    now = {"guarantee": (plan.guarantee if plan else "") or "none"}
    form = SharesForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.guarantee_shares(
            by=user.actor, at=timezone.now(), user=user,
            guarantee=form.cleaned_data["guarantee"], id=form.cleaned_data["submission"],
        )  # fmt: skip
        return redirect("plan_gain" if form.cleaned_data["guarantee"] else "proposals")
    return render(request, "tasking/plan_shares.html", {"form": form})


@requires(Permission.MATCH)
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or refuse what was ticked; back to the list as it was filtered. Looking at this address is the list."""
    user, at = signed_in(request), timezone.now()
    back = reverse("proposals") + _asked(request)
    if request.method != "POST":
        return redirect(back)
    ticked, refuses = _ids(request.POST.getlist("selected")), request.POST.get("do") == "refuse"
    chosen = access.chosen_proposals(user, ticked)
    form = ReasonForm(reasons.WHY_NOT, request.POST)
    form.fields["reason"].required = refuses
    if not chosen:
        form.add_error(None, _("Tick at least one line first."))
    valid = form.is_valid()
    form.fields["reason"].required = True  # as it is asked for again
    if not valid:
        alone = chosen[0] if request.GET.get("proposal") and len(chosen) == 1 else None
        return _proposal(request, alone, form) if alone else _proposals(request, form, ticked)
    if refuses:
        for proposal in chosen:
            actions.refuse_proposal(
                by=user.actor, at=at, proposal=proposal, user=user, reason=form.cleaned_data["reason"]
            )
        return redirect(back)
    done = actions.confirm_matches(by=user.actor, at=at, proposals=chosen, user=user)
    if done.tasks:
        told = ngettext("%(count)s task was offered.", "%(count)s tasks were offered.", len(done.tasks))
        messages.success(request, told % {"count": len(done.tasks)})
    for proposal, sentence in done.refused:
        messages.warning(request, f"{proposal.need.code}: {sentence}")
    return redirect(back)


@requires(Permission.MATCH)
def proposal(request: HttpRequest, id: UUID) -> HttpResponse:
    """One proposal with its whole reason."""
    found = access.proposal_to_decide(signed_in(request), id)
    return _proposal(request, found, ReasonForm(reasons.WHY_NOT))


def _proposal(request: HttpRequest, found: Any, refuse: ReasonForm) -> HttpResponse:
    context = {
        "proposal": found,
        "kind": label(found.need.kind),
        "place": queries.rough_place(found.need),
        "asks_where": queries.asks_where(found),
        "why": reasons.pair(found.reason) if found.offer_id else [queries.why_nobody(found)],
        "would_help": [] if found.offer_id else reasons.would_help(found.reason),
        "refuse": refuse,
    }
    return render(request, "tasking/proposal.html", context)


@requires(Permission.MATCH)
def helpers(request: HttpRequest, id: UUID) -> HttpResponse:
    """Choose a helper by hand; the rules that keep people safe are asked all the same."""
    user, at = signed_in(request), timezone.now()
    need = access.need_to_match(user, id)
    form = HelperForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            offer = access.offer_to_match(user, form.cleaned_data["code"])
            proposal = access.proposals_to_decide(user).filter(need=need, state__in=["open", "unmet"]).first()
            task = actions.confirm_match(
                by=user.actor, at=at, need=need, offer=offer, user=user, proposal=proposal,
                override=form.cleaned_data["override"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("task", id=task.id)
    if request.method != "POST":
        problem = queries.need_problem(need, at)
    context = {
        "need": need,
        "kind": label(need.kind),
        "place": queries.rough_place(need),
        "place_is_known": place_is_known(need),
        "not_exact": not_exact(need),
        "form": form,
        "problem": problem,
        "candidates": queries.candidates(
            need, access.offers_to_match(user), at, tasks=access.tasks_to_open(user)
        ),
    }
    return render(request, "tasking/helpers.html", context)


def _tell_taken_back(request: HttpRequest, done: actions.TakenBack) -> None:
    """Which tasks were taken back, and which were not because they have changed since."""
    told = ngettext(
        "%(count)s task was taken back, and its helper is told: %(codes)s. Decide what is proposed now.",
        "%(count)s tasks were taken back, and their helpers are told: %(codes)s. Decide what is proposed now.",
        len(done.tasks),
    )
    codes = (
        _("%(need)s (helper %(helper)s)") % {"need": task.need.code, "helper": task.offer.code}
        for task in done.tasks
    )
    messages.success(request, told % {"count": len(done.tasks), "codes": ", ".join(codes)})
    for task in done.left:
        left = _("%(need)s was left as it is, for it has changed since: %(state)s.")
        messages.warning(request, left % {"need": task.need.code, "state": words.state(task.state)})


def _may_take_out(request: HttpRequest) -> None:
    """The plan as a file is for those who may take lists out."""
    if request.GET.get("export") and not signed_in(request).may(Permission.EXPORT):
        raise NotAllowed(_("Your role does not include taking the plan out as a file."))


def _asked(request: HttpRequest) -> str:
    """What the address asks of the list, such as its filters, to be asked again after deciding."""
    asked = request.GET.copy()
    for key in ("export", "proposal"):
        asked.pop(key, None)
    return f"?{asked.urlencode()}" if asked else ""


def _ids(values: list[str]) -> list[UUID]:
    """What was ticked, without what is no id."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(UUID(value))
    return found
