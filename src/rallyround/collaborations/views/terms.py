"""Terms, deliveries and verdicts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.collaborations import access, actions, listings, pages, queries
from rallyround.collaborations.forms import AgreementForm, DeliveryForm, TermsForm, VerdictForm
from rallyround.groups.forms import told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.people.views import sent


@requires(P.EDIT_PROGRAMME)
def terms_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Terms for both sides to agree to; a new version begins with what holds."""
    user = signed_in(request)
    found = access.collaboration_to_change(user, id)
    before = queries.latest_terms(found)
    initial: dict[str, Any] = {"starts_on": timezone.localdate()}
    if before is not None:
        initial = {name: getattr(before, name) for name in TermsForm.base_fields}
    form = TermsForm(sent(request), initial=initial)
    if not form.is_valid():
        context = {"form": form, "title": _("Write down terms"), "found": found}
        return render(request, "collaborations/form.html", context)
    actions.propose_terms(
        by=user.actor, at=timezone.now(), collaboration=found, draft=form.draft(), id=form.submission()
    )
    messages.success(request, _("The terms are written down. They hold once both sides agree."))
    return redirect("collaboration", id=id)


@requires(P.EDIT_PROGRAMME)
def terms_change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change terms that await agreement."""
    user = signed_in(request)
    terms = access.terms_to_change(user, id)
    form = TermsForm(sent(request), initial={name: getattr(terms, name) for name in TermsForm.base_fields})
    if not form.is_valid():
        context = {"form": form, "title": _("Change the terms"), "found": terms.collaboration}
        return render(request, "collaborations/form.html", context)
    actions.change_terms(by=user.actor, at=timezone.now(), terms=terms, draft=form.draft())
    messages.success(request, _("The terms are changed; both sides are asked again."))
    return redirect("collaboration", id=terms.collaboration_id)


@requires(P.APPROVE_PROGRAMME)
@require_POST
def terms_agree(request: HttpRequest, id: UUID) -> HttpResponse:
    """The partnership agrees."""
    user = signed_in(request)
    terms = access.terms_to_agree(user, id)
    actions.agree_for_us(by=user.actor, at=timezone.now(), user=user, terms=terms)
    messages.success(request, _("The partnership has agreed."))
    return redirect("collaboration", id=terms.collaboration_id)


@requires(P.EDIT_PROGRAMME)
def terms_agreed_by_them(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down that the organisation agreed."""
    user = signed_in(request)
    terms = access.terms_to_change(user, id)
    form = AgreementForm(sent(request))
    if not form.is_valid():
        context = {"form": form, "title": _("The organisation agrees"), "found": terms.collaboration}
        return render(request, "collaborations/form.html", context)
    actions.agree_for_them(by=user.actor, at=timezone.now(), terms=terms, words=form.cleaned_data["words"])
    messages.success(request, _("Written down: the organisation agrees."))
    return redirect("collaboration", id=terms.collaboration_id)


@requires(P.SEE_PROGRAMME)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Everything that was written down of deliveries."""
    return list_response(request, listings.deliveries(), "collaborations/deliveries.html")


@requires(P.ASSESS)
def delivery_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down what was delivered."""
    user = signed_in(request)
    found = access.collaboration_to_assess(user, id)
    form = DeliveryForm(sent(request), collaboration=found, initial={"on": timezone.localdate()})
    if form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            actions.record_delivery(
                by=user.actor,
                at=timezone.now(),
                user=user,
                part=access.part_chosen(found, said["part"]),
                on=said["on"],
                amount=said["amount"],
                reached_the_group=said["reached"] == "yes",
                evidence=said["evidence"],
                cost=said["cost"],
                id=form.submission(),
            )
        if kept:
            messages.success(request, _("The delivery is written down."))
            return redirect("collaboration", id=id)
    context = {"form": form, "title": _("Write down a delivery"), "found": found}
    return render(request, "collaborations/form.html", context)


@requires(P.ASSESS)
@require_POST
def delivery_withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """It was written down in error."""
    user = signed_in(request)
    delivery = access.delivery_to_withdraw(user, id)
    actions.withdraw_delivery(by=user.actor, at=timezone.now(), delivery=delivery)
    messages.success(request, _("The delivery is withdrawn and counts no more."))
    return redirect("collaboration", id=delivery.part.collaboration_id)


@requires(P.APPROVE_PROGRAMME)
def verdict_add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Decide on a collaboration beside what the record says."""
    user = signed_in(request)
    found = access.collaboration_to_decide(user, id)
    page = pages.collaboration_page(found, timezone.localdate())
    form = VerdictForm(sent(request), initial={"decided": page.verdict_key})
    if not form.is_valid():
        return render(
            request, "collaborations/verdict_form.html", {"form": form, "page": page, "found": found}
        )
    actions.decide_verdict(
        by=user.actor,
        at=timezone.now(),
        user=user,
        collaboration=found,
        decided=form.cleaned_data["decided"],
        reason=form.cleaned_data["reason"],
        id=form.submission(),
    )
    messages.success(request, _("Decided. What follows from it has been done."))
    return redirect("collaboration", id=id)
