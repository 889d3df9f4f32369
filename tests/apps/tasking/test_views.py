"""The coordinator's pages: decide many at once, choose by hand, look after tasks, close areas, approve."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import TASK
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Closure
from rallyround.messaging.models import Message
from rallyround.people.models import User
from rallyround.places.models import Area, Postcode
from rallyround.register.models import Need
from rallyround.register.queries import need_page
from rallyround.tasking import words
from rallyround.tasking.models import Plan, Proposal, Refusal, RiskAssessment, Task
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_need,
    make_open_need,
    make_organisation,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    make_partnership()
    return make_user("coordinator", name="Cora Coordinator")


@pytest.fixture
def room(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def two() -> list[Need]:
    make_risk_assessment()
    for _ in range(2):
        make_ready_offer(point=THERE)
    return [make_open_need(point=HERE) for _ in range(2)]


@pytest.mark.manual("S6.c17")
def test_the_plan_is_made_by_the_machine_and_decided_by_a_person_many_at_once(
    room: Client, officer: User, two: list[Need]
) -> None:
    assert "There is no plan yet." in text(room, "proposals")
    room.post(reverse("plan_again"))
    page = text(room, "proposals")
    assert all(need.code in page for need in two)
    assert "2.0 km away" in page
    assert "next best:" in page
    one = text(room, "proposal", Proposal.objects.all()[0].id)
    for sentence in ("Filling sandbags", "25 points of priority", "free on Wed 14 Jan, 09:15"):
        assert sentence in one
    assert not Task.objects.exists()
    assert not Message.objects.filter(template="task_offered").exists()
    chosen = [str(id) for id in Proposal.objects.values_list("id", flat=True)]
    answer = room.post(reverse("proposals_decide"), {"do": "accept", "selected": chosen}, follow=True)
    assert "2 tasks were offered." in answer.content.decode()
    assert set(Task.objects.values_list("confirmed_by", flat=True)) == {officer.id}
    assert Message.objects.filter(template="task_offered").count() == 2


def test_refusing_needs_a_reason_and_nothing_ticked_is_said(room: Client, two: list[Need]) -> None:
    room.post(reverse("plan_again"))
    one = str(Proposal.objects.values_list("id", flat=True)[0])
    url = reverse("proposals_decide")
    assert "Tick at least one" in room.post(url, {"do": "accept"}).content.decode()
    assert "Tick at least one" in room.post(url, {"do": "accept", "selected": "rubbish"}).content.decode()
    assert "Choose the reason" in room.post(url, {"do": "refuse", "selected": one}).content.decode()
    room.post(url, {"do": "refuse", "selected": one, "reason": "too_far"})
    assert Refusal.objects.get().reason == "too_far"


def test_what_is_missing_is_said_at_the_form_with_what_was_ticked_chosen_and_filtered(
    room: Client, two: list[Need]
) -> None:
    room.post(reverse("plan_again"))
    ids = [str(id) for id in Proposal.objects.values_list("id", flat=True)]
    url = reverse("proposals_decide") + "?kind=prepare&sort=need"
    assert f'action="{url.replace("&", "&amp;")}"' in text(room, "proposals", query="?kind=prepare&sort=need")
    answer = room.post(url, {"do": "refuse", "selected": ids[0]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert '<a href="#id_reason">Choose the reason.</a>' in page
    assert page.count(" checked></td>") == 1
    assert f'value="{ids[0]}" form="decide"' in page[: page.index(" checked></td>")]
    assert '<details class="govuk-details" open>' in page
    page = room.post(url, {"do": "accept", "reason": "too_far"}).content.decode()
    assert "There is a problem" in page
    assert "Tick at least one line first." in page
    assert '<option value="too_far" selected>' in page
    assert not Refusal.objects.exists()
    assert not Task.objects.exists()
    back = reverse("proposals") + "?kind=prepare&sort=need"
    assert room.get(url)["Location"] == back
    assert room.post(url, {"do": "accept", "selected": ids[0]})["Location"] == back


def test_a_refusal_without_a_reason_stays_on_the_page_of_its_proposal(room: Client, two: list[Need]) -> None:
    room.post(reverse("plan_again"))
    one = Proposal.objects.all()[0]
    url = f"{reverse('proposals_decide')}?proposal={one.id}"
    assert f'action="{url}"' in text(room, "proposal", one.id)
    page = room.post(url, {"do": "refuse", "selected": str(one.id)}).content.decode()
    assert '<a href="#id_reason">Choose the reason.</a>' in page
    assert "Choose another helper" in page
    answer = room.post(url, {"do": "refuse", "selected": str(one.id), "reason": "too_far"})
    assert answer["Location"] == reverse("proposals")


def test_what_waits_to_be_looked_at_is_said_beside_the_plan_that_cannot_have_it(room: Client) -> None:
    assert "to be looked at first" not in text(room, "proposals")
    make_need(danger=True)
    alone = "1 need waits to be looked at first, with danger to life: it is not in the plan"
    assert alone in text(room, "proposals")
    make_need()
    make_open_need(point=HERE)
    room.post(reverse("plan_again"))
    page = text(room, "proposals")
    said = "2 needs wait to be looked at first, 1 of them with danger to life: they are not in the plan"
    assert f'<a class="govuk-link" href="{reverse("needs")}?state=reported">{said}</a>' in page


def test_whoever_works_in_one_district_is_told_of_what_waits_there_alone(
    client: Client, officer: User
) -> None:
    for code in ("E1", "E2"):
        Area.objects.create(code=code, kind="district", name=f"District {code}")
        make_need(area=code)
    client.force_login(make_user("coordinator", areas=["E1"]))
    assert "1 need waits to be looked at first: it is not in the plan" in text(client, "proposals")


def test_danger_to_life_has_its_mark_in_the_plan_as_in_the_list_of_needs(room: Client) -> None:
    make_open_need(point=HERE, severity="danger_to_life")
    room.post(reverse("plan_again"))
    mark = '<span class="moj-badge moj-badge--red">Danger</span>'
    for name in ("needs", "proposals", "unmet"):
        assert mark in text(room, name)


def test_what_was_decided_meanwhile_is_said_and_the_rest_goes_on(room: Client, two: list[Need]) -> None:
    room.post(reverse("plan_again"))
    chosen = [str(id) for id in Proposal.objects.values_list("id", flat=True)]
    url = reverse("proposals_decide")
    room.post(url, {"do": "accept", "selected": chosen[0]})
    page = room.post(url, {"do": "accept", "selected": chosen}, follow=True).content.decode()
    assert "Somebody has already decided this one." in page
    assert Task.objects.count() == 2


def test_for_whom_nobody_was_found_is_listed_with_why_and_can_be_sent_by_hand(room: Client) -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    far = make_ready_offer(point=(HERE[0] + 9000, HERE[1]))
    room.post(reverse("plan_again"))
    assert "Nobody with this skill is within reach." in text(room, "unmet")
    page = text(room, "need_helpers", need.id)
    assert far.code in page
    assert "further than they said" in page
    url = reverse("need_helpers", args=[need.id])
    assert "Choose a reason" in room.post(url, {"code": far.code}).content.decode()
    assert "eight letters and digits" in room.post(url, {"code": "hello"}).content.decode()
    assert "does not exist" in room.post(url, {"code": "K7MD-4TXR"}).content.decode()
    room.post(url, {"code": far.code.lower().replace("-", " "), "override": "agreed_with_helper"})
    assert Task.objects.get().offer == far
    assert Proposal.objects.get().state == "changed"


def test_a_need_that_found_nobody_stands_in_the_list_itself_with_why_and_without_a_tick_box(
    room: Client, two: list[Need]
) -> None:
    room.post(reverse("plan_again"))
    assert "somebody is missing" not in text(room, "proposals")
    lonely = make_open_need(point=HERE, kind="pets")
    room.post(reverse("plan_again"))
    page = text(room, "proposals")
    assert "For 1 of 3 needs somebody is missing: see why" in page
    assert "from 3 needs and 2 offers." in page
    assert "It proposes 2 helpers." in page
    row = page[page.rindex("<tr", 0, page.index(lonely.code)) :]
    row = row[: row.index("</tr>")]
    assert "Nobody yet" in row
    assert "There is no approved risk assessment for this kind of task yet." in row
    assert 'type="checkbox"' not in row
    assert page.count('type="checkbox"') == 2
    assert "There is no approved risk assessment" in text(room, "proposals", query="?kind=pets")


def test_where_nobody_at_all_was_found_there_is_nothing_to_accept(room: Client) -> None:
    make_open_need(point=HERE)
    room.post(reverse("plan_again"))
    page = text(room, "proposals")
    assert "There is no approved risk assessment" in page
    assert "Refuse instead" not in page


def test_one_proposal_shows_its_whole_reason(room: Client, two: list[Need]) -> None:
    room.post(reverse("plan_again"))
    proposal = Proposal.objects.all()[0]
    page = text(room, "proposal", proposal.id)
    assert "25 points of priority" in page
    assert "Choose another helper" in page


def test_every_list_exports(room: Client, two: list[Need]) -> None:
    room.post(reverse("plan_again"))
    make_task()
    for name in ("proposals", "unmet", "tasks"):
        answer = room.get(reverse(name) + "?export=csv")
        body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert body.startswith('\ufeff"Need","Kind","Place"')


def test_a_task_shows_the_steps_of_its_state_and_no_others(room: Client) -> None:
    task = make_task()
    page = text(room, "task", task.id)
    assert "They say yes" in page
    assert "They are briefed" not in page
    work_on(task, "accepted")
    page = text(room, "task", task.id)
    assert "They are briefed" in page
    assert "They say yes" not in page


def test_a_volunteer_without_a_smartphone_is_taken_through_by_telephone(
    room: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task()
    for verb, said in (
        ("accept", {}),
        ("brief", {"hazards": "on", "limits": "on"}),
        ("start", {}),
        ("deliver", {"outcome": "done"}),
        ("sign_out", {}),
    ):
        if verb == "start":
            monkeypatch.setattr(timezone, "now", lambda: task.during.lower)
        answer = room.post(reverse("task_step", args=[task.id, verb]), said)
        assert answer.status_code == 302, answer.content.decode()
    task.refresh_from_db()
    assert task.state == "signed_out"
    assert "Cora Coordinator" in text(room, "task", task.id)


def test_a_step_that_the_state_does_not_allow_is_said_in_a_sentence(room: Client) -> None:
    task = make_task(state="signed_out")
    for verb in ("cancel", "resume", "start", "explode"):
        answer = room.post(reverse("task_step", args=[task.id, verb]), {"reason": "other"})
        assert answer.status_code == 409
    task.refresh_from_db()
    assert task.state == "signed_out"


def test_late_tasks_can_be_asked_for(room: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    late, fine = make_task(), make_task(state="accepted")
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(minutes=15, seconds=1))
    Task.objects.filter(id=fine.id).update(during=(AT + timedelta(hours=1), AT + timedelta(hours=2)))
    page = text(room, "tasks", query="?late=yes")
    assert late.need.code in page
    assert fine.need.code not in page


def test_capacity_is_shown_by_skill_and_place(room: Client) -> None:
    make_ready_offer(point=THERE)
    page = text(room, "capacity")
    assert "Filling sandbags and protecting homes" in page
    for forged in ("?shift=99", "?shift=x", "?shift=-1"):
        assert '<option value="0" selected>' in text(room, "capacity", query=forged)


def test_a_risk_assessment_is_approved_by_name_once_however_often_it_is_sent(room: Client) -> None:
    holder = make_organisation(name="Mereshire Council")
    page = text(room, "risk_assessments")
    assert page.count("Missing") == 15
    said = {
        "kind": "prepare",
        "level": "low",
        "hazards": "Lifting\nTraffic",
        "limits": "Nobody enters water",
        "holder": str(holder.id),
        "review_on_day": "14",
        "review_on_month": "1",
        "review_on_year": "2027",
        "submission": str(uuid7()),
    }
    for _ in range(2):
        assert room.post(reverse("risk_assessment_approve"), said).status_code == 302
    found = RiskAssessment.objects.get()
    assert found.hazards == ["Lifting", "Traffic"]
    page = text(room, "risk_assessments")
    assert "Cora Coordinator" in page
    assert "Mereshire Council" in page
    again = room.post(reverse("risk_assessment_approve"), {**said, "submission": "", "hazards": " "})
    assert "Name at least one hazard." in again.content.decode()


def closing(**said: str) -> dict[str, str]:
    return {
        "kind": "area",
        "name": "Mill Lane",
        "postcode": "",
        "metres": "",
        "corners": "",
        "drawn": "",
        **said,
    }


@pytest.fixture
def flood(officer: User) -> None:
    incidents.begin_incident(by=TEST, at=AT, name="Flood", hazard="flood")
    district = Area.objects.create(code="E1", kind="district", name="Mere")
    Postcode.objects.create(code="MR11AA", easting=HERE[0], northing=HERE[1], district=district)


@pytest.mark.parametrize(
    "said",
    [
        {"postcode": "mr1 1aa", "metres": "300"},
        {"corners": "435000, 386000\n437000 386000\n437000;388000\n\n435000, 388000"},
        {
            "drawn": '{"type":"Polygon","coordinates":[[[-1.5,53.3],[-1.4,53.3],[-1.4,53.4],[-1.5,53.4],[-1.5,53.3]]]}'
        },
        {"kind": "crossing", "corners": "437000, 386000\n437000, 388000"},
    ],
)
def test_closing_stops_the_tasks_there_in_the_same_moment(
    room: Client, flood: None, said: dict[str, str]
) -> None:
    task = make_task()
    answer = room.post(reverse("closures"), closing(**said), follow=True).content.decode()
    assert "1 task was suspended" in answer
    assert "Mill Lane" in answer
    task.refresh_from_db()
    assert task.state == "suspended"
    room.post(reverse("closure_lift", args=[Closure.objects.get().id]))
    assert "Nothing is closed." in text(room, "closures")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say where"),
        ({"postcode": "ZZ1 1ZZ", "metres": "5"}, "at least 10 metres"),
        ({"postcode": "ZZ1 1ZZ", "metres": "300"}, "not known here"),
        ({"postcode": "MR1 1AA"}, "Enter how far round"),
        ({"corners": "here\nthere"}, "Line 1 is not a point"),
        ({"corners": "1, 2\n3, 4"}, "at least three corners"),
        ({"drawn": "{"}, "could not be read"),
        ({"drawn": "[]"}, "could not be read"),
        (
            {"drawn": '{"type":"Polygon","coordinates":[[[53.3,-1.5],[53.3,-1.4],[53.4,-1.4]]]}'},
            "could not be read",
        ),
        ({"name": "", "postcode": "MR1 1AA", "metres": "300"}, "Enter a name"),
    ],
)
def test_a_closure_that_cannot_be_is_said_in_a_sentence(
    room: Client, flood: None, said: dict[str, str], sentence: str
) -> None:
    answer = room.post(reverse("closures"), closing(**said))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Closure.objects.exists()


def test_without_an_incident_nothing_can_be_closed(room: Client) -> None:
    assert "Begin an incident first" in text(room, "closures")


def test_a_needs_page_leads_to_its_tasks_and_to_choosing_by_hand(officer: User) -> None:
    need = make_open_need(point=HERE)
    assert (reverse("need_helpers", args=[need.id])) in [url for _, url in need_page(need, AT).links]
    task = make_task(need=need)
    need.refresh_from_db()
    assert [url for _, url in need_page(need, AT).links] == [reverse("task", args=[task.id])]


def test_another_districts_tasks_and_proposals_are_not_shown(client: Client, officer: User) -> None:
    task = make_task()
    Need.objects.filter(id=task.need_id).update(district="E2")
    client.force_login(make_user("coordinator", areas=["E1"]))
    assert client.get(reverse("task", args=[task.id])).status_code == 404
    assert task.need.code not in text(client, "tasks")
    assert Plan.objects.count() == 0


def test_an_organisations_coordinator_sees_only_its_own_tasks(client: Client, officer: User) -> None:
    mine, theirs = make_organisation(), make_organisation()
    tasks = {}
    for owner in (mine, theirs):
        pool = make_ready_offer(kind="pool", organisation=owner.id, capacity=2, point=THERE)
        tasks[owner.id] = make_task(offer=pool)
    client.force_login(make_user("organisation_coordinator", organisation=mine))
    page = text(client, "tasks")
    assert tasks[mine.id].need.code in page
    assert tasks[theirs.id].need.code not in page
    assert client.get(reverse("task", args=[tasks[theirs.id].id])).status_code == 404


def test_every_state_has_its_words() -> None:
    assert {key: str(word) for key, word in words.STATES.items()} == dict(TASK.states)
