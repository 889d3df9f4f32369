"""What a working group does in steps 1 to 4 for one priority group, a function a thing, through the real pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.journeys.planner import Planner

GROUP = "Hollin Lane caravans and care homes"
RESIDENTS = "Hollin Lane Residents"
CARERS = "Wharfe Home Carers"
ADA = "Ada Moss"
BODY = "Wharfe Valley executive"


@dataclass(frozen=True)
class Days:
    """The days that the answers name, counted from the day on which the journey is made."""

    today: date

    def before(self, days: int) -> date:
        """So many days ago."""
        return self.today - timedelta(days=days)

    def ahead(self, days: int) -> date:
        """In so many days."""
        return self.today + timedelta(days=days)


# Before: whom we know


def given_a_partner(desk: Planner, *, name: str, kind: str, scope: str) -> None:
    """An organisation in the directory."""
    desk.goes_to("/directory/")
    desk.follows("Add an organisation")
    desk.fills("Name of the organisation", name)
    desk.selects("What it is", kind)
    desk.answers("How widely it works", scope)
    desk.presses_button("Save")
    desk.sees(name)


# The group


def when_a_risk_is_written_down(desk: Planner, days: Days) -> None:
    """From an empty journey to the register: a group rests on a risk."""
    desk.opens("Add the first group", "Add a risk to the register")
    desk.fills("Reference", "H38")
    desk.fills("What could happen", "Smoke or gas from an industrial site")
    desk.selects("Kind", "Industrial accident")
    desk.answers("How likely within five years", "2:")
    desk.answers("How bad at its worst", "4:")
    desk.fills("Where this comes from", "Community risk register 2026")
    desk.dates("Date of that source", days.before(60))
    desk.presses_button("Save")
    desk.sees("H38")


def when_the_group_is_described(desk: Planner, days: Days) -> None:
    """Who they are, why they need more help than others, and how many."""
    desk.follows("Add a group that rests on a risk")
    desk.fills("Name of the group", GROUP)
    desk.answers(
        "Why they may need help", "In the way of the hazard", "More easily harmed", "Not able to act alone"
    )
    desk.fills("Why they need more help than others",
               "Many rely on oxygen or a hoist; thin caravan walls keep no smoke out.")  # fmt: skip
    desk.answers("Risks of the register", "H38")
    desk.answers("Are they hardly reached?", "On no service's list")
    desk.fills("What they are like", "Two care homes and a caravan site that is lived in all year.")
    desk.answers("How they lie on the map", "At or near one site")
    desk.answers("Their areas", "Otley")
    desk.fills("The site that they are at or near", "Hollin Lane works")
    desk.fills("How many, at least", "500")
    desk.fills("How many, at most", "500")
    desk.fills("Who says how many", "Care homes' lists and the site's owner")
    desk.dates("Date of that figure", days.before(30))
    desk.selects("Organisation that speaks for it", RESIDENTS)
    desk.presses_button("Save")
    desk.sees(GROUP)
    desk.follows("Set its priority")
    desk.chooses("This group is of high priority")
    desk.fills("Its place among the first", "1")
    desk.fills("Why", "Minutes count, and few can leave by themselves.")
    desk.presses_button("Save")


def when_it_is_spoken_with(desk: Planner, days: Days) -> None:
    """A route that they trust, and a first talk by it."""
    desk.follows("Agree a route")
    desk.selects("Organisation that they trust", RESIDENTS)
    desk.fills("How it reaches them", "A warden on each row, and the notice board by the gate")
    desk.dates("Agreed on", days.before(20))
    desk.presses_button("Save")
    desk.follows("Log a contact")
    desk.dates("When", days.before(7))
    desk.answers("How", "Through somebody they trust")
    desk.selects("By which route", RESIDENTS)
    desk.fills("What it was about", "What an alarm at night would mean for them")
    desk.presses_button("Save")
    desk.sees("What an alarm at night would mean")


def when_a_need_is_entered(
    desk: Planner, days: Days, *, kind: str, numbers: tuple[int, int, int] | None, said: bool = False
) -> None:
    """How much they need of something: a range, or honestly unknown."""
    desk.follows("Enter what they need")
    desk.selects("What they need", kind)
    desk.answers("When", "During")
    desk.selects("In which hazard", "Industrial accident")
    desk.selects("Because", "More easily harmed")
    for question, number in zip(("At least", "Most likely", "At most"), numbers or (), strict=False):
        desk.fills(question, str(number))
    desk.fills("Where the figure comes from", "Asked at the residents' meeting")
    desk.dates("Date of the figure", days.before(7))
    if said:
        desk.chooses("The group said so itself")
    desk.presses_button("Save")
    desk.sees(kind)


def when_it_sets_out(desk: Planner) -> None:
    """From its page to its way; all its steps are opened."""
    desk.follows("Its way through the eight steps")
    desk.follows("Begin its way")
    for step in range(1, 9):
        desk.answers("Which steps are opened at once?", f"{step}.")
    desk.presses_button("Begin")
    desk.sees("Cycle 1")


# Step 1


def when_the_ambition_is_agreed(
    desk: Planner, lead: Planner, days: Days, *, leader: str, council: str
) -> None:
    """Written, agreed by whoever answers for it, endorsed by organisations; one of them sees it otherwise."""
    desk.opens("Ambition", "Write the ambition")
    desk.fills_all({
        "What do you want to be true?": "Nobody on Hollin Lane is left alone when the air is bad.",
        "Why this, and why now?": "The works doubled its store last year.",
        "What would be different?": "Each person is spoken to within two hours",
        "What might it cost, roughly?": "Training; 2000; 5000",
    })  # fmt: skip
    desk.presses_button("Save")
    desk.follows("Add a reason")
    desk.answers("What is it?", "Law")
    desk.fills("What does it say or ask of you?", "Plan for people who are more easily harmed")
    desk.fills("Where does it stand?", "Civil Contingencies Act 2004")
    desk.dates("From which day?", date(2004, 11, 18))
    desk.presses_button("Save")
    for organisation, answer, dissent in (
        (council, "Yes", ""), (RESIDENTS, "Yes", ""), (CARERS, "No", "No promise is made about our staff's hours."),
    ):  # fmt: skip
        desk.follows("Write down what an organisation says")
        desk.selects("Which organisation?", organisation)
        desk.answers("What did it say?", answer)
        desk.fills("Which job signed for it?", "Director")
        desk.dates("On which day?", days.today)
        desk.dates("Until when does it hold?", days.ahead(365))
        desk.fills("What does it see otherwise", dissent)
        desk.presses_button("Save")
    lead.opens("Ambition", "Agree it")
    lead.dates("When will you look at it again?", days.ahead(365))
    lead.presses_button("The partnership agrees")
    lead.follows("Name the strategic lead")
    lead.selects("Who leads?", leader)
    lead.selects("For which organisation?", council)
    lead.dates("From which day?", days.today)
    lead.presses_button("Save")
    lead.sees(f"{leader} of {council}")
    lead.shows("ambition")


# Step 2


def when_the_working_group_is_formed(desk: Planner, days: Days, *, leader: str, council: str) -> None:
    """Four seats: who champions, who leads, who belongs to it, who writes."""
    desk.opens("Working group", "Form it")
    desk.fills("What is the group called?", "Hollin Lane working group")
    desk.fills("To which body does it report?", BODY)
    desk.dates("Since when is it there?", days.today)
    desk.presses_button("Save")
    for role, job, organisation, holder, mix in (
        ("Strategic champion", "Director of public health", council, leader, "Responders and utilities"),
        ("Tactical lead", "Resilience officer", council, ADA, "Shapes the place"),
        ("Member", "Warden", RESIDENTS, "None", ""),
        ("Secretariat", "Resilience officer", council, ADA, ""),
    ):  # fmt: skip
        desk.follows("Add a seat")
        desk.answers("What is the seat?", role)
        desk.fills("Which job has it?", job)
        desk.selects("From which organisation?", organisation)
        desk.selects("Who holds it?", holder)
        if mix:
            desk.selects("Which part of the mix", mix)
        desk.presses_button("Save")
    desk.sees("1 seat is vacant")
    desk.shows("working-group")


def when_the_terms_are_written_and_approved(desk: Planner, lead: Planner, days: Days) -> None:
    """All 13 headings; somebody else approves."""
    desk.opens("Terms of reference")
    desk.presses_button("Begin to write")
    boxes = desk.page.locator("main textarea")
    assert boxes.count() == 13
    for number in range(13):
        boxes.nth(number).fill(f"What we say under heading {number + 1}, in two lines at first.")
    desk.presses_button("Save")
    desk.sees("13 of 13 headings are filled")
    lead.opens("Terms of reference", "Approve")
    lead.dates("When will they be looked at again?", days.ahead(365))
    lead.presses_button("They are approved")
    lead.sees(f"By {BODY}")


def when_it_is_said_what_is_there_already(desk: Planner, days: Days) -> None:
    """An initiative that runs, and a snapshot of how everything stands."""
    desk.opens("What is done already", "Enter one")
    desk.fills("What is it called?", "Gate wardens")
    desk.selects("Who runs it?", RESIDENTS)
    desk.selects("For which group?", GROUP)
    desk.answers("Which objective does it serve?", "Do it")
    desk.answers("In which phase?", "During")
    desk.fills("What is done?", "A warden knocks on each row when the siren sounds.")
    desk.fills("What does it cost a year?", "600")
    desk.fills("Who says so?", "Residents' accounts 2025")
    desk.dates("Since when?", days.before(400))
    desk.presses_button("Save")
    desk.opens("Baselines", "Keep how everything stands today")
    desk.fills("What should this snapshot be called?", "Before the first drill")
    desk.presses_button("Keep it")
    desk.sees("Nobody can change it")
