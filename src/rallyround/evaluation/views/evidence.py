"""Evidence: the list, one piece, recording and withdrawing it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.evaluation import about, access, actions, listings, queries
from rallyround.evaluation.criteria import label
from rallyround.evaluation.forms import BecauseForm, EvidenceForm
from rallyround.evaluation.paths import path_of
from rallyround.groups.forms import told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.ui import registry

ABOUT = ("module", "activation", "collaboration", "group", "step")

registry.register(
    "evidence",
    P.SEE_PROGRAMME,
    lambda user, params: listings.evidence(queries.evidence(), timezone.localdate()),
)


@requires(P.SEE_PROGRAMME)
def evidence(request: HttpRequest) -> HttpResponse:
    """What people recorded."""
    shown = listings.evidence(queries.evidence(), timezone.localdate())
    context = {"may_assess": signed_in(request).may(P.ASSESS)}
    return list_response(request, shown, "evaluation/evidence.html", context)


@requires(P.SEE_PROGRAMME)
def item(request: HttpRequest, id: UUID) -> HttpResponse:
    """One piece of evidence in full."""
    return _item(request, id, BecauseForm())


@requires(P.ASSESS)
@require_POST
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """It does not show what it was taken to show."""
    user, form = signed_in(request), BecauseForm(request.POST)
    if not form.is_valid():
        return _item(request, id, form)
    actions.withdraw_evidence(
        by=user.actor,
        at=timezone.now(),
        evidence=access.evidence_to_see(user, id),
        user=user,
        because=form.cleaned_data["because"],
    )
    return redirect("evidence_item", id=id)


@requires(P.ASSESS)
def add(request: HttpRequest) -> HttpResponse:
    """Record a piece of evidence; the address may say of what."""
    user = signed_in(request)
    asked = {"about": request.GET.get("about", ""), "criterion": request.GET.get("criterion", "")}
    form = EvidenceForm(
        request.POST if request.method == "POST" else None, subjects=about.choices(*ABOUT), initial=asked
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            recorded = actions.record_evidence(
                by=user.actor,
                at=timezone.now(),
                user=user,
                subject=about.subject(said["about"]),
                criterion=said["criterion"],
                kind=said["kind"],
                rating=float(said["rating"]),
                strength=said["strength"],
                what=said["what"],
                source=said["source"],
                on=said["on"],
                valid_days=said["valid_days"],
                from_exercise=said["from_exercise"],
                from_society=said["from_society"],
                consent="given" if said["consent"] else "not_needed",
                themes=said["themes"],
                id=said["submission"],
            )
        if kept:
            return redirect("evidence_item", id=recorded.id)
    return render(request, "evaluation/evidence_add.html", {"form": form})


def _item(request: HttpRequest, id: UUID, form: BecauseForm) -> HttpResponse:
    user = signed_in(request)
    found = access.evidence_to_see(user, id)
    context = {
        "evidence": found,
        "about": about.named(found.subject_label, found.subject_id),
        "about_url": path_of(found.subject_label, found.subject_id),
        "criterion": label(found.criterion) if found.criterion else "",
        "themes": about.themes_of(found),
        "percent": round(100 * found.rating),
        "may_withdraw": user.may(P.ASSESS) and found.withdrawn_at is None,
        "form": form,
    }
    return render(request, "evaluation/evidence_item.html", context)
