"""The pages of partners and the work with them, from a first candidate to a verdict."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.collaborations import facts
from rallyround.collaborations.criteria import TESTS
from rallyround.collaborations.models import Candidate, Collaboration, Delivery, Verdict
from rallyround.people.models import User
from tests.collaborations_factories import a_draft, deliver, make_candidate, make_collaboration, make_proposal
from tests.factories import make_organisation, make_partnership, make_user
from tests.groups_factories import make_group, make_group_need

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def on(name: str, days: int) -> dict[str, str]:
    day = timezone.localdate() + days * DAY
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


TERMS = {
    "shared_objectives": "Homes are ready", "expectations": "They visit", "expected_gain": "Less harm",
    "measure": "Homes ready", "measure_unit": "homes", "expected_low": "40", "expected_high": "60",
    "cost_a_year": "730",
}  # fmt: skip


def test_empty_pages_stand(signed_in: Client) -> None:
    for name in ("collaborations", "collaboration_add", "collaboration_reviews", "deliveries", "partners", "coverage",
                 "coverage_target"):  # fmt: skip
        text(signed_in, name)
    assert "Nobody is on the list yet." in text(signed_in, "candidates", make_group().id)


def test_a_candidate_is_added_answered_for_and_ranked(signed_in: Client) -> None:
    group, organisation = make_group(), make_organisation(name="Wharfe Watch")
    url = reverse("candidate_add", args=[group.id])
    assert "Choose an organisation." in signed_in.post(url, {}).content.decode()
    assert signed_in.post(url, {"organisation": str(organisation.id)}).status_code == 302
    candidate = Candidate.objects.get()
    url = reverse("candidate", args=[candidate.id])
    answers = {test.key: "not_known" for test in TESTS}
    assert "Say why, or answer" in signed_in.post(url, {**answers, "close": "yes"}).content.decode()
    told = {**answers, "close": "yes", "close_because": "They run the lunch club"}
    assert signed_in.post(url, told).status_code == 302
    page = text(signed_in, "candidates", group.id)
    assert "They run the lunch club" in page
    assert "3–11" in page
    assert "2–10" in text(signed_in, "candidates", group.id, query="?local=no")


def test_from_a_proposal_to_a_verdict(signed_in: Client) -> None:
    group, organisation = make_group(high=True), make_organisation(name="Wharfe Watch")
    said = {"name": "Doorsteps", "organisation": str(organisation.id), "needs_local_knowledge": "yes",
            "groups": [str(group.id)], "objectives": ["implement"], "phases": ["before"],
            "submission": str(uuid7())}  # fmt: skip
    assert "Choose at least one group." in signed_in.post(reverse("collaboration_add"), {}).content.decode()
    for _ in range(2):
        assert signed_in.post(reverse("collaboration_add"), said).status_code == 302
    work = Collaboration.objects.get()
    dates = {**on("starts_on", -100), **on("by_when", 100), **on("review_on", 50)}
    url = reverse("terms_add", args=[work.id])
    wrong = signed_in.post(url, {**TERMS, **dates, "expected_low": "70"}).content.decode()
    assert "not below the least" in wrong
    assert "The last day comes after the first." in signed_in.post(
        url, {**TERMS, **dates, **on("by_when", -200)}
    ).content.decode()  # fmt: skip
    assert signed_in.post(url, {**TERMS, **dates}).status_code == 302
    assert "Version 1 of the terms awaits agreement." in text(signed_in, "collaboration", work.id)
    terms = work.terms.get()
    changed = {**TERMS, **dates, "data_shared": "Streets only"}
    assert signed_in.post(reverse("terms_change", args=[terms.id]), changed).status_code == 302
    assert signed_in.post(reverse("terms_agree", args=[terms.id])).status_code == 302
    url = reverse("terms_agreed_by_them", args=[terms.id])
    assert "by job, and how" in signed_in.post(url, {}).content.decode()
    assert signed_in.post(url, {"words": "Their director, by letter"}).status_code == 302
    page = text(signed_in, "collaboration", work.id)
    assert "Active on agreed terms" in page
    assert "Streets only" in page
    assert signed_in.post(reverse("terms_change", args=[terms.id]), changed).status_code == 409
    verdict = reverse("verdict_add", args=[work.id])
    assert "Not there yet" in text(signed_in, "verdict_add", work.id)
    delivered = {"part": str(work.parts.get().id), "amount": "30", "reached": "yes", "evidence": "List",
                 "cost": "100", **on("on", -1)}  # fmt: skip
    url = reverse("delivery_add", args=[work.id])
    assert "1 or more" in signed_in.post(url, {**delivered, "amount": "0"}).content.decode()
    ahead = signed_in.post(url, {**delivered, **on("on", 9)}).content.decode()
    assert "enter a day up to today" in ahead
    assert 'value="30"' in ahead, "nothing typed is lost"
    assert signed_in.post(url, delivered).status_code == 302
    assert "Does what it is for" in text(signed_in, "collaboration", work.id)
    assert "Does what it is for" in text(signed_in, "collaborations", query="?says=instrumental")
    assert signed_in.post(reverse("delivery_withdraw", args=[Delivery.objects.get().id])).status_code == 302
    assert "Withdrawn" in text(signed_in, "collaboration", work.id)
    assert "Say why" in signed_in.post(verdict, {"decided": "stop"}).content.decode()
    assert signed_in.post(verdict, {"decided": "nurture", "reason": "Give them a chance"}).status_code == 302
    assert "Helped along for 0 of 90 days." in text(signed_in, "collaboration", work.id)
    assert signed_in.post(verdict, {"decided": "stop", "reason": "They withdrew"}).status_code == 302
    assert signed_in.post(verdict, {"decided": "stop", "reason": "Again"}).status_code == 409
    page = text(signed_in, "collaboration", work.id)
    assert "They withdrew" in page
    assert "the record said: not there yet" in page
    assert Verdict.objects.count() == 2
    again = {**said, "submission": str(uuid7())}
    assert signed_in.post(reverse("collaboration_add"), again).status_code == 409


def test_there_is_no_form_for_a_verdict_while_there_is_no_evidence(signed_in: Client) -> None:
    at = timezone.now()
    work = make_collaboration(at=at, draft=a_draft(at))
    page = text(signed_in, "verdict_add", work.id)
    assert "There is no verdict without evidence." in page
    refused = signed_in.post(reverse("verdict_add", args=[work.id]), {"decided": "stop", "reason": "x"})
    assert refused.status_code == 409


def test_widening_is_all_or_nothing(signed_in: Client) -> None:
    first, second = make_group(), make_group()
    work = make_proposal(group=first)
    said = {"groups": [str(first.id), str(second.id)], "objectives": ["implement"], "phases": ["before"]}
    url = reverse("collaboration_widen", args=[work.id])
    assert signed_in.post(url, said).status_code == 409
    assert work.parts.count() == 1
    assert signed_in.post(url, {**said, "groups": [str(second.id)]}).status_code == 302
    assert signed_in.post(reverse("collaboration_drop", args=[work.id])).status_code == 302
    ended = make_collaboration()
    assert signed_in.post(reverse("collaboration_end", args=[ended.id])).status_code == 302


def test_coverage_names_its_numbers_its_exceptions_and_what_to_do_next(signed_in: Client) -> None:
    group = make_group(name="Flood V", high=True, size_low=10, size_high=10)
    other = make_group(name="Community K", high=True)
    make_group_need(group)
    make_collaboration(group=group)
    page = text(signed_in, "coverage")
    assert "0 of 2" in page
    assert "nobody for see where we stand" in page
    assert "Groups with nobody at all" in page
    aim = {"objectives": ["implement"], "percent": "50", "reason": "First things first"}
    assert signed_in.post(reverse("coverage_target"), aim).status_code == 302
    page = text(signed_in, "coverage")
    assert "1 of 2" in page
    assert "Target met" in page
    assert "Flood V" not in text(signed_in, "coverage", query=f"?group={other.id}").split("Who does what")[1]
    assert "Flood V" in text(signed_in, "coverage", query="?group=nonsense")


def test_partners_are_found_by_reach_and_supply(signed_in: Client) -> None:
    group = make_group()
    make_organisation(name="Everywhere Ltd")
    assert "Everywhere Ltd" in text(signed_in, "partners", query=f"?reaches={group.id}")
    assert "Everywhere Ltd" not in text(signed_in, "partners", query="?brings=minibus")


def test_what_is_to_be_decided_is_on_one_page(signed_in: Client) -> None:
    work = make_collaboration()
    deliver(work, 1)
    page = text(signed_in, "collaboration_reviews")
    assert "Agreed: 40–60 homes." in page
    assert "Arrived: 1." in page


def test_whoever_only_reads_sees_no_button(client: Client, planner: User) -> None:
    work = make_collaboration()
    client.force_login(make_user("peer_reviewer"))
    page = text(client, "collaboration", work.id)
    for word in ("Decide on it", "Widen the work", "Write down a delivery"):
        assert word not in page
    assert client.get(reverse("verdict_add", args=[work.id])).status_code == 403


def rows_behind(client: Client, url: str) -> int:
    page = client.get(url + "&export=csv")
    content = b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]
    return len(content.strip().splitlines()) - 1


def test_each_figure_of_the_partners_leads_to_the_rows_that_it_counts(signed_in: Client) -> None:
    group, other = make_group(high=True), make_group()
    make_candidate(group)
    good, poor = make_collaboration(group=group), make_collaboration(group=group)
    make_collaboration(group=other)
    make_proposal(group=group)
    today = timezone.localdate()
    deliver(good, 60)
    deliver(poor, 1)
    counted = {
        "partners.proposed": 1,
        "partners.in_force": 2,
        "partners.instrumental": 1,
        "partners.to_decide": 1,
    }
    found = {fact.key: fact for fact in facts.facts(group, today)}
    for key, number in counted.items():
        assert found[key].value == rows_behind(signed_in, found[key].url) == number, key
    assert (found["partners.candidates"].value, found["partners.objectives"].value) == (1, 1)
    assert found["partners.overlaps"].value == 1
    for fact in found.values():
        assert signed_in.get(fact.url).status_code == 200
        assert not fact.next_url or signed_in.get(fact.next_url).status_code == 200
    make_proposal(group=group)
    assert {f.key: f for f in facts.facts(group, today)}["partners.proposed"].value == 2
