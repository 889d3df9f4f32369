"""What exercises showed of a module, from the summaries that were brought in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from rallyround.response.models import ExerciseSummary, Module


@dataclass(frozen=True, kw_only=True)
class ExerciseResult:
    """One activation of a module in one exercise. Minutes are None where nothing happened to measure.

    `checklist_done` counts items ticked at all, `checklist_in_time` those ticked by their time.
    """

    on: date
    module_key: str
    version: int
    name: str
    activation: UUID
    activated_at: datetime
    checklist_done: int
    checklist_in_time: int
    checklist_total: int
    call_out_minutes: float | None
    first_task_minutes: float | None
    needs_reported: int
    needs_met: int | None
    summary: UUID


def summaries() -> QuerySet[ExerciseSummary]:
    """Every summary that was brought in."""
    return ExerciseSummary.objects.select_related("brought_in_by")


def exercise_results(module: Module | str) -> list[ExerciseResult]:
    """Each time that a module was exercised, in any version, the latest first.

    An exercise that goes on after a first summary writes another: the later one counts.
    """
    key = module if isinstance(module, str) else module.key
    found: dict[UUID, ExerciseResult] = {}
    for summary in summaries().order_by("written_at", "id"):
        found |= {result.activation: result for result in _results(summary) if result.module_key == key}
    return sorted(found.values(), key=lambda result: (result.activated_at, result.activation), reverse=True)


def results_of(summary: ExerciseSummary) -> list[ExerciseResult]:
    """What one summary says of each module that was exercised."""
    return list(_results(summary))


def _results(summary: ExerciseSummary) -> Iterator[ExerciseResult]:
    content: dict[str, Any] = summary.content
    for said in content["modules"]:
        at = datetime.fromisoformat(said["activated_at"])
        yield ExerciseResult(
            on=at.date(),
            module_key=said["key"],
            version=said["version"],
            name=summary.name,
            activation=UUID(said["activation"]),
            activated_at=at,
            checklist_done=said["checklist_done"],
            checklist_in_time=said["checklist_in_time"],
            checklist_total=said["checklist_total"],
            call_out_minutes=said["call_out_minutes"],
            first_task_minutes=said["first_task_minutes"],
            needs_reported=said["needs_reported"],
            needs_met=said["needs_met"],
            summary=summary.id,
        )
