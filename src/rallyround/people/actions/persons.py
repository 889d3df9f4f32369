"""The people behind needs, offers and duties: kept apart, shown by one action that logs the read, forgotten in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Details, Note, Person
from rallyround.people.phones import phone_key
from rallyround.ui.errors import Refused


@dataclass(frozen=True)
class Particulars:
    """What somebody told us about themselves. All of it may be missing."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    easting: int | None = None
    northing: int | None = None
    emergency_contact: str = ""
    language: str = "en"
    interpreter: bool = False
    text_relay: bool = False


@transaction.atomic
def keep_person(
    *,
    by: Actor,
    at: datetime,
    particulars: Particulars,
    words: str = "",
    about: tuple[str, UUID] | None = None,
) -> tuple[Person, Note | None]:
    """Keep somebody's details and own words apart from everything else; returns the person and the note of the words."""
    person = new_person(at=at, particulars=particulars)
    note = None
    if words:
        label, subject_id = about or ("person", person.id)
        note = Note.objects.create(
            person=person,
            subject_label=label,
            subject_id=subject_id,
            kind="own_words",
            text=words,
            author=str(by),
            at=at,
        )
    record(by=by, at=at, verb="person.kept", subject=("person", person.id),
           data={"note": str(note.id) if note else None})  # fmt: skip
    return person, note


@transaction.atomic
def write_note(
    *,
    by: Actor,
    at: datetime,
    about: tuple[str, UUID],
    text: str,
    kind: str = "note",
    person: Person | None = None,
) -> Note:
    """Keep free text apart; other records and the ledger name it by its id."""
    if not text.strip():
        raise Refused(_("The note is empty."))
    note = Note.objects.create(
        person=person,
        subject_label=about[0],
        subject_id=about[1],
        kind=kind,
        text=text.strip(),
        author=str(by),
        at=at,
    )
    record(by=by, at=at, verb="note.written", subject=about, data={"note": str(note.id), "kind": kind})
    return note


@dataclass(frozen=True)
class Disclosure:
    """What one read of somebody's details showed."""

    name: str
    phone: str
    email: str
    address: str
    easting: int | None
    northing: int | None
    emergency_contact: str
    notes: tuple[Note, ...]


@transaction.atomic
def disclose_details(*, by: Actor, at: datetime, person: Person, purpose: str) -> Disclosure:
    """Show somebody's details, which writes one "read" event and changes nothing else."""
    details = Details.objects.get(person=person)
    record(by=by, at=at, verb="person.details_read", subject=("person", person.id), reason=purpose)
    return Disclosure(
        name=details.name,
        phone=details.phone,
        email=details.email,
        address=details.address,
        easting=details.easting,
        northing=details.northing,
        emergency_contact=details.emergency_contact,
        notes=tuple(person.notes.order_by("at")),
    )


@transaction.atomic
def forget_person(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    reason: str,
    about: Collection[tuple[str, UUID]] = (),
) -> None:
    """Blank somebody's details and words for good. Their needs, tasks and events stay, without them.

    `about` names the things (label and id) that were theirs alone: what others noted about these is blanked too.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.legal_hold:
        raise Refused(_("These details are held for a claim or an inquiry. End the hold first."))
    blank_person(held, at=at, about=about)
    person.forgotten_at = at
    record(by=by, at=at, verb="person.forgotten", subject=("person", person.id), reason=reason)


@transaction.atomic
def hold_person(*, by: Actor, at: datetime, person: Person, reason: str) -> None:
    """Keep somebody's details whatever their age, for a claim or an inquiry; `reason` is a code or a reference."""
    _set_hold(person, True)
    record(by=by, at=at, verb="person.held", subject=("person", person.id), reason=reason)


@transaction.atomic
def release_person(*, by: Actor, at: datetime, person: Person) -> None:
    """End a hold: the details are forgotten when their time comes."""
    _set_hold(person, False)
    record(by=by, at=at, verb="person.released", subject=("person", person.id))


def _set_hold(person: Person, held: bool) -> None:
    Person.objects.filter(pk=person.pk).update(legal_hold=held)
    person.legal_hold = held


def new_person(*, at: datetime, particulars: Particulars) -> Person:
    """A person and their details, for the actions of this app that bring somebody in."""
    person = Person.objects.create(
        made_at=at,
        language=particulars.language,
        interpreter=particulars.interpreter,
        text_relay=particulars.text_relay,
    )
    Details.objects.create(
        person=person,
        name=particulars.name,
        phone=particulars.phone,
        phone_key=phone_key(particulars.phone),
        email=particulars.email,
        address=particulars.address,
        easting=particulars.easting,
        northing=particulars.northing,
        emergency_contact=particulars.emergency_contact,
    )
    return person


def blank_person(person: Person, *, at: datetime, about: Collection[tuple[str, UUID]] = ()) -> None:
    """Nothing that says who this is remains."""
    Details.objects.filter(person=person).update(
        name="",
        phone="",
        phone_key="",
        email="",
        address="",
        easting=None,
        northing=None,
        emergency_contact="",
    )
    theirs = Q(person=person)
    for label, subject_id in about:
        theirs |= Q(subject_label=label, subject_id=subject_id)
    Note.objects.filter(theirs).update(text="")
    person.forgotten_at = at
    person.save(update_fields=["forgotten_at"])
