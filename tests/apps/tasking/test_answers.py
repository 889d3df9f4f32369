"""The volunteer's answers by the link: yes, no, and the briefing."""

from datetime import timedelta

import pytest

from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.register import actions as register
from rallyround.tasking import actions
from rallyround.tasking.models import Refusal, Task
from rallyround.ui.errors import Refused, WrongState
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_check,
    make_open_need,
    make_ready_offer,
    make_risk_assessment,
    make_task,
)

pytestmark = pytest.mark.django_db


def by(task: Task) -> Actor:
    return Actor("volunteer", task.offer_id)


def told(task: Task) -> list[str]:
    """What the requester was told, in order."""
    messages = Message.objects.filter(subject_label="need", subject_id=task.need_id).order_by("id")
    return list(messages.values_list("template", flat=True))


def test_yes_is_told_to_the_requester_with_the_doorstep_word() -> None:
    task = make_task()
    task = actions.accept_task(by=by(task), at=AT, task=task)
    assert (task.state, task.accepted_at) == ("accepted", AT)
    message = Message.objects.get(template="need_help_coming")
    assert message.person == task.need.requester
    assert message.params["word"] == task.doorstep_word


def test_answering_twice_is_harmless() -> None:
    task = make_task()
    for _ in range(2):
        actions.accept_task(by=by(task), at=AT, task=task)
    for _ in range(2):
        actions.decline_task(by=by(task), at=AT, task=task, reason="too_far")
    verbs = Event.objects.filter(subject_id=task.id).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["task.offered", "task.accepted", "task.declined"]


def test_no_is_remembered_without_penalty_and_the_need_is_offered_on() -> None:
    task = make_task()
    other = make_ready_offer(point=THERE)
    actions.decline_task(by=by(task), at=AT, task=task, reason="no_time")
    task.need.refresh_from_db()
    assert task.need.state == "open"
    assert Refusal.objects.get().reason == "no_time"
    assert told(task)[-1] == "need_rearranged"
    assert actions.propose(by=TEST, at=AT).proposals.get(state="open").offer == other


def test_yes_after_the_time_to_answer_is_too_late() -> None:
    task = make_task()
    with pytest.raises(WrongState, match="offered to somebody else"):
        actions.accept_task(by=by(task), at=task.answer_by, task=task)


def test_yes_to_a_need_that_was_withdrawn_is_told_so() -> None:
    task = make_task()
    register.withdraw_need(by=TEST, at=AT, need=task.need, reason="no_longer_needed")
    with pytest.raises(WrongState, match="no longer needed"):
        actions.accept_task(by=by(task), at=AT, task=task)


@pytest.mark.manual_part("S7.c8")
def test_the_briefing_is_acknowledged_before_anybody_starts() -> None:
    task = make_task(state="accepted")
    with pytest.raises(WrongState, match="“accepted”"):
        actions.start_task(by=by(task), at=task.during.lower, task=task)
    for hazards, limits in ((False, True), (True, False), (False, False)):
        with pytest.raises(Refused, match="Tick both"):
            actions.brief_task(by=by(task), at=AT, task=task, hazards=hazards, limits=limits)
    task = actions.brief_task(by=by(task), at=AT, task=task, hazards=True, limits=True)
    assert task.briefed_at == AT
    assert Event.objects.get(verb="task.briefed").data["risk_assessment"] == str(task.risk_assessment_id)
    assert actions.start_task(by=by(task), at=task.during.lower, task=task).state == "started"


def test_two_who_go_together_are_announced_together() -> None:
    make_risk_assessment("clean_up")
    need = make_open_need(kind="clean_up", point=HERE, helpers=2)
    tasks = []
    for _ in range(2):
        offer = make_ready_offer(point=THERE, skills=("cleaning_up",))
        make_check(offer, "identity")
        tasks.append(make_task(need=need, offer=offer))
    actions.accept_task(by=by(tasks[0]), at=AT, task=tasks[0])
    assert "need_help_coming" not in told(tasks[0])
    actions.accept_task(by=by(tasks[1]), at=AT + timedelta(minutes=1), task=tasks[1])
    assert told(tasks[0])[-2:] == ["need_help_arranged", "need_help_coming"]
