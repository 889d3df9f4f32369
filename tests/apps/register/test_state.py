"""A requester asks how things stand, with the code and the last four digits of the phone; guessing does not help."""

from datetime import timedelta

import pytest

from rallyround.ledger.actors import PUBLIC
from rallyround.messaging.models import Message
from rallyround.register import actions
from rallyround.register.actions.state import TRIES, WITHIN
from rallyround.register.models import Need
from rallyround.register.queries import state_page
from tests.factories import AT, TEST, make_need, make_open_need

pytestmark = pytest.mark.django_db


def ask(code: str, ending: str, minutes: int = 0) -> Need | None:
    return actions.ask_state(by=PUBLIC, at=AT + timedelta(minutes=minutes), code=code, ending=ending)


def test_the_code_and_the_ending_open_the_state() -> None:
    need = make_need(phone="07700 900123")
    assert ask(need.code.lower().replace("-", " "), "0123") == need


@pytest.mark.parametrize("ending", ["", "123", "9999", "90012", "abcd", "00123"])
def test_a_wrong_ending_opens_nothing(ending: str) -> None:
    assert ask(make_need(phone="07700 900123").code, ending) is None


def test_a_code_that_nobody_has_opens_nothing() -> None:
    assert ask("K7MD-4TXR", "0123") is None
    assert ask("", "0123") is None


def test_without_a_phone_the_state_is_told_by_telephone_only() -> None:
    assert ask(make_need(phone="", address="The weir").code, "") is None


def test_after_ten_wrong_tries_even_the_right_ending_waits_an_hour() -> None:
    need = make_need(phone="07700 900123")
    for _ in range(TRIES):
        assert ask(need.code, "9999") is None
    assert ask(need.code, "0123", minutes=1) is None
    assert ask(need.code, "0123", minutes=int(WITHIN.total_seconds() // 60)) == need


def test_the_tries_of_one_do_not_lock_another() -> None:
    first, second = make_need(phone="07700 900123"), make_need(phone="07700 900124")
    for _ in range(TRIES):
        ask(first.code, "9999")
    assert ask(second.code, "0124") == second


def test_the_right_ending_clears_the_tries() -> None:
    need = make_need(phone="07700 900123")
    for _ in range(3):
        for _ in range(TRIES - 1):
            ask(need.code, "9999")
        assert ask(need.code, "0123") == need


def test_a_request_merged_into_another_stands_as_the_other_does_to_the_end() -> None:
    kept, first = make_open_need(phone="07700 900001"), make_need(phone="07700 900123")
    actions.merge_needs(by=TEST, at=AT, kept=kept, other=first)
    first.refresh_from_db()
    page = state_page(first)
    assert "looking for somebody who can help" in str(page.now)
    assert page.code == first.code
    assert "more than one request" in page.lines[0]
    assert not page.may_withdraw
    actions.meet_need(by=TEST, at=AT, need=kept)
    first.refresh_from_db()
    assert "the help was given" in str(state_page(first).now)


def test_a_message_goes_once_to_whoever_rang_twice_and_once_to_each_of_the_others() -> None:
    kept = make_need(phone="07700 900123")
    again = make_need(phone="+44 7700 900123", email="ann@example.org")
    by_mail = make_need(phone="", email="Ann@example.org")
    neighbour, silent = make_need(phone="07700 900124"), make_need(phone="", address="The weir")
    for other in (again, by_mail, neighbour, silent):
        actions.merge_needs(by=TEST, at=AT, kept=kept, other=other)
    actions.take_on(by=TEST, at=AT, need=kept, kind="prepare", cause="at_risk", severity="minor", risk="none")
    told = Message.objects.filter(template="need_taken_on")
    assert sorted(message.params["code"] for message in told) == sorted([again.code, neighbour.code])
