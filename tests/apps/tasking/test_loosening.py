"""Accepted tasks stay as they are unless a named person lets the plan change them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import User
from rallyround.register.models import Need
from rallyround.tasking import actions
from rallyround.tasking.models import Proposal, Task
from rallyround.ui.errors import Refused
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted() -> Task:
    """The only helper has accepted a minor task when somebody else needs help seriously."""
    make_partnership()
    make_risk_assessment()
    need, offer = make_open_need(point=HERE, severity="minor"), make_ready_offer(point=THERE)
    boss = make_user("coordinator")
    task = actions.confirm_match(by=boss.actor, at=AT, need=need, offer=offer, user=boss)
    return work_on(task, "accepted")


@pytest.fixture
def urgent(accepted: Task) -> Need:
    return make_open_need(point=HERE, severity="serious")


def test_without_leave_no_accepted_task_moves_however_urgent_the_other(accepted: Task, urgent: Need) -> None:
    plan = actions.propose(by=TEST, at=AT)
    accepted.refresh_from_db()
    assert accepted.state == "accepted"
    assert plan.proposals.get(need=urgent).state == "unmet"


def test_a_named_person_lets_the_plan_take_it_back_and_everybody_is_told(
    accepted: Task, urgent: Need
) -> None:
    user, leave = make_user("duty_officer"), uuid7()
    done = actions.loosen_plan(by=user.actor, at=AT, user=user, most=1, reason="more_urgent", id=leave)
    assert done is not None
    plan, count = done
    accepted.refresh_from_db()
    assert (count, accepted.state) == (1, "cancelled")
    assert plan.proposals.get(need=urgent).offer == accepted.offer
    assert plan.proposals.get(need=accepted.need).state == "unmet"
    assert Message.objects.filter(template="task_cancelled").count() == 1
    event = Event.objects.get(verb="plan.loosened")
    assert (event.reason, event.data["allowed_by"], event.data["tasks"]) == (
        "more_urgent", str(user.id), [str(accepted.id)],
    )  # fmt: skip
    assert Event.objects.get(verb="task.cancelled").batch == leave
    assert (
        actions.loosen_plan(by=user.actor, at=AT, user=user, most=1, reason="more_urgent", id=leave) is None
    )


def test_no_more_tasks_are_taken_back_than_were_allowed_and_none_without_gain(accepted: Task) -> None:
    user = make_user("duty_officer")
    done = actions.loosen_plan(by=user.actor, at=AT, user=user, most=5, reason="other", id=uuid7())
    assert done is not None
    assert done[1] == 0
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_whoever_has_set_out_is_not_called_back(accepted: Task, urgent: Need) -> None:
    work_on(accepted, "started")
    user = make_user("duty_officer")
    done = actions.loosen_plan(
        by=user.actor, at=accepted.during.lower, user=user, most=5, reason="other", id=uuid7()
    )
    assert done is not None
    assert done[1] == 0


def test_it_needs_a_reason_and_a_number(accepted: Task) -> None:
    user = make_user("duty_officer")
    with pytest.raises(Refused, match="Choose the reason"):
        actions.loosen_plan(by=user.actor, at=AT, user=user, most=1, reason="", id=uuid7())
    with pytest.raises(Refused, match="Between 1 and 50"):
        actions.loosen_plan(by=user.actor, at=AT, user=user, most=0, reason="other", id=uuid7())


def test_the_page_asks_how_many_and_why_and_says_what_was_done(
    client: Client, accepted: Task, urgent: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    user: User = make_user("coordinator")
    client.force_login(user)
    actions.propose(by=TEST, at=AT)
    assert reverse("plan_loosen") in client.get(reverse("proposals")).content.decode()
    page = client.get(reverse("plan_loosen")).content.decode()
    assert "1 task could be changed" in page
    asked = {"submission": str(uuid7()), "most": "1", "reason": ""}
    assert "Choose the reason" in client.post(reverse("plan_loosen"), asked).content.decode()
    done = client.post(
        reverse("plan_loosen"), {**asked, "reason": "more_urgent"}, follow=True
    ).content.decode()
    assert "1 task was taken back" in done
    assert "Against the plan before:" in done
    assert Proposal.objects.get(need=urgent, state="open").offer == accepted.offer
    changes = client.get(reverse("plan_changes")).content.decode()
    assert urgent.code in changes
    assert "No longer without a helper" in changes
