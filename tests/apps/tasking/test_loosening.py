"""Tasks that somebody was given stay as they are unless a named person, who sees what is gained, takes them back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import User
from rallyround.places.models import Area
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, loosening, settling
from rallyround.tasking.models import Plan, Proposal, Task
from rallyround.tasking.weighing import LEAST
from rallyround.ui.errors import Refused, WrongState
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
LOOSEN = "plan_loosen"


def away(metres: int, north: int = 0) -> tuple[int, int]:
    return HERE[0] + metres, HERE[1] + north


def given(need: Need, offer: Offer, state: str = "accepted") -> Task:
    boss = make_user("coordinator")
    return work_on(actions.confirm_match(by=boss.actor, at=AT, need=need, offer=offer, user=boss), state)


def taken_back(*tasks: Task, reason: str = "more_urgent") -> actions.TakenBack:
    user = make_user("duty_officer")
    done = actions.loosen_plan(by=user.actor, at=AT, user=user, tasks=tasks, reason=reason, id=uuid7())
    assert done is not None
    return done


def would_go() -> list[Task]:
    """What the page would list."""
    found = loosening.worth_taking_back(AT, list(loosening.movable(Task.objects.all(), AT)), "")
    return list(found.weighed.tasks) if found else []


def state_of(task: Task) -> str:
    return Task.objects.get(id=task.id).state


def why_cancelled(task: Task) -> str:
    return Event.objects.get(verb="task.cancelled", subject_id=task.id).reason


@pytest.fixture
def user(client: Client, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    make_partnership()
    make_risk_assessment()
    user = make_user("coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def accepted(user: User) -> Task:
    """The only helper has accepted a minor task when somebody else needs help seriously."""
    return given(make_open_need(point=HERE, severity="minor"), make_ready_offer(point=THERE))


@pytest.fixture
def urgent(accepted: Task) -> Need:
    return make_open_need(point=HERE, severity="serious")


@pytest.fixture
def two(user: User, client: Client) -> tuple[Task, Task]:
    """Two helpers with minor tasks, one of whom has not answered, and two serious needs, far from each other."""
    tasks = []
    for metres, state in ((0, "accepted"), (50_000, "offered")):
        need = make_open_need(point=away(metres), severity="minor")
        tasks.append(given(need, make_ready_offer(point=away(metres, 1000)), state))
        make_open_need(point=away(metres, 2000), severity="serious")
    return tasks[0], tasks[1]


def asked(*tasks: Task, reason: str = "more_urgent") -> dict[str, object]:
    return {"submission": str(uuid7()), "selected": [str(task.id) for task in tasks], "reason": reason}


def test_without_leave_no_accepted_task_moves_however_urgent_the_other(accepted: Task, urgent: Need) -> None:
    plan = actions.propose(by=TEST, at=AT)
    assert state_of(accepted) == "accepted"
    assert plan.proposals.get(need=urgent).state == "unmet"


def test_a_named_person_takes_it_back_and_everybody_is_told(accepted: Task, urgent: Need) -> None:
    user, leave = make_user("duty_officer"), uuid7()
    said = {
        "by": user.actor,
        "at": AT,
        "user": user,
        "tasks": [accepted],
        "reason": "more_urgent",
        "id": leave,
    }
    done = actions.loosen_plan(**said)  # type: ignore[arg-type]
    assert done is not None
    assert (done.tasks, done.left, state_of(accepted)) == ([accepted], [], "cancelled")
    assert done.plan.proposals.get(need=urgent).offer == accepted.offer
    assert done.plan.proposals.get(need=accepted.need).state == "unmet"
    assert Message.objects.filter(template="task_cancelled").count() == 1
    event = Event.objects.get(verb="plan.loosened")
    assert (event.reason, event.data["allowed_by"], event.data["tasks"]) == (
        "more_urgent", str(user.id), [str(accepted.id)],
    )  # fmt: skip
    assert Event.objects.get(verb="task.cancelled").batch == leave
    assert actions.loosen_plan(**said) is None  # type: ignore[arg-type]


def test_the_plan_that_follows_is_the_one_that_is_made_from_the_same_board(
    accepted: Task, urgent: Need
) -> None:
    def lines(plan: Plan) -> set[object]:
        return set(plan.proposals.values_list("need", "offer", "units", "state"))

    done = taken_back(accepted)
    again = actions.propose(by=TEST, at=AT)
    assert lines(done.plan) == lines(again)
    assert again.statistics["difference"]["people"] == 0
    assert done.plan.statistics["points_met"] == again.statistics["points_met"] == 45


def test_whoever_has_set_out_is_not_called_back(accepted: Task, urgent: Need) -> None:
    work_on(accepted, "started")
    assert would_go() == []
    with pytest.raises(WrongState, match="changed since"):
        taken_back(accepted)
    assert state_of(accepted) == "started"
    assert not Plan.objects.exists()


def test_it_needs_a_reason_and_tasks(accepted: Task, urgent: Need) -> None:
    with pytest.raises(Refused, match="Choose the reason"):
        taken_back(accepted, reason="")
    with pytest.raises(Refused, match="Between 1 and 50"):
        taken_back()


# What is worth it


def test_where_nothing_is_gained_nothing_is_proposed_and_nothing_can_be_taken_back(accepted: Task) -> None:
    assert would_go() == []
    with pytest.raises(Refused, match="less than 5 points of priority"):
        taken_back(accepted)
    assert state_of(accepted) == "accepted"


@pytest.mark.parametrize(("nearer", "worth"), [(LEAST * 1000 - 1, False), (LEAST * 1000, True)])
def test_somebody_a_little_nearer_is_no_reason_to_take_an_accepted_task_back(
    user: User, nearer: int, worth: bool
) -> None:
    helper = make_ready_offer(point=away(6000), max_travel_m=20_000)
    task = given(make_open_need(point=HERE), helper)
    make_ready_offer(point=away(6000 - nearer), max_travel_m=20_000)
    assert would_go() == ([task] if worth else [])


@pytest.mark.parametrize(
    ("risk", "worth"), [("young_child_or_pregnant", False), ("electricity_dependent", True)]
)
def test_a_chain_must_gain_enough_for_each_of_its_tasks(user: User, risk: str, worth: bool) -> None:
    """The helper of each need can only go to the next: two tasks for 8 points are too many, for 15 they are not."""
    low = make_open_need(point=HERE, severity="moderate")
    middle = make_open_need(point=away(4000), severity="moderate", risk="young_child_or_pregnant")
    first = given(low, make_ready_offer(point=away(2000), max_travel_m=2000))
    second = given(middle, make_ready_offer(point=away(6000), max_travel_m=2000))
    make_open_need(point=away(8000), severity="moderate", risk=risk)
    assert set(would_go()) == ({first, second} if worth else set())


def test_two_tasks_hang_together_where_one_helper_takes_the_place_of_the_other(user: User) -> None:
    low, middle = (make_open_need(point=away(metres), severity=severity) for metres, severity in (
        (0, "minor"), (4000, "serious"),
    ))  # fmt: skip
    first = given(low, make_ready_offer(point=away(2000), max_travel_m=2000))
    second = given(middle, make_ready_offer(point=away(6000), max_travel_m=2000))
    new = make_open_need(point=away(8000), severity="danger_to_life")
    found = loosening.worth_taking_back(AT, list(loosening.movable(Task.objects.all(), AT)), "")
    assert found is not None
    (group,) = found.weighed.groups
    assert set(group.tasks) == {first, second}
    assert (group.gain.helpers, group.gain.points, group.gain.metres) == (0, 75 - 10, 0)
    assert [goes.need for goes in found.weighed.elsewhere(second)] == [new]
    assert [goes.offer for goes in found.weighed.instead(second)] == [first.offer]
    assert found.weighed.instead(first) == []
    done = taken_back(first, second)
    assert {why_cancelled(task) for task in done.tasks} == {"plan_changed"}


def test_the_gain_counts_only_helpers_who_can_come_at_the_time_agreed_with_the_others(user: User) -> None:
    """The engine knows parts of the day: that the helper is free only for a part of the visit, only the plan knows."""
    short = make_ready_offer(
        point=THERE, available_from=AT + timedelta(hours=3), available_until=AT + timedelta(hours=6)
    )
    task = given(make_open_need(point=HERE, severity="minor"), short)
    late = AT + timedelta(hours=5, minutes=30)
    make_open_need(point=HERE, severity="serious", window_start=late, window_end=late + timedelta(hours=8))
    assert state_of(task) == "accepted"
    assert would_go() == []


def test_a_large_board_is_weighed_with_few_plans_and_to_the_same_end(
    accepted: Task, urgent: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = make_ready_offer(point=away(45_000), max_travel_m=20_000)
    near = given(make_open_need(point=away(40_000)), helper)
    make_ready_offer(point=away(42_000), max_travel_m=20_000)
    assert would_go() == [accepted]
    monkeypatch.setattr(settling, "SMALL", 0)
    assert would_go() == [accepted]
    assert state_of(near) == "accepted"


# What is said to be the reason


def test_who_is_not_needed_more_urgently_elsewhere_is_not_told_so(user: User) -> None:
    helper = make_ready_offer(point=away(9000), max_travel_m=20_000)
    task = given(make_open_need(point=HERE), helper)
    make_ready_offer(point=away(100), max_travel_m=20_000)
    taken_back(task)
    assert why_cancelled(task) == "plan_helps_more"


def test_who_is_needed_more_urgently_elsewhere_is_told_so(accepted: Task, urgent: Need) -> None:
    taken_back(accepted)
    assert why_cancelled(accepted) == "plan_changed"


# The page


def test_the_page_says_how_many_have_said_yes_and_how_many_have_not_answered(
    two: tuple[Task, Task], client: Client
) -> None:
    page = client.get(reverse(LOOSEN)).content.decode()
    assert "2 tasks could change: 1 accepted, 1 not answered yet." in page
    assert "See which tasks" in page
    assert two[0].offer.code not in page


def test_looking_shows_each_task_with_what_becomes_of_it_and_changes_nothing(
    two: tuple[Task, Task], client: Client
) -> None:
    actions.propose(by=TEST, at=AT)
    before = Event.objects.count(), Message.objects.count(), Proposal.objects.count(), Plan.objects.count()
    page = client.get(reverse(LOOSEN), {"look": "yes"}).content.decode()
    for task in two:
        assert task.need.code in page
        assert reverse("need", args=[task.need_id]) in page
        assert reverse("offer", args=[task.offer_id]) in page
        assert f'value="{task.id}"' in page
    assert page.count("checked") == 2
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for said in (
        "Offered, no answer yet", "Accepted", "Nobody: it waits for help again", "45 points of priority",
        "as many helpers are found as without", "70 more points of priority are met",
        "helpers travel as far in all as without", "35.0 points",
    ):  # fmt: skip
        assert said in text
    assert {state_of(task) for task in two} == {"accepted", "offered"}
    assert before == (
        Event.objects.count(), Message.objects.count(), Proposal.objects.count(), Plan.objects.count(),
    )  # fmt: skip


def test_exactly_the_ticked_tasks_are_taken_back_and_named(two: tuple[Task, Task], client: Client) -> None:
    first, second = two
    done = client.post(reverse(LOOSEN), asked(first), follow=True).content.decode()
    assert "1 task was taken back, and its helper is told" in done
    assert f"{first.need.code} (helper {first.offer.code})" in done
    assert (state_of(first), state_of(second)) == ("cancelled", "offered")


def test_a_task_for_which_somebody_set_out_meanwhile_is_named_and_left_alone(
    two: tuple[Task, Task], client: Client
) -> None:
    first, second = two
    client.get(reverse(LOOSEN), {"look": "yes"})
    work_on(first, "started")
    done = client.post(reverse(LOOSEN), asked(first, second), follow=True).content.decode()
    assert f"{first.need.code} was left as it is, for it has changed since: Signed in at the place." in done
    assert f"{second.need.code} (helper {second.offer.code})" in done
    assert (state_of(first), state_of(second)) == ("started", "cancelled")


def test_where_all_that_was_ticked_has_changed_the_page_says_so_and_shows_what_is_left(
    two: tuple[Task, Task], client: Client
) -> None:
    first, second = two
    work_on(first, "started")
    page = client.post(reverse(LOOSEN), asked(first)).content.decode()
    assert "None of these tasks can be taken back any more" in page
    assert second.need.code in page
    assert (state_of(first), state_of(second)) == ("started", "offered")


def test_nothing_ticked_or_no_reason_is_said_on_the_page_and_the_answers_are_kept(
    two: tuple[Task, Task], client: Client
) -> None:
    first, second = two
    page = client.post(reverse(LOOSEN), asked(reason="helpers_lost")).content.decode()
    assert "Tick at least one task." in page
    assert 'value="helpers_lost" selected' in page
    assert "checked" not in page
    page = client.post(reverse(LOOSEN), asked(second, reason="")).content.decode()
    assert "Choose the reason" in page
    (box,) = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert str(second.id) in box
    page = client.post(reverse(LOOSEN), asked() | {"selected": ["nonsense", "7"]}).content.decode()
    assert "Tick at least one task." in page
    assert (state_of(first), state_of(second)) == ("accepted", "offered")


def test_where_nothing_is_worth_it_the_page_says_so(accepted: Task, client: Client) -> None:
    page = client.get(reverse(LOOSEN), {"look": "yes"}).content.decode()
    assert "Nothing is worth it: there is no task by which the plan would gain 5 points of priority" in page
    assert "Take back and plan again" not in page


def test_where_no_task_is_given_there_is_nothing_to_look_at(user: User, client: Client) -> None:
    page = client.get(reverse(LOOSEN)).content.decode()
    assert "There is no task that the plan could take back" in page
    assert "See which tasks" not in page


def test_who_covers_some_places_takes_back_only_tasks_there(two: tuple[Task, Task], client: Client) -> None:
    first, second = two
    for code, task in (("T1", first), ("T2", second)):
        Area.objects.create(code=code, kind="district", name=f"Place {code}")
        Need.objects.filter(id=task.need_id).update(district=code)
    client.force_login(make_user("coordinator", areas=["T1"]))
    page = client.get(reverse(LOOSEN), {"look": "yes"}).content.decode()
    assert "1 task could change: 1 accepted." in page
    assert first.need.code in page
    assert second.need.code not in page
    assert "Tick at least one" not in page
    client.post(reverse(LOOSEN), asked(first, second))
    assert (state_of(first), state_of(second)) == ("cancelled", "offered")


def test_the_list_of_proposals_leads_there_and_says_afterwards_what_changed(
    accepted: Task, urgent: Need, client: Client
) -> None:
    actions.propose(by=TEST, at=AT)
    assert reverse(LOOSEN) in client.get(reverse("proposals")).content.decode()
    done = client.post(reverse(LOOSEN), asked(accepted), follow=True).content.decode()
    assert "Against the plan before:" in done
    assert Proposal.objects.get(need=urgent, state="open").offer == accepted.offer
    changes = client.get(reverse("plan_changes")).content.decode()
    assert urgent.code in changes
    assert "No longer without a helper" in changes
