"""Each figure of step 3 leads to its rows; change a row, the figure changes."""

from datetime import timedelta

import pytest
from django.test import Client

from rallyround.business import actions
from rallyround.business.contents import ConditionContent
from rallyround.business.facts import facts
from rallyround.groups.models import PriorityGroup
from rallyround.ui.facts import Fact
from tests.business_factories import line_content, make_full_case, make_line
from tests.factories import AT, TEST, make_partnership, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def found(group: PriorityGroup) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts(group, TODAY)}


def test_without_a_case_the_first_thing_is_to_begin_one() -> None:
    group = make_group()
    assert [(f.key, f.value, f.done) for f in facts(group, TODAY)] == [
        ("cases", 0, False),
        ("cases_approved", 0, False),
    ]
    assert str(group.id) in facts(group, TODAY)[0].next_url


def test_a_group_without_a_case_is_not_shown_the_cases_of_others(client: Client) -> None:
    make_partnership()
    group = make_group()
    make_full_case(group=make_group(name="Another"))
    client.force_login(make_user("tactical_lead"))
    for fact in facts(group, TODAY):
        assert "0 rows" in client.get(fact.url).content.decode()


def test_each_figure_changes_with_its_rows() -> None:
    group = make_group()
    case = make_full_case(group=group)
    before = found(group)
    assert (before["case_benefits"].value, before["case_unsure"].value, before["case_unsure"].of) == (2, 0, 5)
    option = case.options.get(preferred=True)
    line = make_line(option, "benefit", 40_000, confidence="low")
    after = found(group)
    assert (after["case_benefits"].value, after["case_unsure"].value) == (3, 1)
    assert isinstance(before["case_worth"].value, int)
    assert isinstance(after["case_worth"].value, int)
    assert after["case_worth"].value > before["case_worth"].value
    actions.change_line(by=TEST, at=AT, line=line, content=line_content("benefit", 0))
    assert found(group)["case_worth"].value == before["case_worth"].value
    boss = make_user("strategic_champion")
    actions.submit_case(by=TEST, at=AT, case=case)
    due = TODAY - timedelta(days=1)
    actions.approve_case(by=TEST, at=AT, case=case, approved_by=boss, approving_body="X",
                         conditions=[ConditionContent(what="A deputy", due_on=due)])  # fmt: skip
    now = found(group)
    assert (now["cases_approved"].value, now["cases_approved"].done) == (1, True)
    assert (now["case_conditions_late"].value, now["case_conditions_late"].done) == (1, False)
    actions.meet_condition(by=TEST, at=AT, condition=case.approved_on.get(), on=TODAY, how="Named")
    assert found(group)["case_conditions_late"].value == 0


def test_each_figure_leads_to_exactly_its_rows(client: Client) -> None:
    make_partnership()
    client.force_login(make_user("working_group_member"))
    group = make_group()
    make_full_case(group=group)
    make_full_case(name="Of another group")
    for fact in facts(group, TODAY):
        answer = client.get(fact.url.partition("#")[0])
        assert answer.status_code == 200
        if "#" not in fact.url:
            assert answer.context["page"].count == fact.value
