"""The summit: its agenda out of the record, invitations, who came, what was answered and what was promised."""

from datetime import timedelta
from typing import Any

import pytest

from rallyround.groups.models import GroupNeed, RiskEntry
from rallyround.programme import actions
from rallyround.programme.models import Gathering, RegisterEntry
from rallyround.programme.queries import events
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user
from tests.programme_factories import (
    TODAY,
    endorse,
    make_ambition,
    make_gathering,
    make_group,
    make_initiative,
)

pytestmark = pytest.mark.django_db
AFTERWARDS = AT + timedelta(days=15)


def test_a_summit_is_called_once_and_ends_after_it_begins() -> None:
    summit = make_gathering()
    said = actions.GatheringText(
        kind="summit", name="Again", begins_at=AT, ends_at=AT + timedelta(hours=4), place="Hall"
    )
    assert actions.call_gathering(by=TEST, at=AT, said=said, id=summit.id) == summit
    with pytest.raises(Refused, match="end after it begins"):
        make_gathering(ends_at=AT)
    assert Gathering.objects.count() == 1


def test_a_change_goes_to_calendars_by_its_number_and_so_does_calling_it_off() -> None:
    summit = make_gathering()
    said = {f: getattr(summit, f) for f in ("kind", "name", "begins_at", "ends_at", "aims", "step")}
    moved = actions.change_gathering(
        by=TEST,
        at=AT + timedelta(hours=1),
        gathering=summit,
        said=actions.GatheringText(**said, place="School"),
    )
    assert (moved.sequence, moved.place, moved.changed_at) == (1, "School", AT + timedelta(hours=1))
    off = actions.cancel_gathering(by=TEST, at=AT, gathering=summit)
    assert (off.sequence, off.cancelled_at) == (2, AT)
    with pytest.raises(WrongState, match="called off"):
        actions.cancel_gathering(by=TEST, at=AT, gathering=summit)


@pytest.mark.manual_part("S1.c9")
def test_the_agenda_is_filled_from_the_record_and_keeps_its_answers() -> None:
    actions.add_driver(
        by=TEST, at=AT, kind="law", what="Civil contingencies law", source="Gazette", dated_on=TODAY
    )
    group = make_group("Riverside", size_low=100, size_high=200)
    make_initiative(name="Flood wardens", group=group)
    RiskEntry.objects.create(
        reference="R1",
        title="River flood",
        hazard="flood",
        likelihood=4,
        impact=5,
        source="Register",
        dated_on=TODAY,
    )
    GroupNeed.objects.create(
        group=group, kind="welfare", phase="during", hazard="flood", cause="at_risk", low=10, likely=20, high=30,
        unit="visits", source="Estimate", dated_on=TODAY, confidence="low", holds_from=AT,
    )  # fmt: skip
    make_ambition(text="Nobody alone.")
    summit = make_gathering()
    actions.pledge(
        by=TEST,
        at=AT,
        organisation=make_organisation(name="Shop"),
        what="Blankets",
        owner=make_user(),
        due_on=TODAY,
    )
    items = actions.fill_agenda(by=TEST, at=AT, gathering=summit)
    texts = [item.from_the_record for item in items]
    assert "Civil contingencies law" in texts[0]
    assert "Nobody alone." in texts[0]
    assert "Flood wardens" in texts[1]
    assert "River flood: likelihood 4 of 5" in texts[2]
    assert "Riverside – 100–200" in texts[2]
    assert "Riverside: Somebody looking in – 10–30 visits" in texts[3]
    assert "Shop: Blankets" in texts[4]
    assert sum(item.minutes for item in items) == 210  # half a day
    actions.answer_item(by=TEST, at=AT, item=items[1], answer="Join the two schemes.")
    make_initiative(name="Sirens")
    again = actions.fill_agenda(by=TEST, at=AT, gathering=summit)
    assert len(again) == 5
    assert "Sirens" in again[1].from_the_record
    assert again[1].answer == "Join the two schemes."


def test_an_empty_record_says_so_on_the_agenda() -> None:
    items = actions.fill_agenda(by=TEST, at=AT, gathering=make_gathering())
    assert items[0].from_the_record == "The record says nothing here yet."
    further = actions.add_agenda_item(by=TEST, at=AT, gathering=items[0].gathering, title="Lunch", minutes=30)
    assert further.number == 6


