"""What anybody meets without an account, on a small phone that runs no script."""

import pytest

from rallyround.people.models import Organisation
from rallyround.register.models import Need
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_asking_for_help_needs_one_sentence_and_a_number(partnership: Organisation, phone: Visitor) -> None:
    phone.goes_to("/")
    phone.follows("Get help")
    phone.sees("In danger now: call 999")
    phone.fills("What do you need?", "The cellar is full of water and I am alone.")
    phone.fills("Your telephone number", "07700 900123")
    phone.presses_button("Send")
    phone.sees(Need.objects.get().code)
