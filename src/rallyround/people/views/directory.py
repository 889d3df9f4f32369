"""The directory: partners, and who can be reached there. Names and numbers are shown by a read that is written down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people import access, actions, districts, listings, queries
from rallyround.people.access import requires, signed_in
from rallyround.people.forms import ChangedOrganisationForm, ContactForm, OrganisationForm, PurposeForm
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission
from rallyround.people.views import sent

ORGANISATION = ("name", "partner_type", "affiliation", "brings", "scope", "areas", "insured_until")


@requires(Permission.SEE_DIRECTORY)
def organisations(request: HttpRequest) -> HttpResponse:
    """Every partner."""
    return list_response(
        request,
        listings.organisations(),
        "people/organisations.html",
        {"may_change": signed_in(request).may(Permission.MANAGE_DIRECTORY)},
    )


@requires(Permission.SEE_DIRECTORY)
def organisation(request: HttpRequest, id: UUID) -> HttpResponse:
    """One partner and the jobs that can be reached there."""
    found = access.organisation(signed_in(request), id)
    today = timezone.localdate()
    context = {
        "found": found,
        "places": districts.names(found.areas),
        "contacts": [(contact, contact.stale(today)) for contact in queries.contacts_of(found)],
        "insurance_over": found.insured_until is not None and found.insured_until < today,
        "may_change": signed_in(request).may(Permission.MANAGE_DIRECTORY),
    }
    return render(request, "people/organisation.html", context)


@requires(Permission.MANAGE_DIRECTORY)
def add_organisation(request: HttpRequest) -> HttpResponse:
    """A new partner."""
    form = OrganisationForm(sent(request))
    if not form.is_valid():
        return render(request, "people/organisation_form.html", {"form": form})
    said = {name: form.cleaned_data.get(name) or "" for name in ORGANISATION[:5]}
    added = actions.add_organisation(
        by=signed_in(request).actor,
        at=timezone.now(),
        areas=form.cleaned_data.get("areas") or [],
        insured_until=form.cleaned_data["insured_until"],
        id=form.submission(),
        **said,
    )
    messages.success(request, _("The organisation is in the directory."))
    return redirect("organisation", id=added.id)


@requires(Permission.MANAGE_DIRECTORY)
def change_organisation(request: HttpRequest, id: UUID) -> HttpResponse:
    """Correct a partner's entry."""
    found = access.organisation(signed_in(request), id)
    stands = {name: getattr(found, name) for name in (*ORGANISATION, "active")}
    form = ChangedOrganisationForm(sent(request), initial=stands)
    if not form.is_valid():
        return render(request, "people/organisation_form.html", {"form": form, "found": found})
    said = {name: form.cleaned_data.get(name) or "" for name in ORGANISATION[:5]}
    actions.change_organisation(
        by=signed_in(request).actor,
        at=timezone.now(),
        organisation=found,
        areas=form.cleaned_data.get("areas", found.areas),
        insured_until=form.cleaned_data["insured_until"],
        active=form.cleaned_data["active"],
        **said,
    )
    messages.success(request, _("The entry is changed."))
    return redirect("organisation", id=id)


@requires(Permission.SEE_DIRECTORY)
def contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """One job that can be reached; its holder's name and number after saying what for."""
    found = access.contact(signed_in(request), id)
    form = PurposeForm(sent(request))
    shown = None
    if form.is_valid():
        shown = actions.disclose_details(
            by=signed_in(request).actor,
            at=timezone.now(),
            person=found.person,
            purpose=form.cleaned_data["purpose"],
        )
    context = {
        "found": found,
        "form": form,
        "shown": shown,
        "stale": found.stale(timezone.localdate()),
        "may_change": signed_in(request).may(Permission.MANAGE_DIRECTORY),
    }
    return render(request, "people/contact.html", context)


@requires(Permission.MANAGE_DIRECTORY)
def add_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody new who can be reached at a partner."""
    organisation = access.organisation(signed_in(request), id)
    form = ContactForm(sent(request))
    if not form.is_valid():
        return render(request, "people/contact_form.html", {"form": form, "organisation": organisation})
    added = actions.add_contact(
        by=signed_in(request).actor,
        at=timezone.now(),
        organisation=organisation,
        id=form.submission(),
        **_said(request, form),
    )
    messages.success(request, _("The contact is in the directory. Now try the number."))
    return redirect("contact", id=added.id)


@requires(Permission.MANAGE_DIRECTORY)
def change_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """Correct a contact, without showing who it is."""
    found = access.contact(signed_in(request), id)
    stands = {
        "job": found.job,
        "deputy": found.deputy_id,
        "user": found.user_id,
        "verify_every_days": found.verify_every_days,
    }
    form = ContactForm(sent(request), initial=stands, changing=found.id)
    if not form.is_valid():
        context = {"form": form, "organisation": found.organisation, "found": found}
        return render(request, "people/contact_form.html", context)
    actions.change_contact(
        by=signed_in(request).actor, at=timezone.now(), contact=found, **_said(request, form)
    )
    messages.success(request, _("The contact is changed."))
    return redirect("contact", id=id)


@requires(Permission.MANAGE_DIRECTORY)
@require_POST
def verify_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """The number was tried: somebody with the job answered, or not."""
    found = access.contact(signed_in(request), id)
    reached = request.POST.get("reached") == "yes"
    actions.verify_contact(by=signed_in(request).actor, at=timezone.now(), contact=found, reached=reached)
    messages.success(
        request,
        _("Written down: the number works.") if reached else _("Written down: the number does not work."),
    )
    return redirect("contact", id=id)


@requires(Permission.MANAGE_DIRECTORY)
def remove_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a contact out of the directory, after asking once."""
    found = access.contact(signed_in(request), id)
    if request.method != "POST":
        return render(request, "people/remove_contact.html", {"found": found})
    actions.remove_contact(by=signed_in(request).actor, at=timezone.now(), contact=found)
    messages.success(request, _("The contact is removed and the name and number are deleted."))
    return redirect("organisation", id=found.organisation_id)


def _said(request: HttpRequest, form: ContactForm) -> dict[str, Any]:
    """What the form says, as the actions take it."""
    said = form.cleaned_data
    viewer = signed_in(request)
    return {
        "job": said["job"],
        "particulars": actions.Particulars(name=said["name"], phone=said["phone"], email=said["email"]),
        "deputy": access.contact(viewer, UUID(said["deputy"])) if said["deputy"] else None,
        "user": access.user_of_contact(viewer, UUID(said["user"])) if said["user"] else None,
        "verify_every_days": said["verify_every_days"],
    }
