"""Two questions after a task, of both sides: who answered, how it was, and how far that may be trusted."""

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.people.models import Note
from rallyround.tasking import actions
from rallyround.tasking.additions import subjects_of
from rallyround.tasking.models import Feedback, Task
from rallyround.tasking.queries import heard
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_task, make_user

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


def answer(task: Task, side: str, score: int) -> None:
    actions.give_feedback(by=TEST, at=AT, task=task, side=side, score=score, expected=score > 2)


@pytest.mark.manual("S6.c16")
def test_both_sides_are_asked_after_each_task_and_the_response_rate_and_its_bias_are_shown(
    client: Client,
) -> None:
    """Three tasks were done and two were not; those who were not helped mostly keep silent."""
    done = [make_task(state="signed_out") for _ in range(3)]
    failed = [make_task(state="started") for _ in range(2)]
    for task in failed:
        actions.deliver_task(by=TEST, at=task.during.upper, task=task, outcome="nobody_home")
    for task in done:
        answer(task, "requester", 5)
        answer(task, "volunteer", 4)
    answer(failed[0], "volunteer", 1)
    volunteers, requesters = heard()
    assert (volunteers.asked, volunteers.answered, volunteers.rate) == (5, 4, 0.8)
    assert volunteers.mean == 3.2
    assert volunteers.as_expected == 3
    assert volunteers.bias == 0.5
    assert (requesters.asked, requesters.answered, requesters.rate) == (5, 3, 0.6)
    assert requesters.mean == 5.0
    assert requesters.bias == 1.0
    client.force_login(make_user("coordinator"))
    page = client.get(reverse("tasks")).content.decode()
    assert "4 (80 %)" in page
    assert "3 (60 %)" in page
    assert page.count("the mean is too rosy") == 2


def test_with_few_answers_or_one_kind_of_ending_the_figures_say_so() -> None:
    assert [side.trust for side in heard()] == ["Nobody has answered yet."] * 2
    tasks = [make_task(state="signed_out") for _ in range(3)]
    answer(tasks[0], "volunteer", 3)
    volunteers, _ = heard()
    assert "Fewer than half answered" in volunteers.trust
    assert "cannot be told yet" in volunteers.trust


def test_what_was_written_about_a_task_is_forgotten_with_whoever_was_helped() -> None:
    task = make_task(state="signed_out")
    assert ("task", task.id) in subjects_of(task.need.requester_id)
