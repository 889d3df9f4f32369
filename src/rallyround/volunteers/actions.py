"""Every change to checks and attendance: proof seen, proof gone, signed in, signed out."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.register.models import Offer
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers import queries
from rallyround.volunteers.models import Attendance, Check, CheckKind


@transaction.atomic
def record_check(
    *,
    by: Actor,
    at: datetime,
    offer: Offer,
    kind: str,
    seen_by: User,
    seen_on: date,
    expires_on: date | None = None,
) -> Check:
    """Write down that a named person has seen proof. A later proof of the same kind takes the place of the first."""
    if kind not in CheckKind.values:
        raise Refused(_("There is no check called %(kind)s.") % {"kind": kind})
    if seen_on > at.date():
        raise Refused(_("Proof cannot have been seen on a day that is still to come."))
    if expires_on is not None and expires_on < at.date():
        raise Refused(_("This proof has expired. Ask for one that is in force."))
    check, created = Check.objects.update_or_create(
        offer=offer,
        kind=kind,
        defaults={"seen_by": seen_by, "seen_on": seen_on, "expires_on": expires_on},
    )
    record(
        by=by,
        at=at,
        verb="check.recorded" if created else "check.renewed",
        subject=("offer", offer.id),
        data={"kind": kind, "expires": expires_on.isoformat() if expires_on else None},
    )
    return check


@transaction.atomic
def remove_check(*, by: Actor, at: datetime, check: Check, reason: str = "entered_in_error") -> None:
    """Take back a proof that was not one, or no longer is."""
    kind, offer_id = check.kind, check.offer_id
    if not Check.objects.filter(id=check.id).delete()[0]:
        raise WrongState(_("This check was already taken back."))
    record(
        by=by, at=at, verb="check.removed", subject=("offer", offer_id), data={"kind": kind}, reason=reason
    )


@transaction.atomic
def sign_in(
    *,
    by: Actor,
    at: datetime,
    offer: Offer,
    expected_end: datetime,
    subject: tuple[str, UUID],
    seat: int = 1,
) -> Attendance:
    """Somebody starts work. Refused when they would work too long, or are still signed in elsewhere."""
    if expected_end <= at:
        raise Refused(_("The work would have to end after it begins."))
    Offer.objects.select_for_update().get(id=offer.id)
    if Attendance.objects.filter(offer=offer, seat=seat, during__endswith__isnull=True).exists():
        raise WrongState(_("You are still signed in at another task. Sign out of that one first."))
    objection = queries.may_work(offer=offer, seat=seat, new=(at, expected_end), at=at)
    if objection:
        raise Refused(objection.sentence)
    attendance = Attendance(
        offer=offer,
        seat=seat,
        during=DateTimeTZRange(at, None),
        expected_end=expected_end,
        subject_label=subject[0],
        subject_id=subject[1],
    )
    try:
        with transaction.atomic():
            attendance.save()
    except IntegrityError as error:
        raise WrongState(_("You are already signed in for this time.")) from error
    record(by=by, at=at, verb="volunteer.signed_in", subject=("offer", offer.id),
           data={"attendance": str(attendance.id), "for": [subject[0], str(subject[1])],
                 "expected_end": expected_end.isoformat()})  # fmt: skip
    return attendance


@transaction.atomic
def sign_out(*, by: Actor, at: datetime, attendance: Attendance) -> Attendance:
    """Somebody has finished and is away safely."""
    attendance = Attendance.objects.select_for_update().get(id=attendance.id)
    if attendance.during.upper is not None:
        raise WrongState(_("You have already signed out."))
    began = attendance.during.lower
    # A range that ends where it begins would be empty and lose both.
    attendance.during = DateTimeTZRange(began, max(at, began + timedelta(seconds=1)))
    attendance.save(update_fields=["during"])
    record(by=by, at=at, verb="volunteer.signed_out", subject=("offer", attendance.offer_id),
           data={"attendance": str(attendance.id)})  # fmt: skip
    return attendance
