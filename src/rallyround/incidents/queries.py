"""What pages and jobs read about incidents, duty, the log, closures and call-outs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.functional import Promise

from rallyround.incidents.models import CallOut, CallOutAlert, Closure, DutyShift, Incident, LogEntry
from rallyround.incidents.reasons import in_words
from rallyround.incidents.seals import log_seal
from rallyround.ledger.models import Event
from rallyround.people.models import Contact, User

WATCHED_FOR = timedelta(minutes=15)  # since somebody on duty last had a page open


def incidents() -> QuerySet[Incident]:
    """Incidents of this process's own kind: an exercise sees only exercises, and the other way about."""
    return Incident.objects.filter(exercise=bool(settings.EXERCISE))


def open_incidents() -> QuerySet[Incident]:
    """Those that have not ended, the latest first."""
    return incidents().filter(ended_at__isnull=True).order_by("-started_at", "-id")


def current() -> Incident | None:
    """The incident that new needs and offers belong to: the one that began last and has not ended."""
    return open_incidents().first()


def on_duty() -> list[DutyShift]:
    """Who is on duty, the longest first."""
    return list(
        DutyShift.objects.filter(ended_at__isnull=True).select_related("officer").order_by("began_at")
    )


def shift_of(user: User) -> DutyShift | None:
    """This person's open shift."""
    return DutyShift.objects.filter(officer=user, ended_at__isnull=True).first()


def watched(at: datetime | None = None) -> bool:
    """Whether somebody on duty has had a page open within the last quarter of an hour; now, unless `at` is said."""
    since = (at or Now()) - WATCHED_FOR
    return DutyShift.objects.filter(ended_at__isnull=True, seen_at__gte=since).exists()


def waiting_handovers() -> list[DutyShift]:
    """Hand-over notes that nobody has accepted, the latest first."""
    shifts = DutyShift.objects.filter(
        ended_at__isnull=False, handover__isnull=False, accepted_at__isnull=True
    )
    return list(shifts.select_related("officer", "handover").order_by("-ended_at"))


def open_closures() -> list[Closure]:
    """Where nobody may go now."""
    return list(Closure.objects.filter(lifted_at__isnull=True).order_by("at"))


def open_call_outs() -> list[CallOut]:
    """What nobody has answered yet, the longest waiting first."""
    return list(CallOut.objects.filter(answered_at__isnull=True).order_by("raised_at"))


@dataclass(frozen=True)
class Alarm:
    """Call-outs for one reason that nobody has answered: one answer is for all of them."""

    reason: str
    first: CallOut
    count: int
    rank: int

    @property
    def label(self) -> str | Promise:
        """The reason for people."""
        return in_words(self.reason)


def alarms() -> list[Alarm]:
    """What nobody has answered, by reason, the longest waiting first."""
    by_reason: dict[str, list[CallOut]] = {}
    for call_out in open_call_outs():
        by_reason.setdefault(call_out.reason, []).append(call_out)
    return [
        Alarm(reason, each[0], len(each), max(one.last_rank for one in each))
        for reason, each in by_reason.items()
    ]


def last_answer(reason: str) -> datetime | None:
    """When a call-out for this reason was last answered by a person."""
    events = Event.objects.filter(verb="call_out.answered", subject_id__in=_of_reason(reason))
    return events.order_by("-at").values_list("at", flat=True).first()


def _of_reason(reason: str) -> QuerySet[CallOut, UUID]:
    return CallOut.objects.filter(reason=reason, answered_at__isnull=False).values_list("id", flat=True)


def nobody_to_call() -> bool:
    """Whether the call-out list is empty."""
    return not Contact.objects.filter(rank__isnull=False, active=True).exists()


def alert(id: UUID) -> CallOutAlert | None:
    """One alert with its call-out and whom it went to."""
    return CallOutAlert.objects.select_related("call_out", "contact").filter(id=id).first()


def log() -> QuerySet[LogEntry]:
    """The log with its words, its owners and the hash under which the ledger recorded each entry."""
    recorded = Event.objects.filter(subject_label="log_entry", subject_id=OuterRef("pk"), verb="log.entered")
    return LogEntry.objects.select_related("what", "why", "owner", "incident").annotate(
        ledger_hash=Subquery(recorded.values("hash")[:1])
    )


def altered_log_entries() -> Iterator[LogEntry]:
    """Entries that no longer are what the ledger says was written, or that it does not know."""
    recorded = Event.objects.filter(subject_label="log_entry", subject_id=OuterRef("pk"), verb="log.entered")
    entries = LogEntry.objects.select_related("what", "why").annotate(
        seal=Subquery(recorded.values("data__seal")[:1])
    )
    for entry in entries.order_by(F("at"), F("id")).iterator(chunk_size=1000):
        if entry.seal != log_seal(entry):
            yield entry