def test_an_answer_becomes_a_decision_and_an_action_with_the_dissent_kept() -> None:
    make_partnership()
    owner = make_user("secretariat")
    item = actions.fill_agenda(by=TEST, at=AT, gathering=make_gathering())[4]
    enter: dict[str, Any] = {"by": TEST, "at": AT, "item": item, "owner": owner}
    with pytest.raises(WrongState, match="first what was answered"):
        actions.enter_answer(**enter, kind="decision", what="Start in May", why="Dry season")
    actions.answer_item(
        by=TEST,
        at=AT,
        item=item,
        answer="We start in May.",
        dissent="The trust wanted to wait for the money.",
    )
    decision = actions.enter_answer(
        **enter, kind="decision", what="Start in May", why="Dry season", society="Residents"
    )
    action = actions.enter_answer(**enter, kind="action", what="Book the hall", due_on=TODAY)
    assert decision.dissent == "The trust wanted to wait for the money."
    assert [a.entries for a in events.agenda(item.gathering) if a.entries] == [[decision, action]]
    actions.enter_answer(**enter, kind="action", what="Book the hall", due_on=TODAY, id=action.id)
    assert RegisterEntry.objects.count() == 2


def test_organisations_are_invited_once_and_come_after_it_began() -> None:
    summit, council = make_gathering(), make_organisation()
    actions.invite(by=TEST, at=AT, gathering=summit, organisations=[council])
    assert actions.invite(by=TEST, at=AT, gathering=summit, organisations=[council]) == []
    invited = events.attendance(summit).get()
    with pytest.raises(Refused, match="once it has begun"):
        actions.record_attendance(by=TEST, at=AT, attendance=invited, came=True)
    actions.record_attendance(by=TEST, at=AT, attendance=invited, answer="coming")
    actions.record_attendance(by=TEST, at=AFTERWARDS, attendance=invited, answer="coming", came=True)
    counted = events.gatherings().get()
    assert (counted.invited, counted.came) == (1, 1)  # type: ignore[attr-defined]
    assert (str(council.id), council.name) not in events.not_invited(summit)


@pytest.mark.manual_part("S4.h1")
def test_the_share_of_society_in_the_room_is_known() -> None:
    workshop = make_gathering(kind="workshop", step=4, begins_at=AT - timedelta(days=1))
    for kind, came in (
        ("community_group", True),
        ("category_1", True),
        ("business", False),
        ("retail", True),
    ):
        organisation = make_organisation(partner_type=kind)
        actions.invite(by=TEST, at=AT, gathering=workshop, organisations=[organisation])
        invited = events.attendance(workshop).get(organisation=organisation)
        actions.record_attendance(by=TEST, at=AT, attendance=invited, came=came)
    assert events.voices(step=4).per_cent == 67
    assert (events.voices(gathering=workshop).society, events.voices(gathering=workshop).of) == (2, 3)
    assert events.voices(step=1).per_cent is None


@pytest.mark.manual_part("S1.c8")
def test_a_promise_has_an_owner_and_a_day_and_is_overdue_afterwards() -> None:
    promise = actions.pledge(
        by=TEST, at=AT, organisation=make_organisation(), what="Two minibuses", owner=make_user(name="Asha"),
        due_on=TODAY, gathering=make_gathering(),
    )  # fmt: skip
    assert (promise.owner.name, promise.due_on) == ("Asha", TODAY)
    assert not events.overdue_pledges(TODAY)
    assert list(events.overdue_pledges(TODAY + timedelta(days=1))) == [promise]
    actions.settle_pledge(by=TEST, at=AT, pledge=promise, kept=True)
    assert not events.overdue_pledges(TODAY + timedelta(days=1))
    with pytest.raises(WrongState, match="already been settled"):
        actions.settle_pledge(by=TEST, at=AT, pledge=promise, kept=False)


def test_feedback_comes_afterwards_and_becomes_a_debrief() -> None:
    summit, user = make_gathering(), make_user("secretariat")
    with pytest.raises(Refused, match="once it has begun"):
        actions.keep_feedback(by=TEST, at=AT, user=user, gathering=summit, went_well="The room.")
    debrief = actions.keep_feedback(
        by=TEST, at=AFTERWARDS, user=user, gathering=summit, went_well="The room.", to_improve="Too long."
    )
    assert (debrief.subject_label, debrief.subject_id) == ("gathering", summit.id)
    assert (debrief.went_well, debrief.to_improve) == ("The room.", "Too long.")
    assert Gathering.objects.get().feedback == "The room.\n\nToo long."


def test_few_who_stand_behind_it_are_named_on_the_agenda() -> None:
    ambition = make_ambition()
    endorse(ambition, make_organisation(partner_type="category_1"))
    make_organisation(partner_type="retail")
    last = actions.fill_agenda(by=TEST, at=AT, gathering=make_gathering())[4]
    assert "Businesses and local services, 0 of 1" in last.from_the_record
