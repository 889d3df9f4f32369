"""Who serves whom in what: the matrix, the coverage of the groups that come first, the gaps and their order."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rallyround.collaborations import assessment
from rallyround.collaborations.models import Collaboration, CoverageTarget, Part
from rallyround.collaborations.queries.work import IN_FORCE, OVER, assessed, latest_terms
from rallyround.core.coverage import (
    Coverage,
    Gap,
    RankedGap,
    coverage,
    rank_gaps,
    rank_together,
    shares,
    smallest_set,
)
from rallyround.core.sources import default
from rallyround.groups import queries as groups
from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase

FAILING = ("reset", "replace", "stop")


@dataclass(frozen=True)
class Target:
    """Which objectives count, and the percentage of groups aimed for; `chosen` None while these are the defaults."""

    objectives: tuple[str, ...]
    percent: int
    chosen: CoverageTarget | None


def target() -> Target:
    """What the partnership aims for; all six objectives and 95 % until it says otherwise."""
    chosen = CoverageTarget.objects.select_related("by").order_by("-at", "-id").first()
    if chosen is None:
        return Target(tuple(Objective.values), round(default("collaborations.coverage") * 100), None)
    return Target(tuple(chosen.objectives), chosen.percent, chosen)


def served(states: Collection[str] = IN_FORCE, only: Collection[UUID] | None = None) -> set[tuple[str, str]]:
    """(group, objective) of every part of collaborations in these states, or of `only` those named."""
    parts = Part.objects.filter(collaboration__state__in=states)
    if only is not None:
        parts = parts.filter(collaboration_id__in=only)
    return {(str(group), objective) for group, objective in parts.values_list("group_id", "objective")}


def covered() -> Coverage:
    """How many groups of high priority have somebody, under agreed terms, for each objective that counts."""
    aim = target()
    return coverage(_high(), aim.objectives, served(), aim.percent)


def covered_well(today: date) -> Coverage:
    """The same, counting only collaborations whose evidence says that they do what they are for."""
    aim = target()
    good = [a.collaboration.id for a in assessed(today) if a.reading.verdict == "instrumental"]
    return coverage(_high(), aim.objectives, served(only=good), aim.percent)


def would_suffice() -> tuple[Collaboration, ...] | None:
    """The fewest proposals, found greedily, that would reach the target together; None where all of them miss it."""
    aim, waiting = target(), Collaboration.objects.filter(state__in=("proposed", "reset"))
    options = {str(c.id): served(("proposed", "reset"), only=[c.id]) for c in waiting.order_by("id")}
    chosen = smallest_set(_high(), aim.objectives, served(), options, aim.percent)
    if chosen is None:
        return None
    found = waiting.select_related("organisation").in_bulk([UUID(id) for id in chosen])
    return tuple(found[UUID(id)] for id in chosen)


@dataclass(frozen=True)
class Cell:
    """Who works on one objective with one group: by phase the collaborations, in force or proposed."""

    objective: str
    label: str
    phases: tuple[tuple[str, tuple[Collaboration, ...]], ...]
    wanted: bool

    @property
    def in_force(self) -> bool:
        return any(c.state in IN_FORCE for _phase, found in self.phases for c in found)

    @property
    def gap(self) -> bool:
        return self.wanted and not self.in_force


@dataclass(frozen=True)
class MatrixRow:
    """A group with a cell for each objective."""

    group: PriorityGroup
    cells: tuple[Cell, ...]

    @property
    def collaborations(self) -> int:
        """How many collaborations are in force with the group."""
        return len(
            {c.id for cell in self.cells for _p, found in cell.phases for c in found if c.state in IN_FORCE}
        )

    @property
    def complete(self) -> bool:
        return not any(cell.gap for cell in self.cells)


def matrix(only: PriorityGroup | None = None) -> list[MatrixRow]:
    """Partner by group by objective by phase, as it stands; the groups that come first on top."""
    found: dict[tuple[UUID, str, str], dict[UUID, Collaboration]] = defaultdict(dict)
    parts = Part.objects.exclude(collaboration__state__in=OVER).select_related("collaboration__organisation")
    for part in parts.order_by("collaboration__organisation__name"):
        found[part.group_id, part.objective, part.phase][part.collaboration_id] = part.collaboration
    aim = target()
    rows = groups.current_groups() if only is None else groups.current_groups().filter(id=only.id)
    return [
        MatrixRow(group, tuple(
            Cell(objective, str(label), tuple(
                (str(phase.label), tuple(found[group.id, objective, phase.value].values()))
                for phase in Phase if found[group.id, objective, phase.value]
            ), objective in aim.objectives and group.high_priority)
            for objective, label in Objective.choices
        ))
        for group in rows
    ]  # fmt: skip


def groups_without() -> list[PriorityGroup]:
    """Groups with which nobody works under agreed terms: nought is a gap, whatever their priority."""
    with_somebody = Part.objects.filter(collaboration__state__in=IN_FORCE).values("group_id")
    return list(groups.current_groups().exclude(id__in=with_somebody))


def part_cost(collaboration: Collaboration) -> dict[UUID, int]:
    """Pounds a year of each part, in force or as proposed; they add up to the cost of the whole."""
    terms, parts = latest_terms(collaboration), assessment.parts_in_order(collaboration)
    if terms is None or not parts:
        return {}
    return dict(zip((part.id for part in parts), shares(terms.cost_a_year, len(parts)), strict=True))


def cost_by(key: str) -> dict[str, int]:
    """Pounds a year of what is in force, by "group", "objective" or "phase"; each sums to the same total."""
    sums: dict[str, int] = defaultdict(int)
    for collaboration in Collaboration.objects.filter(state__in=IN_FORCE):
        costs = part_cost(collaboration)
        for part in assessment.parts_in_order(collaboration):
            name = part.group.name if key == "group" else getattr(part, key)
            sums[name] += costs.get(part.id, 0)
    return dict(sums)


def gaps() -> list[Gap]:
    """Every group of high priority and objective that nobody serves yet, the best value for money first.

    The benefit is how many people it would reach; the cost that of the cheapest proposal on the table for it.
    """
    aim, have = target(), served()
    high = list(groups.high_priority())
    return rank_gaps(
        Gap(str(group.id), objective, _people(group), _cheapest(group, objective))
        for group in high
        for objective in aim.objectives
        if (str(group.id), objective) not in have
    )


def gaps_together(by: str) -> list[RankedGap]:
    """The same gaps taken together by "group" or by "objective"."""
    return rank_together(gaps(), by)


@dataclass(frozen=True)
class NextGap:
    """A gap with its number in the order in which they are closed: one at a time."""

    number: int
    group: PriorityGroup
    objective: str
    label: str
    people: int | None
    cost: int | None

    @property
    def pounds_a_person(self) -> float | None:
        found = Gap(str(self.group.id), self.objective, self.people, self.cost).pounds_a_person
        return None if found is None else float(found)


def sequence() -> list[NextGap]:
    """The gaps one after the other: the group that comes first, first; within it the best value for money."""
    order = {str(group.id): (place, group) for place, group in enumerate(groups.high_priority())}
    found = sorted(
        gaps(), key=lambda gap: order[gap.group][0]
    )  # a stable sort keeps the order within a group
    return [_next(number, order[gap.group][1], gap) for number, gap in enumerate(found, start=1)]


def gap_list() -> list[NextGap]:
    """The gaps with their groups, the best value for money first."""
    by_id = {str(group.id): group for group in groups.high_priority()}
    return [_next(number, by_id[gap.group], gap) for number, gap in enumerate(gaps(), start=1)]


@dataclass(frozen=True)
class NeedsCovered:
    """How many needs of the groups of high priority have somebody who does something about them and does not fail."""

    covered: tuple[GroupNeed, ...]
    uncovered: tuple[GroupNeed, ...]

    @property
    def of(self) -> int:
        return len(self.covered) + len(self.uncovered)


def needs_covered(today: date) -> NeedsCovered:
    """A need counts where a collaboration in force does something for the group in that phase (the objective
    "Do it") and its evidence does not say that it fails. How many people or offers stand by counts for nothing."""
    failing = [a.collaboration.id for a in assessed(today) if a.reading.verdict in FAILING]
    doing = Part.objects.filter(collaboration__state__in=IN_FORCE, objective=Objective.IMPLEMENT)
    have = set(doing.exclude(collaboration_id__in=failing).values_list("group_id", "phase"))
    needs = groups.current_needs().filter(group__high_priority=True).order_by("group__name", "kind", "id")
    return NeedsCovered(
        tuple(need for need in needs if (need.group_id, need.phase) in have),
        tuple(need for need in needs if (need.group_id, need.phase) not in have),
    )


def _next(number: int, group: PriorityGroup, gap: Gap) -> NextGap:
    return NextGap(number, group, gap.objective, str(Objective(gap.objective).label), gap.people, gap.cost)


def _high() -> list[str]:
    return [str(id) for id in groups.high_priority().values_list("id", flat=True)]


def _people(group: PriorityGroup) -> int | None:
    """The middle of the range, for ranking only."""
    size = groups.people(group)
    return None if size is None or size.low is None or size.high is None else (size.low + size.high) // 2


def _cheapest(group: PriorityGroup, objective: str) -> int | None:
    proposals = Part.objects.filter(
        group=group, objective=objective, collaboration__state__in=("proposed", "reset")
    ).select_related("collaboration")
    costs = [cost for part in proposals if (cost := part_cost(part.collaboration).get(part.id)) is not None]
    return min(costs, default=None)
