"""Candidates of a group, partners to be found, coverage with its gaps, and what is to be decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.collaborations import access, actions, listings, pages, queries
from rallyround.collaborations.forms import CandidateForm, FitForm, TargetForm
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import one, requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent


@requires(P.SEE_PROGRAMME)
def candidates(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who might work with a group, the best first; who does; and where two do the same."""
    user = signed_in(request)
    found = access.group_to_see(user, id)
    local = request.GET.get("local") != "no"
    context = {
        "group": found,
        "local": local,
        "ranked": queries.ranked(found, local),
        "overlaps": queries.overlaps(found),
        "outcomes": queries.shared_outcomes(found, timezone.localdate()),
        "form": CandidateForm(),
        "may_change": user.may(P.EDIT_PROGRAMME) and found.ended_at is None,
    }
    return render(request, "collaborations/candidates.html", context)


@requires(P.EDIT_PROGRAMME)
def candidate_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put an organisation on the list of a group."""
    user = signed_in(request)
    found = access.group_to_change(user, id)
    form = CandidateForm(sent(request))
    if not form.is_valid():
        context = {"form": form, "title": _("Add a candidate"), "group": found}
        return render(request, "collaborations/form.html", context)
    added = actions.add_candidate(
        by=user.actor,
        at=timezone.now(),
        group=found,
        organisation=one(access.organisation_chosen(form.cleaned_data["organisation"])),
        id=form.submission(),
    )
    messages.success(request, _("On the list. Now answer the questions."))
    return redirect("candidate", id=added.id)


@requires(P.EDIT_PROGRAMME)
def candidate(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer the tests of fit for an organisation and a group."""
    user = signed_in(request)
    found = access.candidate_to_change(user, id)
    stands = {answer.test: answer.answer for answer in found.answers.all()}
    stands |= {f"{answer.test}_because": answer.because for answer in found.answers.all()}
    form = FitForm(sent(request), initial=stands)
    if not form.is_valid():
        return render(request, "collaborations/candidate.html", {"form": form, "found": found})
    actions.answer_tests(by=user.actor, at=timezone.now(), user=user, candidate=found, answers=form.answers())
    messages.success(request, _("The answers are kept."))
    return redirect("candidates", id=found.group_id)


@requires(P.SEE_PROGRAMME)
def partners(request: HttpRequest) -> HttpResponse:
    """Who reaches a group, and who brings what is wanted."""
    return list_response(request, listings.partners(), "collaborations/partners.html")


@requires(P.SEE_PROGRAMME)
def coverage(request: HttpRequest) -> HttpResponse:
    """How many groups have somebody for every objective that counts; who does what; what is missing."""
    user = signed_in(request)
    only = pages.group_asked_for(request.GET.get("group", ""))
    context = {
        "page": pages.coverage_page(timezone.localdate(), only),
        "may_change": user.may(P.EDIT_PROGRAMME),
        "may_decide": user.may(P.APPROVE_PROGRAMME),
    }
    return render(request, "collaborations/coverage.html", context)


@requires(P.APPROVE_PROGRAMME)
def coverage_target(request: HttpRequest) -> HttpResponse:
    """Say what is aimed for."""
    user, holds = signed_in(request), queries.target()
    initial = {"objectives": list(holds.objectives), "percent": holds.percent}
    form = TargetForm(sent(request), initial=initial)
    if not form.is_valid():
        return render(request, "collaborations/form.html", {"form": form, "title": _("What is aimed for")})
    said = {name: form.cleaned_data[name] for name in ("objectives", "percent", "reason")}
    actions.set_target(by=user.actor, at=timezone.now(), user=user, **said)
    messages.success(request, _("Written down."))
    return redirect("coverage")


@requires(P.SEE_PROGRAMME)
def collaboration_reviews(request: HttpRequest) -> HttpResponse:
    """What is to be decided, who has been nurtured for how long, who brings most for the money, who does the same."""
    context = {"page": pages.review_page(timezone.localdate())}
    return render(request, "collaborations/reviews.html", context)
