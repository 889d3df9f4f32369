"""A module's protocol as its page shows it: every key in words, and what stands in the way of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import PlanningNeed
from rallyround.incidents.models import CallOut, Phase
from rallyround.messaging.wordings import WORDINGS
from rallyround.people.roles import ROLES
from rallyround.register import kinds
from rallyround.response import queries, words
from rallyround.response.models import Activation, ChecklistItem, Module
from rallyround.response.protocol import Protocol, protocol
from rallyround.tasking import reasons, rules
from rallyround.tasking.models import RiskAssessment

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """One line of the checklist in words."""

    when: str
    role: Text
    what: str


@dataclass(frozen=True)
class Stage:
    """One part of the checklist."""

    title: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SafeWay:
    """A kind of task and what its risk assessment lacks."""

    kind: Text
    problem: Text


@dataclass(frozen=True)
class Card:
    """A protocol in words. `obstacles` is what must be done before it can be approved."""

    known: Protocol
    phase: Text
    effect: Text
    planning_needs: tuple[Text, ...]
    kinds: tuple[Text, ...]
    roles: tuple[Text, ...]
    messages: tuple[Text, ...]
    stages: tuple[Stage, ...]
    safe_ways: tuple[SafeWay, ...] = ()
    obstacles: tuple[str, ...] = ()


def plain_card(
    content: Mapping[str, Any], safe_ways: tuple[SafeWay, ...] = (), obstacles: tuple[str, ...] = ()
) -> Card:
    """The card of a protocol."""
    known = protocol(content)
    return Card(
        known=known,
        phase=Phase(known.phase).label,
        effect=words.EFFECTS[known.effect],
        planning_needs=tuple(PlanningNeed(each).label for each in known.planning_needs),
        kinds=tuple(kinds.label(each) for each in known.kinds),
        roles=tuple(ROLES[each].label for each in known.activating_roles),
        messages=tuple(WORDINGS[each].label for each in known.messages),
        stages=tuple(_stage(known, stage) for stage in words.STAGES),
        safe_ways=safe_ways,
        obstacles=obstacles,
    )


def card(module: Module, on: date) -> Card:
    """The card of a partnership's own module, with what is in force for it on a day."""
    current = RiskAssessment.objects.filter(current=True).select_related("liability_holder")
    in_force = {assessment.kind: assessment for assessment in current}
    ways = tuple(
        SafeWay(
            kinds.label(kind), reasons.NOT_IN_FORCE.get(rules.assessment_obstacle(in_force, kind, on), "")
        )
        for kind in module.content["risk_assessments"]
    )
    return plain_card(module.content, ways, tuple(_obstacles(module, ways)))


@dataclass(frozen=True)
class Running:
    """One line of a checklist that runs."""

    item: ChecklistItem
    role: Text
    late: bool


@dataclass(frozen=True)
class RunningStage:
    """One part of it; lines of standing down wait until that has begun."""

    title: Text
    lines: tuple[Running, ...]
    waits: bool


@dataclass(frozen=True)
class ActivationPage:
    """Everything that an activation's page shows."""

    stages: tuple[RunningStage, ...]
    ticks: queries.Ticks
    trigger: Text
    groups: tuple[PriorityGroup, ...]
    stop_when: tuple[str, ...]
    call_out: CallOut | None
    call_out_minutes: float | None
    first_task_minutes: float | None
    needs: int
    open_tasks: int


def activation_page(activation: Activation, at: datetime) -> ActivationPage:
    """The page of one activation."""
    known = protocol(activation.module.content)
    triggers: dict[str, Text] = {trigger.key: trigger.label for trigger in known.triggers}
    lines = list(queries.checklist(activation))
    return ActivationPage(
        stages=tuple(_running(activation, lines, stage, at) for stage in words.STAGES),
        ticks=queries.ticks(activation),
        trigger=triggers.get(activation.trigger, _("Something else")),
        groups=tuple(activation.groups.all()),
        stop_when=known.stand_down,
        call_out=queries.call_out(activation),
        call_out_minutes=queries.call_out_minutes(activation),
        first_task_minutes=queries.first_task_minutes(activation),
        needs=queries.activation_needs(activation).count(),
        open_tasks=queries.open_tasks(activation).count(),
    )


def _running(activation: Activation, lines: list[ChecklistItem], stage: str, at: datetime) -> RunningStage:
    waits = stage == "stand_down" and activation.state == "active"
    return RunningStage(
        words.STAGES[stage],
        tuple(
            Running(
                line,
                ROLES[line.role].label,
                late=line.done_at is None and line.due_at is not None and line.due_at < at,
            )
            for line in lines
            if line.stage == stage
        ),
        waits,
    )


def minutes_in_words(minutes: int) -> str:
    """So many minutes in the largest unit that divides them.

    >>> minutes_in_words(90), minutes_in_words(120), minutes_in_words(1440)
    ('90 min', '2 h', '1 d')
    """
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


def _stage(known: Protocol, stage: str) -> Stage:
    return Stage(
        words.STAGES[stage],
        tuple(
            Line(minutes_in_words(step.minutes), ROLES[step.role].label, step.what)
            for step in known.checklist
            if step.stage == stage
        ),
    )


def _obstacles(module: Module, ways: tuple[SafeWay, ...]) -> list[str]:
    found = []
    if module.liability_holder is None:
        found.append(_("Nobody is named who holds the liability."))
    found += [_("Safe working, %(kind)s: %(problem)s") % {"kind": way.kind, "problem": way.problem}
              for way in ways if way.problem]  # fmt: skip
    return found
