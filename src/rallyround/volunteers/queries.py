"""What is known of volunteers at work: checks in force, time worked, rest, and whether a spell may be added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from rallyround.register.models import Offer
from rallyround.volunteers import rest
from rallyround.volunteers.models import Attendance, Check, CheckKind

# A higher disclosure shows all that a lower one does.
INCLUDES = {
    CheckKind.DBS_ENHANCED: {CheckKind.DBS_STANDARD, CheckKind.DBS_BASIC},
    CheckKind.DBS_STANDARD: {CheckKind.DBS_BASIC},
}
LOOK_BACK = timedelta(days=14)  # two of the longest periods that a limit looks at

Seat = tuple[UUID, int]


def checks_held(offer_ids: Iterable[UUID], on: date) -> dict[UUID, set[str]]:
    """The checks in force on a day, by offer; an expired one is not held. Offers without any are there too."""
    held: dict[UUID, set[str]] = {id: set() for id in offer_ids}
    checks = Check.objects.filter(offer_id__in=list(held), seen_on__lte=on).exclude(expires_on__lt=on)
    for offer_id, kind in checks.values_list("offer_id", "kind"):
        held[offer_id] |= {kind, *INCLUDES.get(CheckKind(kind), set())}
    return held


def checks_of(offer: Offer) -> QuerySet[Check]:
    """Everything that was seen of one offer, expired or not."""
    return Check.objects.filter(offer=offer).select_related("seen_by").order_by("kind")


def spells(offer_ids: Iterable[UUID], at: datetime) -> dict[Seat, list[rest.Spell]]:
    """Time worked in the last two weeks, by offer and seat. Who is still signed in works until they should be done."""
    found: dict[Seat, list[rest.Spell]] = defaultdict(list)
    rows = Attendance.objects.filter(offer_id__in=list(offer_ids), during__endswith__isnull=True)
    rows |= Attendance.objects.filter(offer_id__in=list(offer_ids), during__endswith__gt=at - LOOK_BACK)
    for row in rows:
        end = row.during.upper or max(row.expected_end, at)
        found[row.offer_id, row.seat].append((row.during.lower, end))
    return found


def may_work(
    *, offer: Offer, seat: int, new: rest.Spell, at: datetime, planned: Iterable[rest.Spell] = ()
) -> rest.Objection | None:
    """What stands against a spell beside the time worked and the spells `planned`; None if nothing does."""
    return rest.objection([*spells([offer.id], at)[offer.id, seat], *planned], new)


def open_attendance(label: str, id: UUID) -> Attendance | None:
    """Who is signed in for this thing and not yet out."""
    return Attendance.objects.filter(
        subject_label=label, subject_id=id, during__endswith__isnull=True
    ).first()


def overdue(at: datetime, allowance: timedelta) -> QuerySet[Attendance]:
    """Those who should have signed out longer ago than the allowance."""
    return Attendance.objects.filter(during__endswith__isnull=True, expected_end__lt=at - allowance)


def attendances_of(offer: Offer) -> QuerySet[Attendance]:
    """When this offer's people were at work, latest first."""
    return Attendance.objects.filter(offer=offer).order_by("-during")


@dataclass(frozen=True)
class VolunteerPage:
    """What the page of a volunteer's checks and hours shows; `resting_until` for an offer of one person."""

    checks: tuple[tuple[Check, bool], ...]
    attendances: tuple[Attendance, ...]
    hours_this_week: float
    resting_until: datetime | None


def volunteer_page(offer: Offer, at: datetime) -> VolunteerPage:
    """Checks with whether they are in force, the last times at work, hours of seven days, and rest."""
    done = spells([offer.id], at)
    week = at - timedelta(days=7)
    hours = sum(
        (end - max(start, week) for each in done.values() for start, end in each if end > week), timedelta()
    )
    return VolunteerPage(
        checks=tuple(
            (check, check.expires_on is None or check.expires_on >= at.date()) for check in checks_of(offer)
        ),
        attendances=tuple(attendances_of(offer)[:20]),
        hours_this_week=round(hours / timedelta(hours=1), 1),
        resting_until=rest.resting_until(done.get((offer.id, 1), []), at) if offer.capacity == 1 else None,
    )
