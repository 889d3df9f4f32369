"""Where each group stands on its way through the eight steps, and what holds the partnership back most."""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.evaluation.models import Trigger
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Nation, Partnership
from rallyround.programme import manual, terms
from rallyround.programme.addresses import address
from rallyround.programme.models import Cycle, StepOpening
from rallyround.programme.queries import weekly
from rallyround.ui.cells import shown
from rallyround.ui.facts import Fact

Text = str | Promise
Provider = Callable[[PriorityGroup, date], list[Fact]]
A_FEW = 5

# Every page of the programme, with the step that it belongs to: the journey leads to all of them.
PAGES: tuple[tuple[int, tuple[tuple[str, Text], ...]], ...] = (
    (1, (("ambition", _("Ambition")), ("gatherings", _("Summit and meetings")))),
    (2, (("working_group", _("Working group")), ("terms_of_reference", _("Terms of reference")),
         ("initiatives", _("What is done already")), ("baselines", _("Baselines")))),
    (3, (("cases", _("Business cases")),)),
    (4, (("plan", _("Plan")), ("opportunities", _("Opportunities and risks")), ("pace", _("Pace")))),
    (5, (("collaborations", _("Collaborations")), ("candidates", _("Who might help")),
         ("coverage", _("Coverage")))),
    (6, (("systems", _("The five systems")), ("register", _("Register")), ("requests", _("Requests")),
         ("weekly", _("This week")))),
    (7, (("risks", _("Risk register")), ("groups", _("Priority groups")), ("modules", _("Modules")),
         ("activations", _("Activations")), ("advice_items", _("Advice")))),
    (8, (("readiness", _("Readiness")), ("scorecard", _("Scorecard")), ("evidence", _("Evidence")),
         ("debriefs", _("Debriefs")), ("lessons", _("Lessons")), ("triggers", _("To be looked at again")),
         ("papers", _("Papers")))),
)  # fmt: skip

# Which part of the record speaks for which step.
PROVIDERS: tuple[tuple[int, str], ...] = (
    (1, "rallyround.programme.facts.align"),
    (2, "rallyround.programme.facts.team"),
    (3, "rallyround.business.facts"),
    (4, "rallyround.programme.facts.plan"),
    (5, "rallyround.collaborations.facts"),
    (6, "rallyround.programme.facts.manage"),
    (7, "rallyround.groups.facts"),
    (7, "rallyround.response.facts"),
    (8, "rallyround.evaluation.facts"),
)


@dataclass(frozen=True)
class Next:
    """One thing to do next: why, where, and what stands on the button."""

    reason: Text
    button: Text
    url: str
    group: str = ""


@dataclass(frozen=True)
class StepOnTheWay:
    """One step of one group: what the record says of it and how long it has been open."""

    step: manual.Step
    facts: list[Fact]
    openings: list[StepOpening] = field(default_factory=list)
    asked: list[Trigger] = field(default_factory=list)
    days: int = 0

    @property
    def opening(self) -> StepOpening | None:
        """The row of its being open now."""
        return next((opening for opening in self.openings if opening.closed_at is None), None)

    @property
    def state(self) -> str:
        if self.opening is not None:
            return "open"
        return "closed" if self.openings else "not_begun"

    @property
    def state_text(self) -> str:
        """The state in words."""
        return {"open": _("Open"), "closed": _("Closed for now"), "not_begun": _("Not begun")}[self.state]

    @property
    def wanted(self) -> list[Fact]:
        """The facts that say whether the step has what it needs."""
        return [fact for fact in self.facts if fact.done is not None]

    @property
    def done(self) -> int:
        return sum(1 for fact in self.wanted if fact.done)

    @property
    def basics_done(self) -> bool:
        """Whether the further practice is opened: everything that is wanted is there."""
        return bool(self.wanted) and self.done == len(self.wanted)

    @property
    def stale(self) -> bool:
        """Open for longer than the edition thinks good."""
        return self.opening is not None and self.days > self.step.stale_after_days


@dataclass(frozen=True)
class GroupOnTheWay:
    """A group with its open cycle, if it has one, and its eight steps."""

    group: PriorityGroup
    cycle: Cycle | None
    steps: list[StepOnTheWay]

    def step(self, number: int) -> StepOnTheWay | None:
        """One of its steps."""
        return next((step for step in self.steps if step.step.number == number), None)


@dataclass(frozen=True)
class Pages:
    """The pages of one step."""

    step: manual.Step
    pages: list[tuple[Text, str]]


@dataclass(frozen=True)
class Journey:
    """All groups on their way, those that have not set out, and what to do next."""

    phases: tuple[manual.Phase, ...]
    on_the_way: list[GroupOnTheWay]
    listed: list[PriorityGroup]
    next: list[Next]


def nation() -> str:
    """Whose words are used."""
    partnership = Partnership.objects.first()
    return partnership.nation if partnership else Nation.ENGLAND


def edition() -> manual.Edition:
    """The steps in the words of the partnership's nation."""
    return manual.edition(terms.words(nation()))


def pages() -> list[Pages]:
    """Where everything of each step is done."""
    steps = {step.number: step for step in edition().steps}
    return [
        Pages(steps[number], [(label, address(name)) for name, label in these]) for number, these in PAGES
    ]


def providers(step: int) -> list[Provider]:
    """Who speaks for a step."""
    return [
        importlib.import_module(name).facts
        for number, name in PROVIDERS
        if number == step and importlib.util.find_spec(name) is not None
    ]


