"""The way of a group through the eight steps: any order, history kept, what next, questions and their answers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rallyround.evaluation.models import Trigger
from rallyround.ledger.models import Event
from rallyround.programme import actions
from rallyround.programme.models import Cycle, RegisterEntry, StepOpening
from rallyround.programme.queries import journey, register
from rallyround.ui.errors import Refused, WrongState
from rallyround.ui.facts import Fact
from tests.factories import AT, make_partnership, make_user
from tests.groups_factories import make_group
from tests.journey_factories import make_cycle, make_entry

TODAY = AT.date()
DAY = timedelta(days=1)


def open_step(cycle: Cycle, step: int, at: datetime = AT, reason: str = "") -> StepOpening:
    user = make_user("secretariat")
    return actions.open_step(by=user.actor, at=at, cycle=cycle, step=step, user=user, reason=reason)


def close_step(opening: StepOpening, at: datetime = AT) -> StepOpening:
    user = make_user("secretariat")
    return actions.close_step(by=user.actor, at=at, opening=opening, user=user)


@pytest.mark.django_db
def test_a_group_sets_out_with_the_first_step_and_sending_it_twice_is_harmless() -> None:
    make_partnership()
    cycle = make_cycle()
    user = make_user("secretariat")
    again = actions.begin_cycle(by=user.actor, at=AT, group=cycle.group, opened_by=user, id=cycle.id)
    assert again == cycle
    assert list(StepOpening.objects.values_list("step", flat=True)) == [1]
    with pytest.raises(WrongState, match="already on its way"):
        make_cycle(cycle.group)


@pytest.mark.django_db
def test_a_pilot_says_what_must_be_seen_and_its_end_is_a_decision_in_the_register() -> None:
    make_partnership()
    with pytest.raises(Refused, match="what must be seen"):
        make_cycle(pilot=True)
    cycle = make_cycle(pilot=True, exit_criteria="Two drills, and eight of ten homes reached.")
    open_step(cycle, 5)
    user = make_user("secretariat")
    with pytest.raises(Refused, match="what comes next"):
        actions.end_cycle(by=user.actor, at=AT, cycle=cycle, user=user, scale="perhaps", why="We like it")
    with pytest.raises(Refused, match="Say why"):
        actions.end_cycle(by=user.actor, at=AT, cycle=cycle, user=user, scale="grow", why=" ")
    decision = actions.end_cycle(
        by=user.actor,
        at=AT + DAY,
        cycle=cycle,
        user=user,
        scale="grow",
        why="Nine of ten homes were reached.",
    )
    assert (decision.kind, decision.step, decision.group) == ("decision", 8, cycle.group)
    assert "widen" in decision.what
    assert not StepOpening.objects.filter(closed_at__isnull=True).exists()
    with pytest.raises(WrongState, match="already ended"):
        actions.end_cycle(by=user.actor, at=AT, cycle=cycle, user=user, scale="stop", why="x")
    assert make_cycle(cycle.group).number == 2


class TestAnyOrder(TestCase):
    """Whatever is opened and closed in whatever order: any step can be opened again, and nothing is lost."""

    @pytest.mark.manual("ST.25")
    @settings(max_examples=25)
    @given(steps=st.lists(st.integers(1, 8), min_size=1, max_size=14))
    def test_any_step_can_be_opened_again_and_its_history_stays(self, steps: list[int]) -> None:
        make_partnership()
        user = make_user("secretariat")
        number = Cycle.objects.count()
        cycle = make_cycle(make_group(name=f"Group of cycle {number}"), user=user, steps=())
        told = []
        for n, step in enumerate(steps):
            at = AT + n * DAY
            opening = actions.open_step(
                by=user.actor, at=at, cycle=cycle, step=step, user=user, reason=f"Because of {n}"
            )
            if n % 2:
                actions.close_step(by=user.actor, at=at + DAY, opening=opening, user=user)
            else:  # still open: a second opening of it is refused, so it is closed before the next
                with pytest.raises(WrongState):
                    actions.open_step(by=user.actor, at=at, cycle=cycle, step=step, user=user, reason="Twice")
                actions.close_step(by=user.actor, at=at, opening=opening, user=user)
            told.append((step, at, f"Because of {n}"))
        kept = (
            StepOpening.objects.filter(cycle=cycle)
            .order_by("opened_at")
            .values_list("step", "opened_at", "reason")
        )
        assert list(kept) == told
        actions.end_cycle(
            by=user.actor, at=AT + 99 * DAY, cycle=cycle, user=user, scale="again", why="To learn"
        )
        second = make_cycle(cycle.group, user=user, at=AT + 100 * DAY, steps=(8,))
        assert second.number == cycle.number + 1
        assert StepOpening.objects.filter(cycle=cycle).count() == len(steps)


@pytest.mark.django_db
def test_a_step_is_opened_again_only_with_a_reason() -> None:
    make_partnership()
    cycle = make_cycle()
    close_step(StepOpening.objects.get())
    with pytest.raises(Refused, match="why the step is opened again"):
        open_step(cycle, 1)
    assert open_step(cycle, 1, reason="The council has a new leader").reason
    with pytest.raises(Refused, match="eight steps"):
        open_step(cycle, 9)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_stepopening SET reason = 'nicer'",
        "UPDATE programme_stepopening SET closed_at = NULL",
        "DELETE FROM programme_stepopening",
        "UPDATE programme_cycle SET pilot = true",
        "DELETE FROM programme_cycle",
    ],
)
def test_the_database_keeps_the_history_of_steps(statement: str) -> None:
    make_partnership()
    make_cycle()
    close_step(StepOpening.objects.get())
    with pytest.raises(ProgrammingError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# What the record says of the steps


def a_fact(key: str, done: bool | None, **said: str) -> Fact:
    fields = {"label": f"The {key}", "value": 1, "url": f"/rows/{key}/", "source": "A test", "done": done}
    return Fact(key=key, **{**fields, **said})  # type: ignore[arg-type]


def say(monkeypatch: pytest.MonkeyPatch, facts: dict[int, list[Fact]]) -> None:
    """Let the record say this of each step."""
    monkeypatch.setattr(journey, "providers", lambda step: [lambda group, today: facts.get(step, [])])


@pytest.mark.django_db
@pytest.mark.manual("IN.3")
def test_the_time_in_a_step_is_measured_and_a_stale_one_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    make_partnership()
    say(monkeypatch, {})
    cycle = make_cycle(steps=(5,))
    limit = next(step for step in journey.edition().steps if step.number == 5).stale_after_days
    for days, stale in ((0, False), (limit, False), (limit + 1, True)):
        step = journey.on_the_way(cycle.group, TODAY + timedelta(days=days)).step(5)
        assert step is not None
        assert (step.days, step.stale) == (days, stale)
    close_step(StepOpening.objects.get(), AT + 10 * DAY)
    open_step(cycle, 5, AT + 20 * DAY, "More partners")
    step = journey.on_the_way(cycle.group, TODAY + timedelta(days=25)).step(5)
    assert step is not None
    assert step.days == 15
    implementing = [s.stale_after_days for s in journey.edition().steps if s.number >= 5]
    assert all(0 < days <= 120 for days in implementing)


@pytest.mark.django_db
def test_a_steps_state_comes_from_its_openings_and_its_completeness_from_the_facts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_partnership()
    facts = {1: [a_fact("lead", True), a_fact("backing", False), a_fact("figure", None)]}
    say(monkeypatch, facts)
    way = journey.on_the_way(make_cycle().group, TODAY)
    first, second = way.steps[0], way.steps[1]
    assert (first.state, first.done, len(first.wanted), first.basics_done) == ("open", 1, 2, False)
    assert (second.state, second.basics_done) == ("not_begun", False)
    facts[1][1] = replace(facts[1][1], done=True)
    assert journey.on_the_way(way.group, TODAY).steps[0].basics_done


@pytest.mark.django_db
def test_what_next_is_asked_for_first_then_missing_then_late(monkeypatch: pytest.MonkeyPatch) -> None:
    make_partnership()
    say(monkeypatch, {1: [a_fact("backing", False, next_="Ask for backing", next_url="/ask/")],
                      4: [a_fact("vision", False)]})  # fmt: skip
    cycle = make_cycle(steps=(1, 4))
    make_entry(due_on=TODAY - DAY, what="Ring the chamber of trade")
    way = journey.on_the_way(cycle.group, TODAY)
    said = journey.next_of(way, TODAY)
    assert said[0].url == "/ask/"
    assert str(said[0].reason).startswith("Step 1, Align. The backing: "), (
        "with its figure, not as if it were there"
    )
    assert "Ring the chamber" in str(said[1].reason)
    Trigger.objects.create(
        kind="score", step=8, group_id=cycle.group_id, reason="A score fell into the red", source_label="test",
        raised_at=AT,
    )  # fmt: skip
    assert str(journey.next_of(journey.on_the_way(cycle.group, TODAY), TODAY)[0].reason).startswith("A score")
    whole = journey.journey(TODAY).next
    assert ["A score" in str(whole[0].reason), "backing" in str(whole[1].reason), "Ring" in str(whole[2].reason)] == [
        True, True, True,
    ]  # fmt: skip


@pytest.mark.django_db
def test_with_nothing_missing_the_way_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    make_partnership()
    say(monkeypatch, {1: [a_fact("lead", True)]})
    assert "no priority group" in str(journey.journey(TODAY).next[0].reason)
    group = make_group()
    assert journey.journey(TODAY).next[0].group == group.name
    cycle = make_cycle(group)
    assert "has what it needs" in str(journey.journey(TODAY).next[0].reason)
    close_step(StepOpening.objects.get())
    assert "Step 2" in str(journey.next_of(journey.on_the_way(group, TODAY), TODAY)[0].reason)
    for step in range(2, 9):
        close_step(open_step(cycle, step))
    assert "eight steps" in str(journey.next_of(journey.on_the_way(group, TODAY), TODAY)[0].reason)


@pytest.mark.django_db
def test_what_all_groups_lack_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_partnership()
    say(monkeypatch, {})
    make_cycle()
    make_cycle()
    make_entry(due_on=TODAY - DAY, what="One thing")
    assert [("One thing" in str(thing.reason)) for thing in journey.journey(TODAY).next] == [True]


# Questions


@pytest.mark.django_db
def test_an_answer_is_a_decision_with_its_dissent_and_the_earlier_one_stays() -> None:
    make_partnership()
    group, user = make_group(), make_user("secretariat")

    def answer(text: str, dissent: str = "") -> RegisterEntry:
        return actions.answer_question(
            by=user.actor, at=AT, group=group, step=1, question="ambition", answer=text,
            why="Said at the summit", user=user, dissent=dissent,
        )  # fmt: skip

    first = answer("Neighbours who knock on doors", dissent="The chamber of trade: too little for firms")
    second = answer("Neighbours and firms")
    assert (first.kind, first.group, first.step) == ("decision", group, 1)
    assert second.follows == first
    kept = register.answers(group, 1)["ambition"]
    assert [entry.what for entry in kept] == ["Neighbours and firms", "Neighbours who knock on doors"]
    assert "too little for firms" in kept[1].dissent
    with pytest.raises(Refused, match="Say why"):
        actions.answer_question(by=user.actor, at=AT, group=group, step=1, question="ambition", answer="x", why="",
                                user=user)  # fmt: skip


@pytest.mark.django_db
def test_the_record_knows_who_did_what() -> None:
    make_partnership()
    cycle = make_cycle()
    close_step(StepOpening.objects.get())
    open_step(cycle, 1, reason="Again")
    verbs = set(
        Event.objects.filter(subject_label__in=["cycle", "step_opening"]).values_list("verb", flat=True)
    )
    assert verbs == {"cycle.begun", "step.opened", "step.closed"}
