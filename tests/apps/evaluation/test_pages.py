"""The pages of evaluation: empty, full, with an error, and each verb from its form."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.evaluation import actions, queries
from rallyround.evaluation.models import Criteria, Debrief, Evidence, Lesson, StepScore, Zones
from rallyround.people.models import User
from tests.architecture.worlds import evaluation as world
from tests.evaluation_factories import make_activation, make_evidence, make_lesson, make_module, work_through
from tests.factories import TEST, make_partnership, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
LISTS = ("readiness", "evidence", "lessons", "debriefs", "triggers", "scorecard")
ALL = (*LISTS, "readiness_criteria", "zones", "evidence_add", "lesson_add", "debrief_add")


@pytest.fixture
def user() -> User:
    make_partnership()
    return make_user("coordinator", name="Cora Coordinator")


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def now() -> datetime:
    """Pages read the clock, so what they show is of today."""
    return timezone.now().replace(microsecond=0)


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def date_parts(name: str, day: datetime) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.mark.parametrize("name", ALL)
def test_every_page_opens_when_there_is_nothing(signed_in: Client, name: str) -> None:
    assert "<h1" in text(signed_in, name)


@pytest.mark.parametrize("name", LISTS[:-1])
def test_every_list_opens_full_and_as_a_file(signed_in: Client, user: User, now: datetime, name: str) -> None:
    group = make_group()
    module = make_module(at=now - timedelta(days=30), groups=[group])
    make_activation(module, at=now - timedelta(hours=3), groups=[group])
    world.make(user, now)
    page = text(signed_in, name)
    assert "rr-table" in page
    assert "There is nothing here yet" not in page
    assert "There is nothing here yet" not in text(signed_in, name, query=f"?group={group.id}")
    for kind in ("csv", "xlsx"):
        answer = signed_in.get(reverse(name) + f"?export={kind}")
        assert answer.status_code == 200
        assert f"{name}.{kind}" in answer["Content-Disposition"]


def test_the_page_of_a_module_says_how_ready_and_why(signed_in: Client, now: datetime) -> None:
    module = make_module(at=now - timedelta(days=30))
    page = text(signed_in, "module_readiness", module.id)
    assert "People trained is critical: nobody has looked at it." in page
    assert "73<span" in page.replace(" ", "")
    assert "Not yet assessed" in page
    make_evidence(module, at=now, rating=0.75, what="Nine of twelve came")
    page = text(signed_in, "module_readiness", module.id)
    assert "Nine of twelve came" in page
    assert "People trained is critical" not in page
    assert "It has not been activated here yet." in page
    assert reverse("exercises") in page
    work_through(make_activation(module, at=now - timedelta(hours=5)), lines=2)
    page = text(signed_in, "module_readiness", module.id)
    assert "2 of" in page
    assert "All activations together" in page


def test_evidence_is_recorded_and_withdrawn(signed_in: Client, now: datetime) -> None:
    module = make_module(at=now, ready=False)
    said = {
        "about": f"module:{module.id}", "criterion": "materials", "what": "Forty sandbags counted", "rating": "1",
        "kind": "observation", "strength": "high", "source": "Store book", "valid_days": "90",
        "submission": str(uuid7()), **date_parts("on", now),
    }  # fmt: skip
    page = signed_in.post(reverse("evidence_add"), {**said, "criterion": "", "source": ""}).content.decode()
    assert "Choose which factor of the module" in page
    assert "Say where it is to be found." in page
    ahead = signed_in.post(reverse("evidence_add"), {**said, **date_parts("on", now + timedelta(days=9))})
    assert "dated in the future" in ahead.content.decode()
    assert "Forty sandbags counted" in ahead.content.decode(), "nothing typed is lost"
    for _ in range(2):
        answer = signed_in.post(reverse("evidence_add"), said)
        assert answer.status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.subject_id, evidence.rating, evidence.valid_days) == (module.id, 1, 90)
    page = text(signed_in, "evidence_item", evidence.id)
    assert "Prepare your home" in page
    refused = signed_in.post(reverse("evidence_withdraw", args=[evidence.id]), {"because": ""})
    assert "Say why." in refused.content.decode()
    signed_in.post(reverse("evidence_withdraw", args=[evidence.id]), {"because": "They were borrowed"})
    assert "They were borrowed" in text(signed_in, "evidence_item", evidence.id)
    assert "Holds" not in text(signed_in, "evidence", query="?state=withdrawn").split("<tbody")[1]


def test_what_people_said_needs_their_consent(signed_in: Client, now: datetime) -> None:
    said = {
        "about": "step:8", "what": "They knew whom to ring", "rating": "0.5", "kind": "said", "strength": "low",
        "source": "Door to door", "valid_days": "90", "from_society": "on", **date_parts("on", now),
    }  # fmt: skip
    assert "only if they agreed" in signed_in.post(reverse("evidence_add"), said).content.decode()
    signed_in.post(reverse("evidence_add"), {**said, "consent": "on", "themes": ["trust"]})
    assert Evidence.objects.get().consent == "given"
    assert "They knew whom to ring" in text(signed_in, "evidence", query="?theme=trust&said_by=society")


def test_a_step_is_scored_and_the_zones_are_set(signed_in: Client, now: datetime) -> None:
    group = make_group()
    evidence = make_evidence(at=now, criterion="")
    url = reverse("score_step", args=[3]) + f"?group={group.id}"
    page = signed_in.post(url, {"because": ""}).content.decode()
    assert "Choose a score from 0 to 5." in page
    said = {
        "score": "1",
        "because": "No figures yet",
        "evidence": [str(evidence.id)],
        "submission": str(uuid7()),
    }
    for _ in range(2):
        assert signed_in.post(url, said).status_code == 302
    assert StepScore.objects.get().group_id == group.id
    page = text(signed_in, "scorecard", query=f"?group={group.id}")
    assert "No figures yet" in page
    assert evidence.what in page
    assert page.count("Not yet assessed") > 7
    assert "No figures yet" not in text(signed_in, "scorecard")
    only = text(signed_in, "scorecard", query=f"?group={group.id}&zone=red").split("<tbody")[1]
    assert only.count("rowheader") == 1
    wrong = signed_in.post(reverse("zones"), {"red_below": "80", "green_from": "20"}).content.decode()
    assert "Green must not begin before red ends." in wrong
    signed_in.post(reverse("zones"), {"red_below": "10", "green_from": "20", "submission": str(uuid7())})
    assert Zones.objects.get().red_below == 10
    assert "Red below 10%" in text(signed_in, "scorecard")
    assert signed_in.get(reverse("score_step", args=[9])).status_code == 404
    assert signed_in.get(reverse("scorecard") + "?group=nonsense").status_code == 404


def test_criteria_are_set_from_a_page_that_shows_what_holds(signed_in: Client) -> None:
    page = text(signed_in, "readiness_criteria")
    assert "People trained: weight" in page
    said = {"because": "Materials are hired", "submission": str(uuid7())}
    for key in ("people_trained", "contacts_tested", "exercised", "agreement", "protocol", "safe_working"):
        said |= {f"{key}_weight": "2", f"{key}_days": "100"}
    wrong = signed_in.post(reverse("readiness_criteria"), said).content.decode()
    assert "Enter a whole number from 0 to 20." in wrong
    said |= {"materials_weight": "0", "materials_days": "1", "protocol_critical": "on"}
    assert signed_in.post(reverse("readiness_criteria"), said).status_code == 302
    content = Criteria.objects.get().content
    assert "materials" not in content
    assert content["protocol"] == {"weight": 2, "valid_days": 100, "critical": True}


@pytest.mark.manual("IN.6")
def test_from_a_debrief_to_a_lesson_to_a_change_that_is_closed(
    signed_in: Client, user: User, now: datetime
) -> None:
    """As somebody does it: each thing is one link away from the one before it."""
    before = now - timedelta(days=3)
    activation = work_through(make_activation(make_module(at=before - timedelta(days=9)), at=before))
    impact = text(signed_in, "activation_impact", activation.id)
    assert f"about=activation:{activation.id}" in impact
    said = {
        "name": "After the flood", "kind": "activation", "about": f"activation:{activation.id}",
        "to_improve": "Nobody had the key", "submission": str(uuid7()), **date_parts("on", before),
    }  # fmt: skip
    for _ in range(2):
        assert signed_in.post(reverse("debrief_add"), said).status_code == 302
    debrief = Debrief.objects.get()
    page = text(signed_in, "debrief", debrief.id)
    add = reverse("lesson_add") + f"?debrief={debrief.id}"
    assert add in page
    assert "Nobody had the key" in text(signed_in, "lesson_add", query=f"?debrief={debrief.id}")
    signed_in.post(add, {"what": "A second key is needed", "step": "7", "submission": str(uuid7())})
    lesson = Lesson.objects.get()
    assert reverse("lesson", args=[lesson.id]) in text(signed_in, "debrief", debrief.id)
    assert reverse("debrief", args=[debrief.id]) in text(signed_in, "lesson", lesson.id)
    wrong = signed_in.post(reverse("lesson_accept", args=[lesson.id]), {"owner": str(user.id)})
    assert "Write what is to change." in wrong.content.decode()
    signed_in.post(
        reverse("lesson_accept", args=[lesson.id]),
        {"change": "Cut a key", "owner": str(user.id), **date_parts("due_on", now + timedelta(days=5))},
    )
    assert "Cut a key" in text(signed_in, "lessons", query="?state=open")
    signed_in.post(reverse("lesson_change", args=[lesson.id]), {"change": "The neighbour has a key"})
    assert "There is no evidence of a later day yet." in text(signed_in, "lesson", lesson.id)
    Lesson.objects.filter(id=lesson.id).update(done_at=before)
    evidence = make_evidence(at=now, what="At the exercise the hall was open at once")
    assert "At the exercise the hall was open at once" in text(signed_in, "lesson", lesson.id)
    signed_in.post(reverse("lesson_embed", args=[lesson.id]), {"evidence": str(evidence.id)})
    page = text(signed_in, "lesson", lesson.id)
    assert "Seen to hold by" in page
    assert reverse("evidence_item", args=[evidence.id]) in page
    assert "A second key is needed" not in text(signed_in, "lessons", query="?state=open")
    assert "A second key is needed" in text(signed_in, "activation_impact", activation.id)


def test_a_lesson_is_left_or_taken_up_again(signed_in: Client, user: User, now: datetime) -> None:
    lesson = make_lesson(at=now - timedelta(days=9))
    signed_in.post(reverse("lesson_reject", args=[lesson.id]), {"because": "The hall is being sold"})
    assert "The hall is being sold" in text(signed_in, "lesson", lesson.id)
    signed_in.post(
        reverse("lesson_reopen", args=[lesson.id]),
        {"change": "It is not sold after all", "owner": str(user.id), **date_parts("due_on", now)},
    )
    lesson.refresh_from_db()
    assert lesson.state == "accepted"
    assert signed_in.post(reverse("lesson_reject", args=[lesson.id]), {"because": "x"}).status_code == 409


def test_what_asks_for_a_look_is_answered_by_a_named_person(
    signed_in: Client, user: User, now: datetime
) -> None:
    trigger = actions.raise_trigger(
        by=TEST, at=now, kind="reopen_case", step=3, reason="It cost twice as much", source=("terms", uuid7())
    )
    assert trigger is not None
    assert "It cost twice as much" in text(signed_in, "triggers", query="?state=open")
    wrong = signed_in.post(reverse("trigger_answer", args=[trigger.id]), {"answer": "x"}).content.decode()
    assert "Choose what was decided." in wrong
    signed_in.post(reverse("trigger_answer", args=[trigger.id]), {"decision": "stop", "answer": "Too dear"})
    page = text(signed_in, "trigger", trigger.id)
    assert "Stop it" in page
    assert "Cora Coordinator" in page
    assert list(queries.open_triggers()) == []


def test_whoever_only_reads_sees_no_forms(client: Client, now: datetime) -> None:
    make_partnership()
    client.force_login(make_user("peer_reviewer"))
    lesson = make_lesson(at=now)
    for name, args in (("lesson", [lesson.id]), ("lessons", []), ("readiness", []), ("scorecard", [])):
        assert 'method="post" action="/lessons' not in text(client, name, *args)
    assert client.post(reverse("lesson_reject", args=[lesson.id]), {"because": "x"}).status_code == 403
    assert client.get(reverse("zones")).status_code == 403
