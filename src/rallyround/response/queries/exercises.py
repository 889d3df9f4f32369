"""What exercises showed of a module, from the summaries that were brought in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rallyround.ledger.models import Event
from rallyround.people.models import Partnership
from rallyround.response.models import Activation, ExerciseSummary, Module
from rallyround.response.queries.activations import (
    activation_needs,
    activations,
    call_out_minutes,
    first_task_minutes,
    ticks,
)
from rallyround.response.summaries import SCHEMA, seal


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
    needs_met: int
    summary: UUID


def summaries() -> QuerySet[ExerciseSummary]:
    """Every summary that was brought in."""
    return ExerciseSummary.objects.select_related("brought_in_by")


def summaries_of(rows: QuerySet[ExerciseSummary], group_id: UUID | str) -> QuerySet[ExerciseSummary]:
    """Of these summaries, those in which a module that is kept for the group was exercised."""
    keys = (
        Module.objects.filter(groups=UUID(str(group_id)))
        .exclude(state="retired")
        .values_list("key", flat=True)
    )
    exercised = Q()
    for key in set(keys):
        exercised |= Q(content__modules__contains=[{"key": key}])
    return rows.filter(exercised) if exercised else rows.none()


def exercise_results(module: Module | str) -> list[ExerciseResult]:
    """Each time that a module was exercised, in any version, the latest first.

    An exercise that goes on after a first summary writes another: the later one counts.
    """
    key = module if isinstance(module, str) else module.key
    found: dict[UUID, ExerciseResult] = {}
    for summary in summaries().order_by("written_at", "id"):
        found |= {result.activation: result for result in _results(summary) if result.module_key == key}
    return sorted(found.values(), key=lambda result: (result.activated_at, result.activation), reverse=True)


def results_of(summary: ExerciseSummary) -> list[tuple[str, ExerciseResult]]:
    """What one summary says of each module that was exercised, beside the module's name here."""
    names = dict(Module.objects.order_by("version").values_list("key", "name"))
    return [(names.get(result.module_key, result.module_key), result) for result in _results(summary)]


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


def summary_of(exercise: str, at: datetime) -> dict[str, Any]:
    """What this exercise showed so far of each module, sealed: keys, counts and minutes, nothing of anybody.

    Read in the exercise's own database. The exercise began with its first entry in the record.
    """
    first = Event.objects.order_by("at").values_list("at", flat=True).first()
    partnership = Partnership.objects.get()
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "exercise": exercise,
        "partnership": str(partnership.id),
        "began_at": (first or at).isoformat(),
        "written_at": at.isoformat(),
        "modules": [_shown(each) for each in activations().order_by("activated_at", "id")],
    }
    return {**content, "sha256": seal(content)}


def _shown(activation: Activation) -> dict[str, Any]:
    ticked, needs = ticks(activation), activation_needs(activation)
    stood_down_at = activation.stood_down_at
    return {
        "key": activation.module.key,
        "version": activation.module.version,
        "activation": str(activation.id),
        "activated_at": activation.activated_at.isoformat(),
        "stood_down_at": stood_down_at.isoformat() if stood_down_at else None,
        "checklist_done": ticked.done,
        "checklist_in_time": ticked.in_time,
        "checklist_total": ticked.total,
        "call_out_minutes": call_out_minutes(activation),
        "first_task_minutes": first_task_minutes(activation),
        "needs_reported": needs.count(),
        "needs_met": needs.filter(state="met").count(),
    }
