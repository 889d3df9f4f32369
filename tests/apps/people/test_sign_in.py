"""Signing in: by password, by a code of an authenticator app where one is set up, and nothing else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from rallyround.ledger.models import Event
from rallyround.people import actions, demo, sign_in_urls
from rallyround.people.models import User
from tests.apps.people.factories import make_live, set_up_second_factor
from tests.factories import AT, PASSWORD, TEST, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_memory_of_earlier_attempts() -> None:
    """Attempts are limited by address, and all tests come from one."""
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD) -> str:
    """Enter address and password; where the page leads."""
    answer = client.post("/accounts/login/", {"login": user.email, "password": password})
    return answer.get("Location", "") if answer.status_code == 302 else answer.content.decode()


def activate(client: Client) -> str:
    """Set an authenticator app up as its page asks; gives the app's secret."""
    page = client.get("/accounts/2fa/set-up/", follow=True)
    if "Is it you?" in page.content.decode():
        page = client.post(
            page.request["PATH_INFO"], {"password": PASSWORD, "next": "/accounts/2fa/set-up/"}, follow=True
        )
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})<", page.content.decode())
    assert found
    done = client.post("/accounts/2fa/set-up/", {"code": demo.code_of_now(found[1])})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    cache.clear()  # half a minute later
    return found[1]


def test_the_right_password_signs_in_and_is_written_down(client: Client) -> None:
    user = make_user("helper")
    assert sign_in(client, user) == "/start/"
    assert client.session["_auth_user_id"] == str(user.id)
    assert Event.objects.filter(verb="user.signed_in", subject_id=user.id, actor=str(user.actor)).count() == 1


def test_a_wrong_password_says_so_and_does_not_say_whether_the_address_is_known(client: Client) -> None:
    wrong = sign_in(client, make_user("helper"), "not my password at all")
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "x" * 12})
    said = "The e-mail address or the password is not right."
    assert said in wrong
    assert said in unknown.content.decode()
    assert not Event.objects.filter(verb="user.signed_in").exists()


def test_after_too_many_wrong_passwords_the_right_one_has_to_wait(client: Client) -> None:
    user = make_user("helper")
    for _attempt in range(10):
        sign_in(client, user, "not my password at all")
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert "Too many attempts" in answer.content.decode()


def test_signing_out_is_by_post_and_written_down(client: Client) -> None:
    user = make_user("helper")
    sign_in(client, user)
    assert "Do you want to sign out?" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(verb="user.signed_out", subject_id=user.id).count() == 1


def test_a_closed_sign_in_opens_nothing_and_ends_what_is_open(client: Client) -> None:
    user, other = make_user("helper"), Client()
    sign_in(other, user)
    actions.deactivate_user(by=TEST, at=AT, user=user)
    assert sign_in(client, user) == "/accounts/inactive/"
    assert "This sign-in is closed" in client.get("/accounts/inactive/").content.decode()
    assert other.get("/accounts/2fa/").status_code == 302


def test_a_second_factor_is_set_up_asked_for_and_written_down(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = make_user("coordinator")
    sign_in(client, user)
    with django_capture_on_commit_callbacks(execute=True):
        secret = activate(client)
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert Event.objects.filter(verb="user.sign_in_changed", data={"change": "totp_activated"}).exists()

    again = Client()
    assert sign_in(again, user) == "/accounts/2fa/code/"
    assert again.get("/accounts/2fa/").status_code == 302  # the password alone opens nothing
    wrong = again.post("/accounts/2fa/code/", {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong
    code = demo.code_of_now(secret)
    assert again.post("/accounts/2fa/code/", {"code": code})["Location"] == "/start/"

    third = Client()
    sign_in(third, user)
    assert "used already" in third.post("/accounts/2fa/code/", {"code": code}).content.decode()


def test_a_recovery_code_signs_in_once(client: Client) -> None:
    user = make_user("coordinator")
    sign_in(client, user)
    activate(client)
    code = RecoveryCodes(
        Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()[0]
    for answer in ("/start/", ""):
        again = Client()
        sign_in(again, user)
        assert again.post("/accounts/2fa/code/", {"code": code}).get("Location", "") == answer


@pytest.mark.parametrize(
    ("on", "address", "headers", "shown"),
    [
        (True, "127.0.0.1", {}, True),
        (True, "::1", {}, True),
        (False, "127.0.0.1", {}, False),
        (True, "192.0.2.7", {}, False),
        (True, "127.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
    ],
)
def test_the_demo_shows_the_code_to_this_machine_only(
    settings: Settings, on: bool, address: str, headers: dict[str, str], shown: bool
) -> None:
    settings.DEMO = on
    user = make_user("coordinator")
    set_up_second_factor(user)
    client = Client(REMOTE_ADDR=address, **headers)  # type: ignore[arg-type]
    sign_in(client, user)
    page = client.get("/accounts/2fa/code/").content.decode()
    code = demo.code_of_now("JBSWY3DPEHPK3PXP")
    assert (code in page) is shown
    assert ("Only in the demo" in page) is shown


def test_a_live_partnership_never_shows_the_code(settings: Settings) -> None:
    make_live()
    settings.DEMO = True
    user = make_user("coordinator")
    set_up_second_factor(user)
    client = Client()
    sign_in(client, user)
    assert "Only in the demo" not in client.get("/accounts/2fa/code/").content.decode()


def test_the_password_is_changed_by_whoever_knows_the_old_one(client: Client) -> None:
    user = make_user("helper")
    sign_in(client, user)
    new = "a wholly different phrase"
    refused = client.post("/accounts/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert "This is not your password of now" in refused.content.decode()
    done = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200  # this page stays open
    assert sign_in(Client(), user, new) == "/start/"
    assert Event.objects.filter(verb="user.password_set", subject_id=user.id).count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_confirm_email",
        "account_request_login_code",
        "mfa_add_webauthn",
        "socialaccount_connections",
    ],
)
def test_what_we_do_not_use_of_allauth_is_closed(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_every_sign_in_page_answers_whoever_may_open_it(client: Client) -> None:
    user = make_user("helper")
    sign_in(client, user)
    activate(client)
    names = [p.name for p in sign_in_urls.urlpatterns if isinstance(p, URLPattern)]
    assert len(names) == 13
    for name in names:
        answer = client.get(reverse(str(name)))
        assert answer.status_code in (200, 302), name
        assert "placeholder=" not in answer.content.decode(), name
