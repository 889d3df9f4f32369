"""Every change to the directory: organisations and the people who can be reached there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.actions.call_out import lock_call_out_list, locked_contact, number_call_out_list
from rallyround.people.actions.persons import Particulars, blank_person, new_person
from rallyround.people.models import Contact, Details, Organisation, User
from rallyround.people.phones import phone_key
from rallyround.ui.errors import Refused


@transaction.atomic
def add_organisation(
    *,
    by: Actor,
    at: datetime,
    name: str,
    partner_type: str,
    affiliation: str = "coordinated",
    brings: str = "",
    scope: str = "local",
    areas: Sequence[str] = (),
    insured_until: date | None = None,
    id: UUID | None = None,
) -> Organisation:
    """Take a partner into the directory. The same `id` twice is done once."""
    sent_before = Organisation.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_name_taken(name)
    organisation = Organisation.objects.create(
        id=id or uuid7(),
        name=name,
        partner_type=partner_type,
        affiliation=affiliation,
        brings=brings,
        scope=scope,
        areas=list(areas),
        insured_until=insured_until,
    )
    record(by=by, at=at, verb="organisation.added", subject=("organisation", organisation.id),
           data={"type": partner_type, "affiliation": affiliation})  # fmt: skip
    return organisation


@transaction.atomic
def change_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    name: str,
    partner_type: str,
    affiliation: str,
    brings: str = "",
    scope: str = "local",
    areas: Sequence[str] = (),
    insured_until: date | None = None,
    active: bool = True,
) -> Organisation:
    """Correct what the directory says of a partner; one that is no longer active stays, for what it did."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.name.lower() != name.lower():
        _refuse_name_taken(name)
    said = {
        "name": name, "partner_type": partner_type, "affiliation": affiliation, "brings": brings,
        "scope": scope, "areas": list(areas), "insured_until": insured_until, "active": active,
    }  # fmt: skip
    changed = [field for field, value in said.items() if getattr(held, field) != value]
    for field, value in said.items():
        setattr(held, field, value)
    held.save()
    record(by=by, at=at, verb="organisation.changed", subject=("organisation", held.id),
           data={"changed": changed, "affiliation": affiliation, "active": active})  # fmt: skip
    return held


@transaction.atomic
def add_contact(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    job: str,
    particulars: Particulars,
    deputy: Contact | None = None,
    verify_every_days: int = 90,
    user: User | None = None,
    id: UUID | None = None,
) -> Contact:
    """Take somebody who does a job for a partner into the directory. The same `id` twice is done once."""
    sent_before = Contact.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not (particulars.phone or particulars.email):
        raise Refused(_("Enter a telephone number or an e-mail address: a contact must be reachable."))
    contact = new_contact(
        at=at, id=id, organisation=organisation, job=job, particulars=particulars, deputy=deputy,
        verify_every_days=verify_every_days, user=user,
    )  # fmt: skip
    record(by=by, at=at, verb="person.kept", subject=("person", contact.person_id))
    record(by=by, at=at, verb="contact.added", subject=("contact", contact.id),
           data={"organisation": str(organisation.id)})  # fmt: skip
    return contact


@transaction.atomic
def change_contact(
    *,
    by: Actor,
    at: datetime,
    contact: Contact,
    job: str,
    particulars: Particulars,
    deputy: Contact | None = None,
    verify_every_days: int = 90,
    user: User | None = None,
) -> Contact:
    """Correct a contact. What is empty in `particulars` stays as it is; a new number has yet to be tried."""
    held = locked_contact(contact)
    if deputy is not None and deputy.pk == held.pk:
        raise Refused(_("Nobody is their own deputy. Choose somebody else, or nobody."))
    details = Details.objects.get(person_id=held.person_id)
    told = {field: value for field in ("name", "phone", "email") if (value := getattr(particulars, field))}
    changed = [field for field, value in told.items() if getattr(details, field) != value]
    for field in changed:
        setattr(details, field, told[field])
    details.phone_key = phone_key(details.phone)
    details.save()
    if "phone" in changed or "name" in changed:
        held.verified_on = None
    held.job, held.deputy, held.verify_every_days, held.user = job, deputy, verify_every_days, user
    held.save()
    record(by=by, at=at, verb="contact.changed", subject=("contact", held.id), data={"details": changed})
    return held


@transaction.atomic
def verify_contact(*, by: Actor, at: datetime, contact: Contact, reached: bool = True) -> Contact:
    """Write down that the number was tried: whoever answers has the job, or the entry is wrong."""
    held = locked_contact(contact)
    held.verified_on = at.date() if reached else None
    held.save(update_fields=["verified_on"])
    record(by=by, at=at, verb="contact.verified", subject=("contact", held.id), data={"reached": reached})
    return held


@transaction.atomic
def remove_contact(*, by: Actor, at: datetime, contact: Contact) -> None:
    """Take a contact out of the directory and forget who it was. What the duty did stays recorded."""
    lock_call_out_list()
    held = locked_contact(contact)
    order = list(Contact.objects.filter(rank__isnull=False).exclude(pk=held.pk).order_by("rank"))
    number_call_out_list(order, also=held)
    Contact.objects.filter(deputy=held).update(deputy=None)
    held.refresh_from_db(fields=["rank"])
    held.active, held.verified_on, held.deputy, held.user = False, None, None, None
    held.save()
    blank_person(held.person, at=at)
    record(by=by, at=at, verb="contact.removed", subject=("contact", held.id))
    record(by=by, at=at, verb="person.forgotten", subject=("person", held.person_id), reason="left_directory")


def new_contact(
    *,
    at: datetime,
    organisation: Organisation,
    job: str,
    particulars: Particulars,
    deputy: Contact | None = None,
    verify_every_days: int = 90,
    user: User | None = None,
    id: UUID | None = None,
) -> Contact:
    """A contact with its person, for the actions of this app that bring one in."""
    return Contact.objects.create(
        id=id or uuid7(),
        organisation=organisation,
        person=new_person(at=at, particulars=particulars),
        job=job,
        deputy=deputy,
        verify_every_days=verify_every_days,
        user=user,
    )


def _refuse_name_taken(name: str) -> None:
    if Organisation.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is already an organisation called %(name)s.") % {"name": name})
