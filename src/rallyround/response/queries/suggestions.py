"""Whether more is asked for than responders and ready helpers can do: a recommendation with its evidence, no more.

Nothing is activated here or by any job. A person reads it and decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from rallyround.core.lifecycle import ACTIVATION
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import Incident
from rallyround.ledger.models import Event
from rallyround.register.kinds import KINDS, UNKNOWN
from rallyround.register.models import Need
from rallyround.response.models import Activation, Module
from rallyround.response.queries.helpers import helpers_of_skills
from rallyround.response.words import CONFIDENCE, Text

WAITING = ("reported", "open")


@dataclass(frozen=True)
class Waiting:
    """Needs that wait: looked at, told but not looked at, and of a kind not yet known; and helpers that they want."""

    looked_at: int
    reported: int
    unknown: int
    helpers: int


@dataclass(frozen=True)
class Suggestion:
    """Activate this module? `can_do` is what responders and free helpers can see to; `beyond` what is left."""

    module: Module
    incident: Incident
    waiting: Waiting
    responders: int
    by_helpers: int
    confidence: str
    against_at: datetime | None

    @property
    def can_do(self) -> int:
        """Needs that can be seen to without the module."""
        return self.responders + self.by_helpers

    @property
    def needs(self) -> int:
        """The needs that were counted, as sure as the confidence says."""
        counted = self.waiting.looked_at
        if self.confidence != "high":
            counted += self.waiting.reported
        return counted + (self.waiting.unknown if self.confidence == "low" else 0)

    @property
    def confidence_in_words(self) -> Text:
        """What the confidence rests on."""
        return CONFIDENCE[self.confidence]

    @property
    def beyond(self) -> int:
        """Needs beyond what can be done."""
        return self.needs - self.can_do


def suggestions(at: datetime) -> list[Suggestion]:
    """For each open incident and approved module that is not active in it: whether it is needed, the surest first."""
    ready = list(Module.objects.filter(state="ready").select_related("lead").order_by("key"))
    found = []
    for incident in incidents.open_incidents().filter(started_at__lte=at):
        active = set(
            Activation.objects.filter(incident=incident, state__in=ACTIVATION.active).values_list(
                "module__key", flat=True
            )
        )
        found += [_weigh(module, incident, at) for module in ready if module.key not in active]
    order = ("high", "medium", "low")
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (order.index(one.confidence), -one.beyond, one.module.key),
    )


def confidence_of(waiting: Waiting, can_do: int) -> str:
    """How surely more waits than can be done; empty where it does not.

    >>> [confidence_of(Waiting(looked_at, 0, 0, looked_at), 3) for looked_at in (3, 4)]
    ['', 'high']
    >>> confidence_of(Waiting(3, 1, 0, 4), 3), confidence_of(Waiting(3, 0, 1, 3), 3)
    ('medium', 'low')
    """
    if waiting.looked_at > can_do:
        return "high"
    if waiting.looked_at + waiting.reported > can_do:
        return "medium"
    if waiting.unknown and waiting.looked_at + waiting.reported + waiting.unknown > can_do:
        return "low"
    return ""


def waiting(incident: Incident, kinds: Iterable[str]) -> Waiting:
    """The needs of an incident that wait, of these kinds or of none yet."""
    of_kind = Q(kind__in=list(kinds))
    needs = Need.objects.filter(incident=incident, state__in=WAITING)
    counted = needs.aggregate(
        looked_at=Count("id", filter=of_kind & Q(state="open")),
        reported=Count("id", filter=of_kind & Q(state="reported")),
        unknown=Count("id", filter=Q(kind=UNKNOWN)),
        helpers=Sum("helpers", filter=of_kind, default=0),
    )
    return Waiting(**counted)


def waiting_needs(incident: Incident, kinds: Iterable[str], confidence: str) -> QuerySet[Need]:
    """The rows behind a suggestion: those looked at, and with less confidence the others that were counted too."""
    of_kind = Q(kind__in=list(kinds))
    counted = of_kind & Q(state="open")
    if confidence != "high":
        counted |= of_kind & Q(state="reported")
    if confidence == "low":
        counted |= Q(kind=UNKNOWN, state__in=WAITING)
    return Need.objects.filter(counted, incident=incident)


def _weigh(module: Module, incident: Incident, at: datetime) -> Suggestion | None:
    kinds = module.content["kinds"]
    wait = waiting(incident, kinds)
    known = wait.looked_at + wait.reported
    each = max(1, ceil(wait.helpers / known)) if known else 1
    by_helpers = helpers_of_skills({KINDS[kind].skill for kind in kinds}).total // each
    responders = module.content["responders_can_take"]
    confidence = confidence_of(wait, responders + by_helpers)
    if not confidence:
        return None
    return Suggestion(
        module, incident, wait, responders, by_helpers, confidence, _last_against(module.id, incident, at)
    )


def _last_against(module_id: UUID, incident: Incident, at: datetime) -> datetime | None:
    """When somebody last decided against it in this incident."""
    events = Event.objects.filter(
        subject_label="module", subject_id=module_id, verb="module.not_activated", at__lte=at,
        data__incident=str(incident.id),
    )  # fmt: skip
    return events.order_by("-at").values_list("at", flat=True).first()
