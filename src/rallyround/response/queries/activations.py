"""Activations: which are there, whose needs they are for, how quick they were, and who may decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from rallyround.core.lifecycle import ACTIVATION, TASK
from rallyround.groups.models import PriorityGroup
from rallyround.incidents.models import CallOut
from rallyround.people.models import User
from rallyround.people.roles import ROLES, Permission
from rallyround.register.models import Need
from rallyround.response.models import Activation, ChecklistItem, Module
from rallyround.tasking.models import Task

MINUTE_S = 60


def activations(group: PriorityGroup | None = None) -> QuerySet[Activation]:
    """All activations, or those for one group, with module and incident."""
    rows = Activation.objects.select_related("module", "incident", "activated_by")
    return rows if group is None else rows.filter(groups=group)


def open_activations() -> QuerySet[Activation]:
    """Those that are not stood down, the latest first."""
    return activations().filter(state__in=ACTIVATION.active).order_by("-activated_at", "-id")


def may_activate(user: User, module: Module) -> bool:
    """Whether one of this user's roles is in the module's list and lets its holder activate at all."""
    return any(
        role in module.activating_roles and Permission.ACTIVATE in ROLES[role].permissions
        for role in user.roles
    )


def needs_in_reach(activation: Activation) -> QuerySet[Need]:
    """Needs of the incident and of the module's kinds in its groups' areas, whenever they were reported.

    Without any group it is for everybody; groups that have no area on the map bring no needs.
    """
    needs = Need.objects.filter(
        incident_id=activation.incident_id, kind__in=activation.module.content["kinds"]
    ).exclude(state="merged")
    groups = list(activation.groups.all())
    if not groups:
        return needs
    areas = {code for group in groups for code in group.areas}
    return needs.filter(Q(area__in=areas) | Q(district__in=areas)) if areas else needs.none()


def activation_needs(activation: Activation) -> QuerySet[Need]:
    """Needs reported since it began, until it was stood down."""
    needs = needs_in_reach(activation).filter(reported_at__gte=activation.activated_at)
    if activation.stood_down_at is None:
        return needs
    return needs.filter(reported_at__lte=activation.stood_down_at)


def tasks(activation: Activation) -> QuerySet[Task]:
    """Tasks given for needs in its reach since it began, until it was stood down."""
    found = Task.objects.filter(
        need__in=needs_in_reach(activation), offered_at__gte=activation.activated_at
    ).select_related("need")
    if activation.stood_down_at is None:
        return found
    return found.filter(offered_at__lte=activation.stood_down_at)


def open_tasks(activation: Activation) -> QuerySet[Task]:
    """Tasks for needs in its reach that are not over yet."""
    return Task.objects.filter(need__in=needs_in_reach(activation), state__in=TASK.active)


def first_task_minutes(activation: Activation) -> float | None:
    """Minutes from the decision to the first task given; None while there is none."""
    first = tasks(activation).aggregate(first=Min("offered_at"))["first"]
    return _minutes(activation.activated_at, first)


def call_out(activation: Activation) -> CallOut | None:
    """The call-out that was raised with it."""
    return (
        CallOut.objects.filter(subject_label="activation", subject_id=activation.id)
        .select_related("answered_by__organisation")
        .order_by("raised_at")
        .first()
    )


def call_out_minutes(activation: Activation) -> float | None:
    """Minutes until somebody answered the call-out; None while nobody has."""
    found = call_out(activation)
    return _minutes(found.raised_at, found.answered_at) if found else None


@dataclass(frozen=True)
class Ticks:
    """How far a checklist is: ticked at all, ticked by its time, and all lines."""

    done: int
    in_time: int
    total: int


def ticks(activation: Activation) -> Ticks:
    """How far the checklist is."""
    done, in_time = Q(done_at__isnull=False), Q(done_at__lte=F("due_at"))
    counted = activation.checklist.aggregate(
        done=Count("id", filter=done), in_time=Count("id", filter=in_time), total=Count("id")
    )
    return Ticks(**counted)


def checklist(activation: Activation) -> QuerySet[ChecklistItem]:
    """Its lines in order."""
    return activation.checklist.select_related("done_by").order_by("number")


def late_items(at: datetime, among: Iterable[Activation]) -> QuerySet[ChecklistItem]:
    """Lines of these activations that are past their time and not ticked."""
    return ChecklistItem.objects.filter(
        activation__in=list(among), done_at__isnull=True, due_at__lt=at
    ).select_related("activation__module")


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else round((end - start).total_seconds() / MINUTE_S, 1)