def facts_of(group: PriorityGroup, step: int, today: date) -> list[Fact]:
    """What the record says of one step of a group."""
    return [fact for provider in providers(step) for fact in provider(group, today)]


def groups() -> QuerySet[PriorityGroup]:
    """The groups that are worked with, in the order of their rank."""
    return PriorityGroup.objects.filter(ended_at__isnull=True).order_by(
        "-high_priority", F("rank").asc(nulls_last=True), "name"
    )


def group(id: UUID) -> PriorityGroup | None:
    """One group, also one that is no longer worked with: its history stays."""
    return PriorityGroup.objects.filter(id=id).first()


def cycles(of: PriorityGroup) -> list[Cycle]:
    """All cycles of a group, the latest first."""
    return list(of.cycles.order_by("-number").prefetch_related("openings__opened_by", "openings__closed_by"))


def on_the_way(of: PriorityGroup, today: date) -> GroupOnTheWay:
    """One group with its eight steps; without an open cycle the steps say what the record holds all the same."""
    cycle = of.cycles.filter(ended_at__isnull=True).first()
    openings = (
        list(cycle.openings.select_related("opened_by", "closed_by").order_by("opened_at")) if cycle else []
    )
    asked = list(
        Trigger.objects.filter(answered_at__isnull=True).filter(Q(group_id=of.id) | Q(group_id__isnull=True))
    )
    steps = []
    for step in edition().steps:
        mine = [opening for opening in openings if opening.step == step.number]
        steps.append(
            StepOnTheWay(
                step=step,
                facts=facts_of(of, step.number, today),
                openings=mine,
                asked=[trigger for trigger in asked if trigger.step == step.number],
                days=sum(_days(opening, today) for opening in mine),
            )
        )
    return GroupOnTheWay(of, cycle, steps)


def _days(opening: StepOpening, today: date) -> int:
    end = timezone.localdate(opening.closed_at) if opening.closed_at else today
    return max(0, (end - timezone.localdate(opening.opened_at)).days)


def next_of(way: GroupOnTheWay, today: date, few: int = A_FEW) -> list[Next]:
    """What holds this group back most: what the record asks for, what the earliest open step lacks, what is late."""
    if way.cycle is None:
        return [
            Next(_("This group has not set out yet."), _("Begin its way through the steps"),
                 address("cycle_begin", way.group.id), way.group.name)
        ]  # fmt: skip
    found = [*_asked(way), *_missing(way), *_late(way.group, today)]
    return (found or _onward(way))[:few]


def journey(today: date) -> Journey:
    """The whole partnership. What every group lacks is said once."""
    rows = list(groups())
    out = {cycle.group_id for cycle in Cycle.objects.filter(ended_at__isnull=True)}
    ways = [on_the_way(each, today) for each in rows if each.id in out]
    listed = [each for each in rows if each.id not in out]
    ranked = [
        *(thing for way in ways for thing in _asked(way)),
        *(thing for way in ways for thing in _missing(way)),
        *_late(None, today),
    ]
    once = {(str(thing.reason), thing.url): thing for thing in reversed(ranked)}
    few = sorted(once.values(), key=ranked.index)[:A_FEW]
    if not few:
        few = [thing for way in ways for thing in _onward(way)][:A_FEW] or _to_begin(listed, bool(rows))
    return Journey(edition().phases, ways, listed, few)


def _asked(way: GroupOnTheWay) -> list[Next]:
    return [
        Next(
            trigger.reason,
            _("Look at it again"),
            address("triggers"),
            way.group.name if trigger.group_id else "",
        )
        for step in way.steps
        for trigger in step.asked
    ]


def _missing(way: GroupOnTheWay) -> list[Next]:
    """What the earliest open step that is not complete still wants."""
    for step in way.steps:
        wanted = [fact for fact in step.facts if fact.done is False]
        if step.opening is not None and wanted:
            return [
                Next(
                    _("Step %(number)s, %(step)s: %(fact)s") % {
                        "number": step.step.number, "step": step.step.name, "fact": fact.label
                    },
                    fact.next_ or _("See to it"), fact.next_url or fact.url, way.group.name,
                )
                for fact in wanted
            ]  # fmt: skip
    return []


def _late(of: PriorityGroup | None, today: date) -> list[Next]:
    return [
        Next(
            _("Late since %(day)s: %(what)s") % {"day": shown(due.on), "what": due.what},
            _("See to it"),
            due.url,
        )
        for due in weekly.late(today, of)
    ]


def _onward(way: GroupOnTheWay) -> list[Next]:
    """With nothing missing and nothing late: close what is complete, open what was never open."""
    for step in way.steps:
        where = address("step", way.group.id, step.step.number)
        if step.opening is not None and step.basics_done:
            reason = _("Step %(number)s, %(step)s, has what it needs.")
            button = _("Close it for now")
        elif step.state == "not_begun":
            reason = _("Step %(number)s, %(step)s, has not been begun.")
            button = _("Open it")
        else:
            continue
        said = reason % {"number": step.step.number, "step": step.step.name}
        return [Next(said, button, where, way.group.name)]
    return [
        Next(_("All eight steps were gone through."), _("End the cycle and decide what follows"),
             address("cycle_end", way.group.id), way.group.name)
    ]  # fmt: skip


def _to_begin(listed: list[PriorityGroup], any_group: bool) -> list[Next]:
    if not any_group:
        return [Next(_("There is no priority group yet."), _("Add the first group"), address("group_add"))]
    first = listed[0]
    return [
        Next(_("No group is on its way yet. This one comes first."), _("Begin with it"),
             address("cycle_begin", first.id), first.name)
    ]  # fmt: skip
