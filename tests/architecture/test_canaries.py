"""A word planted in each personal field of each kind of person is found where it may be, and nowhere else."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.cluster import Cluster
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import render
from rallyround.people.models import Details
from rallyround.people.roles import ROLES, Permission
from rallyround.tasking import actions as tasking
from rallyround.tasking.links import task_token
from tests.architecture.canaries import MARKS, NOTES, PEOPLE, found
from tests.architecture.conftest import Seen, logged
from tests.architecture.crawl import Answer, ask, browser_of, reads_so_far, undone
from tests.architecture.test_access import ADDRESSES, ROWS
from tests.architecture.world import World

# The two tables in which personal details and free text are kept, apart from everything else.
KEPT_IN = {"people_details", "people_note"}
# Stands only in a file on its way in, and goes with it within the hour.
NEVER_TAKEN_IN = set(PEOPLE["uploaded"].marks())
# What a partnership writes for itself, shown to whoever may open these pages: the log is read in an inquiry,
# a hand-over by whoever comes on duty.
ITS_OWN_PAPERS = {
    "log": {"zqnotedecision", "zqnotewhy", "zqnoteactivation", "zqnotestooddown"},
    "log_entry": {"zqnotedecision", "zqnotewhy"},
    "duty": {"zqnotehandover"},
    # Why a response was set going and how it was stood down, for whoever asks later.
    "activation": {"zqnoteactivation", "zqnotestooddown"},
    # Which of a partner's staff has taken a case, for whoever must ring them back.
    "handover": {"zqnoteresponder"},
    # Whoever brought a file in sees its first rows while they say which column is which; nobody else does.
    "import_columns": NEVER_TAKEN_IN,
}
SIGNED = {name for name, row in ROWS.items() if row == "signed_link"}
A_FILE = re.compile(r"\?[^\"]*export=(csv|xlsx)")


def may_show_details(answer: Answer) -> bool:
    """Whether its viewer may see details, and that they did is written down."""
    if answer.reads == 0:
        return False
    role = ROLES.get(answer.viewer)
    return answer.name in SIGNED or (role is not None and Permission.SEE_DETAILS in role.permissions)


def everything_in(answer: Answer) -> str:
    """Its text; of an Excel file, all that is packed in it."""
    if not answer.body.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(BytesIO(answer.body)) as book:
        return answer.text + "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def misplaced(answer: Answer) -> list[str]:
    """A sentence for each canary that may not be in this answer."""
    if may_show_details(answer):
        return []
    there = found(everything_in(answer)) - ITS_OWN_PAPERS.get(answer.name, set())
    return [f"{answer.viewer} finds {mark} at {answer.url}" for mark in sorted(there)]


def rows_of(table: str) -> str:
    """A whole table as text."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')  # noqa: S608 - a name of ours
        return str(cursor.fetchone()[0] or "")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return [table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"]


# In the database


def test_every_canary_was_planted(world: World) -> None:
    kept = found("\n".join(rows_of(table) for table in KEPT_IN))
    assert MARKS.keys() - kept - NEVER_TAKEN_IN - {"zqnoteform"} == WITHOUT_A_QUESTION


# A caller is asked for no emergency contact, and a volunteer for no address.
WITHOUT_A_QUESTION = {
    mark
    for kind, person in PEOPLE.items()
    if kind != "uploaded"
    for mark in person.marks()
    if (
        (mark.endswith("sister") or mark.startswith("7700918"))
        and not kind.startswith(("offer", "idle", "spare"))
    )
    or (mark.endswith("street") and kind.startswith(("offer", "idle", "spare")))
    or (mark.endswith("words") and kind in ("contact", "deputy"))
}


def test_no_table_but_two_holds_anything_personal(world: World) -> None:
    """The ledger, the outbox, the queue of jobs with their arguments, the register and all others."""
    searched = set(tables()) - KEPT_IN
    assert {"ledger_event", "messaging_message", "procrastinate_jobs", "register_need"} <= searched
    there = {table: found(rows_of(table)) for table in sorted(searched)}
    assert {table: marks for table, marks in there.items() if marks} == {}


def test_no_message_says_anything_about_anybody(world: World) -> None:
    messages = list(Message.objects.all())
    assert len({message.template for message in messages}) >= 5
    said = [render(message) for message in messages]
    assert found("\n".join(words.title + words.text for words in said)) == set()


# On pages and in files


@pytest.mark.parametrize("name", sorted(ROWS.keys() & ADDRESSES.keys()))
def test_a_page_shows_nothing_personal_unless_the_read_is_written_down(name: str, seen: Seen) -> None:
    """As every role, without a role, and signed out; in the body, in where it leads and in its cookies."""
    assert [sentence for answer in seen.pages.get(name, []) for sentence in misplaced(answer)] == []


def test_no_list_leaves_as_a_file_with_anything_personal(seen: Seen, world: World) -> None:
    said, files = [], set()
    before = reads_so_far()
    for answers in seen.pages.values():
        for page in answers:
            if page.status != 200 or page.viewer == "anonymous" or not A_FILE.search(page.text):
                continue
            browser = browser_of(world.people[page.viewer])
            for kind in ("csv", "xlsx"):
                file = ask(browser, page.viewer, page.name, f"{page.url}?export={kind}", before)
                assert file.status == 200, (page.viewer, file.url)
                files.add((page.name, kind))
                said += misplaced(file)
    assert said == []
    assert {("tasks", "csv"), ("tasks", "xlsx"), ("users", "csv"), ("organisations", "xlsx")} <= files


# In the log, in sessions, on the way


def test_the_log_names_nobody_and_holds_no_link(seen: Seen) -> None:
    assert "Forbidden" in seen.log
    assert "messaging.deliver" in seen.log  # with its arguments
    assert found(seen.log) == set()
    assert task_token(seen.world.a.offered.id) not in seen.log


def test_the_databases_own_log_names_nobody(seen: Seen, cluster: Cluster) -> None:
    assert found((cluster.home / "logs" / "postgres.log").read_text("utf-8", "replace")) == set()


def test_no_session_holds_anything_personal(world: World) -> None:
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert len(sessions) >= len(ROLES)
    assert found(json.dumps(sessions)) == set()


def test_a_form_sent_leads_to_an_address_that_says_nothing(world: World) -> None:
    person = PEOPLE["unseena"]
    asked = {"words": person.words, "phone": person.phone, "where": person.address, "name": person.name}
    offered = {
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "skills": "delivering",
        "adult": "yes",
    }
    browser = browser_of(None)
    with undone():
        for name, said in (("get_help", asked), ("offer_help", offered)):
            answer = browser.post(reverse(name), said | {"submission": str(uuid7())})
            assert answer.status_code == 302, answer.content.decode()
            shown = browser.get(answer["Location"])
            assert found(answer["Location"] + answer.cookies.output() + shown.content.decode()) == set()


def fails_with_values(*args: object, **kwargs: object) -> None:
    raise RuntimeError(f"no good: {PEOPLE['needa'].name}, {PEOPLE['needa'].phone}")


def fails_in_the_database(*args: object, **kwargs: object) -> None:
    """A row that breaks a constraint: the database quotes it in its message."""
    details = Details.objects.get(name=PEOPLE["needa"].name)
    Details.objects.filter(pk=details.pk).update(name=None, address=PEOPLE["needa"].address)


@pytest.mark.parametrize("fault", [fails_with_values, fails_in_the_database])
def test_an_error_that_carries_values_shows_and_logs_none(
    world: World, cluster: Cluster, fault: Callable[..., None]
) -> None:
    person = PEOPLE["needa"]
    with (
        undone(),
        logged() as log,
        mock.patch("rallyround.register.actions.report_need", fault),
    ):
        sent = {"words": person.words, "phone": person.phone, "submission": str(uuid7())}
        answer = browser_of(None).post(f"{reverse('get_help')}?said={NOTES['form']}", sent)
    assert answer.status_code == 500
    own_address = {"zqnoteform"}  # which the switch of language leads back to
    assert found(answer.content.decode()) - own_address == set()
    assert "Internal Server Error" in log.getvalue()
    assert found(log.getvalue()) == set()
    assert found((cluster.home / "logs" / "postgres.log").read_text("utf-8", "replace")) == set()


# Where it may be: without these, the searches above could be blind


def test_a_volunteer_sees_the_address_after_saying_yes_and_not_before(world: World) -> None:
    person, task = PEOPLE["needa"], world.a.offered
    url = reverse("task_link", args=[task_token(task.id)])
    before = browser_of(None).get(url).content.decode()
    with undone():
        tasking.accept_task(by=Actor("volunteer", task.offer_id), at=timezone.now(), task=task)
        reads = reads_so_far()
        after = browser_of(None).get(url).content.decode()
        assert reads_so_far() == reads + 1
    assert found(before) == set()
    assert {"zqneedaname", "zqneedastreet"} <= found(after)
    assert person.name in after


def test_a_contact_is_shown_to_whoever_says_what_for_and_the_read_is_written_down(world: World) -> None:
    url, person = reverse("contact", args=[world.contact.id]), PEOPLE["contact"]
    browser = browser_of(world.people["secretariat"])
    with undone():
        shown = browser.post(url, {"purpose": "call"}).content.decode()
        read = Event.objects.filter(verb="person.details_read").latest("at")
    assert {"zqcontactname", "zqcontactmail"} <= found(shown)
    assert person.phone in shown
    assert (read.reason, read.actor) == ("call", str(world.people["secretariat"].actor))
    assert found(browser.get(url).content.decode()) == set()


DISCLOSED = [
    ("need_details", "need", "needa", {"purpose": "to_call_back"}),
    ("need_duplicates", "need", "needa", {}),
    ("offer_details", "offer", "offera", {"purpose": "to_call_back"}),
]


@pytest.mark.parametrize(("name", "which", "who", "said"), DISCLOSED)
def test_details_are_shown_to_a_duty_officer_who_says_what_for_and_the_read_is_written_down(
    world: World, name: str, which: str, who: str, said: dict[str, str]
) -> None:
    url = reverse(name, args=[getattr(world.a, which).id])
    for viewer, status in (("duty_officer", 200), ("helper", 403), ("analyst", 403), ("administrator", 403)):
        with undone():
            before = reads_so_far()
            answer = browser_of(world.people[viewer]).post(url, said)
            shown, reads = found(answer.content.decode()), reads_so_far() - before
        assert answer.status_code == status
        assert shown >= {f"zq{who}name", f"zq{who}words"} if status == 200 else shown == set()
        assert (reads > 0) == (status == 200)


@pytest.mark.parametrize(
    ("viewer", "name", "reads", "body", "said"),
    [
        ("helper", "needs", 0, "Zqneedaname", ["helper finds zqneedaname at /planted/"]),
        ("helper", "needs", 1, "zqneedaname", ["helper finds zqneedaname at /planted/"]),
        ("duty_officer", "needs", 0, "zqneedaname", ["duty_officer finds zqneedaname at /planted/"]),
        ("duty_officer", "needs", 1, "zqneedaname", []),
        ("anonymous", "needs", 1, "07700-917 001", ["anonymous finds 7700917001 at /planted/"]),
        ("analyst", "log", 0, NOTES["decision"], []),
        ("analyst", "log", 0, NOTES["responder"], ["analyst finds zqnoteresponder at /planted/"]),
    ],
)
def test_a_misplaced_canary_is_found(viewer: str, name: str, reads: int, body: str, said: list[str]) -> None:
    assert misplaced(Answer(viewer, name, "/planted/", 200, "", "", body.encode(), reads)) == said


def test_a_canary_packed_in_an_excel_file_is_found() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", "<c><t>zqneedaname</t></c>")
    planted = Answer("analyst", "needs", "/planted/", 200, "", "", file.getvalue(), 0)
    assert misplaced(planted) == ["analyst finds zqneedaname at /planted/"]
