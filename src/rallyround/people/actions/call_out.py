"""Every change to the call-out list, and the card on which it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import purposes
from rallyround.people.models import Contact, Details, Partnership
from rallyround.people.queries import call_out_order
from rallyround.ui.errors import NotFound, Refused, WrongState


@transaction.atomic
def rank_contact(*, by: Actor, at: datetime, contact: Contact, rank: int | None) -> Contact:
    """Put a contact in this place of the call-out list, 1 for the first called; None takes it off the list."""
    lock_call_out_list()
    held = locked_contact(contact)
    order = list(Contact.objects.filter(rank__isnull=False).exclude(pk=held.pk).order_by("rank"))
    if rank is not None:
        order.insert(max(rank, 1) - 1, held)
    number_call_out_list(order, also=held)
    held.refresh_from_db(fields=["rank"])
    record(by=by, at=at, verb="contact.ranked", subject=("contact", held.id),
           data={"rank": held.rank, "order": [str(c.id) for c in order]})  # fmt: skip
    return held


@dataclass(frozen=True)
class CardLine:
    """One line of the call-out card."""

    rank: int
    job: str
    organisation: str
    name: str
    phone: str
    deputy: str
    deputy_phone: str
    verified_on: date | None
    stale: bool


@transaction.atomic
def print_call_out_card(*, by: Actor, at: datetime) -> list[CardLine]:
    """Show everybody's name and number once, to be printed: one read for each person and one event for the card."""
    contacts = call_out_order(at.date())
    if not contacts:
        raise Refused(_("Nobody is on the call-out list yet."))
    partnership = lock_call_out_list()
    everybody = {c.person_id for c in contacts} | {c.deputy.person_id for c in contacts if c.deputy}
    details = {d.person_id: d for d in Details.objects.filter(person_id__in=everybody)}
    batch = uuid7()
    for person_id in sorted(everybody):
        record(by=by, at=at, verb="person.details_read", subject=("person", person_id),
               reason=purposes.PRINT, batch=batch)  # fmt: skip
    record(by=by, at=at, verb="call_out_card.printed", subject=("partnership", partnership.id),
           data={"lines": len(contacts)}, reason=purposes.PRINT, batch=batch)  # fmt: skip
    return list(_lines(contacts, details))


def _lines(contacts: Iterable[Contact], details: dict[UUID, Details]) -> Iterable[CardLine]:
    for contact in contacts:
        theirs = details[contact.person_id]
        deputy = details.get(contact.deputy.person_id) if contact.deputy else None
        yield CardLine(
            rank=contact.rank or 0,
            job=contact.job,
            organisation=contact.organisation.name,
            name=theirs.name,
            phone=theirs.phone,
            deputy=deputy.name if deputy else "",
            deputy_phone=deputy.phone if deputy else "",
            verified_on=contact.verified_on,
            stale=contact.is_stale,
        )


def locked_contact(contact: Contact) -> Contact:
    """The contact's row, held until this transaction ends; refused for one that was taken out."""
    held = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
    if not held.active:
        raise WrongState(_("This contact has been taken out of the directory."))
    return held


def lock_call_out_list() -> Partnership:
    """One at a time may change the order; the partnership's row stands for the list."""
    partnership = Partnership.objects.select_for_update().first()
    if partnership is None:
        raise NotFound(_("No partnership is set up yet. Run: rallyround setup"))
    return partnership


def number_call_out_list(order: list[Contact], *, also: Contact) -> None:
    """Give the contacts their places 1, 2, 3…; first all are unranked, for no two may hold one place."""
    Contact.objects.filter(pk__in=[c.pk for c in order] + [also.pk]).update(rank=None)
    for place, contact in enumerate(order, start=1):
        Contact.objects.filter(pk=contact.pk).update(rank=place)
