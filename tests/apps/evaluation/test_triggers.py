"""What in the record asks for a look, once each, and the answer of a named person."""

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from rallyround.evaluation import actions, queries
from rallyround.evaluation.models import Trigger
from rallyround.ledger import queries as ledger
from rallyround.people import actions as people
from rallyround.people.models import Partnership
from rallyround.response import actions as response
from rallyround.response.models import Activation, Module
from rallyround.response.summaries import SCHEMA, seal
from rallyround.ui.errors import Refused, WrongState
from tests.collaborations_factories import deliver, make_collaboration
from tests.evaluation_factories import make_activation, make_debrief, make_evidence, make_module, work_through
from tests.factories import AT, TEST, make_partnership, make_risk_assessment, make_user
from tests.groups_factories import make_group
from tests.response_factories import make_contact

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def kinds_and_steps(found: list[Trigger]) -> set[tuple[str, int, str]]:
    return {(trigger.kind, trigger.step, trigger.source_label) for trigger in found}


def bring_in(module: Module, *, done: int, of: int) -> UUID:
    """The summary of an exercise in which so many lines of the checklist were done."""
    partnership = make_partnership()
    activation = uuid7()
    content = {
        "schema": SCHEMA, "exercise": "winter-2026", "partnership": str(partnership.id),
        "began_at": AT.isoformat(), "written_at": (AT + DAY).isoformat(),
        "modules": [
            {"key": module.key, "activation": str(activation), "activated_at": AT.isoformat(),
             "stood_down_at": None, "version": 1, "checklist_done": done, "checklist_in_time": done,
             "checklist_total": of, "needs_reported": 0, "needs_met": 0, "call_out_minutes": 4.0,
             "first_task_minutes": None},
        ],
    }  # fmt: skip
    content["sha256"] = seal(content)
    user = make_user("secretariat")
    response.bring_in_exercise(by=user.actor, at=AT + DAY, summary=content)
    assert Partnership.objects.count() == 1
    return activation


def test_an_exercise_raises_readiness_and_the_page_can_say_why() -> None:
    module = make_module()
    before = queries.readiness_of(module, TODAY)
    bring_in(module, done=9, of=10)
    after = queries.readiness_of(module, TODAY + DAY)
    assert before.reading.value is not None
    assert after.reading.value is not None
    assert after.reading.value - before.reading.value == pytest.approx(0.9 * 3 / 15)
    line = next(line for line in after.lines if line.criterion.key == "exercised")
    assert line.evidence[0].item.from_exercise
    assert line.evidence[0].item.what == "winter-2026: 9 of 10 lines of the checklist done"
    assert not Activation.objects.exists(), "nothing of the exercise itself is here"


@pytest.mark.parametrize(("done", "said"), [(9, "worked"), (3, "did not work"), (7, "")])
@pytest.mark.manual("S1.c10")
def test_a_pilot_that_worked_or_failed_asks_to_look_at_the_ambition(done: int, said: str) -> None:
    activation = bring_in(make_module(), done=done, of=10)
    found = actions.derive_triggers(by=TEST, at=AT + 2 * DAY)
    if not said:
        assert found == []
        return
    assert kinds_and_steps(found) == {("reopen_ambition", 1, "activation")}
    assert found[0].source_id == activation
    assert f"winter-2026 {said}: " in found[0].reason
    assert list(queries.open_triggers()) == found
    assert [e.verb for e in ledger.of_subject("trigger", found[0].id)] == ["trigger.raised"]


@pytest.mark.manual("S8.a5")
def test_a_module_that_is_ready_asks_whether_the_ambition_may_grow() -> None:
    module = make_module()
    people.verify_contact(by=TEST, at=AT, contact=make_contact())
    for criterion in ("people_trained", "exercised", "materials", "agreement"):
        make_evidence(module, criterion=criterion)
    assert queries.readiness_of(module, TODAY).is_ready
    assert kinds_and_steps(actions.derive_triggers(by=TEST, at=AT)) == {("reopen_ambition", 1, "module")}
    late = actions.derive_triggers(by=TEST, at=AT + 300 * DAY)
    assert ("reopen_step", 7, "module") in kinds_and_steps(late), "what made it ready is too old"


def test_each_cause_asks_once_also_after_it_was_answered() -> None:
    bring_in(make_module(), done=9, of=10)
    first = actions.derive_triggers(by=TEST, at=AT + 2 * DAY)
    assert actions.derive_triggers(by=TEST, at=AT + 3 * DAY) == []
    user = make_user("tactical_lead", name="Tara Lead")
    answered = actions.answer_trigger(
        by=user.actor,
        at=AT + 3 * DAY,
        trigger=first[0],
        user=user,
        decision="reopen",
        answer="Add the next street",
    )
    assert (answered.answered_by, answered.decision) == (user, "reopen")
    assert actions.derive_triggers(by=TEST, at=AT + 4 * DAY) == []
    with pytest.raises(WrongState, match="answered this already"):
        actions.answer_trigger(
            by=user.actor, at=AT, trigger=first[0], user=user, decision="stop", answer="No"
        )


