"""What a working group does in steps 3 to 6 for one priority group, a function a thing, through the real pages."""

from tests.journeys.group_steps import ADA, BODY, CARERS, GROUP, RESIDENTS, Days
from tests.journeys.planner import Planner

CASE = "Calls and knocks for Hollin Lane"
WORK = "Wardens who knock and ring"

# Step 3


def when_a_case_is_written(desk: Planner, *, year: int) -> None:
    """Its texts, doing nothing beside what is wanted."""
    desk.opens("Business cases", "Begin a case")
    desk.fills("Name of the case", CASE)
    desk.selects("For which group?", GROUP)
    desk.fills_all({
        "What is to be done, for whom?": "Daily calls and a knock on each door for 500 people.",
        "How does it fit": "It is what the ambition asks for.",
        "Who would provide it": "The residents and the council.",
        "How would it be run": "By the working group, looked at each quarter.",
        "Which year is year 1?": str(year),
        "How many years?": "3",
    })  # fmt: skip
    desk.presses_button("Keep")
    for kind, name in (("Do nothing", "As today"), ("Do more", "Calls and knocks")):
        desk.follows("Add an option")
        desk.answers("What kind of option is it?", kind)
        desk.fills("Name", name)
        desk.presses_button("Keep")


def when_costs_and_benefits_are_added(desk: Planner, days: Days, *, council: str) -> None:
    """What it costs and whom, what is gained and how that will be seen."""
    for link, name, organisation, amount in (
        ("Add a cost: Calls and knocks", "Training and telephones", council, ("3000", "2500", "4000")),
        ("Add a benefit: Calls and knocks", "Fewer nights in hospital", council, ("9000", "5000", "12000")),
    ):  # fmt: skip
        desk.follows(link)
        desk.fills("What is it?", name)
        desk.selects("Who pays, or who gains?", organisation)
        desk.fills("To year", "3")
        for question, pounds in zip(("Likely, pounds", "Least, pounds", "Most, pounds"), amount, strict=True):
            desk.fills(question, pounds)
        desk.fills("Where does the figure come from?", "Estimate of the council, autumn 2026")
        desk.answers("How sure are you?", "Medium")
        if "benefit" in link:
            desk.fills_all({
                "How is the benefit measured?": "Nights in hospital after an alarm",
                "Where does it stand now?": "40 a year",
                "Where shall it stand?": "20 a year",
            })  # fmt: skip
            desk.dates("By when?", days.ahead(700))
        desk.presses_button("Keep it")
    desk.presses_button("Prefer this one: Calls and knocks")


def when_the_case_is_approved(desk: Planner, lead: Planner) -> None:
    """Sent by one, approved by another; from then on it stands."""
    desk.presses_button("Send for approval")
    lead.opens("Business cases", CASE, "Decide")
    lead.answers("What was decided?", "Approved")
    lead.fills("Which body approved it?", BODY)
    lead.presses_button("Write the decision down")
    lead.sees("Approved by")
    lead.shows("case")


# Step 4


def when_it_is_said_where_it_leads(desk: Planner, lead: Planner) -> None:
    """A vision that somebody else approves, and an aim."""
    desk.opens("Plan", "Write the vision")
    desk.fills(
        "What will life here be like", "Everybody on Hollin Lane knows who will come, and who will ring."
    )
    desk.presses_button("Save")
    lead.opens("Plan")
    lead.presses_button("Approve the draft")
    desk.opens("Plan", "Add an aim")
    desk.fills_all({
        "What is the aim?": "Each person is spoken to within two hours",
        "Why does it matter?": "Smoke harms them first.",
        "By what will you see": "Calls made in the last drill",
    })  # fmt: skip
    desk.presses_button("Save")
    desk.follows("Add an outcome")
    desk.fills_all({
        "What will be different?": "Nobody is missed",
        "Which figure shows it?": "People not reached in two hours",
        "Where does the figure come from?": "The record of calls",
    })  # fmt: skip
    desk.chooses("Each person is spoken to")
    desk.presses_button("Save")


def when_the_pace_is_set_by_keys_alone(desk: Planner) -> None:
    """From the journey to what can be done in a month, without a pointer."""
    desk.goes_to("/journey/")
    desk.tabs_to("Pace")
    desk.keys_that_send("Enter")
    desk.tabs_to("Set the pace")
    desk.keys_that_send("Enter")
    desk.tabs_to("How many days of work")
    desk.types("10")
    desk.tabs_to("Why so much")
    desk.types("Two people with a day a week each")
    desk.keys_that_send("Enter")
    desk.sees("Days of work a month: 10")


def when_the_grid_is_filled(desk: Planner, days: Days) -> None:
    """Something is planned for the aim under each of the six objectives."""
    desk.opens("Plan")
    for number in range(6):
        link = desk.page.locator("table a", has_text="Plan").nth(number)
        desk.presses_this(link)
        desk.fills("What is done?", f"Piece of work {number + 1} for Hollin Lane")
        desk.selects("Who sees to it?", ADA)
        desk.selects("For which group?", GROUP)
        desk.dates("When does it begin?", days.today)
        desk.dates("By when?", days.ahead(90))
        desk.selects("Which line of the business case", f"Training and telephones ({CASE})")
        desk.presses_button("Save")
    desk.sees("6 of 6 fields have something planned")
    desk.shows("plan", "#grid")


