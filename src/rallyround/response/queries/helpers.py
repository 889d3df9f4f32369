"""Help that stands ready: planned or spontaneous, free or busy, and whoever has waited long without any task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery

from rallyround.core.lifecycle import TASK
from rallyround.core.sources import default, whole_default
from rallyround.ledger.models import Event
from rallyround.register.models import Offer, OfferKind
from rallyround.register.queries.offers import taskable_offers
from rallyround.tasking.models import Task

Rows = QuerySet[Any, Any]  # offers, with what was counted beside them

IDLE_DAYS = whole_default("response.idle_days")
TOO_MANY_IDLE = default("response.idle_share")
HELPING = (OfferKind.PERSON, OfferKind.POOL)
# Whoever was asked was not forgotten, whatever came of it; a task that we took back does not count.
ASKED = sorted(set(TASK.states) - {"cancelled"})


@dataclass(frozen=True)
class Helpers:
    """Free places among helpers ready for tasks: of an organisation (planned) and of people by themselves."""

    planned: int
    spontaneous: int

    @property
    def total(self) -> int:
        """All free places."""
        return self.planned + self.spontaneous


def helpers_of_skills(skills: Iterable[str]) -> Helpers:
    """Free places of offers that have one of the skills; each place counted once."""
    offers = taskable_offers().filter(kind__in=HELPING, skills__overlap=sorted(skills))
    busy = Count("tasks", filter=Q(tasks__state__in=sorted(TASK.active)))
    planned = spontaneous = 0
    for organisation, capacity, taken in offers.annotate(busy=busy).values_list(
        "organisation", "capacity", "busy"
    ):
        free = max(0, capacity - taken)
        planned, spontaneous = (
            (planned + free, spontaneous) if organisation else (planned, spontaneous + free)
        )
    return Helpers(planned, spontaneous)


def capability_type(offer: Offer) -> str:
    """`planned` where an organisation stands behind the help, else `spontaneous`."""
    return "planned" if offer.organisation_id else "spontaneous"


def waiting_helpers(at: datetime) -> Rows:
    """Offers ready for tasks that have been here for the idle time, with when they were last asked and prompted."""
    asked = (
        Task.objects.filter(offer=OuterRef("pk"), state__in=ASKED)
        .order_by()
        .values("offer")
        .annotate(last=Max("offered_at"))
        .values("last")
    )
    prompted = (
        Event.objects.filter(subject_label="offer", subject_id=OuterRef("pk"), verb="offer.prompted")
        .order_by()
        .values("subject_id")
        .annotate(last=Max("at"))
        .values("last")
    )
    return (
        taskable_offers()
        .filter(kind__in=HELPING, received_at__lte=at - timedelta(days=IDLE_DAYS))
        .select_related("organisation", "area")
        .annotate(
            last_asked=Subquery(asked, output_field=DateTimeField()),
            last_prompted=Subquery(prompted, output_field=DateTimeField()),
        )
    )


def idle_helpers(at: datetime) -> Rows:
    """Of those, whoever was asked for no task within the idle time."""
    lately = Task.objects.filter(
        offer=OuterRef("pk"), state__in=ASKED, offered_at__gt=at - timedelta(days=IDLE_DAYS)
    )
    return waiting_helpers(at).exclude(Exists(lately))


def to_prompt(at: datetime) -> Rows:
    """Idle helpers who were not asked to anything else within the idle time either."""
    lately = Event.objects.filter(
        subject_label="offer",
        subject_id=OuterRef("pk"),
        verb="offer.prompted",
        at__gt=at - timedelta(days=IDLE_DAYS),
    )
    return idle_helpers(at).exclude(Exists(lately))


@dataclass(frozen=True)
class Idleness:
    """How many of those ready for tasks were asked for none lately. `share` None: nobody has been here so long."""

    idle: int
    ready: int
    days: int = IDLE_DAYS
    limit: float = TOO_MANY_IDLE

    @property
    def share(self) -> float | None:
        """The share that is idle."""
        return self.idle / self.ready if self.ready else None

    @property
    def too_many(self) -> bool:
        """Whether as many are idle as were in the national call of 2020, when most never had a task."""
        return self.share is not None and self.share >= self.limit


def idleness(at: datetime) -> Idleness:
    """The idle share now."""
    return Idleness(idle_helpers(at).count(), waiting_helpers(at).count())
