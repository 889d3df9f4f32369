"""Confirming: a named person makes a task, every hard rule is asked again, and what may be overruled is recorded."""

from datetime import timedelta

import pytest

from rallyround.core.lifecycle import NEED, OFFER
from rallyround.incidents import actions as incidents
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import Organisation
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, reasons
from rallyround.tasking.actions.matching import NOT_OPEN, NOT_READY
from rallyround.tasking.doorstep import WORDS
from rallyround.tasking.models import Proposal, RiskAssessment, Task
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers import actions as volunteers
from rallyround.volunteers.models import Check
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_check,
    make_open_need,
    make_organisation,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db
FAR = (HERE[0] + 30_000, HERE[1])


def confirm(need: Need, offer: Offer, *, override: str = "", proposal: Proposal | None = None) -> Task:
    user = make_user("duty_officer")
    return actions.confirm_match(
        by=user.actor, at=AT, need=need, offer=offer, user=user, override=override, proposal=proposal
    )


@pytest.mark.manual("S3.c5")
def test_no_task_is_issued_without_its_risk_assessment_and_its_liability_holder() -> None:
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    with pytest.raises(Refused, match="No task is issued without its risk assessment"):
        confirm(need, offer)
    assessment = make_risk_assessment()
    RiskAssessment.objects.update(review_on=AT.date() - timedelta(days=1))
    with pytest.raises(Refused, match="past its review date"):
        confirm(need, offer)
    RiskAssessment.objects.update(review_on=AT.date())
    Organisation.objects.filter(id=assessment.liability_holder_id).update(
        insured_until=AT.date() - timedelta(days=1)
    )
    with pytest.raises(Refused, match="No task is issued without a liability holder who is insured"):
        confirm(need, offer)
    Organisation.objects.filter(id=assessment.liability_holder_id).update(insured_until=AT.date())
    assert not Task.objects.exists()
    task = confirm(need, offer)
    assert task.risk_assessment == assessment
    assert task.liability_holder == assessment.liability_holder
    assert Event.objects.get(verb="task.offered").data["liability_holder"] == str(
        assessment.liability_holder_id
    )


def test_a_task_has_a_time_an_end_to_the_waiting_a_word_and_somebody_who_decided() -> None:
    task = make_task()
    assert task.during.lower == AT + timedelta(minutes=15)
    assert task.during.upper - task.during.lower == timedelta(minutes=120)
    assert task.answer_by == AT + timedelta(minutes=15)
    assert task.doorstep_word in WORDS
    assert task.confirmed_by.name
    task.need.refresh_from_db()
    assert task.need.state == "matched"


def test_the_helper_and_whoever_asked_are_told() -> None:
    task = make_task()
    told = Message.objects.filter(template__in=["task_offered", "need_help_arranged"]).order_by(
        "made_at", "id"
    )
    assert {(m.template, m.person) for m in told} == {
        ("task_offered", task.offer.person),
        ("need_help_arranged", task.need.requester),
    }
    assert all(task.doorstep_word not in str(m.params) for m in told)


@pytest.mark.manual_part("X.11", "S6.c17")
def test_a_person_may_choose_another_than_the_plan_and_the_proposal_counts_as_changed() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    other = make_ready_offer(point=(THERE[0] + 500, THERE[1]))
    proposal = actions.propose(by=TEST, at=AT).proposals.get()
    assert proposal.offer != other
    task = confirm(need, other, proposal=proposal)
    proposal.refresh_from_db()
    assert (task.offer, proposal.state) == (other, "changed")


@pytest.mark.manual_part("X.11")
def test_overruling_distance_skill_or_a_refusal_needs_a_reason_which_is_recorded_without_penalty() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    offer = make_ready_offer(point=FAR, skills=("general",))
    with pytest.raises(
        Refused, match=r"not offered this kind of help.*further than they said.*Choose a reason"
    ):
        confirm(need, offer)
    task = confirm(need, offer, override="agreed_with_helper")
    event = Event.objects.get(verb="task.offered")
    assert event.reason == "agreed_with_helper"
    assert event.data["overruled"] == ["no_skill", "out_of_reach"]
    offer.refresh_from_db()
    assert (offer.state, offer.skills, offer.max_travel_m) == ("ready", ["general"], 5000)
    assert task.state == "offered"


@pytest.mark.manual_part("S7.c9", "S6.c17")
def test_nobody_overrules_a_missing_check() -> None:
    make_risk_assessment("welfare_visit")
    need = make_open_need(kind="welfare_visit", point=HERE)
    offer = make_ready_offer(point=THERE, skills=("visiting",))
    for held in ((), ("identity",)):
        make_check(offer, *held)
        with pytest.raises(Refused, match="not passed the checks"):
            confirm(need, offer, override="nobody_else")
    make_check(offer, "dbs_basic")
    assert confirm(need, offer).state == "offered"


