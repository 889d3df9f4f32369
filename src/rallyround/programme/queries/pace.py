"""Whether the planned work fits the days that there are, opportunities and risks, and how far society had a say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from rallyround.programme.models import Activity, OpportunityRisk, Pace, RegisterEntry
from rallyround.programme.queries.plan import OPEN, activities

MONTHS = 12
TOP = 5


@dataclass(frozen=True)
class Month:
    """The work planned for one month beside the days that there are; `capacity` None where no pace was set."""

    first: date
    planned: float
    capacity: int | None

    @property
    def days(self) -> float:
        return round(self.planned, 1)

    @property
    def too_much(self) -> bool:
        return self.capacity is not None and self.days > self.capacity


def months(today: date, count: int = MONTHS) -> list[Month]:
    """The open work of the next months. What should have been done by now falls into this month.

    The days of an activity are spread evenly over the calendar days from its beginning, or from this month on
    where it has begun, to the day on which it is due.
    """
    firsts = _firsts(today, count)
    paces = list(Pace.objects.order_by("holds_from", "set_at"))
    planned = dict.fromkeys(firsts, 0.0)
    for activity in activities().filter(state__in=OPEN):
        for first, days in _spread(activity, firsts):
            planned[first] += days
    return [Month(first, planned[first], _capacity(paces, first)) for first in firsts]


def too_much(today: date) -> list[Month]:
    """Months in which more is planned than can be done."""
    return [month for month in months(today) if month.too_much]


def _firsts(today: date, count: int) -> list[date]:
    firsts = [today.replace(day=1)]
    while len(firsts) < count:
        firsts.append(_after(firsts[-1]))
    return firsts


def _after(first: date) -> date:
    """The first day of the next month.

    >>> _after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (first + timedelta(days=32)).replace(day=1)


def _spread(activity: Activity, firsts: Sequence[date]) -> list[tuple[date, float]]:
    begin = max(activity.begins_on, firsts[0])
    end = activity.due_on
    if end < begin:
        return [(firsts[0], float(activity.days_of_work))]
    length = (end - begin).days + 1
    shares = []
    for first in firsts:
        inside = (min(end, _after(first) - timedelta(days=1)) - max(begin, first)).days + 1
        if inside > 0:
            shares.append((first, activity.days_of_work * inside / length))
    return shares


def _capacity(paces: Sequence[Pace], first: date) -> int | None:
    """The pace that holds at the end of a month, the last one set where two begin on one day."""
    held = [pace for pace in paces if pace.holds_from < _after(first)]
    return held[-1].days_a_month if held else None


def opportunities() -> QuerySet[OpportunityRisk]:
    """Every opportunity and risk with an actor."""
    return OpportunityRisk.objects.select_related("owner", "group")


def open_opportunities() -> QuerySet[OpportunityRisk]:
    """Those that are neither taken nor gone."""
    return opportunities().filter(closed_at__isnull=True)


def top(kind: str) -> list[OpportunityRisk]:
    """Those that weigh most."""
    return list(open_opportunities().filter(kind=kind).order_by("-weight", "review_on")[:TOP])


def review_due(today: date) -> QuerySet[OpportunityRisk]:
    """Those whose day of review has come."""
    return open_opportunities().filter(review_on__lte=today)


ACTORS = list(OpportunityRisk._meta.get_field("actor").choices or [])


def actors_without() -> list[tuple[str, str]]:
    """Kinds of actor for which neither an opportunity nor a risk is written down."""
    there = set(open_opportunities().values_list("actor", flat=True))
    return [(key, str(label)) for key, label in ACTORS if key not in there]


@dataclass(frozen=True)
class Involved:
    """How many decisions society took part in."""

    with_society: int
    of: int

    @property
    def per_cent(self) -> int | None:
        return round(100 * self.with_society / self.of) if self.of else None


def decisions_without_society() -> QuerySet[RegisterEntry]:
    """Decisions of the programme in which nobody from society took part."""
    return RegisterEntry.objects.filter(kind="decision", society="").select_related("owner", "group")


def society_in_decisions() -> Involved:
    """The share of decisions with somebody from society."""
    decisions = RegisterEntry.objects.filter(kind="decision")
    return Involved(decisions.exclude(society="").count(), decisions.count())
