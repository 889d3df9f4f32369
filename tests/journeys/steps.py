"""What people do along the line, a function a step, named as they would say it."""

import re
from datetime import datetime

from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.world import Home, World
from rallyround.places import actions as places
from tests.factories import TEST
from tests.journeys.visitor import Visitor

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def code_on(page: Visitor) -> str:
    """The code that the page shows."""
    found = CODE.search(page.page.locator("main").inner_text())
    assert found, "there is no code on this page"
    return found[0]


# Given


def given_places(at: datetime) -> list[Home]:
    """Postcodes of an invented world, three districts; a home in each."""
    world = World()
    places.keep_invented(by=TEST, at=at, content=content_of(world))
    districts = sorted({home.area.district for home in world.homes})
    return [next(home for home in world.homes if home.area.district == each) for each in districts]


# When: whoever needs help, and whoever offers it


def when_somebody_asks_for_help(requester: Visitor, *, words: str, phone: str, where: str) -> str:
    """From the front page to the code that is to be written down."""
    requester.goes_to("/")
    requester.follows("Get help")
    requester.sees("In danger now: call 999")
    requester.fills("What do you need?", words)
    requester.fills("Your telephone number", phone)
    requester.fills("Where help is needed", where)
    requester.presses_button("Send")
    requester.sees("Your request has arrived")
    return code_on(requester)


def when_somebody_offers_help(
    helper: Visitor, *, name: str, phone: str, where: str = "", skill: str = "Fetching and delivering"
) -> str:
    """From the front page to the code of the offer."""
    helper.goes_to("/")
    helper.follows("Offer help")
    helper.fills("Your name", name)
    helper.fills("Your telephone number", phone)
    helper.chooses("Yes")
    helper.fills("Your postcode", where)
    helper.chooses(skill)
    helper.presses_button("Send")
    return code_on(helper)


# When: the telephone


def when_a_request_is_taken_by_keys_alone(
    handler: Visitor, *, words: str, phone: str, where: str, name: str, kind: str, place: str
) -> None:
    """From the empty form to the code that is read out, without a pointer. What was said does not count as presses."""
    handler.goes_to("/requests/take/")
    handler.types(words)  # the first box has the focus
    for said in (phone, where):
        handler.keys("Tab")
        handler.types(said)
    handler.keys("Tab", *place[:2].lower())  # few places are named: the choice stands beside the words
    handler.keys("Tab")
    handler.types(name)
    handler.keys("Tab", *kind)
    handler.keys_that_send("Enter")
    handler.sees("Read out this code")


def when_an_offer_is_taken_by_telephone(handler: Visitor, *, name: str, phone: str) -> str:
    """Somebody rings to help."""
    handler.goes_to("/offers/")
    handler.follows("Take an offer by telephone")
    handler.fills("Name of whoever offers help", name)
    handler.fills("Their telephone number", phone)
    handler.chooses("Yes")
    handler.chooses("Fetching and delivering")
    handler.presses_button("Take it")
    return code_on(handler)


# When: the room


def when_it_is_taken_on(duty: Visitor, code: str, *, kind: str) -> None:
    """Triage: ours to meet."""
    duty.goes_to("/needs/")
    duty.follows(code)
    duty.presses_button("For us")
    duty.selects("What is needed?", kind)
    duty.chooses("Serious: harm within hours")
    duty.chooses("Alone without support")
    duty.chooses("It hits them harder than others")
    duty.presses_button("Take it on")
    duty.sees(f"{code} is ours to meet")


def when_an_offer_is_accepted(duty: Visitor, code: str) -> None:
    """From received to ready for tasks."""
    duty.goes_to("/offers/")
    duty.follows(code)
    duty.presses_button("Ready for tasks")


def when_a_way_of_working_is_approved(duty: Visitor, *, kind: str, holder: str) -> None:
    """No task is issued without its risk assessment and whoever carries the liability."""
    duty.goes_to("/risk-assessments/")
    duty.follows(f"Write and approve {kind}")
    duty.sees("a starting text from us")
    duty.chooses("Low: a name and a telephone number are enough")
    duty.fills("Hazards", "Wet ground")
    duty.fills("Limits", "Nobody enters flood water")
    duty.selects("Who carries the liability?", holder)
    duty.presses_button("Approve")


def when_the_plan_is_accepted(duty: Visitor, code: str) -> None:
    """The machine proposes, a named person decides."""
    duty.goes_to("/proposals/")
    duty.presses_button("Plan")
    duty.sees(code)
    duty.page.get_by_role("row").filter(has_text=code).get_by_role("checkbox").check()
    duty.presses_button("Accept")
    duty.sees("1 task was offered")


def link_of_the_last_message(duty: Visitor, what: str) -> str:
    """In practice nothing leaves: a message's page shows the link that it would have carried."""
    duty.goes_to("/messages/")
    with duty.page.expect_navigation(wait_until="load"):
        duty.page.get_by_role("row").filter(has_text=what).first.get_by_role("link").click()
    duty.arrives()
    link = duty.page.get_by_role("link", name="Follow its link").get_attribute("href")
    assert link
    return link


# When: the volunteer, on a phone


def when_the_volunteer_says_yes(volunteer: Visitor, link: str, *, address: str) -> None:
    """The task without its address first, then with it."""
    volunteer.goes_to(link)
    volunteer.sees_nothing_of(address)
    volunteer.presses_button("Yes, I will do it")
    volunteer.sees(address)


def when_the_help_is_given(volunteer: Visitor) -> None:
    """Briefed, signed in, delivered, signed out, heard."""
    volunteer.chooses("I have read the hazards")
    volunteer.chooses("I will keep to the limits")
    volunteer.presses_button("I have read this")
    volunteer.presses_button("I am there: sign me in")
    volunteer.chooses("It is done")
    volunteer.presses_button("Send")
    volunteer.presses_button("I am away safely")
    volunteer.sees("Thank you")


# Then


def then_the_requester_sees(requester: Visitor, words: str, *, code: str, ending: str) -> None:
    """Asked for with the code and the end of the telephone number."""
    requester.goes_to("/state/")
    requester.fills("Your code", code)
    requester.fills("Last four digits", ending)
    requester.presses_button("Show")
    requester.sees(words)
