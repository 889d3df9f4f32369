"""Modules that are ready, evidence, debriefs and lessons, reached through the real actions."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from rallyround.evaluation import actions
from rallyround.evaluation.models import Debrief, Evidence, Lesson
from rallyround.groups.models import PriorityGroup
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Incident
from rallyround.people.models import User
from rallyround.response import actions as response
from rallyround.response.models import Activation, ChecklistItem, Module
from tests.factories import AT, TEST, make_organisation, make_risk_assessment, make_user

_numbers = itertools.count(1)
KEY = "prepare-your-home"
HOUR = timedelta(hours=1)


def make_module(
    *, key: str = KEY, ready: bool = True, at: datetime = AT, groups: list[PriorityGroup] | None = None
) -> Module:
    """A module of the library, approved unless said otherwise."""
    boss = make_user("coordinator")
    module = response.adopt_module(
        by=boss.actor, at=at, key=key, lead=make_organisation(), liability_holder=make_organisation(),
        groups=groups or [],
    )  # fmt: skip
    if ready:
        for kind in module.content["risk_assessments"]:
            make_risk_assessment(kind, at=at, boss=boss)
        module = response.approve_module(by=boss.actor, at=at, module=module, approved_by=boss)
    return module


def make_activation(
    module: Module,
    *,
    at: datetime = AT,
    groups: list[PriorityGroup] | None = None,
    incident: Incident | None = None,
    trigger: str = "forecast",
) -> Activation:
    """A module set going by a duty officer."""
    where = incident or incidents.begin_incident(
        by=TEST, at=at, name=f"Mere flood {next(_numbers)}", hazard="flood", phase="before"
    )
    officer = make_user("duty_officer")
    return response.activate(
        by=officer.actor, at=at, module=module, incident=where, groups=groups or [], trigger=trigger,
        reason="The gauge rises",
    )  # fmt: skip


def work_through(activation: Activation, *, lines: int | None = None) -> Activation:
    """Tick so many lines of the checklist, or all, and stand down four hours after it began."""
    by, begin = activation.activated_by.actor, activation.activated_at
    left = [lines if lines is not None else 1000]

    def tick(stages: tuple[str, ...], at: datetime) -> None:
        for item in ChecklistItem.objects.filter(activation=activation, stage__in=stages).order_by("number"):
            if left[0] > 0:
                response.tick_item(by=by, at=at, item=item)
                left[0] -= 1

    tick(("begin", "run"), begin + HOUR)
    response.begin_stand_down(by=by, at=begin + 3 * HOUR, activation=activation)
    tick(("stand_down",), begin + 3 * HOUR)
    return response.stand_down(
        by=by, at=begin + 4 * HOUR, activation=activation, note="All seen", tasks_go_on=True
    )


def make_evidence(
    module: Module | None = None,
    *,
    criterion: str = "people_trained",
    rating: float = 1.0,
    at: datetime = AT,
    on: date | None = None,
    valid_days: int = 365,
    user: User | None = None,
    **said: Any,
) -> Evidence:
    """Something that shows how ready a module is."""
    subject = ("module", module.id) if module else ("step", None)
    fields: dict[str, Any] = {
        "kind": "training",
        "strength": "medium",
        "what": f"Eight of ten helpers came, number {next(_numbers)}",
        "source": "List of those who came",
        "subject": subject,
    }
    return actions.record_evidence(
        by=TEST, at=at, user=user or make_user("secretariat"), criterion=criterion, rating=rating,
        on=on or at.date(), valid_days=valid_days, **{**fields, **said},
    )  # fmt: skip


def make_debrief(*, at: datetime = AT, kind: str = "activation", **said: Any) -> Debrief:
    """What people said after something."""
    fields: dict[str, Any] = {
        "name": f"After the flood, number {next(_numbers)}",
        "went_well": "Neighbours came quickly.",
        "to_improve": "Nobody had the key of the hall.",
    }
    return actions.record_debrief(
        by=TEST, at=at, user=make_user("secretariat"), kind=kind, on=at.date(), **{**fields, **said}
    )


def make_lesson(*, state: str = "found", at: datetime = AT, owner: User | None = None, **said: Any) -> Lesson:
    """A lesson as far as `state` on its way from found to embedded; each step takes a day."""
    lesson = actions.find_lesson(
        by=TEST, at=at, **{"what": f"A second person must hold key {next(_numbers)} of the hall", **said}
    )
    if state == "found":
        return lesson
    day = timedelta(days=1)
    if state == "rejected":
        return actions.reject_lesson(by=TEST, at=at + day, lesson=lesson, because="The hall is being sold")
    lesson = actions.accept_lesson(
        by=TEST,
        at=at + day,
        lesson=lesson,
        owner=owner or make_user("secretariat"),
        due_on=(at + 14 * day).date(),
        change="Give a key to the neighbour",
    )
    if state == "accepted":
        return lesson
    lesson = actions.change_made(
        by=TEST, at=at + 2 * day, lesson=lesson, change="The neighbour has a key", effect=""
    )
    if state == "changed":
        return lesson
    later = make_evidence(at=at + 3 * day, criterion="", kind="exercise")
    return actions.embed_lesson(by=TEST, at=at + 4 * day, lesson=lesson, evidence=later)
