"""Where each group stands on its way through the eight steps, and what holds the partnership back most."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from rallyround.business import facts as business
from rallyround.collaborations import facts as collaborations
from rallyround.evaluation import facts as evaluation
from rallyround.evaluation.models import Trigger
from rallyround.groups import facts as groups_of
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Nation, Partnership
from rallyround.programme import manual, terms
from rallyround.programme.addresses import address
from rallyround.programme.facts import align, manage, plan, team
from rallyround.programme.models import Cycle, StepOpening
from rallyround.programme.queries import weekly
from rallyround.response import facts as response
from rallyround.ui.cells import shown
from rallyround.ui.facts import Fact

Text = str | Promise
Provider = Callable[[PriorityGroup, date], list[Fact]]
A_FEW = 5

# Which part of the record speaks for which step.
PROVIDERS: tuple[tuple[int, Provider], ...] = (
    (1, align.facts),
    (2, team.facts),
    (3, business.facts),
    (4, plan.facts),
    (5, collaborations.facts),
    (6, manage.facts),
    (7, groups_of.facts),
    (7, response.facts),
    (8, evaluation.facts),
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
    def state_text(self) -> Text:
        """The state in words."""
        return {"open": _("Open"), "closed": _("Closed for now"), "not_begun": _("Not opened")}[self.state]

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


def providers(step: int) -> list[Provider]:
    """Who speaks for a step."""
    return [provider for number, provider in PROVIDERS if number == step]


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
            address("trigger", trigger.id),
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
                    _("Step %(number)s, %(step)s. %(fact)s: %(figure)s") % {
                        "number": step.step.number, "step": step.step.name, "fact": fact.label,
                        "figure": _figure(fact),
                    },
                    fact.next_ or _("See to it"), fact.next_url or fact.url, way.group.name,
                )
                for fact in wanted
            ]  # fmt: skip
    return []


def _figure(fact: Fact) -> str:
    """The figure as it stands on the step's page, in a sentence."""
    if fact.value is None:
        return translated("not known yet")
    if fact.of is not None:
        return translated("%(value)s of %(of)s") % {"value": shown(fact.value), "of": shown(fact.of)}
    return f"{shown(fact.value)} {fact.unit}".strip()


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
            reason = _("Step %(number)s, %(step)s, has not been opened.")
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
