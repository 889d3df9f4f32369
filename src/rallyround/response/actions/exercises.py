"""What an exercise showed comes into the real database, by a named person; nothing else of it ever does."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Partnership
from rallyround.people.roles import Permission
from rallyround.response.actions._steps import person
from rallyround.response.models import ExerciseSummary
from rallyround.response.summaries import BrokenSummary, checked_summary
from rallyround.ui.errors import NotAllowed, Refused


@transaction.atomic
def bring_in_exercise(*, by: Actor, at: datetime, summary: dict[str, Any] | bytes) -> ExerciseSummary:
    """Keep the summary that `rallyround exercise end` wrote. The same summary twice is kept once."""
    user = person(by)
    if not user.may(Permission.ASSESS):
        raise NotAllowed(_("Your role does not include bringing in what an exercise showed."))
    if settings.EXERCISE:
        raise Refused(_("This is an exercise: its summary belongs into the partnership's own database."))
    try:
        content = checked_summary(summary)
    except BrokenSummary as error:
        raise Refused(str(error)) from error
    before = ExerciseSummary.objects.filter(sha256=content["sha256"]).first()
    if before is not None:
        return before
    partnership = Partnership.objects.first()
    if partnership is None or str(partnership.id) != content["partnership"]:
        raise Refused(_("This summary is of another partnership's exercise."))
    written_at = datetime.fromisoformat(content["written_at"])
    if written_at > at:
        raise Refused(_("This summary was written in the future: put the clock of that computer right."))
    kept = ExerciseSummary.objects.create(
        name=content["exercise"], written_at=written_at, sha256=content["sha256"], content=content,
        brought_in_by=user, brought_in_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="exercise.brought_in", subject=("exercise_summary", kept.id),
           data={"exercise": kept.name, "sha256": kept.sha256,
                 "modules": [said["key"] for said in content["modules"]]})  # fmt: skip
    return kept
