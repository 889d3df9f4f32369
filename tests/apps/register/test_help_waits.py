"""Offers by telephone and from the public while the partnership seeks no helpers, and a request waits or none does."""

import re

import pytest
from django.test import Client

from rallyround.people.models import Partnership
from rallyround.register.queries import offer_page
from rallyround.register.words import travels
from tests.factories import make_need, make_offer, make_open_need, make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def partnership() -> Partnership:
    """One that seeks no helpers just now, as every one begins."""
    return make_partnership()


def test_an_offer_that_may_meet_a_request_which_waits_is_not_sent_home() -> None:
    assert make_offer(skills=("pets",)).state == "waiting"
    make_open_need(kind="clean_up")
    states = [make_offer(skills=skills).state for skills in (("cleaning_up",), (), ("general",), ("pets",))]
    assert states == ["received", "received", "received", "waiting"]
    make_need()  # of which nobody knows yet what it needs
    assert make_offer(skills=("pets",)).state == "received"


@pytest.mark.parametrize(("metres", "words"), [
    (0, "only where they are"), (500, "less than 1 mile"), (1609, "up to 1 mile (2 km)"),
    (4827, "up to 3 miles (5 km)"), (48270, "up to 30 miles (48 km)"),
])  # fmt: skip
def test_a_distance_is_said_in_whole_miles_and_kilometres(metres: int, words: str) -> None:
    assert travels(metres) == words
    assert offer_page(make_offer(max_travel_m=metres)).travels == words


def test_a_call_handler_is_asked_about_whoever_is_on_the_line(client: Client) -> None:
    client.force_login(make_user("coordinator"))
    page = client.get("/offers/take/").content.decode()
    labels = re.findall(r"<(?:label|legend)[^>]*>\s*([^<]+)", page)
    assert "Name of whoever offers help" in page
    assert [label for label in labels if "your" in label.casefold() or "you " in f"{label} ".casefold()] == []
    errors = client.post("/offers/take/", {}).content.decode()
    for sentence in (
        "Enter their name.",
        "Enter their telephone number.",
        "Say whether they are 18 or over.",
    ):
        assert sentence in errors
    assert "Your name" in Client().get("/offer/").content.decode()


def test_the_page_of_an_offer_says_whether_requests_wait(client: Client) -> None:
    client.force_login(make_user("coordinator"))
    assert "Helpers are not needed just now." in client.get("/offers/take/").content.decode()
    assert "We do not need more helpers just now." in client.get("/offer/").content.decode()
    make_open_need()
    assert "Requests wait for help" in client.get("/offers/take/").content.decode()
    assert "Some requests wait for help." in client.get("/offer/").content.decode()
