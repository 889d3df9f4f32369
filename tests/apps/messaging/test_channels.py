"""Each way out says in a short code why something did not go, and never to whom."""

import logging
import smtplib
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings
from uuid_utils.compat import uuid7

from rallyround.messaging import channels
from rallyround.messaging.channels import Address, NotSent, Outgoing, console, email

WHERE = Address(email="asha.canary@example.org", phone="07700 900123")
MESSAGE = Outgoing(uuid7(), "task_offered", WHERE, "A task for you", "Canary words")


def failing(error: Exception) -> Callable[..., int]:
    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        raise error

    return send


@pytest.mark.parametrize(
    ("error", "code", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), "address_refused", True),
        (smtplib.SMTPRecipientsRefused({"x": (450, b"try later")}), "address_refused", False),
        (smtplib.SMTPServerDisconnected("gone"), "mail_server_unreachable", False),
        (smtplib.SMTPDataError(554, b"spam"), "smtp_554", False),
        (ConnectionRefusedError(), "mail_server_unreachable", False),
        (TimeoutError(), "mail_server_unreachable", False),
    ],
)
def test_a_failure_has_a_code(
    error: Exception, code: str, final: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmailMessage, "send", failing(error))
    with pytest.raises(NotSent) as caught:
        email.channel.send(MESSAGE)
    assert (caught.value.code, caught.value.final) == (code, final)


def test_the_console_names_the_template_and_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="rallyround.messages"):
        console.channel.send(MESSAGE)
    assert "message to one person, template task_offered" in caplog.text
    assert "anary" not in caplog.text
    assert "900123" not in caplog.text


def test_email_is_chosen_where_a_server_and_an_address_are_known(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    assert channels.choose(WHERE).key == "email"
    with pytest.raises(NotSent, match="no_way_to_reach"):
        channels.choose(Address(phone="07700 900123"))
    settings.EMAIL_HOST = ""
    with pytest.raises(NotSent, match="no_way_to_reach"):
        channels.choose(WHERE)


def test_the_way_that_was_asked_for_is_taken() -> None:
    assert channels.choose(WHERE, "console").key == "console"
