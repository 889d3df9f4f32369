"""Proposals: who helps whom and why, why nobody, and what a refusal leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Closure
from rallyround.ledger.models import Event
from rallyround.people import actions as people
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, reasons
from rallyround.tasking.models import Plan, Proposal, Refusal
from rallyround.ui.errors import Refused, WrongState
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_check,
    make_open_need,
    make_organisation,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db
FAR = (HERE[0] + 30_000, HERE[1])


def planned(at_minutes: int = 0) -> Plan:
    return actions.propose(by=TEST, at=AT + timedelta(minutes=at_minutes))


def pairs(plan: Plan) -> set[tuple[Need, Offer | None]]:
    return {(p.need, p.offer) for p in plan.proposals.filter(state="open")}


def why_not(plan: Plan, need: Need) -> str:
    return str(plan.proposals.get(need=need, state="unmet").reason["code"])


def close(kind: str, shape: dict[str, object]) -> Closure:
    officer = make_user("duty_officer")
    incident = incidents.begin_incident(by=TEST, at=AT, name="The flood", hazard="flood")
    return incidents.close_area(
        by=officer.actor, at=AT, incident=incident, kind=kind, name="Mill Lane", shape=shape, drawn_by=officer
    )


def square(middle: tuple[int, int], half: int = 500) -> dict[str, object]:
    x, y = middle
    ring = [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_the_nearer_of_two_helpers_is_proposed_with_the_next_best() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    near, far = make_ready_offer(point=THERE), make_ready_offer(point=(THERE[0] + 1000, THERE[1]))
    plan = planned()
    assert pairs(plan) == {(need, near)}
    reason = plan.proposals.get(state="open").reason
    assert reason["distance_m"] == 2000
    assert reason["next_best"] == {
        "code": far.code, "metres_further": 1000, "points": 1.0, "busy": False, "exact": True,
    }  # fmt: skip
    sentences = reasons.pair(reason)
    assert sentences == [
        "Filling sandbags and protecting homes",
        "would be their first task",
        "2.0 km away",
        "25 points of priority",
        "free on Wed 14 Jan, 09:15",
        f"next best: {far.code}, 1.0\u00a0km further",
        "sending the next best would cost the plan 1.0 points of priority",
    ]


@pytest.mark.manual("S7.q1")
def test_who_should_deliver_is_recommended_with_reach_trust_skill_and_safeguarding(client: Client) -> None:
    make_partnership()
    make_risk_assessment("transport")
    through = make_organisation(name="Riverside Trust")
    known = make_ready_offer(point=THERE, skills=("driving",), organisation=through.id)
    unchecked = make_ready_offer(point=HERE, skills=("driving",))
    unskilled = make_ready_offer(point=HERE)
    make_check(known, "identity", "driving")
    make_check(unskilled, "identity", "driving")
    before = make_open_need(kind="transport", point=HERE)
    done = work_on(make_task(need=before, offer=known), "signed_out")
    at = done.during.upper + timedelta(hours=12)
    need = make_open_need(kind="transport", point=HERE, at=at)
    plan = actions.propose(by=TEST, at=at)
    proposal = plan.proposals.get(need=need, state="open")
    assert proposal.offer == known
    assert {p.offer for p in plan.proposals.filter(state="open")}.isdisjoint({unchecked, unskilled})
    client.force_login(make_user("coordinator"))
    page = client.get(reverse("proposal", args=[proposal.id])).content.decode()
    for reason in (
        "Driving people",  # skill
        "checked: Identity seen, Driving licence and insurance",  # safeguarding
        "has done 1 task before",  # trust
        "comes through Riverside Trust",
        "2.0 km away",  # reach
    ):
        assert reason in page, reason


def test_with_one_helper_the_more_urgent_need_comes_first_and_the_other_is_told_why() -> None:
    make_risk_assessment()
    urgent, minor = make_open_need(point=HERE, severity="serious"), make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    plan = planned()
    assert [p.need for p in plan.proposals.filter(state="open")] == [urgent]
    unmet = plan.proposals.get(need=minor)
    assert unmet.reason["code"] == "capacity_used"
    assert reasons.nobody(unmet.reason) == (
        "All who could help are on other needs, the least urgent of which has 45 points."
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"skills": ("calling",)}, "no_skill"),
        ({"point": FAR}, "out_of_reach"),
        ({"available_from": AT + timedelta(days=20)}, "outside_hours"),
    ],
)
def test_each_need_left_open_says_what_stood_in_the_way(said: dict[str, Any], code: str) -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    make_ready_offer(**{"point": THERE, **said})
    assert why_not(planned(), need) == code


@pytest.mark.manual_part("S7.c9")
def test_nobody_without_the_checks_is_proposed_for_a_home_visit() -> None:
    make_risk_assessment("welfare_visit")
    need = make_open_need(kind="welfare_visit", point=HERE, helpers=1)
    first, second = (make_ready_offer(point=THERE, skills=("visiting",)) for _ in range(2))
    assert why_not(planned(), need) == "check_missing"
    for offer in (first, second):
        make_check(offer, "identity", "dbs_basic")
    assert pairs(planned()) == {(need, first), (need, second)}


@pytest.mark.manual_part("S7.c9")
def test_one_who_could_make_a_visit_is_proposed_and_the_second_is_said_to_be_missing() -> None:
    make_risk_assessment("welfare_visit")
    need = make_open_need(kind="welfare_visit", point=HERE, helpers=1)
    offer = make_ready_offer(point=THERE, skills=("visiting",))
    make_check(offer, "identity", "dbs_basic")
    plan = planned()
    assert pairs(plan) == {(need, offer)}
    unmet = plan.proposals.get(state="unmet")
    assert (unmet.units, unmet.reason["code"]) == (1, "more_missing")


@pytest.mark.manual_part("S7.c8")
@pytest.mark.parametrize(
    ("level", "checks", "code"),
    [
        ("low", (), ""),
        ("medium", (), "check_missing"),
        ("medium", ("identity",), ""),
        ("high", ("identity",), "check_missing"),
        ("high", ("identity", "professional"), ""),
    ],
)
def test_the_level_of_risk_decides_who_may_do_it(level: str, checks: tuple[str, ...], code: str) -> None:
    make_risk_assessment(level=level)
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    make_check(offer, *checks)
    plan = planned()
    assert (pairs(plan) == {(need, offer)}) if not code else (why_not(plan, need) == code)


def test_a_telephone_call_is_made_from_any_distance() -> None:
    make_risk_assessment("welfare_call")
    need = make_open_need(kind="welfare_call", point=HERE)
    offer = make_ready_offer(point=FAR, skills=("calling",))
    make_check(offer, "identity")
    plan = planned()
    assert pairs(plan) == {(need, offer)}
    assert plan.proposals.get(state="open").distance_m is None


@pytest.mark.manual_part("S3.c5", "S7.c8")
def test_without_a_risk_assessment_in_force_nothing_is_proposed() -> None:
    need = make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    assert why_not(planned(), need) == "no_risk_assessment"
    make_risk_assessment()
    later = actions.propose(by=TEST, at=AT + timedelta(days=366))
    assert why_not(later, need) == "risk_review_due"


def test_a_closed_area_keeps_its_needs_open_and_its_people_at_home() -> None:
    make_risk_assessment()
    make_risk_assessment("information")
    flooded, dry = make_open_need(point=HERE), make_open_need(point=FAR)
    call = make_open_need(kind="information", point=HERE)
    inside = make_ready_offer(point=HERE, skills=("protecting_homes", "informing"), max_travel_m=50_000)
    close("area", square(HERE))
    plan = planned()
    assert why_not(plan, flooded) == "in_closed_area"
    assert why_not(plan, dry) == "no_skill"
    assert pairs(plan) == {(call, inside)}


def test_a_cut_crossing_between_them_keeps_a_pair_apart() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    x, y = HERE[0] + 1000, HERE[1]
    closure = close("crossing", {"type": "LineString", "coordinates": [[x, y - 300], [x, y + 300]]})
    assert why_not(planned(), need) == "way_cut"
    incidents.lift_closure(by=TEST, at=AT, closure=closure)
    assert len(pairs(planned())) == 1


def test_a_group_that_coordinates_itself_gets_nothing_without_its_consent() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    group = make_organisation(affiliation="recognised")
    make_user("organisation_coordinator", organisation=group)
    pool = make_ready_offer(kind="pool", organisation=group.id, capacity=5, point=THERE, consents=True)
    assert pairs(planned()) == {(need, pool)}
    register.record_consent(by=TEST, at=AT, offer=pool, consents=False)
    assert why_not(planned(), need) == "no_skill"


def test_a_pool_that_nobody_answers_for_is_left_out() -> None:
    make_risk_assessment()
    make_open_need(point=HERE)
    pool = make_ready_offer(
        kind="pool", organisation=make_organisation().id, capacity=5, point=THERE, name="", phone=""
    )
    assert pool.person is None
    plan = planned()
    assert plan.statistics["offers_left_out"] == {"cannot_be_told": 1}


def test_a_pool_serves_as_many_places_as_it_has_people() -> None:
    make_risk_assessment()
    for _ in range(4):
        make_open_need(point=HERE, helpers=2)
    make_ready_offer(kind="pool", organisation=make_organisation().id, capacity=5, point=THERE)
    plan = planned()
    assert sum(p.units for p in plan.proposals.filter(state="open")) == 5


def test_two_who_are_never_free_together_are_not_proposed_for_one_visit() -> None:
    make_risk_assessment("clean_up")
    need = make_open_need(kind="clean_up", point=HERE, helpers=2)
    for part in (1, 2):
        offer = make_ready_offer(point=THERE, skills=("cleaning_up",), day_parts=part)
        make_check(offer, "identity")
    plan = planned()
    assert len(pairs(plan)) == 1
    assert why_not(plan, need) == "not_together"


def test_what_is_already_arranged_is_not_proposed_again() -> None:
    task = make_task()
    plan = planned()
    assert not plan.proposals.exists()
    second = make_open_need(point=HERE)
    assert why_not(planned(), second) == "capacity_used"
    assert task.need.tasks.count() == 1


@pytest.mark.manual_part("S6.c17", "X.11")
def test_a_refused_pair_is_remembered_with_its_reason_and_not_proposed_again() -> None:
    make_risk_assessment()
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    user = make_user("duty_officer")
    proposal = planned().proposals.get()
    actions.refuse_proposal(by=user.actor, at=AT, proposal=proposal, user=user, reason="knows_better")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("refused", user)
    assert Refusal.objects.get(need=need, offer=offer).reason == "knows_better"
    assert Event.objects.get(verb="proposal.refused").reason == "knows_better"
    assert why_not(planned(), need) == "forbidden"


@pytest.mark.manual_part("X.11")
def test_a_refusal_counts_against_nobody() -> None:
    """The helper stands for the next need exactly as before."""
    make_risk_assessment()
    make_open_need(point=HERE)
    offer, user = make_ready_offer(point=THERE), make_user("duty_officer")
    first = planned().proposals.get()
    actions.refuse_proposal(by=user.actor, at=AT, proposal=first, user=user, reason="other")
    twin = make_open_need(point=HERE)
    again = planned().proposals.get(need=twin, state="open")
    assert again.offer == offer
    assert again.reason == first.reason


def test_nobody_decides_twice_or_without_a_reason() -> None:
    make_risk_assessment()
    make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    user, proposal = make_user("duty_officer"), planned().proposals.get()
    with pytest.raises(Refused, match="Choose the reason"):
        actions.refuse_proposal(by=user.actor, at=AT, proposal=proposal, user=user, reason="")
    actions.refuse_proposal(by=user.actor, at=AT, proposal=proposal, user=user, reason="too_far")
    with pytest.raises(WrongState, match="already decided"):
        actions.refuse_proposal(by=user.actor, at=AT, proposal=proposal, user=user, reason="too_far")


def test_a_new_plan_takes_the_place_of_the_one_before() -> None:
    first, second = planned(), planned()
    first.refresh_from_db()
    assert not first.current
    assert second.current
    assert Plan.objects.filter(current=True).count() == 1


def test_nobody_is_woken_for_what_is_not_serious() -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    make_ready_offer(point=THERE, day_parts=8)
    assert why_not(planned(), need) == "outside_hours"
    serious = make_open_need(point=HERE, severity="serious")
    assert Proposal.objects.filter(plan=planned(), need=serious, state="open").exists()


def test_somebody_under_18_is_never_proposed_for_a_home() -> None:
    make_risk_assessment("clean_up")
    need = make_open_need(kind="clean_up", point=HERE, helpers=2)
    partner = people.add_organisation(by=TEST, at=AT, name="Scouts", partner_type="community_group")
    young = make_ready_offer(
        point=THERE, skills=("cleaning_up", "protecting_homes"), adult=False, supervised_by=partner.id
    )
    make_check(young, "identity")
    assert why_not(planned(), need) == "check_missing"
    make_risk_assessment()
    outdoors = make_open_need(point=HERE)
    assert (outdoors, young) in pairs(planned())
