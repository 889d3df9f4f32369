"""The duty room: two officers at once, a no-go area, three ways out of triage, everything sent twice."""

import time
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rallyround.incidents import actions as incidents
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people import actions as people
from rallyround.people.models import Organisation, User
from rallyround.register.models import Need
from rallyround.tasking.models import Task
from tests.factories import (
    TEST,
    make_need,
    make_open_need,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
)
from tests.journeys.steps import (
    given_places,
    link_of_the_last_message,
    then_the_requester_sees,
    when_somebody_asks_for_help,
)
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

REFRESH = 3.0  # seconds, as the pages ask
ON_THE_WAY = 0.5  # for the question and the answer


def test_sending_twice_is_harmless(partnership: Organisation, phone: Visitor) -> None:
    """Back, and sent once more: the same code, one need, one message."""
    asked = {"words": "The cellar is full of water.", "phone": "07700 900123", "where": "14 Weir Street"}
    code = when_somebody_asks_for_help(phone, **asked)
    phone.page.go_back(wait_until="load")
    phone.presses_button("Send")
    phone.sees(code)
    assert Need.objects.count() == 1
    assert Message.objects.filter(template="need_received").count() == 1
    assert Event.objects.filter(verb="need.reported").count() == 1


def test_a_request_taken_by_telephone_and_sent_twice_is_one(
    partnership: Organisation, visitors: Callable[..., Visitor], sign_in: Callable[..., User]
) -> None:
    desk = visitors("desk", user=sign_in("call_handler"))
    desk.goes_to("/requests/take/")
    desk.fills("What is needed", "A tree lies across the drive.")
    desk.fills("Telephone", "07700 900123")
    desk.presses_button("Take it")
    code = Need.objects.get().code
    desk.sees(code)
    desk.page.go_back(wait_until="load")
    desk.fills("Telephone", "07700 900123")  # what another person's browser must not remember
    desk.presses_button("Take it")
    desk.sees("This may be known already")
    desk.sees(code)
    assert Need.objects.count() == 1


def test_a_claim_is_seen_by_the_other_officer_by_the_pages_own_refresh_and_a_second_one_is_refused(
    partnership: Organisation, visitors: Callable[..., Visitor], sign_in: Callable[..., User]
) -> None:
    need = make_need(at=timezone.now())
    asha = visitors("asha", user=sign_in("duty_officer", name="Asha Bello"))
    tom = visitors("tom", user=sign_in("duty_officer", name="Tom Ferris"))
    listed = visitors("tom-list", user=sign_in("duty_officer", name="Tom Ferris"))
    listed.goes_to("/needs/")
    tom.goes_to(f"/needs/{need.id}/")
    tom.sees("Nobody is working on this")
    asha.goes_to(f"/needs/{need.id}/")
    claimed = time.monotonic()
    asha.page.get_by_role("button", name="I am working on it").click()
    expect(tom.page.locator("#claim")).to_contain_text("Asha Bello is working on this", timeout=10_000)
    seen = time.monotonic() - claimed
    expect(listed.page.locator("#claims")).to_contain_text("by Asha Bello", timeout=10_000)
    print(f"\na claim was seen by the other officer after {seen:.1f} s")
    assert seen <= REFRESH + ON_THE_WAY
    tom.page.get_by_role("button", name="For us").click()
    tom.sees("Asha Bello")
    need.refresh_from_db()
    assert need.state == "reported"
    tom.faults = [fault for fault in tom.faults if "409" not in fault]  # the refusal itself


