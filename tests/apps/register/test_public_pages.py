"""The public pages: few questions, double sending harmless, a receipt without anything personal, nothing promised."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from rallyround.ledger.models import Event
from rallyround.people.models import Details, Partnership, Person
from rallyround.register import actions, queries
from rallyround.register.actions.state import TRIES
from rallyround.register.models import Need, Offer
from rallyround.register.queries import state
from tests.factories import AT, TEST, make_need, make_open_need, make_partnership

pytestmark = pytest.mark.django_db
EMERGENCY = "In danger now: call 999"


@pytest.fixture(autouse=True)
def partnership() -> Partnership:
    return make_partnership()


@pytest.fixture
def browser() -> Client:
    """A browser that has never been here and must send the cookie's token where one is asked for."""
    return Client(enforce_csrf_checks=True)


def asked(**said: str) -> dict[str, str]:
    return {
        "submission": str(uuid4()),
        "words": "No water since Monday",
        "phone": "07700 900123",
        "where": "",
        **said,
    }


def offered(**said: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), "name": "Jo Field", "phone": "07700 900123", "adult": "yes", **said}


def test_the_front_page_says_whose_it_is_and_leads_three_ways(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert "Mereshire" in page
    assert EMERGENCY in page
    assert all(f'href="{url}"' in page for url in ("/help/", "/offer/", "/accounts/login/"))


def test_the_help_page_opens_with_the_emergency_line_and_the_numbers_that_are_set(browser: Client) -> None:
    Partnership.objects.update(
        power_cut_number="105", power_cut_number_set_on=AT.date(), staffed_hours="Mon to Fri, 9 to 17"
    )
    page = browser.get("/help/").content.decode()
    body = page[page.index("<body") :]
    assert body.index(EMERGENCY) < body.index("<h1")
    assert "01632 960000" in page
    assert "105" in page
    assert page.count("as of 14 Jan 2026") == 2
    assert "Flood line" not in page
    assert "Mon to Fri, 9 to 17" in page
    assert "Nobody is watching this page just now" in page
    assert "cannot promise" in page
    assert "<script" not in page


def test_a_sentence_and_a_phone_number_are_enough_and_the_receipt_shows_the_code_only(
    browser: Client,
) -> None:
    answer = browser.post("/help/", asked())
    need = Need.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/help/received/{need.id}/"
    page = browser.get(answer["Location"]).content.decode()
    assert need.code in page
    assert "not yet a promise" in page
    assert "900123" not in page
    assert "Monday" not in page


def test_a_sentence_and_a_place_are_enough(browser: Client) -> None:
    assert (
        browser.post("/help/", asked(phone="", where="The caravan by the weir, dn5 7jb")).status_code == 302
    )
    assert Details.objects.get().address == "The caravan by the weir, dn5 7jb"


@pytest.mark.parametrize(("said", "sentence"), [
    ({"words": ""}, "Say in one sentence what you need."),
    ({"phone": "", "where": ""}, "Enter a telephone number, or say where help is needed."),
    ({"phone": "hello"}, "Enter a telephone number, such as"),
    ({"words": "x" * 4001}, "at most 4,000"),
    ({"danger": "maybe"}, "Choose yes or no."),
])  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_stays(
    browser: Client, said: dict[str, str], sentence: str
) -> None:
    form = asked(**said)
    page = browser.post("/help/", form).content.decode()
    assert "There is a problem" in page
    assert sentence in page
    assert form["submission"] in page
    assert not Need.objects.exists()


def test_all_that_may_be_said_is_kept(browser: Client) -> None:
    browser.post(
        "/help/", asked(danger="yes", name="Ann", language="Welsh", interpreter="on", text_relay="on")
    )
    need, person = Need.objects.get(), Person.objects.get()
    assert need.danger
    assert (person.language, person.interpreter, person.text_relay) == ("cy", True, True)
    assert Details.objects.get().name == "Ann"


def test_sending_twice_shows_the_same_receipt(browser: Client) -> None:
    form = asked()
    first, second = browser.post("/help/", form), browser.post("/help/", form)
    assert first["Location"] == second["Location"]
    assert Need.objects.count() == 1


def test_the_same_form_with_other_answers_is_asked_again_under_a_fresh_id(browser: Client) -> None:
    form = asked()
    browser.post("/help/", form)
    page = browser.post("/help/", {**form, "words": "And now no power either"}).content.decode()
    assert "already received with other answers" in page
    assert form["submission"] not in page
    assert "And now no power either" in page
    assert Need.objects.count() == 1


def test_a_form_without_an_id_is_taken_all_the_same(browser: Client) -> None:
    form = asked()
    del form["submission"]
    assert browser.post("/help/", form).status_code == 302


def test_a_receipt_of_nothing_is_not_found(browser: Client) -> None:
    assert browser.get(f"/help/received/{uuid4()}/").status_code == 404
    assert browser.get(f"/offer/received/{uuid4()}/").status_code == 404


# --- how it stands ----------------------------------------------------------------------------------------------


def token_of(client: Client) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/state/").content.decode())
    assert found
    return found[1]


def ask(client: Client, code: str, ending: str) -> Any:
    return client.post(
        "/state/", {"code": code, "ending": ending, "csrfmiddlewaretoken": token_of(client)}, follow=True
    )


def test_code_and_phone_ending_show_how_it_stands_in_plain_words(browser: Client) -> None:
    need = make_need(phone="07700 900123", words="My secret words")
    page = ask(browser, need.code.lower(), "0123").content.decode()
    assert "We have your request." in page
    assert need.code in page
    assert "secret" not in page
    assert "900123" not in page


def test_a_wrong_ending_says_the_same_as_a_wrong_code(browser: Client) -> None:
    need = make_need(phone="07700 900123")
    wrong_ending = ask(browser, need.code, "9999").content.decode()
    wrong_code = ask(browser, "K7MD-4TXR", "0123").content.decode()
    for page in (wrong_ending, wrong_code):
        assert "We cannot find this code with this phone ending." in page


def test_guessing_ends_after_ten_tries(browser: Client) -> None:
    need = make_need(phone="07700 900123")
    for _ in range(TRIES):
        ask(browser, need.code, "9999")
    assert "We cannot find" in ask(browser, need.code, "0123").content.decode()


@pytest.mark.parametrize("token", ["x", "", "eyJ4:1:2", "7b0d1365-7d1f-42cd-8a14-84412cbd3249"])
def test_a_made_up_address_opens_nothing(browser: Client, token: str) -> None:
    assert browser.get(f"/state/{token or 'a'}/").status_code == 404


def press(client: Client, url: str, **said: str) -> Any:
    return client.post(url, {**said, "csrfmiddlewaretoken": token_of(client)}, follow=True)


def test_the_requester_adds_and_takes_back(browser: Client) -> None:
    need = make_need(phone="07700 900123")
    url = ask(browser, need.code, "0123").redirect_chain[-1][0]
    press(browser, url, words="There are five of us", submission=str(uuid4()))
    assert Event.objects.get(verb="need.added_to").actor == f"requester:{need.requester_id}"
    page = press(browser, f"{url}take-back/").content.decode()
    assert "no longer wanted" in page
    need.refresh_from_db()
    assert need.state == "withdrawn"


def test_a_danger_is_not_taken_back_by_a_button(browser: Client) -> None:
    need = make_need(phone="07700 900123", danger=True)
    answer = ask(browser, need.code, "0123")
    page = answer.content.decode()
    assert "You told us of a danger" in page
    assert "I no longer need this" not in page


def test_advice_is_read_on_the_state_page(browser: Client) -> None:
    need = make_need(phone="07700 900123")
    actions.advise(by=TEST, at=AT, need=need, kind="power")
    assert "Report the power cut" in ask(browser, need.code, "0123").content.decode()


def test_apps_above_add_their_lines(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    need = make_open_need(phone="07700 900123")
    lines = [*queries.STATE_LINES, lambda asked: [f"The word at the door for {asked.code} is acorn."]]
    monkeypatch.setattr(state, "STATE_LINES", lines)
    assert (
        f"The word at the door for {need.code} is acorn." in ask(browser, need.code, "0123").content.decode()
    )


# --- offering ---------------------------------------------------------------------------------------------------


def test_a_name_a_phone_number_and_an_age_are_enough_to_offer(browser: Client) -> None:
    answer = browser.post("/offer/", offered())
    offer = Offer.objects.get()
    assert answer["Location"] == f"/offer/received/{offer.id}/"
    assert offer.code in browser.get(answer["Location"]).content.decode()


def test_where_nobody_is_needed_the_page_says_so_and_keeps_the_offer(browser: Client) -> None:
    assert "We do not need more helpers just now." in browser.get("/offer/").content.decode()
    answer = browser.post("/offer/", offered())
    assert Offer.objects.get().state == "waiting"
    assert "have kept your offer" in browser.get(answer["Location"]).content.decode()
    Partnership.objects.update(volunteers_needed=True)
    assert "Helpers are needed." in browser.get("/offer/").content.decode()


def test_all_that_an_offer_may_say_is_kept(browser: Client) -> None:
    browser.post("/offer/", offered(
        where="dn5 7jb", skills=["driving", "pets"], miles="10", day_parts=["1", "4"], emergency_contact="Sam",
        available_from="2026-02-01", available_until="2026-02-14", words="I have a van",
    ))  # fmt: skip
    offer = Offer.objects.get()
    assert offer.skills == ["driving", "pets"]
    assert (offer.max_travel_m, offer.day_parts) == (16090, 5)
    assert offer.available_from is not None
    assert offer.available_until is not None
    assert (offer.available_from.day, offer.available_until.day) == (1, 14)
    assert Details.objects.get().emergency_contact == "Sam"


@pytest.mark.parametrize(("said", "sentence"), [
    ({"name": ""}, "Enter your name."),
    ({"phone": ""}, "Enter your telephone number."),
    ({"adult": ""}, "Say whether you are 18 or over."),
    ({"adult": "no"}, "ask that partner to offer for you"),
    ({"skills": ["flying"]}, "Choose from the list"),
    ({"available_from": "2026-02-14", "available_until": "2026-02-01"}, "before the first"),
    ({"available_from": "tomorrow"}, "Enter the first day as a date"),
])  # fmt: skip
def test_what_an_offer_lacks_is_said(browser: Client, said: dict[str, Any], sentence: str) -> None:
    assert sentence in browser.post("/offer/", offered(**said)).content.decode()
    assert not Offer.objects.exists()


def test_offering_twice_is_one_offer(browser: Client) -> None:
    form = offered(submission=str(UUID(int=5)))
    assert browser.post("/offer/", form)["Location"] == browser.post("/offer/", form)["Location"]
    assert Offer.objects.count() == 1