def test_a_check_that_has_expired_since_the_plan_stops_the_confirmation() -> None:
    make_risk_assessment("medicines")
    make_open_need(kind="medicines", point=HERE)
    offer = make_ready_offer(point=THERE, skills=("delivering",))
    make_check(offer, "identity")
    proposal = actions.propose(by=TEST, at=AT).proposals.get()
    volunteers.remove_check(by=TEST, at=AT, check=Check.objects.get(offer=offer), reason="no_longer_valid")
    user = make_user("duty_officer")
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=[proposal], user=user)
    assert done.tasks == []
    assert [sentence for _, sentence in done.refused] == [
        "They have not passed the checks that this kind of task needs."
    ]


def test_a_closure_drawn_since_the_plan_stops_the_confirmation() -> None:
    make_risk_assessment()
    make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    proposal = actions.propose(by=TEST, at=AT).proposals.get()
    user = make_user("duty_officer")
    incident = incidents.begin_incident(by=TEST, at=AT, name="The flood", hazard="flood")
    x, y = HERE
    ring = [[x - 9, y - 9], [x + 9, y - 9], [x + 9, y + 9], [x - 9, y - 9]]
    incidents.close_area(
        by=TEST, at=AT, incident=incident, kind="area", name="Ford",
        shape={"type": "Polygon", "coordinates": [ring]}, drawn_by=user,
    )  # fmt: skip
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=[proposal], user=user)
    assert "no-go area" in done.refused[0][1]


def test_a_withdrawn_offer_a_closed_need_and_a_taken_place_are_each_refused_in_a_sentence() -> None:
    make_risk_assessment()
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    gone = register.withdraw_offer(
        by=TEST, at=AT, offer=make_ready_offer(point=THERE), reason="offerer_asked"
    )
    with pytest.raises(Refused, match="This helper no longer offers"):
        confirm(need, gone)
    confirm(need, offer)
    with pytest.raises(WrongState, match="somebody was quicker"):
        confirm(need, make_ready_offer(point=THERE))
    with pytest.raises(WrongState, match="it was withdrawn"):
        confirm(
            register.withdraw_need(by=TEST, at=AT, need=make_open_need(), reason="no_longer_needed"), offer
        )


def test_a_proposal_that_was_overtaken_says_by_what() -> None:
    make_risk_assessment()
    user, gone = make_user("coordinator"), {"reason": "no_longer_needed"}
    needs = [make_open_need(point=HERE) for _ in range(4)]
    for _ in range(4):
        make_ready_offer(point=THERE)
    actions.propose(by=TEST, at=AT)
    proposed = [Proposal.objects.get(need=need) for need in needs]
    withdrawn, no_longer_offers, elsewhere, handed = proposed
    register.withdraw_need(by=TEST, at=AT, need=withdrawn.need, **gone)
    assert no_longer_offers.offer is not None
    register.withdraw_offer(by=TEST, at=AT, offer=no_longer_offers.offer, reason="offerer_asked")
    confirm(elsewhere.need, make_ready_offer(point=THERE))
    register.hand_over(by=user.actor, at=AT, need=handed.need, organisation=make_organisation())
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=proposed, user=user)
    said = {proposal.id: sentence for proposal, sentence in done.refused}
    assert "it was withdrawn, help is no longer wanted" in said[withdrawn.id]
    assert said[no_longer_offers.id] == "This helper no longer offers: the offer was withdrawn."
    assert "somebody was quicker" in said[elsewhere.id]
    assert "handed to a professional" in said[handed.id]


def test_every_state_that_is_not_open_has_its_sentence() -> None:
    assert {"open", *NOT_OPEN} == set(NEED.states)
    assert {"ready", *NOT_READY} == set(OFFER.states)


def test_many_are_confirmed_at_once_with_one_event_each_and_a_shared_batch() -> None:
    make_risk_assessment()
    for _ in range(3):
        make_open_need(point=HERE)
        make_ready_offer(point=THERE)
    proposals = list(actions.propose(by=TEST, at=AT).proposals.filter(state="open"))
    user = make_user("duty_officer")
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=proposals, user=user)
    assert len(done.tasks) == 3
    events = Event.objects.filter(verb="task.offered")
    assert events.count() == 3
    assert len(set(events.values_list("batch", flat=True)) - {None}) == 1
    assert set(Proposal.objects.values_list("state", flat=True)) == {"accepted"}


def test_of_many_the_one_that_cannot_be_does_not_stop_the_others() -> None:
    make_risk_assessment()
    for _ in range(2):
        make_open_need(point=HERE)
        make_ready_offer(point=THERE)
    first, second = actions.propose(by=TEST, at=AT).proposals.filter(state="open")
    assert first.offer is not None
    register.keep_offer(by=TEST, at=AT, offer=first.offer)
    user = make_user("duty_officer")
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=[first, second], user=user)
    assert [t.offer for t in done.tasks] == [second.offer]
    assert [(p, s) for p, s in done.refused] == [
        (first, "This offer is not ready for tasks: it is kept for later.")
    ]
    first.refresh_from_db()
    assert first.state == "open"


