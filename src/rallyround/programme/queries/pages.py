"""Where everything of each step is done: the journey leads to every page of planning."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme import manual
from rallyround.programme.addresses import address
from rallyround.programme.queries.journey import edition

Text = str | Promise

# Pages that the manual names and that belong to one group.
OF_A_GROUP = frozenset({"candidates", "group", "group_journey"})

# Every page of the programme, with the step that it belongs to: the journey leads to all of them.
PAGES: tuple[tuple[int, tuple[tuple[str, Text], ...]], ...] = (
    (1, (("ambition", _("Ambition")), ("gatherings", _("Summit and meetings")))),
    (2, (("working_group", _("Working group")), ("terms_of_reference", _("Terms of reference")),
         ("initiatives", _("What is done already")), ("baselines", _("Baselines")))),
    (3, (("cases", _("Business cases")),)),
    (4, (("plan", _("Plan")), ("opportunities", _("Opportunities and risks")), ("pace", _("Pace")))),
    (5, (("collaborations", _("Collaborations")), ("partners", _("Partners")),
         ("coverage", _("Coverage")))),
    (6, (("systems", _("The five systems")), ("register", _("Register")), ("requests", _("Requests")),
         ("weekly", _("This week")))),
    (7, (("risks", _("Risk register")), ("groups", _("Priority groups")), ("modules", _("Modules")),
         ("activations", _("Activations")), ("advice_items", _("Advice")))),
    (8, (("readiness", _("Readiness")), ("scorecard", _("Scorecard")), ("evidence", _("Evidence")),
         ("debriefs", _("Debriefs")), ("lessons", _("Lessons")), ("triggers", _("To be looked at again")),
         ("papers", _("Papers")))),
)  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """The pages of one step."""

    step: manual.Step
    pages: list[tuple[Text, str]]


def pages() -> list[Pages]:
    """Where everything of each step is done."""
    steps = {step.number: step for step in edition().steps}
    return [
        Pages(steps[number], [(label, address(name)) for name, label in these]) for number, these in PAGES
    ]


def place_of(page: str, of: PriorityGroup) -> str:
    """Where something that the manual names is done for a group."""
    return address(page, of.id) if page in OF_A_GROUP else address(page)
