"""The board: what is late first, right numbers, and next to nothing to do while nothing changes."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from uuid_utils.compat import uuid7

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import DutyShift
from rallyround.messaging import actions as messaging
from rallyround.people import actions as people
from rallyround.people.models import Mode, Partnership
from rallyround.register import actions as register
from rallyround.room.queries.board import COLUMNS, Board, Tile, board
from rallyround.room.shown import waited
from tests.apps.incidents.helpers import make_contact, make_incident
from tests.factories import (
    TEST,
    make_need,
    make_offer,
    make_open_need,
    make_risk_assessment,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LIVE = {"HX-Request": "true"}


def late(found: Board) -> dict[str, int]:
    return {tile.key: tile.value for tile in found.late}


def waiting(found: Board) -> dict[str, int]:
    return {tile.key: tile.value for tile in found.waiting if tile.value}


def test_a_quiet_board_has_nothing_late(now: datetime) -> None:
    make_incident(at=now)
    found = board(now, None)
    assert (late(found), waiting(found), found.by_place, found.by_kind) == ({}, {}, [], [])
    assert found.nobody_to_call
    assert not found.watched


def test_what_is_late_comes_first_and_only_when_it_is(now: datetime) -> None:
    make_incident(at=now)
    make_need(at=now)
    make_need(at=now, words="My father is trapped")
    assert late(board(now + MINUTE, None)) == {"danger": 1}
    found = board(now + 10 * MINUTE, None)
    assert late(found) == {"danger": 1, "unseen": 2}
    assert [tile.since for tile in found.late] == [now, now]


def test_danger_stays_late_until_a_responder_has_acknowledged(now: datetime) -> None:
    make_incident(at=now)
    need = make_need(at=now, words="My father is trapped")
    officer, responder = make_user("duty_officer"), make_user("duty_officer")
    organisation = people.add_organisation(by=TEST, at=now, name="Fire service", partner_type="category_1")
    register.see_need(by=TEST, at=now, need=need)
    register.hand_over(by=officer.actor, at=now, need=need, organisation=organisation)
    assert late(board(now, None))["danger"] == 1
    assert responder != officer
    handover = need.handovers.get()
    register.acknowledge_handover(by=responder.actor, at=now, handover=handover, responder="PC 42")
    assert late(board(now, None)) == {}
    assert waiting(board(now, None)) == {"with_responder": 1}


def test_overdue_volunteers_call_outs_messages_and_work_are_late(now: datetime) -> None:
    make_incident(at=now)
    make_contact(1)
    task = make_task(state="started", at=now)
    Partnership.objects.update(mode=Mode.LIVE)
    person, _ = people.keep_person(by=TEST, at=now, particulars=people.Particulars(phone="07700 900123"))
    for template in ("need_rearranged", "need_received"):  # the second only confirms: nobody need telephone
        message = messaging.send(by=TEST, at=now, template=template, subject=("need", uuid7()), person=person)
        messaging.deliver_message(by=TEST, at=now, message_id=message.id)
    incidents.raise_call_out(by=TEST, at=now, reason="request_unseen", subject=("need", uuid7()))
    found = board(task.during.upper + 31 * MINUTE, None)
    assert late(found) == {"overdue": 1, "call_outs": 1, "messages": 1}
    assert board(task.during.upper + 29 * MINUTE, None).late[0].key == "call_outs"


def test_the_tables_add_up(now: datetime) -> None:
    make_incident(at=now)
    for kind in ("prepare", "prepare", "food_water"):
        make_open_need(kind=kind, at=now)
    make_need(at=now)
    found = board(now, None)
    assert waiting(found) == {"reported": 1, "open": 3}
    assert {line.label: line.total for line in found.by_kind} == {
        "Sandbags and protecting a home": 2,
        "Food and water": 1,
        "Not yet known": 1,
    }
    assert [(line.label, line.total) for line in found.by_place] == [("Place not known yet", 4)]
    assert all(sum(line.counts) == line.total for line in found.by_kind + found.by_place)
    assert len(COLUMNS) == len(found.by_kind[0].counts)


def test_somebody_of_one_district_sees_theirs_and_what_has_no_place_yet(now: datetime) -> None:
    make_incident(at=now)
    need, elsewhere = make_need(at=now), make_need(at=now)
    type(need).objects.filter(id=need.id).update(district="E08000019")
    type(need).objects.filter(id=elsewhere.id).update(district="E08000016")
    make_need(at=now)
    assert waiting(board(now, ["E08000019"])) == {"reported": 2}
    assert waiting(board(now, None)) == {"reported": 3}


def test_a_first_sign_in_is_shown_what_to_begin_with_and_each_step_goes_once_it_is_done(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    boss = make_user("coordinator")
    client.force_login(boss)

    def steps() -> list[str]:
        return re.findall(r'id="first-(\w+)"', client.get(reverse("board")).content.decode())

    page = client.get(reverse("board")).content.decode()
    assert "First steps" in page
    for name in ("duty", "risk_assessments", "take_request", "take_offer"):
        assert client.get(reverse(name)).status_code == 200
        assert f'href="{reverse(name)}"' in page
    assert steps() == ["duty", "safe_working", "request", "offer"]
    incidents.begin_shift(by=boss.actor, at=now, officer=boss)
    make_need(at=now)
    assert steps() == ["safe_working", "offer"]
    make_risk_assessment(at=now, boss=boss)
    make_offer(at=now)
    assert steps() == []
    assert "First steps" not in client.get(reverse("board")).content.decode()


def test_nobody_is_shown_a_first_step_that_is_not_theirs(client: Client) -> None:
    client.force_login(make_user("analyst"))
    assert "First steps" not in client.get(reverse("board")).content.decode()


def test_the_number_of_queries_does_not_grow(
    now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_incident(at=now)
    for _ in range(12):
        make_need(at=now)
    with django_assert_max_num_queries(18):
        board(now, None)


@pytest.fixture
def officer(client: Client) -> Client:
    make_incident(at=timezone.now())
    client.force_login(make_user("duty_officer"))
    return client


def test_an_open_board_hears_nothing_new_until_something_happens(officer: Client) -> None:
    first = officer.get(reverse("board"), headers=LIVE)
    assert first.status_code == 200
    assert b"<html" not in first.content
    again = officer.get(reverse("board"), headers={**LIVE, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_need(at=timezone.now())
    changed = officer.get(reverse("board"), headers={**LIVE, "If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in changed["Vary"].split(",")}


def test_however_many_look_it_is_counted_once_until_something_happens(
    officer: Client,
) -> None:
    officer.get(reverse("board"))
    officer.force_login(make_user("duty_officer"))
    officer.get(reverse("board"))
    with CaptureQueriesContext(connection) as found:
        officer.get(reverse("board"))
        officer.get(reverse("board"), headers=LIVE)
    assert not any('GROUP BY "register_need"' in query["sql"] for query in found.captured_queries)
    make_need(at=timezone.now())
    text = officer.get(reverse("board")).content.decode()
    assert "Place not known yet" in text


def test_somebody_of_one_district_is_not_shown_what_was_counted_for_another(client: Client) -> None:
    make_incident(at=timezone.now())
    need = make_need(at=timezone.now())
    type(need).objects.filter(id=need.id).update(district="E08000019")
    users = [make_user("duty_officer", areas=areas) for areas in (["E08000019"], ["E08000016"])]
    said = []
    for user in users:
        client.force_login(user)
        said.append("E08000019" in client.get(reverse("board")).content.decode())
    assert said == [True, False]


def test_two_people_and_two_languages_never_share_an_answer(officer: Client) -> None:
    mine = officer.get(reverse("board"), headers=LIVE)["ETag"]
    welsh = officer.get(reverse("board"), headers={**LIVE, "Accept-Language": "cy"})["ETag"]
    officer.force_login(make_user("duty_officer"))
    other = officer.get(reverse("board"), headers=LIVE)["ETag"]
    assert len({mine, welsh, other}) == 3


def test_the_whole_page_comes_without_javascript(officer: Client) -> None:
    make_need(at=timezone.now() - 11 * MINUTE)
    page = officer.get(reverse("board")).content.decode()
    assert "<html" in page
    assert "Nobody has looked for over 10 minutes" in page
    assert page.index("Late</h2>") < page.index("Waiting</h2>")
    assert 'hx-trigger="every 3s"' in page
    assert "Nobody is on the call-out list" in page


def test_an_open_board_is_a_sign_of_life(officer: Client) -> None:
    user = make_user("duty_officer")
    officer.force_login(user)
    then = timezone.now() - 14 * MINUTE
    incidents.begin_shift(by=user.actor, at=then, officer=user)
    officer.get(reverse("board"), headers=LIVE)
    assert DutyShift.objects.get(officer=user).seen_at > then


def test_links_lead_only_where_the_reader_may_go(client: Client) -> None:
    make_incident(at=timezone.now())
    make_need(at=timezone.now() - 11 * MINUTE)
    client.force_login(make_user("analyst"))
    page = client.get(reverse("board")).content.decode()
    assert "Nobody has looked for over 10 minutes" in page
    assert 'id="tile-unseen"' not in page
    assert 'id="to-duty"' not in page


def test_waiting_is_said_in_the_unit_that_fits(now: datetime) -> None:
    said = [waited(now - minutes * MINUTE, now) for minutes in (0, 119, 120, 47 * 60, 48 * 60)]
    assert said == ["0 min", "119 min", "2 h", "47 h", "2 days"]
    assert waited(None, now) == ""
    assert Tile("x", "x", 1, "needs").since is None


@pytest.mark.parametrize(
    ("role", "page"),
    [("duty_officer", "board"), ("call_handler", "take_request"), ("administrator", "board")],
)
def test_everybody_starts_at_the_first_page_of_their_role(client: Client, role: str, page: str) -> None:
    make_incident(at=timezone.now())
    client.force_login(make_user(role))
    answer = client.get(reverse("start"))
    assert (answer.status_code, answer["Location"]) == (302, reverse(page))


def test_somebody_without_a_role_is_told_whom_to_ask(client: Client) -> None:
    make_incident(at=timezone.now())
    client.force_login(make_user())
    answer = client.get(reverse("start"))
    assert answer.status_code == 403
    assert "Ask an administrator" in answer.content.decode()


def test_the_board_counts_by_its_own_index(now: datetime) -> None:
    """The planner takes it once sequential scans are out of the way: its condition is that of the query."""
    make_incident(at=now)
    make_need(at=now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        with CaptureQueriesContext(connection) as found:
            board(now, None)
        plans = []
        for query in found.captured_queries:
            if '"register_need"' in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append(" ".join(row[0] for row in cursor.fetchall()))
    assert any("need_board_counts" in plan for plan in plans)
