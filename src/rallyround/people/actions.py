"""Every change to users, organisations, memberships, people, details and notes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Details, Membership, Note, Organisation, Partnership, Person, User
from rallyround.people.phones import phone_key
from rallyround.people.roles import ROLES
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
def set_up_partnership(
    *, by: Actor, at: datetime, name: str, nation: str, contact_number: str, **settings: object
) -> Partnership:
    """Make the one partnership of this database; everything else hangs on it."""
    if Partnership.objects.exists():
        raise Refused(_("This installation already has its partnership."))
    partnership = Partnership(
        name=name, nation=nation, contact_number=contact_number, contact_number_set_on=at.date(), **settings
    )
    partnership.save()
    record(
        by=by,
        at=at,
        verb="partnership.set_up",
        subject=("partnership", partnership.id),
        data={"nation": nation},
    )
    return partnership


@transaction.atomic
def add_organisation(
    *,
    by: Actor,
    at: datetime,
    name: str,
    partner_type: str,
    affiliation: str = "coordinated",
    brings: str = "",
) -> Organisation:
    """Take a partner into the directory."""
    if Organisation.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is already an organisation called %(name)s.") % {"name": name})
    organisation = Organisation.objects.create(
        name=name, partner_type=partner_type, affiliation=affiliation, brings=brings
    )
    record(by=by, at=at, verb="organisation.added", subject=("organisation", organisation.id),
           data={"type": partner_type, "affiliation": affiliation})  # fmt: skip
    return organisation


@transaction.atomic
def add_user(*, by: Actor, at: datetime, name: str, email: str, password: str | None = None) -> User:
    """Give somebody a sign-in. Without a password they set one by a link."""
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody already signs in with this e-mail address."))
    user = User(name=name, email=email.lower(), date_joined=at)
    user.set_password(password)
    user.save()
    record(by=by, at=at, verb="user.added", subject=("user", user.id))
    return user


@transaction.atomic
def give_role(
    *,
    by: Actor,
    at: datetime,
    user: User,
    organisation: Organisation,
    role: str,
    areas: list[str] | None = None,
) -> Membership:
    """Let somebody act in a role for an organisation, in some districts or in all."""
    if role not in ROLES:
        raise Refused(_("There is no role called %(role)s.") % {"role": role})
    if Membership.objects.filter(
        user=user, organisation=organisation, role=role, ended_on__isnull=True
    ).exists():
        raise Refused(_("%(name)s already has this role.") % {"name": user.name})
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, areas=areas or [], began_on=at.date()
    )
    record(by=by, at=at, verb="role.given", subject=("user", user.id),
           data={"role": role, "organisation": str(organisation.id), "areas": areas or []})  # fmt: skip
    return membership


@transaction.atomic
def end_role(*, by: Actor, at: datetime, membership: Membership) -> None:
    """Take a role away from today."""
    if membership.ended_on is not None:
        raise Refused(_("This role has already ended."))
    membership.ended_on = at.date()
    membership.save(update_fields=["ended_on"])
    record(
        by=by, at=at, verb="role.ended", subject=("user", membership.user_id), data={"role": membership.role}
    )


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
def forget_person(*, by: Actor, at: datetime, person: Person, reason: str) -> None:
    """Blank somebody's details and words for good. Their needs, tasks and events stay, without them."""
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
    Note.objects.filter(person=person).update(text="")
    person.forgotten_at = at
    person.save(update_fields=["forgotten_at"])
    record(by=by, at=at, verb="person.forgotten", subject=("person", person.id), reason=reason)
