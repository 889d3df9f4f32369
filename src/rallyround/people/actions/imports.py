"""Bringing a table of organisations and contacts into the directory: one event a row and one for the import."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.actions.directory import new_contact
from rallyround.people.actions.persons import Particulars
from rallyround.people.models import Contact, Organisation
from rallyround.people.phones import phone_key


@dataclass(frozen=True)
class DirectoryLine:
    """One checked row: an organisation and, where it has a job, a contact there."""

    organisation: str
    partner_type: str
    affiliation: str
    brings: str = ""
    areas: tuple[str, ...] = ()
    job: str = ""
    particulars: Particulars = field(default_factory=Particulars)
    verified_on: date | None = None


@dataclass(frozen=True)
class DirectoryImport:
    """How many came in, and how many were there already."""

    organisations: int
    contacts: int
    already_there: int


@transaction.atomic
def import_directory(*, by: Actor, at: datetime, lines: list[DirectoryLine]) -> DirectoryImport:
    """Take in what is not there yet, all or nothing. What is there already stays as it is."""
    batch = uuid7()
    known = {o.name.casefold(): o for o in Organisation.objects.all()}
    organisations = contacts = already_there = 0
    for line in lines:
        organisation = known.get(line.organisation.casefold())
        added = organisation is None
        if organisation is None:
            organisation = known[line.organisation.casefold()] = _organisation(line)
            organisations += 1
        contact = None
        if line.job and not _is_there(organisation, line):
            contact = _contact(at, organisation, line)
            contacts += 1
        already_there += not added and contact is None
        _record_row(by, at, batch, organisation, contact, added)
    record(by=by, at=at, verb="directory.imported", subject=("import", batch), batch=batch,
           data={"rows": len(lines), "organisations": organisations, "contacts": contacts})  # fmt: skip
    return DirectoryImport(organisations, contacts, already_there)


def _organisation(line: DirectoryLine) -> Organisation:
    return Organisation.objects.create(
        name=line.organisation,
        partner_type=line.partner_type,
        affiliation=line.affiliation,
        brings=line.brings,
        areas=list(line.areas),
    )


def _contact(at: datetime, organisation: Organisation, line: DirectoryLine) -> Contact:
    contact = new_contact(at=at, organisation=organisation, job=line.job, particulars=line.particulars)
    if line.verified_on is not None:
        contact.verified_on = line.verified_on
        contact.save(update_fields=["verified_on"])
    return contact


def _is_there(organisation: Organisation, line: DirectoryLine) -> bool:
    """Whether somebody with this job and this number, or address, is in the directory."""
    same = organisation.contacts.filter(active=True, job__iexact=line.job)
    if line.particulars.phone:
        return same.filter(person__details__phone_key=phone_key(line.particulars.phone)).exists()
    return same.filter(person__details__email__iexact=line.particulars.email).exists()


def _record_row(
    by: Actor, at: datetime, batch: UUID, organisation: Organisation, contact: Contact | None, added: bool
) -> None:
    subject = ("contact", contact.id) if contact else ("organisation", organisation.id)
    verb = "contact.added" if contact else "organisation.added" if added else "organisation.met_again"
    data = {"organisation": str(organisation.id), "organisation_added": added}
    record(by=by, at=at, verb=verb, subject=subject, data=data, batch=batch)
