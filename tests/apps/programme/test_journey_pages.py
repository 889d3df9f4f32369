"""The pages of the journey, the five systems, the register and the requests, as somebody works with them."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.people.models import User
from rallyround.programme import manual
from rallyround.programme.models import (
    Body,
    Cycle,
    InformationRequest,
    RegisterEntry,
    StepOpening,
    SystemCard,
)
from rallyround.programme.queries import journey
from rallyround.ui.facts import Fact
from tests.factories import make_partnership, make_user
from tests.groups_factories import make_group
from tests.journey_factories import make_body, make_cycle, make_entry, make_request

pytestmark = pytest.mark.django_db
FAR = {"due_on_day": "1", "due_on_month": "6", "due_on_year": "2090"}


@pytest.fixture
def boss(client: Client) -> User:
    make_partnership()
    user = make_user("coordinator")
    client.force_login(user)
    return user


def page(client: Client, name: str, /, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, /, *args: Any, **said: Any) -> str:
    """Send a form; where it leads, or the page with its errors."""
    answer = client.post(reverse(name, args=args), said)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def say(monkeypatch: pytest.MonkeyPatch, done: bool) -> None:
    fact = Fact(key="lead", label="A lead is named", value=int(done), of=1, url="/ambition/", source="", done=done,
                next_="Name the lead", next_url="/ambition/")  # fmt: skip
    monkeypatch.setattr(journey, "providers", lambda step: [lambda group, today: [fact] if step == 1 else []])


def test_an_empty_partnership_is_told_to_add_its_first_group(client: Client, boss: User) -> None:
    shown = page(client, "journey")
    assert "There is no priority group yet" in shown
    assert "Where each step is worked on" in shown


@pytest.mark.manual("IN.1")
def test_a_group_goes_through_four_phases_whose_edition_can_be_changed(
    client: Client, boss: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    group = make_group(name="Mereside")
    assert "Mereside" in page(client, "journey")
    assert send(client, "cycle_begin", group.id, steps=["1", "2"]) == reverse(
        "group_journey", args=[group.id]
    )
    shown = page(client, "group_journey", group.id)
    order = [shown.index(f">{name}</h2>") for name in ("Ambition", "Design", "Put to work", "Improve")]
    assert order == sorted(order)
    assert [shown.count(f'id="step-{n}"') for n in range(1, 9)] == [1] * 8
    assert set(StepOpening.objects.values_list("step", flat=True)) == {1, 2}
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))
    shutil.copytree(manual.BUILT_IN, tmp_path / "manual")
    ours = tmp_path / "manual" / "1-align.toml"
    ours.write_text(ours.read_text("utf-8").replace('name = "Align"', 'name = "Agree in Mereshire"'), "utf-8")
    assert "Agree in Mereshire" in page(client, "group_journey", group.id)


@pytest.mark.manual("IN.4")
def test_a_pilot_is_marked_says_when_it_is_widened_and_ends_in_a_decision(client: Client, boss: User) -> None:
    group = make_group()
    assert "Say what must be seen" in send(client, "cycle_begin", group.id, pilot="on", steps=["1"])
    send(client, "cycle_begin", group.id, pilot="on", exit_criteria="Two drills", steps=["1"])
    assert "(pilot)" in page(client, "journey")
    assert "Two drills" in page(client, "group_journey", group.id)
    assert "Choose what comes next" in send(client, "cycle_end", group.id)
    led_to = send(
        client, "cycle_end", group.id, scale="grow", why="Both drills went well", society="Mere Club"
    )
    decision = RegisterEntry.objects.get()
    assert led_to == reverse("register_entry", args=[decision.id])
    assert "widen" in page(client, "register_entry", decision.id)
    assert Cycle.objects.get().ended_at is not None
    assert "Not on its way" in page(client, "group_journey", group.id)


@pytest.mark.manual("IN.5")
def test_a_step_has_guidance_questions_and_an_example_and_practice_that_opens_after_the_basics(
    client: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, False)
    group = make_cycle().group
    step = journey.edition().steps[0]
    shown = page(client, "step", group.id, 1)
    for text in (step.what, step.why[0], step.how[0].text, step.questions[0].text, step.example):
        assert str(text).replace("'", "&#x27;") in shown
    assert step.advanced[0].text not in shown
    assert "0 of 1 so far" in shown
    assert "Name the lead" in shown
    say(monkeypatch, True)
    assert step.advanced[0].text in page(client, "step", group.id, 1)


@pytest.mark.manual("S1.q1")
def test_a_question_is_answered_with_its_disagreement_kept(client: Client, boss: User) -> None:
    group = make_cycle().group
    assert "Not answered yet" in page(client, "step", group.id, 1)
    assert "speaks for the answer" in send(
        client, "step_answer", group.id, 1, "ambition", answer="Neighbours"
    )
    said = {
        "answer": "Neighbours who can be called out",
        "why": "The summit",
        "dissent": "The chamber of trade",
    }
    id = str(uuid7())
    for _twice in range(2):
        assert send(client, "step_answer", group.id, 1, "ambition", submission=id, **said) == reverse(
            "step", args=[group.id, 1]
        )
    shown = page(client, "step", group.id, 1)
    assert "Neighbours who can be called out" in shown
    assert "The chamber of trade" in shown
    send(
        client,
        "step_answer",
        group.id,
        1,
        "ambition",
        answer="Neighbours and firms",
        why="Spring",
        submission="",
    )
    assert "after 1 earlier answer" in page(client, "step", group.id, 1)
    assert RegisterEntry.objects.filter(kind="decision").count() == 2
    assert "The chamber of trade" in page(client, "step_answer", group.id, 1, "ambition")
    questions = {question.key for question in journey.edition().steps[0].questions}
    assert "ambition" in questions


def test_steps_open_and_close_from_their_page(client: Client, boss: User) -> None:
    group = make_cycle().group
    where = reverse("step", args=[group.id, 1])
    assert send(client, "step_close", group.id, 1) == where
    assert "Say why the step is opened again" in send(client, "step_open", group.id, 1)
    assert send(client, "step_open", group.id, 1, reason="A new leader") == where
    assert "A new leader" in page(client, "group_journey", group.id)
    assert send(client, "step_open", group.id, 7) == reverse("step", args=[group.id, 7])
    assert client.post(reverse("step_open", args=[group.id, 7])).status_code in (200, 409)
    assert client.get(reverse("step", args=[group.id, 9])).status_code == 404


def test_guidance_law_and_tiers_are_shown_for_the_nation(client: Client, boss: User) -> None:
    shown = page(client, "references")
    assert "Replaced by: Identifying and supporting persons" in shown
    assert "Care Act 2014" in shown
    assert "local resilience forum" in shown


# The register


def test_an_entry_is_written_down_closed_and_followed_from_its_pages(client: Client, boss: User) -> None:
    said = {"kind": "action", "what": "Ring the school", "owner": str(boss.id), "submission": str(uuid7())}
    assert "Say by when" in send(client, "register_new", **said)
    led_to = send(client, "register_new", **said, **FAR)
    entry = RegisterEntry.objects.get()
    assert led_to == reverse("register_entry", args=[entry.id])
    assert "Ring the school" in page(client, "register", kind="action", state="open")
    assert "Ring the school" not in page(client, "register", kind="decision")
    led_to = send(client, "register_follow", entry.id, what="Ring both schools", owner=str(boss.id), **FAR)
    later = RegisterEntry.objects.get(number=2)
    assert led_to == reverse("register_entry", args=[later.id])
    assert "Followed by" in page(client, "register_entry", entry.id)
    assert "what came of it" in send(client, "register_close", later.id, outcome="")
    assert send(client, "register_close", later.id, outcome="Both will open", back="weekly") == reverse(
        "weekly"
    )
    assert "Both will open" in page(client, "register_entry", later.id)


def test_what_is_wrong_with_an_entry_is_said_beside_it(client: Client, boss: User) -> None:
    said = {"what": "x", "owner": str(boss.id)}
    assert "Say why: a decision" in send(client, "register_new", kind="decision", **said)
    assert "Choose from 1 to 5" in send(client, "register_new", kind="risk", **said)
    assert "Choose decision, action or risk" in send(client, "register_new", **said)
    send(client, "register_new", kind="risk", likelihood="2", impact="5", **said)
    assert RegisterEntry.objects.get().impact == 5


def test_the_register_is_taken_out_as_a_file(client: Client, boss: User) -> None:
    make_entry("decision", what="One decision")
    file = client.get(reverse("register") + "?export=csv&state=without_society")
    assert b"One decision" in b"".join(file.streaming_content)  # type: ignore[attr-defined]


# Systems


@pytest.mark.manual("S6.h2", "S6.w3")
def test_a_system_is_watched_put_right_and_changed_with_its_effect_seen(client: Client, boss: User) -> None:
    """A check below its threshold becomes an action with an owner; it is closed. A change of the page shows its effect."""
    assert "Nobody yet" in page(client, "systems")
    day = {"review_on_day": "1", "review_on_month": "6", "review_on_year": "2090"}
    said = {"owner": str(boss.id), "page": "Mondays at nine", **day}
    assert send(client, "system_edit", "coordinate", **said) == reverse("system", args=["coordinate"])
    assert "Put right" in page(client, "system", "coordinate")
    send(client, "system_put_right", "coordinate", "call_out", owner=str(boss.id), **FAR)
    amiss = RegisterEntry.objects.get()
    assert (amiss.kind, amiss.owner, amiss.source_label) == ("action", boss, "deviation:call_out")
    assert f"Action {amiss.number}" in page(client, "system", "coordinate")
    assert "called out" in page(client, "register", state="deviation")
    send(client, "register_close", amiss.id, outcome="Two contacts are on the list")
    assert f"Action {amiss.number}" not in page(client, "system", "coordinate")

    changed = {**said, "page": "Tuesdays at nine"}
    assert "Say why the page is changed" in send(client, "system_edit", "coordinate", **changed)
    send(client, "system_edit", "coordinate", why="Half were away", **changed)
    assert "Effect not seen yet" in page(client, "system", "coordinate")
    change = RegisterEntry.objects.get(kind="decision")
    send(client, "register_close", change.id, outcome="Nine of ten came")
    assert "Nine of ten came" in page(client, "system", "coordinate")
    assert SystemCard.objects.get().page == "Tuesdays at nine"
    assert client.get(reverse("system", args=["nothing"])).status_code == 404


def test_imbalance_is_said_and_where_to_go(client: Client, boss: User) -> None:
    make_body()
    make_entry("decision")
    shown = page(client, "systems")
    assert "Out of balance" in shown
    assert "“Deliver” is furthest behind" in shown


# Bodies and requests


@pytest.mark.manual("ST.6")
def test_a_request_is_routed_to_the_body_that_is_named_for_it_and_comes_back(
    client: Client, boss: User
) -> None:
    """Reports and activation requests, over the bodies that the partnership holds as data, in the nation's words."""
    for name, kind, handles in (
        ("Mereshire forum", "forum", ["report"]),
        ("Executive", "executive", []),
        ("Mereshire SCG", "strategic", ["activation"]),
        ("Mereshire TCG", "tactical", []),
        ("Volunteers cell", "cell", ["information"]),
    ):
        said = {"name": name, "kind": kind, "standing": "yes", "handles": handles}
        assert send(client, "body_add", **said) == reverse("bodies")
    assert "strategic coordinating group" in page(client, "bodies")
    day = {"due_at_0": "2090-06-01", "due_at_1": "12:00", "owner": str(boss.id)}
    ask = {"way": "from_us", "kind": "activation", "what": "May we open the hub?", **day}
    led_to = send(client, "request_add", **ask)
    request = InformationRequest.objects.get()
    assert led_to == reverse("request", args=[request.id])
    assert "We ask Mereshire SCG" in page(client, "request", request.id)
    send(client, "request_add", **{**ask, "kind": "report", "what": "The year's report"})
    assert InformationRequest.objects.get(kind="report").body.name == "Mereshire forum"
    tactical = Body.objects.get(kind="tactical")
    send(client, "request_route", request.id, body=str(tactical.id))
    assert "We ask Mereshire TCG" in page(client, "request", request.id)
    assert "Write the answer" in send(client, "request_answer", request.id, answer="")
    send(client, "request_answer", request.id, answer="Yes, from six o'clock")
    assert "from six o" in page(client, "request", request.id)
    assert "May we open the hub?" not in page(client, "requests", state="open")


