"""The pages of the register and the groups: asked for empty, filled in, filled in wrongly."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.groups import facts, queries
from rallyround.groups.models import GroupContact, GroupNeed, PriorityGroup, RiskEntry
from rallyround.people.models import User
from tests.factories import AT, make_organisation, make_partnership, make_user
from tests.groups_factories import make_group, make_group_contact, make_group_need, make_risk, make_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner() -> User:
    make_partnership()
    return make_user("coordinator", name="Pat Planner")


@pytest.fixture
def signed_in(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def day(name: str, year: int = 2025) -> dict[str, str]:
    return {f"{name}_day": "1", f"{name}_month": "6", f"{name}_year": str(year)}


RISK = {"reference": "H21", "title": "River flood", "hazard": "flood", "likelihood": "4", "impact": "4",
        "source": "Mereshire register", **day("dated_on")}  # fmt: skip


def test_a_risk_is_entered_changed_and_retired(signed_in: Client) -> None:
    sent = {**RISK, "submission": str(uuid7())}
    for _ in range(2):
        assert signed_in.post(reverse("risk_add"), sent).status_code == 302
    risk = RiskEntry.objects.get()
    page = text(signed_in, "risks")
    assert "H21" in page
    assert "Very high" in page
    assert "not confirmed" in page
    assert signed_in.post(reverse("risk_change", args=[risk.id]), {**RISK, "impact": "2"}).status_code == 302
    assert RiskEntry.objects.get().impact == 2
    assert "H21" not in text(signed_in, "risks", query="?band=very_high")
    signed_in.post(reverse("risk_retire", args=[risk.id]))
    assert "H21" in text(signed_in, "risks", query="?retired=yes")
    assert "H21" not in text(signed_in, "risks", query="?retired=no")


def test_an_empty_risk_form_asks_for_each_thing(signed_in: Client) -> None:
    page = signed_in.post(reverse("risk_add"), {}).content.decode()
    for sentence in ("Enter the reference", "Choose how likely it is.", "Enter the date of the source."):
        assert sentence in page


def bring(client: Client, content: str) -> str:
    file = SimpleUploadedFile("register.csv", content.encode(), "text/csv")
    return client.post(reverse("risks_import"), {"file": file}, follow=True).content.decode()


GOOD = (
    "Ref,Risk,Type,Likelihood,Impact,Date\nR1,River flood,Flood,4,4,2025-06-01\nR2,Heat,heat,4,3,01/06/2025\n"
)


def test_a_register_is_brought_as_a_file_and_again(signed_in: Client) -> None:
    assert "2 new, 0 brought up to date, 0 as before." in bring(signed_in, GOOD)
    assert "0 new, 0 brought up to date, 2 as before." in bring(signed_in, GOOD)
    assert set(RiskEntry.objects.values_list("hazard", flat=True)) == {"flood", "heat"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            GOOD + "R3,Storm,wind,6,x,2099-01-01\n",
            "Row 4, likelihood: “6” is not a whole number from 1 to 5.",
        ),
        (GOOD + "R3,Storm,wind,6,x,2099-01-01\n", "Row 4, hazard: “wind” is not known"),
        (GOOD + "R3,Storm,wind,6,x,2099-01-01\n", "Row 4, date: this is not a date"),
        (GOOD + "R1,Again,flood,1,1,2025-06-01\n", "Row 4, reference: it is in row 2 already"),
        (GOOD + ",,flood,1,1,2025-06-01\n", "Row 4, title: there is none"),
        ("Ref,Risk\nR1,Flood\n", "A column is missing: likelihood, impact."),
        ("Ref,Risk,Likelihood,Impact\n", "no rows below the headings"),
        ("Ref,Ref,Likelihood,Impact\nR1,x,1,1\n", "register.csv"),
    ],
)
def test_a_register_with_one_bad_row_brings_nothing_and_says_why(
    signed_in: Client, content: str, sentence: str
) -> None:
    page = bring(signed_in, content)
    assert sentence in page
    assert "Nothing was brought in" in page
    assert not RiskEntry.objects.exists()


def a_group(**said: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "name": "Flood V", "kind": "people", "pattern": "place", "causes": ["at_risk"], "rationale": "By the river",
        "size_unit": "households", "risks": [str(make_risk().id)],
    }  # fmt: skip
    return {**fields, **said}


def test_a_group_is_added_seen_changed_put_first_and_ended(signed_in: Client) -> None:
    sent = a_group(size_low="2000", submission=str(uuid7()))
    for _ in range(2):
        assert signed_in.post(reverse("group_add"), sent).status_code == 302
    group = PriorityGroup.objects.get()
    page = text(signed_in, "group", group.id)
    assert "2,000 households" in page
    assert "about 4,726 people" in page
    assert "Known: 2 of 7" in page
    assert (
        signed_in.post(reverse("group_change", args=[group.id]), a_group(name="Flood W")).status_code == 302
    )
    assert "Not known" in text(signed_in, "group", group.id)
    url = reverse("group_priority", args=[group.id])
    assert "Say why" in signed_in.post(url, {"high": "on"}).content.decode()
    assert signed_in.post(url, {"high": "on", "rank": "1", "reason": "Nearest the river"}).status_code == 302
    assert "High priority" in text(signed_in, "group", group.id)
    assert "Flood W" in text(signed_in, "groups", query="?high=yes")
    assert "Among the first" in text(signed_in, "group_ranking")
    assert signed_in.post(reverse("group_end", args=[group.id])).status_code == 302
    assert "Flood W" not in text(signed_in, "groups", query="?state=open")
    assert signed_in.post(url, {"reason": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"causes": []}, "Choose at least one cause of need."),
        ({"risks": []}, "Choose at least one risk."),
        ({"rationale": ""}, "Say why they need more help than others."),
        ({"size_high": "5"}, "Enter the smaller number too"),
        ({"size_low": "9", "size_high": "5"}, "not below the smaller one"),
        ({"size_low": "many"}, "Enter a whole number"),
        ({"pattern": "dispersed", "site": "x"}, "A dispersed group has no place"),
        ({"pattern": "site"}, "Enter the site"),
        ({"parent": str(uuid7())}, "Choose an answer from the list."),
    ],
)
def test_a_group_form_says_what_is_wrong(signed_in: Client, said: dict[str, object], sentence: str) -> None:
    answer = signed_in.post(reverse("group_add"), a_group(**said))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not PriorityGroup.objects.exists()


def test_empty_pages_stand(signed_in: Client) -> None:
    for name in (
        "risks",
        "groups",
        "group_ranking",
        "group_needs",
        "group_contacts",
        "risk_add",
        "group_add",
    ):
        text(signed_in, name)


def test_a_need_a_route_and_a_contact_are_entered_and_listed(signed_in: Client) -> None:
    group = make_group(name="Community K", by_trusted_routes_only=True)
    need = {"kind": "awareness", "phase": "before", "hazard": "flood", "cause": "unaware", "unit": "people",
            "source": "Their elders", "confidence": "low", "said_by_the_group": "on", **day("dated_on")}  # fmt: skip
    assert signed_in.post(reverse("group_need_add", args=[group.id]), need).status_code == 302
    assert "all three numbers" in signed_in.post(
        reverse("group_need_add", args=[group.id]), {**need, "low": "3"}
    ).content.decode()  # fmt: skip
    contact = {"mode": "call", "about": "What they need", **day("on")}
    refused = signed_in.post(reverse("group_contact_add", args=[group.id]), contact)
    assert "There is a problem" in refused.content.decode()
    assert "only through those it trusts" in refused.content.decode()
    trusted = make_organisation(name="The elders")
    route = {"organisation": str(trusted.id), "how": "Their Friday meeting", **day("agreed_on")}
    assert signed_in.post(reverse("route_add", args=[group.id]), route).status_code == 302
    through = {**contact, "mode": "through"}
    assert "Choose the route" in signed_in.post(
        reverse("group_contact_add", args=[group.id]), through
    ).content.decode()  # fmt: skip
    through["route"] = str(group.routes.get().id)
    assert signed_in.post(reverse("group_contact_add", args=[group.id]), through).status_code == 302
    page = text(signed_in, "group", group.id)
    assert "The elders" in page
    assert "Knowing the risk" in page
    assert "The elders" in text(signed_in, "group_contacts", query=f"?group={group.id}")
    assert "100 %" in text(signed_in, "group_needs")
    assert signed_in.post(reverse("group_need_end", args=[GroupNeed.objects.get().id])).status_code == 302
    assert signed_in.post(reverse("route_end", args=[group.routes.get().id])).status_code == 302
    assert GroupContact.objects.count() == 1


def test_sums_on_the_pages_say_what_is_not_known(signed_in: Client) -> None:
    make_group(size_low=10, size_high=10)
    make_group_need(make_group(), low=1, likely=1, high=1)
    make_group_need(make_group(), low=None, likely=None, high=None)
    assert "People: at least 10, 2 groups not known" in text(signed_in, "groups")
    assert "at least 1, 1 figure not known" in text(signed_in, "group_needs")


def test_whoever_only_reads_sees_no_button(client: Client, planner: User) -> None:
    group = make_group()
    client.force_login(make_user("analyst"))
    assert "Set its priority" not in text(client, "group", group.id)
    assert client.get(reverse("group_change", args=[group.id])).status_code == 403


def rows_behind(client: Client, url: str) -> int:
    page = client.get(url + ("&" if "?" in url else "?") + "export=csv")
    content = b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]
    return len(content.strip().splitlines()) - 1


def test_each_figure_of_a_group_leads_to_exactly_the_rows_that_it_counts(signed_in: Client) -> None:
    group, other = make_group(), make_group()
    make_group_need(group, said_by_the_group=True)
    make_group_need(group, kind="clean_up", low=None, likely=None, high=None)
    make_group_need(other)
    make_group_contact(group, route=make_route(group))
    make_group_contact(other)
    counted = {"group.risks", "group.needs", "group.needs_unknown", "group.needs_said", "group.contacts"}
    found = {fact.key: fact for fact in facts.facts(group, AT.date())}
    assert counted <= found.keys()
    for key in counted:
        assert found[key].value == rows_behind(signed_in, found[key].url), key
    before = found["group.needs"].value
    make_group_need(group, kind="warning")
    after = {fact.key: fact for fact in facts.facts(group, AT.date())}
    assert after["group.needs"].value == (before or 0) + 1  # type: ignore[operator]
    assert all(signed_in.get(fact.url).status_code == 200 for fact in found.values())
    assert queries.is_quiet(group, AT.date()) is False


def test_a_day_that_is_still_to_come_is_told_on_the_form_and_nothing_typed_is_lost(signed_in: Client) -> None:
    group = make_group()
    owner = make_organisation()
    ahead = 2100
    asked = [
        ("risk_add", [], {**RISK, **day("dated_on", ahead)}, "River flood"),
        ("route_add", [group.id],
         {"organisation": str(owner.id), "how": "At the Tuesday club", **day("agreed_on", ahead)}, "Tuesday club"),
        ("group_contact_add", [group.id],
         {"mode": "present", "about": "What they fear", **day("on", ahead)}, "What they fear"),
        ("group_need_add", [group.id],
         {"kind": "welfare", "phase": "during", "hazard": "flood", "cause": "at_risk", "unit": "people",
          "source": "Their elders", "confidence": "low", **day("dated_on", ahead)}, "Their elders"),
    ]  # fmt: skip
    for name, args, said, typed in asked:
        answer = signed_in.post(reverse(name, args=args), said)
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert "There is a problem" in page, name
        assert "enter a day up to today" in page, name
        assert typed in page, name
    assert not group.routes.exists()
    assert not group.needs.exists()


def test_what_is_missing_of_a_group_leads_to_the_page_where_it_is_entered(signed_in: Client) -> None:
    group = make_group(characteristics="")
    page = text(signed_in, "group", group.id)
    for name in ("route_add", "group_need_add", "group_contact_add", "group_change"):
        assert page.count(reverse(name, args=[group.id])) >= 2, name


def test_a_group_is_not_ended_by_the_first_press(signed_in: Client) -> None:
    group = make_group()
    page = text(signed_in, "group", group.id)
    before, after = page.split("Plan for this group no more</span></summary>")
    assert reverse("group_end", args=[group.id]) not in before
    assert "nobody can change it" in after
