"""A requester asks how things stand, with the code and the last four digits of the phone; guessing does not help."""

from datetime import timedelta

import pytest

from rallyround.ledger.actors import PUBLIC
from rallyround.register import actions
from rallyround.register.actions.state import TRIES, WITHIN
from rallyround.register.models import Need
from tests.factories import AT, make_need

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
