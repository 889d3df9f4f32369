"""What is done in steps 7 and 8 for one priority group, and its papers, a function a thing, through the real pages."""

import io
import re
import zipfile

from tests.journeys.group_steps import ADA, GROUP, Days
from tests.journeys.planner import Planner

MODULE = "Welfare calls"
INCIDENT = "Smoke over Hollin Lane"
PAPERS = ("Strategy", "Terms of reference", "Business case", "After-action report")

# Step 7


def when_ways_of_working_are_approved(desk: Planner, *, holder: str) -> None:
    """How the module's tasks are done safely, and who answers for it."""
    desk.follows("Ways of working, and who approved them")
    for kind in ("A friendly telephone call", "A visit to see that somebody is well"):
        desk.follows(f"Write and approve {kind}")
        desk.chooses("Medium: identity must have been seen")
        desk.fills("Hazards", "Hearing of something frightening")
        desk.fills("Limits", "Nobody goes into smoke")
        desk.selects("Who carries the liability?", holder)
        desk.presses_button("Approve")


def when_a_module_is_taken(desk: Planner, lead: Planner, *, council: str) -> None:
    """From the library, for the group; somebody else approves it."""
    desk.opens("Modules", f"Look at it: {MODULE}")
    desk.selects("Which partner leads it?", council)
    desk.selects("Who holds the liability?", council)
    desk.presses_button("Take this module")
    desk.follows("Change the groups")
    desk.answers("For which priority groups is it kept?", GROUP)
    desk.presses_button("Save")
    when_ways_of_working_are_approved(desk, holder=council)
    lead.opens("Modules", MODULE)
    lead.presses_button("Approve this version")
    lead.sees("Approved by")


def when_it_is_activated(desk: Planner) -> None:
    """In an incident that begins in the same step."""
    desk.opens("Modules", MODULE)
    desk.shows("module")
    desk.follows("Activate")
    desk.answers("In which incident?", "Begin a new one")
    desk.page.get_by_text("A new incident").click()
    desk.fills("Name of the new incident", INCIDENT)
    desk.selects("What is it?", "Industrial accident")
    desk.answers("For which priority groups?", GROUP)
    desk.answers("What made you decide?", "People of the group are cut off")
    desk.fills("Why?", "The siren went at two; the wind stands on Hollin Lane.")
    desk.presses_button("Activate now")
    desk.sees(INCIDENT)
    desk.sees("0 of 5 lines done")


def when_a_need_is_reported(desk: Planner) -> None:
    """By telephone, from the group's area."""
    desk.goes_to("/requests/take/")
    desk.fills("What is needed, in their words", "I cannot leave my bed and would like somebody to ring me.")
    desk.fills("Telephone", "07700 900321")
    desk.selects("Place, if there is no postcode", "Otley")
    desk.fills("Kind of need", "wc")
    desk.presses_button("Take it")
    desk.sees("Read out this code")


def when_the_checklist_is_worked_through(desk: Planner) -> None:
    """Line by line; then it is stood down, and what belongs to that is done."""
    desk.opens("Activations", f"{MODULE}, {INCIDENT}")
    desk.sees("Needs since it began")
    when_all_open_lines_are_ticked(desk)
    desk.shows("activation")
    desk.presses_button("Begin to stand down")
    when_all_open_lines_are_ticked(desk)
    desk.follows("Stand down")
    desk.fills("How do things stand?", "Everybody who asked was rung; the wind has turned.")
    desk.presses_button("Stand down")
    desk.sees("Stood down")


def when_all_open_lines_are_ticked(desk: Planner) -> None:
    """Every line that waits for somebody now."""
    while desk.page.locator("main button", has_text="Done:").count():
        desk.presses_button("Done:")


# Step 8


def when_evidence_is_recorded(desk: Planner, days: Days) -> None:
    """What shows that the module is ready: the share that nobody has looked at falls."""
    desk.opens("Readiness", MODULE)
    not_looked_at = number_at_the_top(desk, 1)
    desk.follows("Record: People trained")
    desk.fills("What does it show?", "Eight of ten callers did the course")
    desk.answers("How much of it is there?", "Most of it")
    desk.selects("How is it known?", "A training record")
    desk.answers("How strong is it?", "Medium")
    desk.fills("Where is it to be found?", "List of the course of this week")
    desk.dates("Of which day is it?", days.today)
    desk.presses_button("Record it")
    desk.opens("Readiness", MODULE)
    desk.sees("Eight of ten callers did the course")
    assert number_at_the_top(desk, 1) < not_looked_at
    desk.shows("readiness")


def number_at_the_top(desk: Planner, place: int) -> int:
    """One of the big numbers that a page begins with."""
    found = re.search(r"\d+", desk.page.locator("main .rr-numbers li").nth(place).inner_text())
    assert found, "there is no number"
    return int(found[0])


def when_a_debrief_becomes_a_change(desk: Planner, days: Days) -> None:
    """Debrief, lesson, change."""
    desk.opens("Debriefs", "Write down a debrief")
    desk.fills("Name", "After the smoke")
    desk.answers("After what?", "An activation")
    desk.selects("What is it about?", f"Activation: {MODULE} in {INCIDENT}")
    desk.dates("When was it held?", days.today)
    desk.fills("What went well?", "The first call was made within the hour.")
    desk.fills("What should be better?", "Two numbers were wrong.")
    desk.presses_button("Keep it")
    desk.follows("Write down a lesson")
    desk.fills("What was learnt?", "Numbers go stale in a season.")
    desk.page.get_by_label("Which step does it touch?").select_option("7")
    desk.presses_button("Write it down")
    desk.fills("What is to change?", "Numbers are tried every quarter.")
    desk.selects("Who sees to it?", ADA)
    desk.dates("By when?", days.ahead(30))
    desk.presses_button("Take it up")
    desk.fills(
        "What is different now?", "The wardens try every number in March, June, September and December."
    )
    desk.presses_button("The change is made")
    desk.shows("lesson")


def when_the_steps_are_scored(desk: Planner) -> None:
    """All eight, for the group, each with why."""
    desk.opens(GROUP, "8.", "Score the steps")
    for number in range(8):
        desk.presses_this(desk.page.locator("main tbody th a", has_text="Score").nth(number))
        desk.page.get_by_role("main").get_by_role("radio").nth(3).check()
        desk.fills("Why?", f"Step {number + 1} stands on rows of the record.")
        desk.presses_button("Keep this score")
    desk.sees("Not yet assessed")
    assert desk.page.locator("main tbody tr", has_text="3 / 5").count() == 8
    desk.shows("scorecard")


# Papers


def when_the_papers_are_made(desk: Planner) -> None:
    """Each on the page, as a Word file and as a PDF that open and say what it is about."""
    desk.opens("Papers")
    for paper in PAPERS:
        desk.follows(f"Make: {paper}")
        desk.presses_button("Make the paper")
        desk.sees(paper)
        word, pdf = taken_away(desk, "Word"), taken_away(desk, "PDF")
        text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
        assert paper in text
        assert len(re.sub(r"<[^>]+>", "", text)) > 500, f"{paper} says next to nothing"
        assert pdf.startswith(b"%PDF-")
        assert b"%%EOF" in pdf[-1024:]
        if paper == PAPERS[0]:
            desk.shows("paper")
        desk.follows("Papers")


def taken_away(desk: Planner, kind: str) -> bytes:
    """A file of the paper on the page."""
    with desk.page.expect_download() as found:
        desk.page.get_by_role("main").get_by_role("link", name=kind).first.click()
    return found.value.path().read_bytes()