def when_ways_of_working_and_chances_are_named(desk: Planner, days: Days) -> None:
    """Principles from the ready-made set; a chance and a risk."""
    desk.follows("Choose from a ready-made set")
    desk.page.locator("main input[type=checkbox]").first.check()
    desk.presses_button("Save")
    desk.opens("Opportunities and risks")
    for kind, actor, what in (
        ("Opportunity", "People and groups", "Wardens know every row"),
        ("Risk", "Businesses and organisations", "The works tells us late"),
    ):
        desk.follows("Add one")
        desk.answers("What is it?", kind)
        desk.answers("With whom?", actor)
        desk.selects("For which group?", GROUP)
        desk.fills("What could come of it?", what)
        desk.fills("What do you do about it?", "Meet every quarter")
        desk.fills("How much does it weigh", "4")
        desk.selects("Who sees to it?", ADA)
        desk.dates("When is it looked at again?", days.ahead(90))
        desk.presses_button("Save")


# Step 5


def when_a_partner_is_looked_at(desk: Planner) -> None:
    """The four and the five tests, each with why."""
    desk.opens(GROUP)
    desk.follows("5.")
    desk.follows("Find who might work with them")
    desk.opens(GROUP, "5.", "Candidates")
    for organisation, answer, because in (
        (CARERS, "Not known yet", ""),
        (RESIDENTS, "Yes", "We saw it ourselves"),
    ):
        desk.selects("Add an organisation", organisation)
        desk.presses_button("Add")
        for number in range(9):
            desk.page.get_by_role("radio", name=answer).nth(number).check()
            desk.page.locator("main input[type=text]").nth(number).fill(because)
        desk.presses_button("Save")
    desk.shows("candidates")


def when_work_is_agreed(desk: Planner, lead: Planner, days: Days) -> None:
    """Proposed, its terms written, agreed by both sides."""
    desk.follows(f"Propose work {RESIDENTS}")
    desk.fills("Name of the work", WORK)
    desk.answers("Groups", GROUP)
    for objective in (
        "See where we stand",
        "Find the gaps",
        "Work with the right",
        "Design",
        "Do it",
        "Learn what",
    ):
        desk.answers("Objectives", objective)
    desk.answers("When", "During")
    desk.presses_button("Save")
    desk.follows("Write down terms")
    desk.fills_all({
        "What both want": "Nobody is missed",
        "What each side does": "They knock, we train",
        "What is better for the group": "A known face at the door",
        "How that is measured": "Doors answered",
        "Counted in": "homes",
        "Expected, at least": "6",
        "Expected, at most": "12",
        "Cost a year": "600",
    })  # fmt: skip
    desk.dates("From", days.before(60))
    desk.dates("Until", days.ahead(300))
    desk.dates("Reviewed on", days.ahead(150))
    desk.presses_button("Save")
    desk.follows("Write down that the organisation agreed")
    desk.fills("Who agreed for the organisation", "Their chair, at the meeting of this week")
    desk.presses_button("Save")
    lead.opens("Collaborations", WORK)
    lead.presses_button("Agree for the partnership")


def when_it_is_delivered_and_judged(desk: Planner, lead: Planner, days: Days) -> None:
    """What arrived for each objective; the record says what that is worth; somebody decides."""
    desk.opens("Collaborations", WORK)
    for part in range(1, 7):
        desk.follows("Write down a delivery")
        desk.page.get_by_label("For what").select_option(index=part)
        desk.dates("When", days.today)
        desk.fills("How much", "2")
        desk.answers("Did it arrive with the group?", "Yes")
        desk.fills("What it cost", "10")
        desk.fills("What shows it", "The wardens' list")
        desk.presses_button("Save")
    desk.shows("collaboration")
    lead.opens("Collaborations", WORK, "Decide on it")
    lead.page.get_by_role("main").get_by_role("radio").first.check()
    lead.fills("Why", "It is what we hoped for.")
    lead.presses_button("Decide")
    lead.sees("What was decided")


# Step 6


def when_each_system_has_an_owner(desk: Planner, days: Days) -> None:
    """Five systems, each with who owns it, its page, and its day."""
    desk.opens("The five systems")
    names = desk.page.locator("main tbody th a").all_inner_texts()
    assert len(names) == 5
    for name in names:
        desk.follows(name)
        desk.follows("Write its page")
        desk.selects("Who sees to it?", ADA)
        desk.fills(
            "How it works here", "The resilience officer looks each Monday and writes it into the register."
        )
        desk.dates("When is it looked at again?", days.ahead(180))
        desk.presses_button("Keep it")
        desk.follows("The five systems")
    desk.shows("systems")


def when_a_decision_and_an_action_are_written_down(desk: Planner, days: Days) -> None:
    """In the one register, each with whoever sees to it."""
    desk.opens("Register")
    for kind, what in (("Decision", "Wardens get a radio"), ("Action", "Ask the works for its siren plan")):
        desk.follows("Write something down")
        desk.answers("What is it?", kind)
        desk.fills("What was decided", what)
        desk.fills("Why?", "Telephones fail when all ring at once.")
        desk.selects("Who sees to it?", ADA)
        desk.dates("By when?", days.ahead(30))
        desk.selects("Which group is it about?", GROUP)
        desk.fills("Who from society took part?", RESIDENTS)
        desk.presses_button("Write it down")
        desk.sees(what)
        desk.follows("Register")
