"""What a coordinator does with the plan of who helps whom, a function a step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.world import World
from rallyround.ledger.models import Event
from rallyround.people.models import User
from rallyround.places import actions as places
from rallyround.register.models import Need, Offer
from rallyround.tasking.columns import urgency
from rallyround.tasking.models import Plan
from tests.factories import TEST, make_open_need, make_ready_offer, make_risk_assessment
from tests.journeys.planner import Planner


@dataclass(frozen=True)
class Scarce:
    """One helper; three needs in the order in which they came. Of the last the wrong postcode was written down."""

    helper: Offer
    minor: Need
    moderate: Need
    serious: Need
    postcode: str  # where the serious one really is


# Given


def given_one_helper_for_three_needs(at: datetime) -> Scarce:
    """The helper is two kilometres from the first two, and would go three; the last seems to be far beyond that."""
    world = World()
    places.keep_invented(by=TEST, at=at, content=content_of(world))
    here = world.homes[0]
    far = max(world.homes, key=lambda home: abs(home.easting - here.easting))
    make_risk_assessment("prepare", at=at)
    helper = make_ready_offer(at=at, point=(here.easting + 2000, here.northing), max_travel_m=3000)
    said = (("minor", here, 120), ("moderate", here, 60), ("serious", far, 30))
    minor, moderate, serious = (
        make_open_need(at=at - timedelta(minutes=waited), severity=severity, postcode=home.postcode)
        for severity, home, waited in said
    )
    return Scarce(helper, minor, moderate, serious, here.postcode)


def given_somebody_needs_it_more(scarce: Scarce, at: datetime) -> Need:
    """A need that came after the task was accepted, in the same place."""
    return make_open_need(
        at=at, severity="serious", risk="cannot_leave_home", helpers=1, postcode=scarce.postcode
    )


# When


def when_it_is_planned(duty: Planner, button: str = "Plan again") -> Plan:
    """The machine looks at how things stand now."""
    duty.goes_to("/proposals/")
    duty.looks_again_at("/proposals/")
    duty.presses_button(button)
    duty.sees("The plan proposes, you decide.")
    return Plan.objects.get(current=True)


def when_its_place_is_corrected(duty: Planner, need: Need, postcode: str) -> None:
    """On the need's own page."""
    duty.goes_to("/needs/")
    duty.follows(need.code)
    duty.follows("Correct it")
    duty.fills("Postcode", postcode)
    duty.presses_button("Save")
    duty.sees("it is known now where it is")


def when_it_is_read_and_accepted(duty: Planner, need: Need) -> None:
    """One proposal with its whole reason, and a named person's yes."""
    duty.goes_to("/proposals/")
    duty.follows(need.code)
    for reason in ("Filling sandbags", "2.0 km away", "points of priority", "free on",
                   "nobody else could", "would be their first task"):  # fmt: skip
        duty.sees(reason)
    duty.presses_button("Accept: offer this task")
    duty.sees("1 task was offered")


def when_the_helper_rings_and_says_yes(duty: Planner, need: Need) -> None:
    """As the coordinator writes it down."""
    duty.goes_to("/tasks/")
    duty.follows(need.code)
    duty.presses_button("They say yes")


def when_the_plan_is_let_change_one_task(duty: Planner) -> None:
    """The one that it would take back, looked at first, for a reason."""
    duty.goes_to("/proposals/")
    duty.follows("Let the plan take tasks back")
    duty.sees("1 task could change: 1 accepted.")
    duty.looks_again_at("/proposals/loosen/")
    duty.presses_button("See which tasks")
    duty.sees("more points of priority are met")
    duty.sees("Your name, the reason and the tasks are recorded")
    duty.presses_button("Take back and plan again")
    duty.sees("Choose the reason")
    duty.selects("Reason", "More urgent needs have come in")
    duty.presses_button("Take back and plan again")
    duty.sees("1 task was taken back")


def when_each_place_is_guaranteed_a_quarter(duty: Planner) -> None:
    """Off until a named person chooses it."""
    duty.goes_to("/proposals/")
    duty.follows("Guarantee each place a share")
    expect(duty.page.get_by_label("None: help goes where it does most")).to_be_checked()
    duty.chooses("At least 25 % for each place")
    duty.looks_again_at("/proposals/gain/")
    duty.presses_button("Keep and plan again")


# Then


def row_of(duty: Planner, words: str) -> Locator:
    """The row of a table that says this."""
    return duty.page.get_by_role("row").filter(has_text=words).first


def then_these_are_proposed_and_these_not(
    duty: Planner, scarce: Scarce, *, served: Need, why_nobody: dict[str, str]
) -> None:
    """In the plan's own list: who goes where, and the reason of each."""
    duty.goes_to("/proposals/")
    expect(row_of(duty, served.code)).to_contain_text(scarce.helper.code)
    expect(row_of(duty, served.code)).to_contain_text("2.0 km away")
    for code, why in why_nobody.items():
        expect(row_of(duty, code)).to_contain_text(why)
        expect(row_of(duty, code).get_by_role("checkbox")).to_have_count(0)


def then_each_is_told_what_would_help(duty: Planner, would_help: dict[str, str]) -> None:
    """The page of those for whom nobody was found: the smallest change that would do."""
    duty.goes_to("/proposals/")
    duty.follows("needs somebody is missing: see why")
    for code, change in would_help.items():
        expect(row_of(duty, code)).to_contain_text(change)
        expect(row_of(duty, code)).to_contain_text(
            "One more helper would meet it: “Filling sandbags and protecting homes”; within"
        )


def then_the_gain_stands_beside_first_come_first_served(duty: Planner, scarce: Scarce, plan: Plan) -> None:
    """The one who came first is not the one who needs it most."""
    duty.goes_to("/proposals/")
    duty.follows("What the plan gains")
    minor, moderate, serious = (
        urgency(need, plan.at) for need in (scarce.minor, scarce.moderate, scarce.serious)
    )
    every = minor + moderate + serious
    for way, points in (("This plan", moderate), ("First come, first served", minor)):
        expect(row_of(duty, way)).to_contain_text("1 of 3 (33\u00a0%)")
        expect(row_of(duty, way)).to_contain_text(f"{points} of {every} ")
    expect(row_of(duty, "What the plan gains")).to_contain_text(f"+{moderate - minor}")


def then_the_difference_is_told(duty: Planner, *sentences: str, lines: dict[str, str]) -> None:
    """On the plan's page in short, and line by line behind it."""
    duty.goes_to("/proposals/")
    duty.sees("Against the plan before:")
    for sentence in sentences:
        duty.sees(sentence)
    duty.follows("See what changed")
    for code, change in lines.items():
        rows = duty.page.get_by_role("row").filter(has_text=code)
        expect(rows.filter(has_text=change)).not_to_have_count(0)


def then_what_it_costs_stands_beside_the_plan(duty: Planner, user: User) -> None:
    """With one helper in one place it costs nothing; who decided it is in the record."""
    duty.sees("Each place is guaranteed 25 % of the helpers that it asks for.")
    duty.sees("It costs nothing")
    expect(row_of(duty, "The same without the guarantee")).to_contain_text("1 of 4")
    assert Event.objects.get(verb="plan.shares_guaranteed").data["decided_by"] == str(user.id)


def then_the_plan_is_taken_as_excel(duty: Planner) -> list[dict[str, object]]:
    """The file's lines under its own headings."""
    duty.goes_to("/proposals/")
    with duty.page.expect_download() as taken:
        duty.page.get_by_role("link", name="Excel").click()
    sheet = load_workbook(BytesIO(taken.value.path().read_bytes())).worksheets[0]
    headings, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]
