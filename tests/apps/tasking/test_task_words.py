"""What to bring or do: written at triage or later, seen by the helper after yes, and by nobody who does not ask for it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import render
from rallyround.people.models import Note
from rallyround.people.retention import SUBJECTS
from rallyround.register import actions as register
from rallyround.register.models import Need
from rallyround.tasking import actions
from rallyround.tasking.links import task_token
from rallyround.tasking.models import Proposal, Task
from rallyround.ui.errors import Refused
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_need,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db
FIRST, LATER = "Two packs of zqbottled water", "Leave them at the zqback door"


@pytest.fixture
def room(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    make_partnership()
    client.force_login(make_user("coordinator"))
    return client


def text(client: Client, url: str) -> str:
    answer: Any = client.get(url)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def link(task: Task) -> str:
    return reverse("task_link", args=[task_token(task.id)])


def taken_on(room: Client, words: str) -> Need:
    need = make_need(point=HERE)
    said = {"kind": "prepare", "severity": "serious", "risk": "none", "cause": "at_risk", "phase": "during",
            "helpers": "1", "task_words": words}  # fmt: skip
    assert room.post(f"/needs/{need.id}/take-on/", said).status_code == 302
    need.refresh_from_db()
    return need


def test_what_triage_writes_is_seen_by_the_helper_after_yes_and_not_before(room: Client) -> None:
    task = make_task(need=taken_on(room, FIRST), offer=make_ready_offer(point=THERE))
    assert FIRST not in text(Client(), link(task))
    work_on(task, "accepted")
    page = text(Client(), link(task))
    assert "What to bring or do" in page
    assert FIRST in page
    work_on(task, "signed_out")
    assert FIRST not in text(Client(), link(task))


def test_it_is_written_and_replaced_from_the_need_the_plan_and_the_choice_of_a_helper(room: Client) -> None:
    make_risk_assessment()
    make_ready_offer(point=THERE)
    need = taken_on(room, "")
    actions.propose(by=TEST, at=AT)
    proposal = Proposal.objects.get(need=need)
    url = reverse("need_task_words", args=[need.id])
    for page in (
        reverse("need", args=[need.id]),
        reverse("proposal", args=[proposal.id]),
        reverse("need_helpers", args=[need.id]),
    ):
        assert f'href="{url}' in text(room, page)
    assert "Write what to bring or do." in room.post(url, {"words": " "}).content.decode()
    for words in (FIRST, LATER):
        answer = room.post(f"{url}?back={reverse('proposals')}", {"words": words})
        assert answer["Location"] == reverse("proposals")
    boss = make_user("coordinator")
    task = actions.confirm_matches(by=boss.actor, at=AT, proposals=[proposal], user=boss).tasks[0]
    work_on(task, "accepted")
    page = text(Client(), link(task))
    assert LATER in page
    assert FIRST not in page


def test_it_is_in_no_list_file_message_page_or_ledger(room: Client) -> None:
    need = taken_on(room, FIRST)
    task = make_task(need=need, offer=make_ready_offer(point=THERE), state="accepted")
    actions.propose(by=TEST, at=AT)
    lists = ["/needs/", "/tasks/", "/proposals/", reverse("unmet"), "/messages/", reverse("ledger")]
    files = [f"{url}?export=csv" for url in ("/needs/", "/tasks/", "/proposals/", "/messages/")]
    pages = [f"/needs/{need.id}/", f"/needs/{need.id}/task-words/", reverse("task", args=[task.id]),
             reverse("need_helpers", args=[need.id])]  # fmt: skip
    assert [url for url in (*lists, *files, *pages) if "zqbottled" in text(room, url)] == []
    assert [event.verb for event in Event.objects.all() if "zqbottled" in f"{event.data}{event.reason}"] == []
    said = [render(message) for message in Message.objects.all()]
    assert said
    assert [words for words in said if "zqbottled" in words.title + words.text] == []
    shown = room.post(f"/needs/{need.id}/details/", {"purpose": "to_arrange_help"}).content.decode()
    assert "For the helper: what to bring or do" in shown
    assert FIRST in shown


def test_it_is_forgotten_with_the_person() -> None:
    need = register.write_task_words(by=TEST, at=AT, need=make_open_need(), words=FIRST)
    event = Event.objects.get(verb="need.task_words_written")
    assert event.data == {}
    note = Note.objects.get(kind="task_words")
    about = {subject for provider in SUBJECTS for subject in provider(need.requester_id)}
    assert ("need", need.id) in about
    assert note.person_id == need.requester_id


def test_nothing_is_written_for_a_need_that_is_closed() -> None:
    need = register.withdraw_need(by=TEST, at=AT, need=make_need(), reason="no_longer_needed")
    with pytest.raises(Refused, match="is closed"):
        register.write_task_words(by=TEST, at=AT, need=need, words=FIRST)


def test_a_postcode_said_later_is_seen_by_the_helper_after_yes(room: Client) -> None:
    from rallyround.places.models import Area, Postcode

    area = Area.objects.create(code="E1", kind="district", name="Weirside")
    Postcode.objects.create(code="LS211AA", easting=HERE[0], northing=HERE[1], district=area)
    need = register.place_need(by=TEST, at=AT, need=make_open_need(), postcode="LS21 1AA")
    task = make_task(need=need, offer=make_ready_offer(point=THERE))
    assert "LS21 1AA" not in text(Client(), link(task))
    work_on(task, "accepted")
    assert "LS21 1AA" in text(Client(), link(task))
