"""From a debrief to a change that is seen to hold, and nothing of it lost."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.db.utils import ProgrammingError
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation import actions, jobs, queries
from rallyround.evaluation.models import Debrief, Lesson
from rallyround.ledger import queries as ledger
from rallyround.messaging.models import Message
from rallyround.ui.errors import Refused, WrongState
from tests.evaluation_factories import make_debrief, make_evidence, make_lesson
from tests.factories import AT, TEST, make_partnership, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_debrief_leads_to_a_lesson_a_change_and_evidence_that_it_holds() -> None:
    debrief = make_debrief()
    lesson = actions.find_lesson(by=TEST, at=AT, what="A second key is needed", debrief=debrief)
    owner = make_user("secretariat")
    actions.accept_lesson(
        by=TEST, at=AT, lesson=lesson, owner=owner, due_on=(AT + 7 * DAY).date(), change="Cut a key"
    )
    actions.change_made(by=TEST, at=AT + DAY, lesson=lesson, change="The neighbour has a key")
    evidence = make_evidence(at=AT + 9 * DAY, what="At the exercise the hall was open in ten minutes")
    actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=lesson, evidence=evidence)
    lesson = queries.lessons().get(id=lesson.id)
    assert (lesson.state, lesson.debrief, lesson.embedded_by) == ("embedded", debrief, evidence)
    assert [e.verb for e in ledger.of_subject("lesson", lesson.id)] == [
        "lesson.found", "lesson.accepted", "lesson.changed", "lesson.embedded",
    ]  # fmt: skip


@pytest.mark.manual("S8.a3")
def test_only_later_evidence_shows_that_a_change_holds() -> None:
    lesson = make_lesson(state="changed")
    assert lesson.done_at is not None
    for on in (lesson.done_at.date() - DAY, lesson.done_at.date()):
        evidence = make_evidence(at=AT + 9 * DAY, on=on)
        with pytest.raises(Refused, match="only later evidence"):
            actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=lesson, evidence=evidence)
    against = make_evidence(at=AT + 9 * DAY, rating=0.2)
    with pytest.raises(Refused, match="does not hold"):
        actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=lesson, evidence=against)
    withdrawn = make_evidence(at=AT + 9 * DAY)
    withdrawn = actions.withdraw_evidence(
        by=TEST, at=AT + 9 * DAY, evidence=withdrawn, user=make_user("secretariat"), because="Mixed up"
    )
    with pytest.raises(Refused, match="withdrawn"):
        actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=lesson, evidence=withdrawn)
    later = make_evidence(at=AT + 9 * DAY, kind="exercise", from_exercise=True)
    for state in ("found", "accepted", "rejected"):
        with pytest.raises(WrongState):
            actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=make_lesson(state=state), evidence=later)
    held = actions.embed_lesson(by=TEST, at=AT + 9 * DAY, lesson=lesson, evidence=later)
    assert (held.state, held.owner_id, held.embedded_by) == ("embedded", lesson.owner_id, later)


def test_a_lesson_that_does_not_hold_is_taken_up_again() -> None:
    lesson = make_lesson(state="embedded")
    owner = make_user("secretariat")
    again = actions.reopen_lesson(
        by=TEST, at=AT + 30 * DAY, lesson=lesson, owner=owner, due_on=(AT + 40 * DAY).date(),
        because="The neighbour has moved away",
    )  # fmt: skip
    assert (again.state, again.owner, again.done_at, again.embedded_by) == ("accepted", owner, None, None)


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (lambda lesson: actions.reject_lesson(by=TEST, at=AT, lesson=lesson, because=" "), "Say why"),
        (
            lambda lesson: actions.accept_lesson(
                by=TEST, at=AT, lesson=lesson, owner=make_user(), due_on=(AT - DAY).date(), change="x"
            ),
            "already gone",
        ),
        (
            lambda lesson: actions.accept_lesson(
                by=TEST, at=AT, lesson=lesson, owner=make_user(), due_on=AT.date(), change=""
            ),
            "what is to change",
        ),
        (lambda lesson: actions.change_made(by=TEST, at=AT, lesson=lesson, change=""), "what is different"),
    ],
)
def test_a_lesson_without_what_it_needs_is_refused(verb: object, sentence: str) -> None:
    lesson = make_lesson()
    with pytest.raises(Refused, match=sentence):
        verb(lesson)  # type: ignore[operator]
    lesson.refresh_from_db()
    assert lesson.state == "found"


@pytest.mark.manual("S6.a2")
def test_of_the_recommendations_of_a_review_none_is_lost() -> None:
    review = make_debrief(kind="review", name="Peer review", to_improve="Three things")
    states = ["found", "accepted", "rejected", "changed", "embedded"]
    found = [make_lesson(state=state, debrief=review) for state in states]
    assert [lesson.number for lesson in found] == [1, 2, 3, 4, 5]
    kept = queries.lessons().filter(debrief=review)
    assert sorted(lesson.state for lesson in kept) == sorted(states)
    assert set(states) == set(LESSON.states), "each state that there is"
    for lesson in kept:
        assert lesson.state in ("found", "rejected") or (lesson.change and lesson.owner and lesson.due_on)
        assert lesson.state != "rejected" or lesson.because
    with pytest.raises(ProtectedError), transaction.atomic():
        review.delete()


def test_recording_twice_is_harmless() -> None:
    debrief = make_debrief()
    assert make_debrief(id=debrief.id) == debrief
    lesson = make_lesson(debrief=debrief)
    assert actions.find_lesson(by=TEST, at=AT, what="x", id=lesson.id) == lesson
    assert (Debrief.objects.count(), Lesson.objects.count()) == (1, 1)


def test_a_debrief_without_words_or_of_tomorrow_is_refused() -> None:
    with pytest.raises(Refused, match="what went well"):
        make_debrief(went_well=" ", to_improve="")
    with pytest.raises(Refused, match="in the future"):
        actions.record_debrief(
            by=TEST, at=AT, user=make_user(), name="x", kind="review", on=(AT + DAY).date(), went_well="x"
        )


def test_the_database_keeps_what_was_said() -> None:
    make_debrief()
    with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
        Debrief.objects.update(went_well="Everything")


def test_a_lesson_is_about_what_its_debrief_is_about() -> None:
    debrief = make_debrief(subject=("activation", make_debrief().id))
    lesson = make_lesson(debrief=debrief)
    assert (lesson.subject_label, lesson.subject_id) == ("activation", debrief.subject_id)


def test_owners_are_reminded_a_week_before_and_once_a_week_after(now: datetime) -> None:
    make_partnership()
    owner = make_user("secretariat")
    lesson = make_lesson(state="accepted", owner=owner)  # due 14 days after AT
    told = {
        day: len(actions.remind_owners(by=TEST, at=AT + day * DAY))
        for day in (2, 6, 7, 8, 13, 14, 20, 21, 27)
    }
    assert told == {2: 0, 6: 0, 7: 1, 8: 0, 13: 0, 14: 1, 20: 0, 21: 1, 27: 0}
    sent = Message.objects.filter(template="lesson_due").order_by("made_at")
    assert [m.params["late"] for m in sent] == [False, False, True]
    assert {m.user for m in sent} == {owner}
    assert sent[0].params["lesson"] == lesson.number
    actions.change_made(by=TEST, at=AT + 28 * DAY, lesson=lesson, change="Done")
    assert not actions.remind_owners(by=TEST, at=AT + 60 * DAY)


def test_what_is_overdue_is_a_list() -> None:
    owed, done = make_lesson(state="accepted"), make_lesson(state="changed")
    assert owed.due_on is not None
    assert list(queries.overdue_lessons(owed.due_on)) == []
    assert list(queries.overdue_lessons(owed.due_on + DAY)) == [owed]
    assert set(queries.open_lessons()) == {owed, done}


def test_the_morning_jobs_run_twice_without_harm() -> None:
    make_partnership()
    make_lesson(state="accepted")
    for _ in range(2):
        jobs.remind_owners(0)
        jobs.derive_triggers(0)
    assert Message.objects.filter(template="lesson_due").count() <= 1


def test_a_lesson_sent_again_after_going_back_is_not_written_twice() -> None:
    first = actions.find_lesson(by=TEST, at=AT, what="Ring the farmers first", id=uuid7())
    with pytest.raises(Refused, match=f"already, as number {first.number}"):
        actions.find_lesson(by=TEST, at=AT, what="Ring the farmers first ", id=uuid7())
    actions.reject_lesson(by=TEST, at=AT, lesson=first, because="They are away in winter")
    assert (
        actions.find_lesson(by=TEST, at=AT, what="Ring the farmers first", id=uuid7()).number > first.number
    )
