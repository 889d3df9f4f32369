"""A share of help guaranteed to each place: off unless a named person decides it; it is kept, priced, or said where not."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.people.models import User
from rallyround.places.models import Area
from rallyround.register.models import Need
from rallyround.tasking import actions, drafting, queries, settling
from rallyround.tasking.guarantees import GUARANTEES
from rallyround.tasking.models import Plan, Proposal
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
FAR = (HERE[0] + 40_000, HERE[1])


@pytest.fixture
def user(client: Client, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    drafting._kept.clear()
    make_partnership()
    make_risk_assessment()
    for code, name in (("T1", "Millbrook"), ("T2", "Otterdale"), ("T3", "Farholm")):
        Area.objects.create(code=code, kind="district", name=name)
    user = make_user("coordinator", name="Cora Coordinator")
    client.force_login(user)
    return user


def needs(district: str, count: int, severity: str, point: tuple[int, int] = HERE) -> list[Need]:
    made = [make_open_need(point=point, severity=severity) for _ in range(count)]
    Need.objects.filter(id__in=[need.id for need in made]).update(district=district)
    return made


@pytest.fixture
def uneven(user: User) -> User:
    """Eight helpers in reach of all; eight urgent needs in Millbrook, eight minor ones in Otterdale."""
    needs("T1", 8, "serious")
    needs("T2", 8, "minor")
    for _ in range(8):
        make_ready_offer(point=THERE)
    return user


def guaranteed(user: User, rule: str) -> Plan:
    plan = actions.guarantee_shares(by=user.actor, at=AT, user=user, guarantee=rule, id=uuid7())
    assert plan is not None
    return plan


def met(plan: Plan) -> Counter[str]:
    found: Counter[str] = Counter()
    for district, units in plan.proposals.filter(state="open").values_list("need__district", "units"):
        found[district] += units
    return found


def test_without_a_decision_no_place_is_guaranteed_anything(uneven: User, client: Client) -> None:
    plan = actions.propose(by=TEST, at=AT)
    assert (plan.guarantee, plan.statistics["guarantee"]) == ("", None)
    assert met(plan) == {"T1": 8}
    assert queries.guarantee(plan) is None
    assert "guaranteed" not in client.get(reverse("proposals")).content.decode()


@pytest.mark.parametrize(("rule", "otterdale"), [("25", 2), ("50", 4), ("even", 4)])
def test_each_place_gets_its_share_and_the_price_is_the_difference_of_the_best_plans(
    uneven: User, rule: str, otterdale: int
) -> None:
    plain = actions.propose(by=TEST, at=AT)
    plan = guaranteed(uneven, rule)
    assert met(plan) == {"T1": 8 - otterdale, "T2": otterdale}
    found, now = plan.statistics["guarantee"], plan.statistics
    worth = settling.METRES_A_POINT
    value = now["points_met"] * worth - now["metres"]
    without = found["without"]["points_met"] * worth - found["without"]["metres"]
    assert found["price_metres"] == without - value == otterdale * (45 - 10) * worth
    assert found["without"]["points_met"] == plain.statistics["points_met"] == 8 * 45
    assert found["short"] == {}


def test_it_holds_for_the_plans_after_it_until_somebody_takes_it_back(uneven: User) -> None:
    guaranteed(uneven, "50")
    again = actions.propose(by=TEST, at=AT)
    assert (again.guarantee, met(again)["T2"]) == ("50", 4)
    assert again.statistics["difference"]["people"] == 0
    needs("T2", 4, "minor")
    # Half of eight and half of twelve are more than eight helpers: as large a part of it as both can have.
    assert met(actions.propose(by=TEST, at=AT))["T2"] == 5
    last = guaranteed(uneven, "")
    assert (last.guarantee, met(last)) == ("", {"T1": 8})
    assert met(actions.propose(by=TEST, at=AT)) == {"T1": 8}


def test_another_process_keeps_the_same_guarantee(uneven: User) -> None:
    guaranteed(uneven, "25")
    drafting._kept.clear()  # as a process that has made no plan yet
    assert met(actions.propose(by=TEST, at=AT))["T2"] == 2


def test_who_decided_it_and_what_it_costs_is_in_the_record_without_small_groups(uneven: User) -> None:
    leave = uuid7()
    given = {"by": uneven.actor, "at": AT, "user": uneven, "guarantee": "50", "id": leave}
    assert actions.guarantee_shares(**given) is not None  # type: ignore[arg-type]
    assert actions.guarantee_shares(**given) is None  # type: ignore[arg-type]
    event = Event.objects.get(verb="plan.shares_guaranteed")
    assert (event.data["decided_by"], event.data["rule"], event.batch) == (str(uneven.id), "50", leave)
    assert event.data["guarantee"]["price_metres"] == 4 * 35 * settling.METRES_A_POINT
    assert "short" not in event.data["guarantee"]
    assert "equity" not in event.data
    with pytest.raises(Refused, match="Choose one of the answers"):
        guaranteed(uneven, "90")


def test_a_place_that_nobody_can_reach_is_named_with_the_reason(uneven: User, client: Client) -> None:
    needs("T3", 6, "serious", FAR)
    plan = guaranteed(uneven, "25")
    assert plan.statistics["guarantee"]["short"] == {"T3": [6, 0, 0]}
    assert met(plan)["T2"] == 2
    page = client.get(reverse("plan_gain")).content.decode()
    assert (
        "Farholm gets 0 of 6 helpers: it would not get more if nobody helped anywhere else. "
        "The reason for 6 of 6 helpers who are missing: Nobody with this skill is within reach."
    ) in page
    assert (
        "It costs 70.0 points of priority, of 360 that could be met without it: 70 points of priority fewer"
        in page
    )
    assert "helpers travel 0.0 km further" in page
    assert "In 1 place it cannot be kept: see why" in client.get(reverse("proposals")).content.decode()


def test_a_share_that_is_too_much_for_all_together_says_who_is_needed_elsewhere(
    uneven: User, client: Client
) -> None:
    plan = guaranteed(uneven, "75")
    short = plan.statistics["guarantee"]["short"]
    assert short
    assert all(alone == 8 and got < 6 for _asked, got, alone in short.values())
    page = client.get(reverse("plan_gain")).content.decode()
    assert "8 could help there, but other places need them for their own share." in page
    assert "In all 8 helpers are found of 16 that are asked for." in page


def test_of_a_place_with_few_needs_no_numbers_are_shown(uneven: User, client: Client) -> None:
    needs("T3", 2, "serious", FAR)
    guaranteed(uneven, "50")
    page = client.get(reverse("plan_gain")).content.decode()
    assert "Farholm: the numbers are hidden, for few needs are there." in page


def test_where_the_best_plan_keeps_it_anyway_it_costs_nothing(user: User, client: Client) -> None:
    needs("T1", 1, "serious")
    make_ready_offer(point=THERE)
    plan = guaranteed(user, "50")
    assert plan.statistics["guarantee"]["price_metres"] == 0
    assert "It costs nothing" in client.get(reverse("proposals")).content.decode()


def test_with_nothing_to_plan_a_guarantee_does_no_harm(user: User) -> None:
    for rule in GUARANTEES:
        assert guaranteed(user, rule).statistics["guarantee"]["short"] == {}


def test_accepted_tasks_stay_under_a_guarantee_and_a_helper_s_time_is_respected(uneven: User) -> None:
    chosen = actions.propose(by=TEST, at=AT).proposals.filter(state="open").first()
    assert chosen is not None
    task = work_on(
        actions.confirm_matches(by=TEST, at=AT, proposals=[chosen], user=uneven).tasks[0], "accepted"
    )
    plan = guaranteed(uneven, "50")
    task.refresh_from_db()
    assert task.state == "accepted"
    assert task.offer_id not in set(plan.proposals.filter(state="open").values_list("offer_id", flat=True))


def test_a_person_lets_the_plan_change_tasks_and_the_guarantee_stays(uneven: User) -> None:
    chosen = actions.propose(by=TEST, at=AT).proposals.filter(state="open").first()
    assert chosen is not None
    task = work_on(
        actions.confirm_matches(by=TEST, at=AT, proposals=[chosen], user=uneven).tasks[0], "accepted"
    )
    guaranteed(uneven, "25")
    Need.objects.filter(id=task.need_id).update(severity="minor")
    needs("T1", 1, "serious")
    done = actions.loosen_plan(by=uneven.actor, at=AT, user=uneven, tasks=[task], reason="other", id=uuid7())
    assert done is not None
    assert (done.plan.guarantee, met(done.plan)["T2"]) == ("25", 2)


def test_who_would_come_next_is_named_without_a_price_that_no_plan_proves(
    uneven: User, client: Client
) -> None:
    make_ready_offer(point=THERE)
    guaranteed(uneven, "25")
    found = Proposal.objects.filter(dropped_by=None, state="open").first()
    assert found is not None
    assert found.reason["next_best"]["points"] is None
    page = client.get(reverse("proposal", args=[found.id])).content.decode()
    assert "next best:" in page
    assert "would cost the plan" not in page


def test_the_page_shows_what_holds_now_and_keeps_the_choice(uneven: User, client: Client) -> None:
    actions.propose(by=TEST, at=AT)
    assert reverse("plan_shares") in client.get(reverse("proposals")).content.decode()
    asked = {"submission": str(uuid7()), "guarantee": "50"}
    done = client.post(reverse("plan_shares"), asked, follow=True).content.decode()
    assert "Each place is guaranteed 50 % of the helpers that it asks for." in done
    assert "The same without the guarantee" in done
    page = client.get(reverse("plan_shares")).content.decode()
    assert page.index('value="50"') < page.index("checked") < page.index('value="75"')
    assert (
        "Choose one of the answers"
        in client.post(reverse("plan_shares"), {**asked, "guarantee": "90"}).content.decode()
    )
    client.post(reverse("plan_shares"), {"submission": str(uuid7()), "guarantee": "none"})
    assert Plan.objects.get(current=True).guarantee == ""


def test_who_covers_only_some_places_cannot_decide_for_all(uneven: User, client: Client) -> None:
    client.force_login(make_user("coordinator", areas=["T1"]))
    answer = client.get(reverse("plan_shares"))
    assert answer.status_code == 403
    assert "your role covers only some of them" in answer.content.decode()
