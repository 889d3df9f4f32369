"""Modules, activations and advice reached through the real actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rallyround.groups.models import PriorityGroup
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Incident
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Contact, Organisation, User
from rallyround.response import actions as response
from rallyround.response.actions import NewIncident
from rallyround.response.models import Activation, Advice, Module
from rallyround.tasking.models import RiskAssessment
from tests.factories import AT, TEST, make_organisation, make_partnership, make_risk_assessment, make_user

KEY = "prepare-your-home"


def make_module(
    key: str = KEY,
    *,
    at: datetime = AT,
    user: User | None = None,
    lead: Organisation | None = None,
    insured: bool = True,
    groups: Iterable[PriorityGroup] = (),
) -> Module:
    """A module from the library as a draft."""
    user = user or make_user("coordinator")
    return response.adopt_module(
        by=user.actor,
        at=at,
        key=key,
        lead=lead or make_organisation(),
        liability_holder=make_organisation() if insured else None,
        groups=groups,
    )


def make_safe(module: Module, *, at: datetime = AT) -> None:
    """A risk assessment in force for each kind of task of a module."""
    for kind in module.content["risk_assessments"]:
        if not RiskAssessment.objects.filter(kind=kind, current=True).exists():
            make_risk_assessment(kind, at=at)


def make_ready_module(
    key: str = KEY,
    *,
    at: datetime = AT,
    user: User | None = None,
    changes: dict[str, Any] | None = None,
    **said: Any,
) -> Module:
    """An approved module."""
    user = user or make_user("coordinator")
    module = make_module(key, at=at, user=user, **said)
    if changes:
        content = {**module.content, **changes}
        module = response.change_module(by=user.actor, at=at, module=module, content=content)
    make_safe(module, at=at)
    return response.approve_module(by=user.actor, at=at, module=module, approved_by=user)


def make_incident(*, at: datetime = AT, name: str = "Flood on the Mere", exercise: bool = False) -> Incident:
    """A flood that is going on."""
    open_one = Incident.objects.filter(name=name, ended_at__isnull=True).first()
    return open_one or incidents.begin_incident(by=TEST, at=at, name=name, hazard="flood", exercise=exercise)


def make_activation(
    module: Module | None = None,
    *,
    at: datetime = AT,
    user: User | None = None,
    incident: Incident | NewIncident | None = None,
    groups: Iterable[PriorityGroup] = (),
) -> Activation:
    """A module set going by somebody who may."""
    user = user or make_user("duty_officer")
    module = module or make_ready_module(at=at)
    return response.activate(
        by=user.actor,
        at=at,
        module=module,
        incident=incident or make_incident(at=at),
        groups=groups,
        trigger="other",
        reason="The river rises faster than was forecast.",
    )


def make_contact(*, rank: int = 1, at: datetime = AT) -> Contact:
    """Somebody on the call-out list."""
    make_partnership(at=at)
    contact = people.add_contact(
        by=TEST,
        at=at,
        organisation=make_organisation(),
        job="On call",
        particulars=Particulars(name=f"Contact {rank}", email=f"contact{rank}@example.org"),
    )
    people.rank_contact(by=TEST, at=at, contact=contact, rank=rank)
    return contact


def make_advice(*, at: datetime = AT, user: User | None = None, publish: bool = False, **said: Any) -> Advice:
    """Advice as a draft, or published."""
    user = user or make_user("coordinator")
    fields: dict[str, Any] = {
        "key": "before-water-comes",
        "language": "en",
        "hazard": "flood",
        "phase": "before",
        "audience": "everybody",
        "title": "Before water comes",
        "body": "Carry what matters upstairs.",
        "source": "The council's flood team, January 2026",
        "channels": ["web", "leaflet"],
    }
    advice = response.draft_advice(by=user.actor, at=at, **{**fields, **said})
    if publish:
        return response.publish_advice(by=user.actor, at=at, advice=advice, published_by=user)
    return advice


def make_group(name: str = "Homes by the Mere", *, at: datetime = AT, **said: Any) -> PriorityGroup:
    """A priority group; response only reads groups, so the row itself is enough here."""
    fields: dict[str, Any] = {
        "pattern": "place",
        "causes": ["at_risk"],
        "rationale": "Water comes here first.",
        "made_at": at,
    }
    return PriorityGroup.objects.create(name=name, **{**fields, **said})
