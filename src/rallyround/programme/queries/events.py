"""Gatherings with who came, what was answered and promised, and how much of society was in the room."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from rallyround.people.models import Organisation
from rallyround.programme.models import AgendaItem, Attendance, Gathering, Pledge, RegisterEntry
from rallyround.programme.queries.align import SOCIETY


def gatherings() -> QuerySet[Gathering]:
    """Every gathering with how many organisations were invited and came."""
    return Gathering.objects.annotate(
        invited=Count("attendance", distinct=True),
        came=Count("attendance", filter=Q(attendance__came=True), distinct=True),
    )


@dataclass(frozen=True)
class Answered:
    """An agenda item with what became of its answer."""

    item: AgendaItem
    entries: list[RegisterEntry]


def agenda(gathering: Gathering) -> list[Answered]:
    """The items in order, each with the decisions and actions that came out of it."""
    items = list(gathering.agenda.order_by("number"))
    entries = RegisterEntry.objects.filter(source_label="agenda_item", source_id__in=[i.id for i in items])
    found = list(entries.select_related("owner").order_by("number"))
    return [Answered(item, [e for e in found if e.source_id == item.id]) for item in items]


def attendance(gathering: Gathering) -> QuerySet[Attendance]:
    """Who was invited, by name."""
    return gathering.attendance.select_related("organisation").order_by("organisation__name")


def not_invited(gathering: Gathering) -> list[tuple[str, str]]:
    """Active organisations that may still be invited, to choose from."""
    there = gathering.attendance.values("organisation_id")
    found = Organisation.objects.filter(active=True).exclude(id__in=there).order_by("name")
    return [(str(o.id), o.name) for o in found]


def pledges() -> QuerySet[Pledge]:
    """Every promise."""
    return Pledge.objects.select_related("organisation", "owner", "gathering")


def open_pledges() -> QuerySet[Pledge]:
    """Promises that are neither kept nor dropped."""
    return pledges().filter(done_at__isnull=True, dropped_at__isnull=True)


def overdue_pledges(today: date) -> QuerySet[Pledge]:
    """Open promises whose day has passed."""
    return open_pledges().filter(due_on__lt=today)


@dataclass(frozen=True)
class Voices:
    """How many of the organisations that came speak for society rather than for an authority."""

    society: int
    of: int

    @property
    def per_cent(self) -> int | None:
        return round(100 * self.society / self.of) if self.of else None


def voices(*, step: int | None = None, gathering: Gathering | None = None) -> Voices:
    """Over who came to one gathering, or to all gatherings of a step."""
    came = Attendance.objects.filter(came=True, gathering__cancelled_at__isnull=True)
    if gathering is not None:
        came = came.filter(gathering=gathering)
    if step is not None:
        came = came.filter(gathering__step=step)
    return Voices(came.filter(organisation__partner_type__in=SOCIETY).count(), came.count())
