"""Risk assessments as their page shows them: every kind of task, with what is in force or missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from rallyround.register.kinds import KINDS
from rallyround.tasking import reasons, rules
from rallyround.tasking.models import RiskAssessment
from rallyround.tasking.starting import starting_text

Text = str | Promise
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Row:
    """One kind of task."""

    key: str
    kind: Text
    current: RiskAssessment | None
    problem: Text
    versions: int


def by_kind(rows: QuerySet[RiskAssessment], on: date) -> list[Row]:
    """Every kind in the order of the table; what stands in the way of tasks, where something does."""
    every = list(rows)
    current = {assessment.kind: assessment for assessment in every if assessment.current}
    return [
        Row(
            key=kind.key,
            kind=kind.label,
            current=current.get(kind.key),
            problem=reasons.NOT_IN_FORCE.get(rules.assessment_obstacle(current, kind.key, on), ""),
            versions=sum(assessment.kind == kind.key for assessment in every),
        )
        for kind in KINDS.values()
    ]


def as_asked(
    rows: QuerySet[RiskAssessment], kind: str, today: date, holders: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """What the form begins with: what is in force for this kind now, to be looked at again in a year.

    Where nothing is in force a starting text, and the one partner that there is as the holder of the liability.
    """
    found = rows.filter(kind=kind, current=True).first()
    begin: dict[str, Any] = {"kind": kind, "review_on": today + YEAR}
    if found is None:
        holder = {"holder": holders[0][0]} if len(holders) == 1 else {}
        return begin | starting_text(kind) | holder
    return begin | {
        "level": found.level,
        "hazards": "\n".join(found.hazards),
        "limits": "\n".join(found.limits),
        "holder": str(found.liability_holder_id),
    }
