"""Collaborations, what each is worth on a day, and where several partners work on the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from rallyround.collaborations.assessment import Assessment, agreed_terms, assess
from rallyround.collaborations.models import Collaboration, Delivery, Part, Terms, Verdict
from rallyround.core.lifecycle import COLLABORATION
from rallyround.core.sources import whole_default
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.tasking.models import Task

IN_FORCE = COLLABORATION.active
OVER = frozenset({"stopped", "ended"})


def collaborations() -> QuerySet[Collaboration]:
    """All of them, whatever became of them."""
    return Collaboration.objects.select_related("organisation", "owner")


def parts() -> QuerySet[Part]:
    """Every part of every collaboration."""
    return Part.objects.all()


def in_force() -> QuerySet[Collaboration]:
    """Those that work under agreed terms."""
    return collaborations().filter(state__in=IN_FORCE)


def of_group(group: PriorityGroup) -> QuerySet[Collaboration]:
    """Those that have a part for a group."""
    return collaborations().filter(parts__group=group).distinct()


def working_with(group: PriorityGroup) -> QuerySet[Collaboration]:
    """Those whose organisations may be given work for a group: in force, not stopped, ended or waiting for terms."""
    return of_group(group).filter(state__in=IN_FORCE)


def may_be_given_work(organisation_id: UUID, group: PriorityGroup) -> bool:
    """Whether an organisation works with a group under agreed terms."""
    return working_with(group).filter(organisation_id=organisation_id).exists()


def terms_of(collaboration: Collaboration) -> list[Terms]:
    """All versions, the newest first."""
    return list(collaboration.terms.select_related("agreed_by_us", "agreed_by_them").order_by("-version"))


def deliveries() -> QuerySet[Delivery]:
    """Everything that was written down, withdrawn or not."""
    return Delivery.objects.select_related("part__collaboration__organisation", "part__group", "by")


def verdicts(collaboration: Collaboration) -> QuerySet[Verdict]:
    """What was decided on a collaboration, the newest first."""
    return collaboration.verdicts.select_related("by").order_by("-at")


def tasks_of(found: Assessment) -> list[Task]:
    """The tasks of the record that are the work of a collaboration, whether or not its measure counts them."""
    ids = [id for figures in found.parts for id in figures.tasks]
    tasks = Task.objects.filter(id__in=ids).select_related("need", "offer")
    return list(tasks.order_by("-signed_out_at", "id"))


@dataclass(frozen=True)
class Nurtured:
    """How long a collaboration has been helped along, and whether that is long enough."""

    collaboration: Collaboration
    days: int
    limit: int

    @property
    def stop(self) -> bool:
        """Whether to ask if it should be stopped."""
        return self.days > self.limit


def nurtured(today: date) -> list[Nurtured]:
    """Those being helped along, the longest first."""
    limit = whole_default("collaborations.nurture_days")
    found = collaborations().filter(state="nurture").order_by("state_since", "id")
    return [Nurtured(c, (today - (c.state_since or c.began_at).date()).days, limit) for c in found]


def stop_prompts(today: date) -> list[Nurtured]:
    """Those helped along for longer than they were given: decide now."""
    return [found for found in nurtured(today) if found.stop]


def assessed(today: date, group: PriorityGroup | None = None) -> list[Assessment]:
    """Each collaboration in force with what the record says of it."""
    found = in_force() if group is None else working_with(group)
    return [assess(collaboration, today) for collaboration in found.order_by("name", "id")]


def by_value_for_cost(today: date) -> list[Assessment]:
    """Those in force, who brings most of what was agreed for least money first; the unknown last."""
    return sorted(
        assessed(today),
        key=lambda a: (a.value_for_cost is None, -(a.value_for_cost or 0), a.collaboration.name),
    )


TO_DECIDE = ("reset", "replace", "stop")


def to_reset_or_replace(today: date) -> list[Assessment]:
    """Those whose evidence says reset, replace or stop, and those that wait for new terms, with what they should give."""
    waiting = [assess(c, today) for c in collaborations().filter(state="reset").order_by("name", "id")]
    return [a for a in assessed(today) if a.reading.verdict in TO_DECIDE] + waiting


@dataclass(frozen=True)
class Overlap:
    """Several collaborations for the same group, objective and phase."""

    group: PriorityGroup
    objective: str
    objective_label: str
    phase: str
    phase_label: str
    collaborations: tuple[Collaboration, ...]


def overlaps(group: PriorityGroup | None = None) -> list[Overlap]:
    """Where more than one organisation works, or has proposed to work, on the very same."""
    parts = Part.objects.exclude(collaboration__state__in=OVER).filter(group__ended_at__isnull=True)
    if group is not None:
        parts = parts.filter(group=group)
    found: dict[tuple[UUID, str, str], list[Part]] = defaultdict(list)
    for part in parts.select_related("group", "collaboration__organisation").order_by("collaboration__name"):
        found[part.group_id, part.objective, part.phase].append(part)
    return [
        Overlap(p[0].group, p[0].objective, p[0].get_objective_display(), p[0].phase, p[0].get_phase_display(),
                tuple(part.collaboration for part in p))
        for p in sorted(found.values(), key=lambda p: (p[0].group.name, p[0].objective, p[0].phase))
        if len({part.collaboration.organisation_id for part in p}) > 1
    ]  # fmt: skip


@dataclass(frozen=True)
class SharedOutcome:
    """What all partners of a group together were to bring for one objective, and brought, by unit."""

    objective: str
    label: str
    organisations: tuple[str, ...]
    amounts: tuple[tuple[str, int, int], ...]  # unit, expected, reached


def shared_outcomes(group: PriorityGroup, today: date) -> list[SharedOutcome]:
    """One line for each objective that somebody works on with the group: theirs together, nobody's alone."""
    rows: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for found in assessed(today, group):
        unit = found.terms.measure_unit if found.terms else ""
        for figures in found.parts:
            if figures.part.group_id == group.id:
                name = found.collaboration.organisation.name
                rows[figures.part.objective].append((name, unit, figures.expected, figures.reached))
    return [
        SharedOutcome(objective, str(Objective(objective).label), tuple(sorted({r[0] for r in rows[objective]})),
                      _by_unit(rows[objective]))
        for objective in Objective.values if rows[objective]
    ]  # fmt: skip


def _by_unit(rows: Iterable[tuple[str, str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _name, unit, expected, reached in rows:
        sums[unit][0] += expected
        sums[unit][1] += reached
    return tuple((unit, expected, reached) for unit, (expected, reached) in sorted(sums.items()))


def proposed_parts(group: PriorityGroup) -> QuerySet[Part]:
    """The parts of a group that nobody has agreed terms for yet."""
    waiting = Q(collaboration__state__in=("proposed", "reset"))
    return group.parts.filter(waiting).select_related("collaboration__organisation")


def latest_terms(collaboration: Collaboration) -> Terms | None:
    """The terms that hold, or else those on the table."""
    return agreed_terms(collaboration) or collaboration.terms.order_by("-version").first()
