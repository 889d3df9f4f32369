"""The plan of who helps whom in a coordinator's hands: read, doubted, changed, decided, loosened, taken along."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from rallyround.ledger.models import Event
from rallyround.people.models import Organisation, User
from rallyround.tasking.models import Task
from tests.journeys import matching_steps as steps
from tests.journeys.planner import planner
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

COORDINATOR = "Asha Bello"
# Not the plan's own pages: `test_every_page` looks at them on a phone.
ELSEWHERE = {"/needs/", "/needs/<id>/", "/needs/<id>/place/", "/tasks/", "/tasks/<id>/"}


@pytest.mark.manual("S6.c17")
@pytest.mark.manual_part("X.11", "S7.q1")
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone-without-script"])
def test_the_plan_is_read_changed_decided_loosened_and_taken_along(
    partnership: Organisation,
    sign_in: Callable[..., User],
    visitors: Callable[..., Visitor],
    phone: bool,
) -> None:
    """At a desk with script, and on a phone without: every kind of page is looked at, and none is wider than a phone."""
    user = sign_in("coordinator", name=COORDINATOR)
    duty = planner(visitors("plan-phone" if phone else "plan", phone=phone, user=user))
    duty.looked_at |= ELSEWHERE if phone else set()
    scarce = steps.given_one_helper_for_three_needs(timezone.now())
    minor, moderate, serious = scarce.minor, scarce.moderate, scarce.serious

    plan = steps.when_it_is_planned(duty, "Plan now")
    steps.then_these_are_proposed_and_these_not(duty, scarce, served=moderate, why_nobody={
        minor.code: "All who could help are on other needs, the least urgent of which has",
        serious.code: "Nobody with this skill is within reach.",
    })  # fmt: skip
    steps.then_each_is_told_what_would_help(duty, {
        minor.code: "All who could help are on other needs",
        serious.code: "The nearest who could would have to go",
    })  # fmt: skip
    steps.then_the_gain_stands_beside_first_come_first_served(duty, scarce, plan)
    assert not Task.objects.exists()

    steps.when_its_place_is_corrected(duty, serious, scarce.postcode)
    duty.goes_to("/proposals/")
    duty.sees("Since then 1 need or offer has changed")
    steps.when_it_is_planned(duty)
    steps.then_the_difference_is_told(
        duty, "1 need gets help, or more of it", "for 1 need somebody is missing now",
        "1 offer is no longer proposed for what it was",
        lines={serious.code: "Proposed now", moderate.code: "No longer proposed"},
    )  # fmt: skip

    steps.when_it_is_read_and_accepted(duty, serious)
    task = Task.objects.get()
    assert (task.need, task.offer, task.confirmed_by) == (serious, scarce.helper, user)
    steps.when_the_helper_rings_and_says_yes(duty, serious)
    urgent = steps.given_somebody_needs_it_more(scarce, timezone.now())
    steps.when_it_is_planned(duty)
    duty.sees("All who could help already have a task.")
    task.refresh_from_db()
    assert task.state == "accepted"

    steps.when_the_plan_is_let_change_one_task(duty)
    task.refresh_from_db()
    assert task.state == "cancelled"
    leave = Event.objects.get(verb="plan.loosened")
    assert (leave.reason, leave.data["allowed_by"]) == ("more_urgent", str(user.id))

    steps.when_each_place_is_guaranteed_a_quarter(duty)
    steps.then_what_it_costs_stands_beside_the_plan(duty, user)
    by_need = {line["Need"]: line for line in steps.then_the_plan_is_taken_as_excel(duty)}
    assert set(by_need) == {need.code for need in (minor, moderate, serious, urgent)}
    assert by_need[urgent.code]["Helper"] == scarce.helper.code
    assert by_need[urgent.code]["Metres away"] == 2000
    assert by_need[serious.code]["Helper"] is None
    assert "One more helper would meet it" in str(by_need[serious.code]["What would help"])
    print(f"\npages: {len(duty.pages)}")
