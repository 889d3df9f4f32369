"""The pages of a case, as each kind of person sees and uses them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.business import actions, queries
from rallyround.business.contents import ConditionContent
from rallyround.business.models import Actual, Case, Condition, Line, Option
from rallyround.core.unit_values import UNIT_VALUES
from rallyround.people.models import User
from tests.business_factories import make_approved_case, make_case, make_full_case, make_option
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user

pytestmark = pytest.mark.django_db

CASE = {
    "name": "Ready for floods", "group": "", "scope": "Homes.", "strategic_fit": "Ambition.", "commercial": "Partners.",
    "management": "Quarterly.", "base_year": "2026", "years": "10", "price_year": "2024",
    "schedule": "green_book_2026_standard", "first_year": "0",
}  # fmt: skip
BENEFIT = {
    "kind": "benefit", "name": "Lives a point better", "organisation": "", "year_from": "1", "year_to": "10",
    "unit_value": "wellby", "quantity": "3", "confidence": "medium", "measure": "Survey", "baseline": "6.1",
    "target": "6.4", "by_when_day": "31", "by_when_month": "3", "by_when_year": "2030",
}  # fmt: skip
COST = {
    "kind": "cost", "name": "Coordinator", "organisation": "", "year_from": "1", "year_to": "10", "central": "9000",
    "low": "8000", "high": "12000", "price_year": "2024", "source": "Pay scale 2024", "confidence": "high",
}  # fmt: skip


@pytest.fixture
def member() -> User:
    make_partnership()
    return make_user("working_group_member", name="Mia Member")


@pytest.fixture
def signed_in(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, address: str, /, *args: object, **said: Any) -> Any:
    return client.post(reverse(address, args=args), {"submission": str(uuid7()), **said})


@pytest.mark.manual("S3.h2")
def test_a_case_is_written_in_five_parts_sent_and_approved_all_from_its_page(
    client: Client, member: User
) -> None:
    client.force_login(member)
    assert post(client, "case_add", **{**CASE, "scope": "", "management": ""}).status_code == 302
    case = Case.objects.get()
    page = text(client, "case", case.id)
    for part in ("1. Why", "2. Worth", "3. Who provides it", "4. Money", "5. How it is run"):
        assert part in page
    for blank in ("Not yet written: scope", "Not yet written: how it is run", "the option of doing nothing"):
        assert blank in page
    assert "Send for approval" not in page
    assert post(client, "case_submit", case.id).status_code == 409
    post(client, "case_change", case.id, **{k: v for k, v in CASE.items() if k != "name"})
    for key, name in (("nothing", "As now"), ("more", "Help ready")):
        post(client, "option_add", case.id, key=key, name=name, description="")
    option = Option.objects.get(key="more")
    post(client, "option_prefer", option.id)
    for said in (COST, BENEFIT):
        assert post(client, "line_add", option.id, **said).status_code == 302
    page = text(client, "case", case.id)
    assert "Send for approval" in page
    assert "Not yet written" not in page
    post(client, "case_submit", case.id)
    boss = make_user("strategic_champion", name="Sam Champion")
    client.force_login(boss)
    due = {"due_on_day": "1", "due_on_month": "6", "due_on_year": "2026"}
    post(client, "case_decide", case.id, decision="approve", body="Executive group",
         conditions="Name a deputy.\nReport in June.", **due)  # fmt: skip
    page = text(client, "case", case.id)
    assert "Executive group (Sam Champion)" in page
    assert "Name a deputy." in page
    assert Condition.objects.count() == 2
    assert "Add an option" not in page


@pytest.mark.manual("S3.v5")
def test_a_value_from_the_library_brings_its_source_range_and_price_year_and_is_rebased(
    signed_in: Client,
) -> None:
    page = text(signed_in, "unit_values")
    for value in UNIT_VALUES.values():
        assert value.name.split("(")[0].strip() in page
        assert str(value.price_year) in page
    assert "£13,000 (£10,000 to £16,000)" in page
    assert "81.1085" in page
    case = make_case()
    option = make_option(case, preferred=True)
    post(signed_in, "line_add", option.id, **BENEFIT)
    line = Line.objects.get()
    assert (line.low, line.central, line.high, line.price_year) == (30_000, 39_000, 48_000, 2019)
    assert "Wellbeing Guidance" in line.source
    worked = queries.appraisal(case).preferred
    assert worked is not None
    assert worked.years[0].benefit == pytest.approx(39_000 * 100 / 81.1085)


def test_volunteers_hours_from_the_library_are_in_kind_and_counted(signed_in: Client) -> None:
    option = make_option(make_case())
    said = {
        **COST,
        "unit_value": "volunteer_hour",
        "quantity": "100",
        "central": "",
        "low": "",
        "high": "",
        "source": "",
    }
    post(signed_in, "line_add", option.id, **said)
    line = Line.objects.get()
    assert (line.volunteer_hours, line.in_kind, line.low, line.central) == (100, True, 1_600, 2_000)
    again = post(signed_in, "line_add", option.id, **{**BENEFIT, "unit_value": "volunteer_hour"})
    assert "never both" in again.content.decode()
    assert Line.objects.count() == 1


def test_an_empty_form_comes_back_with_a_sentence_for_each_answer(signed_in: Client) -> None:
    option = make_option(make_case())
    page = signed_in.post(reverse("line_add", args=[option.id]), {}).content.decode()
    for sentence in ("Choose cost or benefit.", "Enter what the cost or benefit is.", "Enter the last year.",
                     "Say where the figure comes from.", "Choose how sure you are.", "Enter the likely amount"):  # fmt: skip
        assert sentence in page
    page = signed_in.post(reverse("case_add"), {}).content.decode()
    assert "Enter a name for the case." in page
    assert "Choose how the first year is discounted." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"central": "nine"}, "Enter whole pounds"),
        ({"central": "-1"}, "not below nought"),
        ({"low": "9999999"}, "in this order"),
        ({"year_to": "99"}, "from 1 to 10"),
        ({"price_year": "2017"}, "no deflator for 2017"),
        ({"central": "99999999999999999999999"}, "billion"),
        ({"kind": "benefit"}, "how the benefit is measured"),
    ],
)
def test_a_wrong_line_comes_back_with_what_was_typed(
    signed_in: Client, changed: dict[str, str], sentence: str
) -> None:
    option = make_option(make_case())
    answer = post(signed_in, "line_add", option.id, **{**COST, **changed})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "Pay scale 2024" in answer.content.decode()
    assert Line.objects.count() == 0


def test_sending_a_line_twice_keeps_one(signed_in: Client) -> None:
    option, sent = make_option(make_case()), str(uuid7())
    for _ in range(2):
        assert post(signed_in, "line_add", option.id, **COST, submission=sent).status_code == 302
    assert Line.objects.count() == 1


def test_a_line_is_changed_and_removed_and_an_option_too(signed_in: Client) -> None:
    case = make_full_case()
    line = Line.objects.filter(option__preferred=True, kind="benefit").get()
    page = text(signed_in, "line_change", line.id)
    assert 'value="30000"' in page
    assert "Counts of last winter" in page
    said = {**BENEFIT, "unit_value": "", "quantity": "", "central": "5000", "source": "Own count"}
    post(signed_in, "line_change", line.id, **said)
    line.refresh_from_db()
    assert (line.central, line.low, line.source) == (5_000, 5_000, "Own count")
    post(signed_in, "line_remove", line.id)
    assert not Line.objects.filter(id=line.id).exists()
    least = case.options.get(key="minimum")
    post(signed_in, "option_change", least.id, key="minimum", name="Least of all", description="")
    least.refresh_from_db()
    assert least.name == "Least of all"
    post(signed_in, "option_remove", least.id)
    assert case.options.count() == 2


def test_an_approved_case_answers_a_change_with_a_sentence(signed_in: Client) -> None:
    case = make_approved_case()
    line = Line.objects.filter(option__case=case).order_by("id")[0]
    page = post(signed_in, "line_change", line.id, **COST).content.decode()
    assert "approved and stays as it is: make a new version" in page
    said = {k: v for k, v in CASE.items() if k != "name"}
    assert "stays as it is" in post(signed_in, "case_change", case.id, **said).content.decode()
    assert post(signed_in, "line_remove", line.id).status_code == 409


def test_whoever_wrote_a_case_or_has_no_authority_does_not_decide(client: Client) -> None:
    make_partnership()
    author = make_user("coordinator")
    case = make_full_case(made_by=author)
    actions.submit_case(by=TEST, at=AT, case=case)
    client.force_login(author)
    page = text(client, "case", case.id)
    assert "somebody else who may approve decides" in page
    assert ">Decide<" not in page
    said = {"decision": "approve", "body": "Executive"}
    answer = post(client, "case_decide", case.id, **said)
    assert answer.status_code == 403
    assert "other than who wrote it" in answer.content.decode()
    client.force_login(make_user("working_group_member"))
    assert post(client, "case_decide", case.id, **said).status_code == 403
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_decision_wants_its_reasons(client: Client) -> None:
    make_partnership()
    case = make_full_case()
    actions.submit_case(by=TEST, at=AT, case=case)
    client.force_login(make_user("strategic_champion"))
    assert "Enter the body" in post(client, "case_decide", case.id, decision="approve").content.decode()
    assert "what has to change" in post(client, "case_decide", case.id, decision="return").content.decode()
    late = post(client, "case_decide", case.id, decision="approve", body="X", conditions="One")
    assert "by when the conditions" in late.content.decode()
    post(client, "case_decide", case.id, decision="return", reason="Ask the county.")
    assert "Ask the county." in text(client, "case", case.id)


def test_the_list_filters_by_state_and_name_and_goes_out_as_a_file(signed_in: Client) -> None:
    make_approved_case()
    make_case(name="Another")
    assert "Another" not in text(signed_in, "cases", query="?state=approved")
    assert "Ready for floods on the Mere" not in text(signed_in, "cases", query="?q=Anoth")
    rows = b"".join(signed_in.get(reverse("cases") + "?export=csv"))
    assert rows.count(b"\n") == 3


def test_the_lines_filter_to_what_a_figure_counted(signed_in: Client) -> None:
    case = make_full_case()
    page = text(signed_in, "case_lines", case.id, query="?kind=benefit")
    assert "Homes made ready" in page
    assert "Pay scales 2024" not in page
    file = b"".join(
        signed_in.get(reverse("case_lines", args=[case.id]) + "?export=csv&kind=benefit")
    ).decode()
    assert '"15000","30000","50000","2024"' in file
    assert "Counts of last winter" in file


def test_what_came_of_it_is_written_down_and_shown_beside_what_was_expected(signed_in: Client) -> None:
    case = make_approved_case()
    line = Line.objects.get(option__case=case, name="A coordinator")
    assert "2024" in text(signed_in, "line_actual", line.id)
    wrong = post(signed_in, "line_actual", line.id, year="11", amount="5", price_year="2024", source="x")
    assert "from year 1 to year 10" in wrong.content.decode()
    post(signed_in, "line_actual", line.id, year="1", amount="17000", price_year="2024", source="Accounts")
    assert Actual.objects.get().amount == 17_000
    page = text(signed_in, "case", case.id)
    assert "Outside the range" in page
    assert "£7,000 (70 %)" in page


def test_a_condition_is_met_from_the_page(signed_in: Client) -> None:
    case = make_full_case()
    boss = make_user("strategic_champion")
    actions.submit_case(by=TEST, at=AT, case=case)
    actions.approve_case(by=TEST, at=AT, case=case, approved_by=boss, approving_body="X",
                         conditions=[ConditionContent(what="Name a deputy.", due_on=AT.date())])  # fmt: skip
    condition = Condition.objects.get()
    said = {"on_day": "1", "on_month": "2", "on_year": "2026", "how": "Named."}
    post(signed_in, "condition_met", condition.id, **said)
    assert "Named." in text(signed_in, "case", case.id)


def test_a_version_and_a_scenario_are_copied_from_the_page(signed_in: Client) -> None:
    case = make_approved_case()
    post(signed_in, "case_copy", case.id, name="")
    post(signed_in, "case_copy", case.id, name="Larger")
    assert sorted(Case.objects.values_list("name", "version")) == [
        ("Larger", 1), ("Ready for floods on the Mere", 1), ("Ready for floods on the Mere", 2)]  # fmt: skip
    assert "already being worked on" in post(signed_in, "case_copy", case.id, name="").content.decode()
    second = Case.objects.get(version=2)
    assert "Against version 1 the preferred option is worth £0 more." in text(signed_in, "case", second.id)


def test_who_pays_and_gains_is_shown_with_its_sum(signed_in: Client) -> None:
    case = make_case()
    option = make_option(case, preferred=True)
    council = make_organisation(name="Council")
    post(signed_in, "line_add", option.id, **{**COST, "organisation": str(council.id)})
    page = text(signed_in, "case", case.id)
    assert "Council" in page
    assert "£90,000" in page