@pytest.mark.manual_part("S6.c5")
def test_a_body_asks_us_with_a_deadline_and_a_late_answer_is_seen(client: Client, boss: User) -> None:
    day = {"due_at_0": "2090-06-01", "due_at_1": "12:00", "owner": str(boss.id)}
    said = {"way": "to_us", "kind": "information", "what": "How many can help tonight?", **day}
    assert "Say which body asks" in send(client, "request_add", **said)
    send(client, "request_add", body=str(make_body().id), **said)
    assert "asks us" in page(client, "requests", state="open")
    late = make_request(make_body("cell"), at=timezone.now() - timedelta(days=9))
    assert late.what in page(client, "requests", state="late")
    assert "Late" in page(client, "request", late.id)


def test_whoever_only_reads_sees_no_buttons_and_may_not_change(client: Client) -> None:
    make_partnership()
    group, entry = make_cycle().group, make_entry()
    client.force_login(make_user("peer_reviewer"))
    for name, args in (("journey", []), ("group_journey", [group.id]), ("step", [group.id, 1]), ("weekly", []),
                       ("systems", []), ("system", ["lead"]), ("register", []), ("register_entry", [entry.id]),
                       ("requests", []), ("bodies", []), ("references", [])):  # fmt: skip
        shown = page(client, name, *args).split("<main")[1].split("</main>")[0]
        assert 'method="post"' not in shown
        assert 'role="button"' not in shown
    for name, args in (("step_close", [group.id, 1]), ("register_close", [entry.id]), ("cycle_end", [group.id]),
                       ("system_edit", ["lead"]), ("register_new", [])):  # fmt: skip
        assert client.post(reverse(name, args=args)).status_code == 403
    client.force_login(make_user("call_handler"))
    assert client.get(reverse("journey")).status_code == 403
    assert client.get(reverse("group_journey", args=[UUID(int=1)])).status_code == 403
