"""Two questions after a task, of both sides: who answered, how it was, and how far that may be trusted."""

import pytest

from rallyround.people.models import Note
from rallyround.tasking import actions
from rallyround.tasking.models import Feedback
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_task

pytestmark = pytest.mark.django_db


def test_both_sides_say_how_it_was_and_the_first_answer_counts() -> None:
    task = make_task(state="signed_out")
    for side, score in (("volunteer", 5), ("requester", 2), ("volunteer", 1)):
        actions.give_feedback(
            by=TEST, at=AT, task=task, side=side, score=score, expected=True, words=f"{side} {score}"
        )
    assert dict(Feedback.objects.values_list("side", "score")) == {"volunteer": 5, "requester": 2}
    people = {note.text: note.person for note in Note.objects.filter(kind="feedback")}
    assert people == {"volunteer 5": task.offer.person, "requester 2": task.need.requester}


def test_feedback_is_asked_for_when_it_is_over_and_from_1_to_5() -> None:
    task = make_task(state="started")
    with pytest.raises(WrongState, match="when it is over"):
        actions.give_feedback(by=TEST, at=AT, task=task, side="volunteer", score=3)
    for score in (0, 6):
        with pytest.raises(Refused, match="from 1 to 5"):
            actions.give_feedback(by=TEST, at=AT, task=task, side="volunteer", score=score)
    with pytest.raises(Refused, match="from the volunteer or"):
        actions.give_feedback(by=TEST, at=AT, task=task, side="mayor", score=3)