def test_a_no_go_area_drawn_on_the_map_suspends_the_task_and_its_helper_is_told(
    partnership: Organisation,
    visitors: Callable[..., Visitor],
    sign_in: Callable[..., User],
    work: Callable[[], None],
) -> None:
    now = timezone.now()
    home = given_places(now)[0]
    officer = sign_in("duty_officer", name="Asha Bello")
    incidents.begin_incident(by=officer.actor, at=now, name="Wharfe flood", hazard="flood")
    make_risk_assessment("prepare", at=now)
    need = make_open_need(at=now, kind="prepare", point=(home.easting, home.northing))
    helper = make_ready_offer(at=now, point=(home.easting + 500, home.northing))
    task = make_task(at=now, state="accepted", need=need, offer=helper)
    desk, volunteer = visitors("desk", user=officer), visitors("volunteer", phone=True)

    desk.goes_to("/closures/")
    desk.page.wait_for_selector("[data-drawn]")
    desk.chooses("An area: nobody goes in")
    desk.fills("What is it called?", "Everything along the river")
    when_the_whole_map_is_drawn_round(desk)
    desk.presses_button("Close it")
    desk.sees("1 task was suspended")
    work()

    assert Task.objects.get(id=task.id).state == "suspended"
    assert Message.objects.get(template="task_suspended").state == "sealed"
    volunteer.goes_to(link_of_the_last_message(desk, "suspended"))
    volunteer.sees("Suspended: not safe to go")
    desk.goes_to("/tasks/?state=suspended")
    desk.sees(task.offer.code)


@pytest.mark.manual("ST.7")
def test_triage_has_three_ways_out_and_the_receiver_acknowledges_a_hand_over(
    partnership: Organisation,
    visitors: Callable[..., Visitor],
    sign_in: Callable[..., User],
    work: Callable[[], None],
) -> None:
    """For us, for a professional responder with a hand-over on record, or the right information; each told back."""
    fire = people.add_organisation(
        by=TEST, at=timezone.now(), name="Wharfe Fire and Rescue", partner_type="category_1"
    )
    duty = visitors("duty", user=sign_in("duty_officer", name="Asha Bello"))
    station = visitors("station", user=make_user("organisation_coordinator", organisation=fire))
    requester = visitors("requester", phone=True)
    codes = {
        way: when_somebody_asks_for_help(
            requester, words=words, phone=f"07700 90012{number}", where=f"{number} Weir Street"
        )
        for number, (way, words) in enumerate(
            {
                "ours": "The sandbags are in the yard and I cannot lift them.",
                "theirs": "Water comes through the sockets and it smells of burning.",
                "advice": "Is the bridge at Pool open?",
            }.items()
        )
    }

    open_need(duty, codes["ours"], "For us")
    duty.selects("What is needed?", "Sandbags and protecting a home")
    duty.chooses("Moderate: harm within a day")
    duty.chooses("None known")
    duty.chooses("Not prepared")
    duty.presses_button("Take it on")

    open_need(duty, codes["theirs"], "For a professional")
    duty.selects("To whom?", "Wharfe Fire and Rescue")
    duty.fills("Their reference", "FR 1207")
    duty.presses_button("Hand it over")
    duty.sees("Not yet")

    open_need(duty, codes["advice"], "Information is enough")
    duty.chooses("Information")
    duty.presses_button("Give the information and close")
    work()

    then_the_requester_sees(requester, "We are looking for somebody", code=codes["ours"], ending="0120")
    then_the_requester_sees(requester, "waiting for them to say", code=codes["theirs"], ending="0121")
    then_the_requester_sees(requester, "Floodline", code=codes["advice"], ending="0122")

    station.goes_to("/handovers/")
    station.follows(codes["theirs"])
    station.sees("FR 1207")
    station.fills("Who acknowledged it?", "Crew commander Hale")
    station.presses_button("Acknowledged")
    work()
    then_the_requester_sees(
        requester, "A professional service has your request", code=codes["theirs"], ending="0121"
    )
    states = {way: Need.objects.get(code=code).state for way, code in codes.items()}
    assert states == {"ours": "open", "theirs": "with_responder", "advice": "advised"}
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"need.taken_on", "need.handed_over", "need.acknowledged", "need.advised"} <= verbs


def open_need(duty: Visitor, code: str, way: str) -> None:
    """From the list to the question that this way out asks."""
    duty.goes_to("/needs/")
    duty.follows(code)
    duty.presses_button(way)


def when_the_whole_map_is_drawn_round(desk: Visitor) -> None:
    """Four corners, a little inside the edge, where the buttons of the map do not lie."""
    drawn_on = desk.page.locator(".rr-map")
    drawn_on.scroll_into_view_if_needed()
    box = drawn_on.bounding_box()
    assert box is not None
    left, top, right, bottom = 10, 10, box["width"] - 60, box["height"] - 40
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        desk.page.mouse.click(box["x"] + x, box["y"] + y)
