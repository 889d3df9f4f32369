"""One group, all eight steps, in one sitting: from an empty installation by the links of the journey to four papers."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from rallyround.people.models import Organisation, User
from rallyround.register.models import Need
from rallyround.response.models import Activation
from tests.journeys import group_doing_steps as doing
from tests.journeys import group_plan_steps as planning
from tests.journeys import group_steps as steps
from tests.journeys.group_steps import CARERS, GROUP, RESIDENTS, Days
from tests.journeys.planner import Planner, planner
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

LEADER = "Grace Obi"


def test_one_group_goes_through_all_eight_steps_in_one_sitting(
    partnership: Organisation, visitors: Callable[..., Visitor], sign_in: Callable[..., User]
) -> None:
    """Ada Moss holds every hat; Grace Obi, who answers for it, approves. Nothing else is there."""
    leader = sign_in("strategic_champion", name=LEADER)
    council, days = partnership.name, Days(timezone.localdate())
    desk = planner(visitors("group-desk", user=User.objects.get(name=steps.ADA)))
    lead = planner(visitors("group-lead", user=leader))
    lead.looked_at = desk.looked_at

    steps.given_a_partner(desk, name=RESIDENTS, kind="Community group", scope="A neighbourhood or village")
    steps.given_a_partner(
        desk, name=CARERS, kind="Business or business network", scope="The partnership's area"
    )
    steps.when_a_risk_is_written_down(desk, days)
    steps.when_the_group_is_described(desk, days)
    steps.when_it_is_spoken_with(desk, days)
    steps.when_a_need_is_entered(desk, days, kind="Somebody looking in", numbers=(40, 60, 90), said=True)
    steps.when_a_need_is_entered(desk, days, kind="Power for what health depends on", numbers=None)
    desk.shows("group")
    steps.when_it_sets_out(desk)

    steps.when_the_ambition_is_agreed(desk, lead, days, leader=LEADER, council=council)
    steps.when_the_working_group_is_formed(desk, days, leader=LEADER, council=council)
    steps.when_the_terms_are_written_and_approved(desk, lead, days)
    steps.when_it_is_said_what_is_there_already(desk, days)

    planning.when_a_case_is_written(desk, year=days.today.year)
    planning.when_costs_and_benefits_are_added(desk, days, council=council)
    planning.when_the_case_is_approved(desk, lead)
    planning.when_it_is_said_where_it_leads(desk, lead)
    planning.when_the_pace_is_set_by_keys_alone(desk)
    planning.when_the_grid_is_filled(desk, days)
    planning.when_ways_of_working_and_chances_are_named(desk, days)
    planning.when_a_partner_is_looked_at(desk)
    planning.when_work_is_agreed(desk, lead, days)
    planning.when_it_is_delivered_and_judged(desk, lead, days)
    planning.when_each_system_has_an_owner(desk, days)
    planning.when_a_decision_and_an_action_are_written_down(desk, days)

    doing.when_a_module_is_taken(desk, lead, council=council)
    doing.when_it_is_activated(desk)
    doing.when_a_need_is_reported(desk)
    doing.when_the_checklist_is_worked_through(desk)
    doing.when_evidence_is_recorded(desk, days)
    doing.when_a_debrief_becomes_a_change(desk, days)
    doing.when_the_steps_are_scored(desk)
    doing.when_the_papers_are_made(desk)

    then_the_module_did_the_line_s_work()
    desk.opens(GROUP)
    desk.shows("journey")
    then_every_figure_leads_to_its_rows(desk)
    then_a_changed_row_changes_its_figure(desk, days)
    print(f"\npages: {len(desk.pages)} by who plans, {len(lead.pages)} by who approves")


def then_the_module_did_the_line_s_work() -> None:
    """The need that was reported belongs to the incident in which the module was activated."""
    activation = Activation.objects.get()
    assert (activation.state, Need.objects.get().incident_id) == ("stood_down", activation.incident_id)


def then_every_figure_leads_to_its_rows(desk: Planner) -> None:
    """Each figure of the group's journey is a link to a page that answers, with rows where it counts any."""
    figures = desk.page.locator("main table td:nth-child(2) a")
    found = [
        (figures.nth(n).inner_text(), figures.nth(n).get_attribute("href")) for n in range(figures.count())
    ]
    assert len(found) > 30
    for said, address in found:
        assert address
        answer = desk.page.request.get(desk.site + address)
        assert answer.status == 200, f"{said} leads to {address}: {answer.status}"
        if re.match(r"[1-9]", said):
            main = answer.text().partition("<main")[2]
            assert re.search(r"<tbody[^>]*>\s*<tr|<dl|<li", main), f"{said} leads to no rows at {address}"


def then_a_changed_row_changes_its_figure(desk: Planner, days: Days) -> None:
    """One more need, and the journey counts one more."""
    assert figure(desk, "Kinds of need known") == "2"
    desk.follows("7.")
    desk.follows("Write down what the group needs")
    steps.when_a_need_is_entered(desk, days, kind="Help to leave", numbers=(100, 150, 200))
    desk.opens(GROUP)
    assert figure(desk, "Kinds of need known") == "3"


def figure(desk: Planner, label: str) -> str:
    """What the journey says beside these words."""
    row = desk.page.get_by_role("row").filter(has_text=label)
    return row.locator("td a").first.inner_text().partition(":")[0].strip()