@pytest.mark.parametrize(
    ("decision", "answer", "sentence"), [("", "x", "what was decided"), ("stop", " ", "Say why")]
)
def test_an_answer_without_decision_or_reason_is_refused(decision: str, answer: str, sentence: str) -> None:
    trigger = actions.raise_trigger(
        by=TEST, at=AT, kind="review_due", step=8, reason="x", source=("terms", uuid7())
    )
    assert trigger is not None
    user = make_user("tactical_lead")
    with pytest.raises(Refused, match=sentence):
        actions.answer_trigger(
            by=user.actor, at=AT, trigger=trigger, user=user, decision=decision, answer=answer
        )


@pytest.mark.parametrize(
    ("brought", "cost", "asks"),
    [(20, 0, True), (40, 0, False), (70, 0, False), (80, 0, True), (40, 600, True)],
)
@pytest.mark.manual("S8.a5")
def test_value_or_cost_far_off_what_was_agreed_asks_for_a_new_case(
    brought: int, cost: int, asks: bool
) -> None:
    """Agreed: 40 to 60 homes and £400 in 200 days. A quarter off is borne, more is not."""
    collaboration = make_collaboration(group=make_group())
    deliver(collaboration, brought, cost=cost)
    over = AT + 201 * DAY
    found = [t for t in actions.derive_triggers(by=TEST, at=over) if t.kind == "reopen_case"]
    assert bool(found) == asks
    if asks:
        assert (found[0].step, found[0].source_label) == (3, "terms")
        assert found[0].group_id == collaboration.parts.get().group_id
        assert ("£600 where £400" in found[0].reason) == (cost == 600)


def test_nothing_recorded_is_not_nothing_delivered() -> None:
    make_collaboration(group=make_group())
    found = actions.derive_triggers(by=TEST, at=AT + 201 * DAY)
    assert [t.kind for t in found] == ["review_due"]


def test_a_red_step_asks_for_the_step() -> None:
    user, group = make_user("coordinator"), make_group()
    actions.score_step(by=user.actor, at=AT, user=user, step=4, score=1, because="No plan", group=group)
    actions.score_step(by=user.actor, at=AT, user=user, step=5, score=3, because="Some")
    found = actions.derive_triggers(by=TEST, at=AT)
    assert [(t.kind, t.step, t.group_id) for t in found] == [("reopen_step", 4, group.id)]
    actions.score_step(by=user.actor, at=AT + DAY, user=user, step=4, score=0, because="Worse", group=group)
    assert len(actions.derive_triggers(by=TEST, at=AT + DAY)) == 1, "a new score asks anew"


@pytest.mark.manual("ST.23")
def test_the_effect_of_an_activation_is_looked_at_in_time_and_the_decision_kept() -> None:
    activation = work_through(make_activation(make_module()), lines=6)
    review = queries.reviews(TODAY)[0]
    assert (review.activation, review.due_on, review.overdue) == (activation, TODAY + 28 * DAY, False)
    assert not queries.reviews(TODAY + 28 * DAY)[0].overdue, "on the day itself it is not late"
    assert queries.reviews(TODAY + 29 * DAY)[0].overdue
    found = [t for t in actions.derive_triggers(by=TEST, at=AT + 29 * DAY) if t.kind == "review_due"]
    assert [(t.step, t.source_id) for t in found] == [(8, activation.id)]
    user = make_user("tactical_lead")
    actions.answer_trigger(
        by=user.actor,
        at=AT + 30 * DAY,
        trigger=found[0],
        user=user,
        decision="stop",
        answer="It changed nothing",
    )
    kept = queries.triggers().get(id=found[0].id)
    assert (kept.get_decision_display(), kept.answer, kept.answered_by) == (
        "Stop it",
        "It changed nothing",
        user,
    )
    make_debrief(at=AT + 31 * DAY, subject=("activation", activation.id))
    assert queries.reviews(TODAY + 40 * DAY)[0].reviewed


def test_assessments_past_their_review_ask_for_one() -> None:
    make_risk_assessment("prepare")
    assert actions.derive_triggers(by=TEST, at=AT + 364 * DAY) == []
    found = actions.derive_triggers(by=TEST, at=AT + 365 * DAY)
    assert kinds_and_steps(found) == {("review_due", 7, "risk_assessment")}