def test_a_proposal_that_a_newer_plan_dropped_is_not_confirmed_and_one_that_stands_is() -> None:
    make_risk_assessment()
    make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    old = actions.propose(by=TEST, at=AT).proposals.get()
    nearer = make_ready_offer(point=(HERE[0] + 100, HERE[1]))
    new = actions.propose(by=TEST, at=AT).proposals.get()
    assert new.offer == nearer
    user = make_user("duty_officer")
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=[old], user=user)
    assert "newer plan" in done.refused[0][1]
    actions.propose(by=TEST, at=AT)
    assert actions.confirm_matches(by=user.actor, at=AT, proposals=[new], user=user).tasks


def test_two_who_go_together_go_at_the_same_time_and_say_the_same_word() -> None:
    make_risk_assessment("clean_up")
    need = make_open_need(kind="clean_up", point=HERE, helpers=2)
    first, second = (make_ready_offer(point=THERE, skills=("cleaning_up",)) for _ in range(2))
    for offer in (first, second):
        make_check(offer, "identity")
    one = confirm(need, first)
    need.refresh_from_db()
    assert need.state == "open"
    two = confirm(need, second)
    need.refresh_from_db()
    assert need.state == "matched"
    assert one.during == two.during
    assert one.doorstep_word == two.doorstep_word
    assert {one.place_in_need, two.place_in_need} == {1, 2}


@pytest.mark.manual_part("S7.c23")
def test_nobody_is_given_so_much_that_they_cannot_rest() -> None:
    """A clean-up takes three hours: after two of them the next is tomorrow."""
    make_risk_assessment("clean_up")
    offer = make_ready_offer(point=THERE, skills=("cleaning_up",))
    make_check(offer, "identity")
    tasks = [
        confirm(make_open_need(kind="clean_up", point=HERE, severity="serious"), offer) for _ in range(3)
    ]
    assert [task.during.lower.day for task in tasks] == [14, 14, 15]
    assert tasks[2].during.lower - tasks[1].during.upper >= timedelta(hours=11)


def test_a_pool_gives_as_many_seats_as_it_has_and_then_says_no() -> None:
    make_risk_assessment()
    pool = make_ready_offer(
        kind="pool", organisation=make_organisation().id, capacity=2, point=THERE,
        available_until=AT + timedelta(hours=3),
    )  # fmt: skip
    tasks = [confirm(make_open_need(point=HERE), pool) for _ in range(2)]
    assert [task.seat for task in tasks] == [1, 2]
    with pytest.raises(WrongState, match="no time in common"):
        confirm(make_open_need(point=HERE), pool)


@pytest.mark.manual("X.11")
def test_a_recommendation_explains_itself_and_whoever_overrules_it_is_recorded_without_penalty() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    near, far = make_ready_offer(point=THERE), make_ready_offer(point=(THERE[0] + 500, THERE[1]))
    proposal = actions.propose(by=TEST, at=AT).proposals.get()
    why = reasons.pair(proposal.reason)
    assert proposal.offer == near
    assert "2.0 km away" in why
    assert f"next best: {far.code}, 500\u00a0m further" in why
    user = make_user("duty_officer")
    actions.confirm_match(by=user.actor, at=AT, need=need, offer=far, user=user, proposal=proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == ("changed", user, AT)
    # No penalty: whoever was passed over is proposed for the next need exactly as before, and so may the officer decide.
    twin = make_open_need(point=HERE)
    again = actions.propose(by=TEST, at=AT).proposals.get(need=twin)
    assert again.offer == near
    assert {**again.reason, "next_best": None} == {**proposal.reason, "next_best": None}
    done = actions.confirm_matches(by=user.actor, at=AT, proposals=[again], user=user)
    assert [task.offer for task in done.tasks] == [near]


def test_a_check_that_expires_before_the_task_begins_is_no_check_for_it() -> None:
    make_risk_assessment("medicines")
    offer = make_ready_offer(point=THERE, skills=("delivering",))
    volunteers.record_check(
        by=TEST, at=AT, offer=offer, kind="identity", seen_by=make_user("coordinator"), seen_on=AT.date(),
        expires_on=AT.date() + timedelta(days=1),
    )  # fmt: skip
    later = make_open_need(kind="medicines", point=HERE, window_start=AT + timedelta(days=2))
    with pytest.raises(Refused, match="not passed the checks"):
        confirm(later, offer)
    assert confirm(make_open_need(kind="medicines", point=HERE), offer).state == "offered"
