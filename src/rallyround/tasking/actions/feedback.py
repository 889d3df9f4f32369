"""Two questions after each task, asked of both sides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.tasking.actions._steps import locked_task, note_event
from rallyround.tasking.models import Feedback, Task
from rallyround.ui.errors import Refused, WrongState

OVER = {"delivered", "signed_out", "not_done"}


@transaction.atomic
def give_feedback(
    *,
    by: Actor,
    at: datetime,
    task: Task,
    side: str,
    score: int,
    expected: bool | None = None,
    words: str = "",
) -> Feedback:
    """How it was, 1 to 5, whether it was as expected, and a sentence of their own. The first answer counts."""
    task = locked_task(task.id)
    given = Feedback.objects.filter(task=task, side=side).first()
    if given is not None:
        return given
    if side not in {"volunteer", "requester"}:
        raise Refused(_("Feedback comes from the volunteer or from whoever was helped."))
    if not 1 <= score <= 5:
        raise Refused(_("Choose a score from 1 to 5."))
    if task.state not in OVER:
        raise WrongState(_("Tell us how it went when it is over."))
    person = task.offer.person if side == "volunteer" else task.need.requester
    note = None
    if words.strip():
        note = people.write_note(
            by=by, at=at, about=("task", task.id), text=words, kind="feedback", person=person
        )
    feedback = Feedback.objects.create(task=task, side=side, score=score, expected=expected, note=note, at=at)
    note_event(task, "feedback_given", by=by, at=at, side=side, score=score, expected=expected)
    return feedback
