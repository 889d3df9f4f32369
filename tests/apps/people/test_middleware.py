"""In live mode nobody sees people's details with a password alone."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rallyround.people.models import User
from tests.apps.people.factories import make_live, set_up_second_factor
from tests.factories import make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_force(settings: Settings) -> None:
    """The middleware, where the settings of this process do not name it yet."""
    name = "rallyround.people.middleware.SecondFactor"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]


def opened(user: User, page: str = "partnership") -> str:
    """Where a page leads this person: to itself (empty) or elsewhere."""
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(page)).get("Location", "")


def test_live_sends_whoever_may_see_details_to_set_up_a_second_factor_first() -> None:
    administrator = make_live()
    user = make_user("coordinator", "administrator")
    assert opened(user) == "/accounts/2fa/set-up/"
    set_up_second_factor(user)
    assert opened(user) == ""
    assert opened(administrator) == ""


def test_live_leaves_whoever_sees_no_details_in_peace() -> None:
    make_live()
    assert opened(make_user("secretariat"), "organisations") == ""


def test_the_public_pages_and_the_sign_in_pages_stay_open() -> None:
    make_live()
    user = make_user("coordinator")
    assert opened(user, "privacy") == ""
    assert opened(user, "mfa_index") == ""


def test_in_practice_a_second_factor_is_everybodys_own_choice() -> None:
    make_partnership()
    assert opened(make_user("administrator", "coordinator")) == ""
