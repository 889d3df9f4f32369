"""Lessons, debriefs, triggers and evidence as pages and the apps above read them."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation.models import Debrief, Evidence, Lesson, Trigger
from rallyround.ui.cells import shown

CITABLE = 60


def lessons() -> QuerySet[Lesson]:
    """Every lesson, with whom it waits for and where it comes from."""
    return Lesson.objects.select_related("owner", "debrief", "embedded_by")


def overdue_lessons(today: date) -> QuerySet[Lesson]:
    """Changes that were owed by a day that has gone."""
    return lessons().filter(state="accepted", due_on__lt=today)


def open_lessons() -> QuerySet[Lesson]:
    """What is not yet rejected or seen to hold."""
    return lessons().filter(state__in=sorted(LESSON.active))


def debriefs() -> QuerySet[Debrief]:
    """Every debrief with its lessons."""
    return Debrief.objects.select_related("by").prefetch_related("lessons")


def evidence() -> QuerySet[Evidence]:
    """Every piece of evidence that people recorded, withdrawn evidence too."""
    return Evidence.objects.select_related("by", "withdrawn_by")


def evidence_of(label: str, id: UUID) -> QuerySet[Evidence]:
    """What was recorded of one thing and stands, the latest first."""
    return evidence().filter(subject_label=label, subject_id=id, withdrawn_at__isnull=True).order_by("-on")


def later_evidence(lesson: Lesson) -> list[tuple[str, str]]:
    """Evidence of days after a lesson's change, the latest first: what might show that it holds."""
    if lesson.done_at is None:
        return []
    rows = evidence().filter(withdrawn_at__isnull=True, on__gt=timezone.localdate(lesson.done_at))
    return [(str(row.id), f"{row.what} ({shown(row.on)})") for row in rows.order_by("-on", "-id")[:CITABLE]]


def triggers() -> QuerySet[Trigger]:
    """Everything that ever asked for a look."""
    return Trigger.objects.select_related("answered_by")


def open_triggers() -> QuerySet[Trigger]:
    """What still waits for the answer of a named person, the longest first."""
    return triggers().filter(answered_at__isnull=True).order_by("raised_at", "id")
