"""Vision, aims by six objectives, where the work goes, and whether it can be done in the days that there are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from rallyround.groups.vocabulary import Objective
from rallyround.programme import actions
from rallyround.programme.models import Activity, Aim, OpportunityRisk, Principle, Vision
from rallyround.programme.principles import READY
from rallyround.programme.queries import pace, plan
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user
from tests.programme_factories import TODAY, an_activity, approver, make_activity, make_aim, make_group

pytestmark = pytest.mark.django_db


def vision(text: str = "Nobody alone.", approved: bool = True) -> Vision:
    """A version of the vision."""
    boss = approver()
    draft = actions.draft_vision(by=boss.actor, at=AT, user=boss, text=text)
    return actions.approve_vision(by=boss.actor, at=AT, vision=draft, user=boss) if approved else draft


def set_pace(days: int = 10, groups: int = 1, holds_from: date = TODAY) -> None:
    """So much and no more."""
    user = make_user("tactical_lead")
    actions.set_pace(
        by=user.actor, at=AT, user=user, days_a_month=days, groups_at_a_time=groups, reason="Two half posts.",
        holds_from=holds_from,
    )  # fmt: skip


def test_an_approved_vision_is_replaced_and_never_changed() -> None:
    first = vision("First.")
    with pytest.raises(WrongState, match="stays as it is"):
        actions.change_vision(by=TEST, at=AT, vision=first, text="Else.")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Vision.objects.filter(pk=first.pk).update(text="Else.")
    second = vision("Second.")
    assert plan.current_vision() == second
    assert [v.text for v in plan.visions()] == ["Second.", "First."]


def test_approving_a_vision_needs_the_authority() -> None:
    member = make_user("working_group_member")
    with pytest.raises(NotAllowed, match="approving"):
        actions.approve_vision(by=member.actor, at=AT, vision=vision(approved=False), user=member)


@pytest.mark.manual("ST.16")
@pytest.mark.manual("S4.h2")
@pytest.mark.parametrize("count", [3, 4])
def test_the_grid_is_complete_with_three_aims_and_with_four(count: int) -> None:
    aims = [make_aim(reason=f"Reason {n}") for n in range(count)]
    for aim in aims:
        for objective in Objective:
            assert plan.grid(TODAY).filled != plan.grid(TODAY).of
            make_activity(aim, objective)
    grid = plan.grid(TODAY)
    assert (grid.filled, grid.of, grid.empty) == (count * 6, count * 6, [])
    changed = actions.change_aim(
        by=TEST, at=AT, aim=aims[0], text="Else", reason="Another", outcome="Seen", high_priority=False
    )
    assert (changed.text, changed.reason) == ("Else", "Another")


@pytest.mark.manual("ST.17")
def test_completeness_counts_aims_by_six_and_names_the_empty_cells() -> None:
    make_aim(), make_aim()
    first, second = plan.aims()
    activity = make_activity(first, "gaps", owner=make_user(name="Asha"))
    grid = plan.grid(TODAY)
    assert (grid.filled, grid.of, len(grid.empty)) == (1, 12, 11)
    assert (second, Objective.GAPS) in [(cell.aim, cell.objective) for cell in grid.empty]
    assert (first, Objective.GAPS) not in [(cell.aim, cell.objective) for cell in grid.empty]
    actions.move_activity(
        by=TEST, at=AT, activity=activity, state="done", evidence="Minutes of 3 May", done_on=TODAY
    )
    cell = next(c for c in plan.grid(TODAY).cells if c.filled)
    shown = cell.activities[0]
    assert (shown.what, shown.owner.name, shown.due_on) == (activity.what, "Asha", activity.due_on)
    assert (shown.get_state_display(), shown.evidence) == ("Done", "Minutes of 3 May")


def test_what_was_dropped_fills_no_cell_and_an_aim_that_ended_has_none() -> None:
    aim = make_aim()
    dropped = make_activity(aim)
    with pytest.raises(WrongState, match="still open"):
        actions.end_aim(by=TEST, at=AT, aim=aim)
    actions.move_activity(by=TEST, at=AT, activity=dropped, state="dropped")
    assert plan.grid(TODAY).filled == 0
    actions.end_aim(by=TEST, at=AT, aim=aim)
    assert plan.grid(TODAY).of == 0


def test_the_grid_of_one_group_leaves_out_what_is_for_another() -> None:
    aim, here, there = make_aim(), make_group(), make_group()
    make_activity(aim, "gaps", group=here)
    make_activity(aim, "design", group=there)
    make_activity(aim, "implement")
    assert plan.grid(TODAY, here).filled == 2
    assert plan.grid(TODAY).filled == 3


def test_done_needs_its_day_and_what_shows_it() -> None:
    activity = make_activity(make_aim())
    for said in ({"evidence": "", "done_on": TODAY}, {"evidence": "Seen", "done_on": None}):
        with pytest.raises(Refused, match="what shows"):
            actions.move_activity(by=TEST, at=AT, activity=activity, state="done", **said)
    with pytest.raises(Refused, match="still to come"):
        actions.move_activity(
            by=TEST,
            at=AT,
            activity=activity,
            state="done",
            evidence="Seen",
            done_on=TODAY + timedelta(days=1),
        )


def test_what_is_late_is_counted() -> None:
    activity = make_activity(make_aim(), due_on=TODAY + timedelta(days=5))
    assert not plan.overdue(activity.due_on)
    assert list(plan.overdue(activity.due_on + timedelta(days=1))) == [activity]
    assert sum(c.late for c in plan.grid(activity.due_on + timedelta(days=1)).cells) == 1


@pytest.mark.manual("S4.i3")
def test_an_aim_without_a_reason_is_refused() -> None:
    with pytest.raises(Refused, match="why this aim matters"):
        make_aim(reason="  ")
    with pytest.raises(Refused, match="why this aim matters"):
        actions.change_aim(
            by=TEST, at=AT, aim=make_aim(), text="A", reason="", outcome="B", high_priority=True
        )


@pytest.mark.manual("ST.19")
def test_an_aim_that_no_measure_belongs_to_is_named() -> None:
    seen, unseen = make_aim(), make_aim()
    outcome = actions.add_outcome(
        by=TEST, at=AT, name="Critical services keep going", measure="Hours without service", source="Operators",
        aims=[seen],
    )  # fmt: skip
    assert plan.aims_without_measure() == [unseen]
    outcome.aims.add(unseen)
    assert plan.aims_without_measure() == []
    with pytest.raises(Refused, match="at least one aim"):
        actions.add_outcome(by=TEST, at=AT, name="Else", measure="m", source="s", aims=[])


@pytest.mark.manual("S2.i2")
def test_everything_planned_belongs_to_an_aim_that_is_pursued() -> None:
    assert Activity._meta.get_field("aim").null is False
    aim = make_aim()
    ended = actions.end_aim(by=TEST, at=AT, aim=aim)
    with pytest.raises(WrongState, match="no longer pursued"):
        make_activity(ended)


@pytest.mark.manual("S4.w2")
def test_days_and_money_by_aim_group_and_partner_add_up_to_the_whole() -> None:
    first, second = make_aim(), make_aim()
    group, partner = make_group(), make_organisation()
    make_activity(first, days_of_work=5, cost=100, group=group)
    make_activity(second, days_of_work=7, cost=250, organisation=partner)
    make_activity(second, days_of_work=3)
    dropped = make_activity(second, days_of_work=50, cost=9000)
    actions.move_activity(by=TEST, at=AT, activity=dropped, state="dropped")
    whole = plan.invested_in_all()
    assert (whole.days, whole.pounds, whole.without_cost, whole.count) == (15, 350, 1, 3)
    for by in plan.BY:
        shares = plan.invested(by)
        assert sum(s.days for s in shares) == whole.days
        assert sum(s.pounds for s in shares) == whole.pounds
        assert sum(s.without_cost for s in shares) == whole.without_cost
    assert {(s.name, s.days) for s in plan.invested("group")} == {(group.name, 5), ("For everybody", 10)}


@pytest.mark.manual("ST.24")
def test_planned_days_are_spread_over_months_and_too_much_is_said() -> None:
    set_pace(days=10)
    make_activity(make_aim(), begins_on=date(2026, 2, 1), due_on=date(2026, 3, 31), days_of_work=59)
    found = {m.first: m for m in pace.months(TODAY)}
    assert (found[date(2026, 2, 1)].days, found[date(2026, 3, 1)].days) == (28, 31)
    assert found[date(2026, 1, 1)].days == 0
    assert [m.first for m in pace.too_much(TODAY)] == [date(2026, 2, 1), date(2026, 3, 1)]
    set_pace(days=31, holds_from=date(2026, 3, 1))
    assert [m.first for m in pace.too_much(TODAY)] == [date(2026, 2, 1)]


def test_no_open_work_is_lost_and_what_is_late_falls_into_this_month() -> None:
    make_activity(make_aim(), begins_on=date(2025, 10, 1), due_on=date(2025, 11, 1), days_of_work=4)
    make_activity(make_aim(), begins_on=date(2025, 12, 1), due_on=date(2026, 2, 10), days_of_work=9)
    planned = pace.months(TODAY)
    assert sum(m.planned for m in planned) == pytest.approx(13)
    assert planned[0].planned > 4
    assert planned[0].capacity is None
    assert not planned[0].too_much


@pytest.mark.manual("S4.c9")
def test_one_group_at_a_time_unless_somebody_says_why_not() -> None:
    set_pace(groups=1)
    aim, first, second = make_aim(), make_group(), make_group()
    make_activity(aim, group=first, begins_on=TODAY, due_on=TODAY + timedelta(days=30))
    make_activity(aim, "gaps", group=first)
    late: dict[str, Any] = {"begins_on": TODAY + timedelta(days=61), "due_on": TODAY + timedelta(days=90)}
    make_activity(aim, group=second, **late)
    with pytest.raises(Refused, match="work for 2 groups runs at once"):
        make_activity(aim, group=second)
    overridden = make_activity(aim, group=second, beyond_pace_because="The money ends in March.")
    assert overridden.beyond_pace_because
    make_activity(aim)  # for everybody: no group more


def test_the_limit_is_what_runs_on_one_day_and_not_in_the_whole_period() -> None:
    set_pace(groups=2)
    aim = make_aim()
    for begin in (0, 40):
        make_activity(
            aim, group=make_group(), begins_on=TODAY + timedelta(days=begin),
            due_on=TODAY + timedelta(days=begin + 30),
        )  # fmt: skip
    long: dict[str, Any] = {"begins_on": TODAY, "due_on": TODAY + timedelta(days=100)}
    assert make_activity(aim, group=make_group(), **long)
    with pytest.raises(Refused, match="3 groups"):
        make_activity(aim, group=make_group(), **long)


@pytest.mark.manual("S4.i4")
def test_ways_of_working_have_reasons_and_a_set_is_there_to_take() -> None:
    assert all(str(p.text) and str(p.reason) for p in READY)
    actions.adopt_principles(by=TEST, at=AT, keys=[p.key for p in READY[:3]])
    actions.adopt_principles(by=TEST, at=AT, keys=[p.key for p in READY[:3]])
    own = actions.add_principle(
        by=TEST, at=AT, text="We meet where people are.", reason="They are tired of halls."
    )
    assert plan.principles().count() == 4
    with pytest.raises(Refused, match="why you work this way"):
        actions.add_principle(by=TEST, at=AT, text="Because.", reason=" ")
    actions.end_principle(by=TEST, at=AT, principle=own)
    assert own not in plan.principles()
    first = Principle.objects.get(key=READY[0].key)
    actions.end_principle(by=TEST, at=AT, principle=first)
    actions.adopt_principles(by=TEST, at=AT, keys=[READY[0].key])
    assert first in plan.principles()


def opportunity(actor: str = "volunteers", kind: str = "risk", **said: Any) -> OpportunityRisk:
    """Something that may come of working with a kind of actor."""
    fields = {
        "what": "Too little to do",
        "response": "Call them often",
        "weight": 3,
        "review_on": TODAY,
        **said,
    }
    return actions.add_opportunity(by=TEST, at=AT, kind=kind, actor=actor, owner=make_user(), **fields)


@pytest.mark.manual("S4.c17")
@pytest.mark.manual("S4.i5")
def test_opportunities_and_risks_are_kept_by_seven_kinds_of_actor() -> None:
    assert len(pace.ACTORS) == 7
    assert len(pace.actors_without()) == 7
    for actor, _label in pace.ACTORS[:6]:
        opportunity(actor)
    assert [key for key, _label in pace.actors_without()] == ["communications"]
    opportunity("communications", "opportunity")
    assert pace.actors_without() == []


@pytest.mark.manual_part("ST.20")
def test_the_weightiest_come_first_and_are_reviewed_by_their_owner() -> None:
    light, heavy = opportunity(weight=2), opportunity(weight=5)
    good = opportunity(kind="opportunity", weight=4)
    assert pace.top("risk") == [heavy, light]
    assert pace.top("opportunity") == [good]
    assert list(pace.review_due(TODAY - timedelta(days=1))) == []
    assert set(pace.review_due(TODAY)) == {light, heavy, good}
    actions.review_opportunity(
        by=TEST, at=AT, entry=heavy, response="Say thank you", weight=1, owner=make_user(),
        review_on=TODAY + timedelta(days=90),
    )  # fmt: skip
    assert pace.top("risk")[0] == light
    actions.close_opportunity(by=TEST, at=AT, entry=light)
    assert light not in pace.open_opportunities()
    with pytest.raises(Refused, match="from 1"):
        opportunity(weight=6)


@pytest.mark.manual_part("ST.18")
def test_decisions_without_society_are_listed() -> None:
    make_partnership()
    owner = make_user()
    decide: dict[str, Any] = {"by": TEST, "at": AT, "kind": "decision", "why": "It rained.", "owner": owner}
    with_them = actions.add_entry(**decide, what="Open the hall", society="Residents' association")
    without = actions.add_entry(**decide, what="Buy pumps")
    assert pace.society_in_decisions().per_cent == 50
    assert list(pace.decisions_without_society()) == [without]
    assert with_them.society


def test_it_cannot_be_due_before_it_begins() -> None:
    with pytest.raises(Refused, match="due before it begins"):
        actions.add_activity(by=TEST, at=AT, said=an_activity(make_aim(), due_on=TODAY - timedelta(days=1)))
    assert Aim.objects.count() == 1
