"""A second report of a known need: what was empty is filled, what is known stays, and both are said."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from rallyround.ledger.models import Event
from rallyround.people.models import Note
from rallyround.places import actions as places
from rallyround.register import actions
from rallyround.register.models import Need
from tests.factories import AT, TEST, a_report, make_need, make_open_need, make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named() -> None:
    for code, name in (("X001", "Otley"), ("X002", "Wexcombe")):
        places.name_place(by=TEST, at=AT, code=code, name=name)


def update(need: Need, **said: object) -> actions.Updated:
    return actions.update_need(
        by=TEST, at=AT, need=need, words="There are more of us", report=a_report(**said)
    )


def test_what_was_empty_is_filled_with_one_event() -> None:
    need = make_need()
    found = update(need, address="12 Mill Lane, Wexcombe", people_count=4, kind="clean_up", whose="group")
    need.refresh_from_db()
    assert (need.area_id, need.people_count, need.kind, need.whose) == ("X002", 4, "clean_up", "group")
    assert need.helpers == 2  # as many as usually go
    assert found.filled == ("place", "people_count", "kind", "whose")
    assert found.stays == ()
    event = Event.objects.get(verb="need.added_to")
    assert event.data["filled"] == ["place", "people_count", "kind", "whose"]
    assert "Mill Lane" not in str(event.data)


def test_what_is_known_stays_and_is_named() -> None:
    need = make_open_need(area="X001", people_count=2, whose="person")
    found = update(need, area="X002", people_count=4, kind="pets", whose="group")
    need.refresh_from_db()
    assert (need.area_id, need.people_count, need.kind, need.whose) == ("X001", 2, "prepare", "person")
    assert (found.filled, found.stays) == ((), ("place", "people_count", "kind", "whose"))


def test_the_same_facts_again_are_neither_new_nor_against_it() -> None:
    need = make_open_need(area="X001", people_count=2)
    found = update(need, area="X001", people_count=2, kind="prepare")
    assert (found.filled, found.stays) == ((), ())


def test_sent_twice_it_is_said_once() -> None:
    need = make_need()
    first = update(need, area="X002")
    again = update(need, area="X002")
    assert (first.filled, again.filled, again.stays) == (("place",), (), ())
    assert Event.objects.filter(verb="need.added_to").count() == 1
    assert Note.objects.filter(subject_id=need.id, text="There are more of us").count() == 1


def test_the_page_says_what_was_new_and_what_was_not_taken_over() -> None:
    make_partnership()
    client = Client()
    client.force_login(make_user("coordinator"))
    now = timezone.now()
    need = make_need(phone="07700 900555", words="sandbags please", people_count=2, at=now)
    form = {
        "submission": str(uuid4()), "words": "We need sandbags", "phone": "07700900555", "name": "Edith Marsh",
        "where": "12 Mill Lane, Wexcombe", "people_count": "5", "kind": "sb", "interpreter": "on",
        "looked": "yes", "update": str(need.id),
    }  # fmt: skip
    answer: Any = client.post("/requests/take/", form, follow=True)
    page = answer.content.decode()
    assert "the words, and where it is, what is needed." in page
    assert f"because {need.code} says otherwise: how many people." in page
    need.refresh_from_db()
    assert (need.area_id, need.people_count, need.kind) == ("X002", 2, "prepare")
    note = Note.objects.get(subject_id=need.id, text__startswith="We need sandbags")
    said = "Edith Marsh, 07700900555, 12 Mill Lane, Wexcombe, people: 5, Sandbags and protecting a home, Needs an"
    assert said in note.text
    assert "Mill Lane" not in page
