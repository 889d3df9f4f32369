"""One need from whoever asks to whoever helps and back, as each of them meets it."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from rallyround.ledger.models import Event
from rallyround.people.models import Organisation, User
from rallyround.register.models import Need
from tests.journeys.steps import (
    given_places,
    link_of_the_last_message,
    then_the_requester_sees,
    when_a_way_of_working_is_approved,
    when_an_offer_is_accepted,
    when_it_is_taken_on,
    when_somebody_asks_for_help,
    when_somebody_offers_help,
    when_the_help_is_given,
    when_the_plan_is_accepted,
    when_the_volunteer_says_yes,
)
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_from_the_public_form_on_a_phone_without_script_to_delivered_and_back(
    partnership: Organisation,
    sign_in: Callable[..., User],
    visitors: Callable[..., Visitor],
    work: Callable[[], None],
) -> None:
    """Every page that anybody comes by on the way is without fault for assistive technology."""
    home = given_places(timezone.now())[0]
    duty = visitors("duty", user=sign_in("coordinator", name="Asha Bello"))
    requester = visitors("requester", phone=True)
    volunteer = visitors("volunteer", phone=True)

    code = when_somebody_asks_for_help(
        requester,
        words="No clean water since this morning and I cannot carry any.",
        phone="07700 900123",
        where=f"14 Weir Street, {home.postcode}",
    )
    offer = when_somebody_offers_help(volunteer, name="Ben Okoro", phone="07700 900456", where=home.postcode)
    work()
    when_a_way_of_working_is_approved(duty, kind="Food and water", holder=partnership.name)
    when_it_is_taken_on(duty, code, kind="Food and water")
    when_an_offer_is_accepted(duty, offer)
    when_the_plan_is_accepted(duty, code)
    work()
    when_the_volunteer_says_yes(volunteer, link_of_the_last_message(duty, "A task"), address="14 Weir Street")
    work()
    then_the_requester_sees(requester, "help", code=code, ending="0123")
    when_the_help_is_given(volunteer)
    work()
    then_the_requester_sees(requester, "the help was given", code=code, ending="0123")

    assert Need.objects.get(code=code).state == "met"
    told = Event.objects.filter(verb="message.sealed").count()
    print(f"\npages: requester {len(requester.pages)}, volunteer {len(volunteer.pages)}, duty {len(duty.pages)}; "
          f"messages kept back in practice: {told}")  # fmt: skip
