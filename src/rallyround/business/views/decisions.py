"""A case sent and decided; afterwards, conditions that were met and what lines really came to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.business import access, actions
from rallyround.business.forms import ActualForm, ConditionForm, DecisionForm
from rallyround.groups.forms import told_on
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P


@requires(P.EDIT_PROGRAMME)
@require_POST
def submit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send a draft for approval."""
    user = signed_in(request)
    case = access.case_to_write(user, id)
    actions.submit_case(by=user.actor, at=timezone.now(), case=case)
    return redirect("case", id=case.id)


@requires(P.APPROVE_PROGRAMME)
def decide(request: HttpRequest, id: UUID) -> HttpResponse:
    """Approve, return or refuse a case that was sent."""
    user, now = signed_in(request), timezone.now()
    case = access.case_to_decide(user, id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["decision"] == "approve":
            actions.approve_case(
                by=user.actor,
                at=now,
                case=case,
                approved_by=user,
                approving_body=said["body"],
                conditions=form.conditions_content(),
            )
        else:
            decided = actions.return_case if said["decision"] == "return" else actions.refuse_case
            decided(by=user.actor, at=now, case=case, decided_by=user, reason=said["reason"])
        return redirect("case", id=case.id)
    return render(request, "business/decide.html", {"form": form, "case": case})


@requires(P.EDIT_PROGRAMME, P.ASSESS)
def actual(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down what a line came to in one year."""
    user = signed_in(request)
    line = access.line_to_follow(user, id)
    case = line.option.case
    data = request.POST if request.method == "POST" else None
    form = ActualForm(data, initial={"year": line.year_from, "price_year": case.price_year})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        sent = said.pop("submission")
        now = timezone.now()
        with told_on(form) as kept:
            actions.record_actual(by=user.actor, at=now, line=line, recorded_by=user, id=sent, **said)
        if kept:
            return redirect("case", id=case.id)
    return render(request, "business/actual.html", {"form": form, "line": line, "case": case})


@requires(P.EDIT_PROGRAMME)
def condition_met(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say when and how a condition was met."""
    user = signed_in(request)
    condition = access.condition_to_meet(user, id)
    data = request.POST if request.method == "POST" else None
    form = ConditionForm(data, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.meet_condition(
            by=user.actor, at=timezone.now(), condition=condition, on=said["on"], how=said["how"]
        )
        return redirect("case", id=condition.case_id)
    return render(request, "business/condition.html", {"form": form, "condition": condition})
