"""Modules as pages and the apps above read them, and which kinds of need they cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.groups.vocabulary import PlanningNeed
from rallyround.register import kinds
from rallyround.response.models import Module
from rallyround.response.protocol import Content, library
from rallyround.response.queries.helpers import Helpers, helpers_of_skills


def modules() -> QuerySet[Module]:
    """Every version of every module."""
    return Module.objects.select_related("lead", "liability_holder", "approved_by")


def current_modules() -> list[Module]:
    """Of each key the approved version, else its draft; in the order of the phases."""
    found: dict[str, Module] = {}
    for module in modules().exclude(state="retired").order_by("phase", "key", "version"):
        if module.key not in found or module.state == "ready":
            found[module.key] = module
    order = {key: number for number, key in enumerate(library())}
    return sorted(found.values(), key=lambda module: (order.get(module.key, len(order)), module.key))


def current_module(key: str) -> Module | None:
    """The approved version of a module, else its draft, else nothing."""
    rows = modules().filter(key=key)
    return rows.filter(state="ready").first() or rows.filter(state="draft").first()


def modules_of(group: PriorityGroup) -> list[Module]:
    """The current modules that are kept for a group."""
    return [module for module in current_modules() if group in module.groups.all()]


def versions(module: Module) -> QuerySet[Module]:
    """All versions of the same module, the latest first."""
    return modules().filter(key=module.key).order_by("-version")


def not_adopted() -> dict[str, Content]:
    """Modules of the library that the partnership has not made its own."""
    taken = set(Module.objects.exclude(state="retired").values_list("key", flat=True))
    return {key: content for key, content in library().items() if key not in taken}


@dataclass(frozen=True)
class PlannedNeed:
    """A kind of planned need: the groups that have it, the modules that reduce it, and the groups left out.

    A group is left out where none of the modules kept for it is approved for this kind.
    """

    key: str
    label: str
    groups: tuple[PriorityGroup, ...]
    covered_by: frozenset[str]
    left_out: tuple[PriorityGroup, ...]


@dataclass(frozen=True)
class RegisterKind:
    """A kind of need in the register: the modules that take it, and the free helpers with its skill."""

    key: str
    label: str
    covered_by: frozenset[str]
    helpers: Helpers


@dataclass(frozen=True)
class Matrix:
    """Needs by modules. `uncovered` are kinds that no approved module takes."""

    modules: tuple[Module, ...]
    planned: tuple[PlannedNeed, ...]
    kinds: tuple[RegisterKind, ...]

    @property
    def uncovered(self) -> tuple[str, ...]:
        """What some group is planned to need, or anybody may ask for, and no approved module takes."""
        planned = [row.label for row in self.planned if row.groups and not row.covered_by]
        return (*planned, *(row.label for row in self.kinds if not row.covered_by))


def matrix(group: PriorityGroup | None = None) -> Matrix:
    """Which approved module takes which kind of need; with a group, only the planned needs that it has."""
    ready = [module for module in current_modules() if module.state == "ready"]
    kept: Mapping[str, set[PriorityGroup]] = {module.key: set(module.groups.all()) for module in ready}
    figures = GroupNeed.objects.filter(holds_until__isnull=True, group__ended_at__isnull=True)
    figures = figures if group is None else figures.filter(group=group)
    having: dict[str, dict[PriorityGroup, None]] = {}
    for need in figures.select_related("group").order_by("group__name"):
        having.setdefault(need.kind, {})[need.group] = None
    return Matrix(
        modules=tuple(ready),
        planned=tuple(
            _planned(key, str(label), ready, list(having.get(key, {})), kept)
            for key, label in PlanningNeed.choices
            if group is None or key in having
        ),
        kinds=tuple(
            RegisterKind(
                key=kind.key,
                label=str(kind.label),
                covered_by=frozenset(m.key for m in ready if kind.key in m.content["kinds"]),
                helpers=helpers_of_skills({kind.skill}),
            )
            for kind in kinds.KINDS.values()
        ),
    )


def _planned(
    key: str,
    label: str,
    ready: Sequence[Module],
    groups: Sequence[PriorityGroup],
    kept: Mapping[str, set[PriorityGroup]],
) -> PlannedNeed:
    covering = [module.key for module in ready if key in module.content["planning_needs"]]
    left_out = tuple(group for group in groups if all(group not in kept[module] for module in covering))
    return PlannedNeed(key, label, tuple(groups), frozenset(covering), left_out)
