"""The volunteer's link: no address before yes, looking changes nothing, every step works without JavaScript."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.messaging.queries import reading
from rallyround.register.models import Need
from rallyround.register.queries import state_page
from rallyround.tasking import actions
from rallyround.tasking.links import feedback_token, task_token
from rallyround.tasking.models import Feedback, Task
from rallyround.volunteers.models import Attendance
from tests.factories import AT, HERE, TEST, make_open_need, make_partnership, make_task, work_on

pytestmark = pytest.mark.django_db
ADDRESS, NAME, PHONE = "7 Canary Wharfside", "Carol Canary", "07700 900777"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """What time it is; views and nobody else read it."""
    moment = {"now": AT}
    monkeypatch.setattr(timezone, "now", lambda: moment["now"])
    make_partnership()
    return moment


@pytest.fixture
def task() -> Task:
    return make_task(need=make_open_need(point=HERE, name=NAME, phone=PHONE, address=ADDRESS))


def url(task: Task) -> str:
    return reverse("task_link", args=[task_token(task.id)])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def post(client: Client, task: Task, **said: Any) -> HttpResponse:
    answer: HttpResponse = client.post(url(task), said, follow=True)  # type: ignore[assignment]
    task.refresh_from_db()
    return answer


def test_before_yes_there_is_no_address_no_name_and_no_word(client: Client, task: Task) -> None:
    page = text(client.get(url(task)))
    assert "Sandbags and protecting a home" in page
    assert "2.0 km away" in page
    assert "Wednesday 14 January, 09:15" in page
    for secret in (ADDRESS, NAME, PHONE):
        assert secret not in page
    assert (
        task.doorstep_word not in strip_tags(page).split()
    )  # a word may be one of the page's own, such as "button"
    assert not Event.objects.filter(verb="person.details_read").exists()


def test_after_yes_there_is_the_address_and_the_word_and_the_read_is_written_down(
    client: Client, task: Task
) -> None:
    page = text(post(client, task, do="accept"))
    assert ADDRESS in page
    assert task.doorstep_word in page
    assert PHONE not in page
    event = Event.objects.get(verb="person.details_read")
    assert event.actor == f"volunteer:{task.offer_id}"
    assert event.subject_id == task.need.requester_id


@pytest.mark.manual_part("S7.c8")
def test_the_whole_way_from_yes_to_feedback(client: Client, task: Task, clock: dict[str, datetime]) -> None:
    post(client, task, do="accept")
    page = text(client.get(url(task)))
    assert "Nobody enters water" in page
    assert "sign me in" not in page
    page = text(post(client, task, do="brief", hazards="on"))
    assert "Tick both" in page
    assert task.state == "accepted"
    post(client, task, do="brief", hazards="on", limits="on")
    clock["now"] = task.during.lower
    post(client, task, do="start")
    assert task.state == "started"
    page = text(post(client, task, do="deliver", outcome=""))
    assert "Choose how it went." in page
    clock["now"] = task.during.upper
    page = text(post(client, task, do="deliver", outcome="done"))
    assert ADDRESS not in page
    assert "I am away safely" in page
    page = text(post(client, task, do="sign_out"))
    assert "116 123" in page
    page = text(post(client, task, do="feedback", score="4", expected="yes", words="Bring gloves"))
    assert "Two questions" not in page
    given = Feedback.objects.get()
    assert (given.side, given.score, given.expected) == ("volunteer", 4, True)
    assert Need.objects.get(id=task.need_id).state == "met"
    assert Attendance.objects.get().during.upper == task.during.upper


@pytest.mark.parametrize("state", ["offered", "accepted", "briefed", "started", "delivered", "signed_out"])
def test_looking_changes_nothing(client: Client, task: Task, state: str) -> None:
    work_on(task, state)

    def everything() -> str:
        rows = [Task.objects.all(), Need.objects.all(), Attendance.objects.all(), Message.objects.all()]
        return "".join(serializers.serialize("json", each.order_by("pk")) for each in rows)

    before = everything()
    verbs = set(Event.objects.values_list("verb", flat=True))
    for _ in range(3):
        assert client.get(url(task)).status_code == 200
        assert client.head(url(task)).status_code == 200
    assert everything() == before
    assert set(Event.objects.values_list("verb", flat=True)) - verbs <= {"person.details_read"}


def test_tapping_twice_is_harmless(client: Client, task: Task) -> None:
    for _ in range(2):
        assert post(client, task, do="accept").status_code == 200
    assert Event.objects.filter(verb="task.accepted").count() == 1


def test_no_with_a_reason(client: Client, task: Task) -> None:
    page = text(post(client, task, do="decline"))
    assert "Choose the reason." in page
    page = text(post(client, task, do="decline", reason="too_far"))
    assert task.state == "declined"
    assert "Declined" in page
    assert ADDRESS not in page


def test_too_late_is_said_in_a_sentence_and_nothing_changes(
    client: Client, task: Task, clock: dict[str, datetime]
) -> None:
    clock["now"] = task.answer_by + timedelta(minutes=1)
    answer = client.post(url(task), {"do": "accept"})
    assert answer.status_code == 409
    assert "offered to somebody else" in answer.content.decode()
    task.refresh_from_db()
    assert task.state == "offered"


@pytest.mark.parametrize("verb", ["", "cancel", "resume", "suspend", "explode"])
def test_a_link_can_do_nothing_that_is_not_the_volunteers(client: Client, task: Task, verb: str) -> None:
    assert client.post(url(task), {"do": verb}).status_code == 409
    task.refresh_from_db()
    assert task.state == "offered"


def test_a_forged_cut_or_foreign_link_opens_nothing(client: Client, task: Task) -> None:
    token = task_token(task.id)
    other = feedback_token(task.id)
    for wrong in (token[:-1], token + "x", "x", other, token.replace(".", "x")):
        answer = client.get(reverse("task_link", args=[wrong]))
        assert answer.status_code == 404
        assert "link is not complete" in answer.content.decode()


def test_an_offer_that_expired_or_was_suspended_shows_no_address(client: Client, task: Task) -> None:
    work_on(task, "accepted")
    assert ADDRESS in text(client.get(url(task)))
    actions.cancel_task(by=TEST, at=AT, task=task, reason="not_safe")
    page = text(client.get(url(task)))
    assert ADDRESS not in page
    assert "Cancelled" in page


def test_the_message_carries_the_link(task: Task) -> None:
    shown = reading(Message.objects.get(template="task_offered"))
    assert shown.words is not None
    assert task_token(task.id) in shown.words.text
    assert ADDRESS not in shown.words.text


def test_the_requesters_page_has_the_word_once_they_said_yes_and_then_asks_how_it_went(task: Task) -> None:
    assert state_page(task.need).lines == ()
    work_on(task, "accepted")
    lines = " ".join(state_page(task.need).lines)
    assert f"“{task.doorstep_word}”" in lines
    assert "Wednesday 14 January, 09:15" in lines
    done = make_task(state="signed_out")
    assert feedback_token(done.need_id) in " ".join(state_page(done.need).lines)


def test_somebody_who_was_helped_says_how_it_went_once(client: Client) -> None:
    task = make_task(state="signed_out")
    address = reverse("feedback_link", args=[feedback_token(task.need_id)])
    assert "Choose how it was." in client.post(address, {}).content.decode()
    for score in ("2", "5"):
        answer = client.post(address, {"score": score, "expected": "no"}, follow=True)
        assert "Thank you for telling us." in answer.content.decode()
    given = Feedback.objects.get()
    assert (given.side, given.score, given.task) == ("requester", 2, task)


def test_there_is_nothing_to_say_before_it_is_over(client: Client, task: Task) -> None:
    address = reverse("feedback_link", args=[feedback_token(task.need_id)])
    assert client.get(address).status_code == 404
