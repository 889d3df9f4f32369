"""Every figure of steps 1, 2 and 4 leads to exactly the rows that were counted, and changes with them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.business.models import Line
from rallyround.groups.models import PriorityGroup
from rallyround.programme import actions
from rallyround.programme.facts import align, plan, team
from rallyround.programme.models import Activity
from rallyround.ui.errors import Refused
from rallyround.ui.facts import Fact
from tests.architecture.worlds import programme_plan
from tests.business_factories import make_approved_case, make_case, make_line, make_option
from tests.factories import TEST, make_organisation, make_partnership, make_user
from tests.programme_factories import endorse, make_aim, make_ambition, make_group, make_initiative

pytestmark = pytest.mark.django_db
AT = datetime.now(UTC)
TODAY = AT.date()
LISTS = (
    "drivers",
    "endorsements",
    "gatherings",
    "pledges",
    "initiatives",
    "baselines",
    "activities",
    "opportunities",
)


def found(group: PriorityGroup) -> dict[str, Fact]:
    """All facts of these three steps by their keys."""
    return {fact.key: fact for step in (align, team, plan) for fact in step.facts(group, TODAY)}


@pytest.fixture
def browser() -> Client:
    """Somebody who reads."""
    make_partnership()
    client = Client()
    client.force_login(make_user("coordinator"), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_empty_record_says_what_to_do_and_where(browser: Client) -> None:
    facts = found(make_group())
    undone = [fact for fact in facts.values() if fact.done is False]
    assert {"ambition", "lead", "summit", "five_parts", "headings", "baseline", "vision", "grid", "pace"} <= {
        fact.key for fact in undone
    }
    for fact in undone:
        assert str(fact.next_), fact.key
        assert browser.get(fact.next_url.partition("#")[0]).status_code == 200, fact.key


def test_every_figure_of_a_list_is_the_number_of_its_rows(browser: Client) -> None:
    group = make_group("Riverside")
    programme_plan.make(make_user("coordinator"), AT, make_organisation(name="Council"), group)
    make_initiative(group=group, objective="implement", phase="before", overlap_accepted="Two languages")
    lists = tuple(reverse(name) for name in LISTS)
    counted = 0
    for fact in found(group).values():
        answer = browser.get(fact.url.partition("#")[0])
        assert answer.status_code == 200, fact.key
        if fact.url.partition("?")[0] in lists and fact.key != "actors":
            assert answer.context["page"].count == fact.value, fact.key
            counted += 1
    assert counted >= 12


def test_a_row_more_is_a_figure_more(browser: Client) -> None:
    group = make_group()
    made = programme_plan.make(make_user("coordinator"), AT, make_organisation(), group)
    before = found(group)
    endorse(
        made.ambition, make_organisation(partner_type="retail"), on=TODAY, lapses_on=TODAY + timedelta(days=9)
    )
    make_initiative(group=group, phase="after")
    later: dict[str, Any] = {"by": TEST, "at": AT, "owner": make_user(), "review_on": TODAY, "weight": 2}
    actions.add_opportunity(**later, kind="opportunity", actor="leaders", what="They listen", response="Ask")
    after = found(group)
    changed = {key for key in before if before[key].value != after[key].value}
    assert {"backing", "sectors", "initiatives", "cost_unknown", "actors", "opportunities_due"} <= changed
    assert after["backing"].value == 2
    assert after["backing"].done
    assert before["backing"].done is False


@pytest.mark.manual("S4.w1")
def test_what_no_approved_case_covers_is_listed(browser: Client) -> None:
    boss, group, aim = make_user("coordinator"), make_group(), make_aim()
    draft = make_line(make_option(make_case(name="Draft")), name="Sirens")
    case = make_approved_case(name="Valley")
    coordinator = Line.objects.get(option__case=case, option__preferred=True, name="A coordinator")
    leaflets = Line.objects.get(option__case=case, name="Leaflets")

    def planned(line: Line | None = None) -> Activity:
        text = actions.ActivityText(
            aim=aim, objective="implement", what="Doors", owner=boss, group=group, begins_on=TODAY,
            due_on=TODAY + timedelta(days=9), case_line=line.id if line else None,
        )  # fmt: skip
        return actions.add_activity(by=TEST, at=AT, said=text)

    for line in (draft, leaflets):  # not approved; approved, but of an option that is not the preferred one
        with pytest.raises(Refused, match="no such line"):
            planned(line)
    covered, alone = planned(coordinator), planned()
    fact = found(group)["orphans"]
    assert (fact.value, fact.of) == (1, 2)
    assert [row.id for row in browser.get(fact.url).context["page"].rows] == [alone.id]
    shown = browser.get(reverse("plan")).content.decode()
    assert "1 activity is in no approved business case." in shown
    assert "Equipment (Valley)" in shown
    assert "A coordinator (Valley)" not in shown
    assert "A coordinator" in browser.get(reverse("activity", args=[covered.id])).content.decode()


def test_lapsed_backing_is_a_figure_with_its_rows(browser: Client) -> None:
    ambition = make_ambition()
    endorse(ambition, make_organisation(), on=TODAY - timedelta(days=9), lapses_on=TODAY - timedelta(days=1))
    fact = found(make_group())["backing_lapsed"]
    assert fact.value == 1
    assert fact.done is False
    assert browser.get(fact.url).context["page"].count == 1
