"""What the plan says of its reasons is so: the next best costs what is said, and who is down for a task is counted."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from rallyround.core import allocation
from rallyround.tasking import actions, drafting, pair_sets, reasons
from rallyround.tasking.models import Proposal
from rallyround.tasking.settling import METRES_A_POINT
from tests.factories import AT, HERE, TEST, make_open_need, make_ready_offer, make_risk_assessment, make_user

pytestmark = pytest.mark.django_db
SKILLS = {"prepare": "protecting_homes", "food_water": "delivering", "welfare_call": "calling"}


def reason_of(state: str = "unmet", minutes: int = 0) -> dict[str, object]:
    actions.propose(by=TEST, at=AT + timedelta(minutes=minutes))
    found: dict[str, object] = Proposal.objects.get(dropped_by=None, state=state).reason
    return found


@pytest.mark.manual_part("S6.c17")
@pytest.mark.parametrize("seed", range(6))
def test_the_next_best_costs_the_plan_what_is_said(seed: int) -> None:
    """On a small board to a twentieth of a point: the plan without that pair is worth so much less."""
    chance = Random(seed)
    for kind in SKILLS:
        make_risk_assessment(kind)
    for _ in range(9):
        make_open_need(
            kind=chance.choice(list(SKILLS)), severity=chance.choice(["serious", "moderate", "minor"]),
            point=(HERE[0] + chance.randint(-4000, 4000), HERE[1] + chance.randint(-4000, 4000)),
        )  # fmt: skip
    for _ in range(8):
        make_ready_offer(
            point=(HERE[0] + chance.randint(-4000, 4000), HERE[1] + chance.randint(-4000, 4000)),
            skills=tuple(chance.sample(list(SKILLS.values()), 2)),
        )
    actions.propose(by=TEST, at=AT)
    made = drafting.draft(AT, None)
    needs, offers = made.built.board.needs.numbers, made.built.board.offers.numbers
    told = 0
    for proposal in Proposal.objects.filter(dropped_by=None, state="open"):
        best = proposal.reason["next_best"]
        assert proposal.offer_id is not None
        if best is None:  # then nobody else could, at whatever cost
            could = allocation.choices_of(made.plan, np.array([needs[proposal.need_id]]))
            assert could.offer.tolist() == [offers[proposal.offer_id]]
            continue
        pair = pair_sets.keys([needs[proposal.need_id]], [offers[proposal.offer_id]])
        without = drafting.allocated(made.built, pair_sets.union(made.apart, pair), gap=0.0)
        assert best["exact"]
        assert best["points"] == round((made.plan.value - without.value) / METRES_A_POINT, 1)
        came = without.offer[without.need == needs[proposal.need_id]]
        assert (len(came) == 0) == (best["code"] == "")
        told += 1
    assert told


def test_where_others_are_needed_more_that_is_said_instead_of_a_name() -> None:
    for kind in ("prepare", "food_water"):
        make_risk_assessment(kind)
    minor = make_open_need(point=HERE, severity="minor")
    urgent = make_open_need(kind="food_water", point=HERE, severity="serious")
    both = make_ready_offer(point=HERE, skills=("protecting_homes", "delivering"))
    make_ready_offer(point=(HERE[0] + 900, HERE[1]))
    actions.propose(by=TEST, at=AT)
    assert urgent.proposals.get().offer == both
    said = reasons.pair(minor.proposals.get().reason)
    assert "without them nobody would come: all others are needed more elsewhere" in said
    assert any(sentence.startswith("the plan would lose") for sentence in said)


def test_who_could_help_and_is_down_for_a_task_that_should_be_over_is_counted() -> None:
    make_risk_assessment()
    user = make_user("coordinator")
    first = make_open_need(point=HERE)
    for _ in range(2):
        make_ready_offer(point=HERE)
    plan = actions.propose(by=TEST, at=AT)
    actions.confirm_matches(by=TEST, at=AT, proposals=list(plan.proposals.filter(need=first)), user=user)
    make_open_need(point=HERE, helpers=2)
    reason = reason_of(minutes=10)
    assert (reason["down"], reason["late"]) == (1, 0)
    assert reasons.nobody(reason).endswith("1 more could help but is down for another task.")
    reason = reason_of(minutes=600)
    assert (reason["down"], reason["late"]) == (1, 1)
    assert "For 1 of them it should be over by now: sign it out or cancel it under Tasks." in reasons.nobody(
        reason
    )


def test_a_time_that_is_too_short_to_be_there_and_done_is_said() -> None:
    make_risk_assessment()
    make_ready_offer(point=HERE)
    make_open_need(point=HERE, window_start=AT, window_end=AT + timedelta(minutes=20))
    assert reason_of()["code"] == "too_late"


def test_what_is_decided_of_a_plan_is_told_with_it(client: Client) -> None:
    make_risk_assessment()
    user = make_user("coordinator")
    client.force_login(user)
    for _ in range(3):
        make_open_need(point=HERE)
        make_ready_offer(point=HERE)
    plan = actions.propose(by=TEST, at=AT)
    some = list(plan.proposals.all())
    actions.confirm_matches(by=TEST, at=AT, proposals=some[:1], user=user)
    actions.refuse_proposal(by=TEST, at=AT, proposal=some[1], user=user, reason="too_far")
    page = client.get(reverse("proposals")).content.decode()
    assert "It proposes 3 helpers." in page
    assert "2 of them are decided already." in page
