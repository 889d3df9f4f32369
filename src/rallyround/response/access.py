"""How a page gets a module, an activation, advice, an exercise or a waiting helper; and who may."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import Incident
from rallyround.people.access import one
from rallyround.people.models import Organisation, User
from rallyround.people.roles import Permission as P
from rallyround.register import access as register
from rallyround.register.models import Need, Offer
from rallyround.response import queries
from rallyround.response.models import Activation, Advice, ChecklistItem, ExerciseSummary, Module
from rallyround.ui.errors import NotAllowed


def _must(user: User, *permissions: P) -> None:
    if not any(user.may(permission) for permission in permissions):
        raise NotAllowed(_("Your role does not include this."))


def modules_to_see(user: User) -> QuerySet[Module]:
    """Every version of every module."""
    _must(user, P.SEE_PROGRAMME)
    return queries.modules().prefetch_related("groups")


def module_to_see(user: User, id: UUID) -> Module:
    """A module to look at."""
    found: Module = one(modules_to_see(user).filter(id=id).first())
    return found


def module_to_edit(user: User, id: UUID) -> Module:
    """A module to draft or to link with groups."""
    _must(user, P.EDIT_PROGRAMME)
    found: Module = one(queries.modules().filter(id=id).first())
    return found


def module_to_approve(user: User, id: UUID) -> Module:
    """A module to approve or retire."""
    _must(user, P.APPROVE_PROGRAMME)
    found: Module = one(queries.modules().filter(id=id).first())
    return found


def module_to_activate(user: User, id: UUID) -> Module:
    """A module to decide on. Whether this role is in its list is asked when the decision is made."""
    _must(user, P.ACTIVATE)
    found: Module = one(queries.modules().filter(id=id).first())
    return found


def activations_to_see(user: User) -> QuerySet[Activation]:
    """All activations."""
    _must(user, P.SEE_PROGRAMME)
    return queries.activations().prefetch_related("groups")


def activation_to_see(user: User, id: UUID) -> Activation:
    """An activation to look at."""
    rows = activations_to_see(user).select_related("reason", "stood_down_by", "stand_down_note")
    found: Activation = one(rows.filter(id=id).first())
    return found


def activation_to_run(user: User, id: UUID) -> Activation:
    """An activation to stand down or resume."""
    _must(user, P.ACTIVATE)
    found: Activation = one(queries.activations().filter(id=id).first())
    return found


def item_to_tick(user: User, id: UUID, number: int) -> ChecklistItem:
    """A line of a checklist."""
    _must(user, P.ACTIVATE, P.EDIT_PROGRAMME)
    found: ChecklistItem = one(ChecklistItem.objects.filter(activation_id=id, number=number).first())
    return found


def activation_with_needs(user: User, id: UUID) -> Activation:
    """An activation whose needs are looked at."""
    _must(user, P.SEE_NEEDS)
    found: Activation = one(queries.activations().filter(id=id).first())
    return found


def activation_needs_to_see(user: User, activation: Activation) -> QuerySet[Need]:
    """The needs of an activation that lie in this user's districts."""
    _must(user, P.SEE_NEEDS)
    areas = user.areas(P.SEE_NEEDS)
    rows = queries.activation_needs(activation).select_related("area")
    return rows if areas is None else rows.filter(district__in=areas)


def requests_for(user: User, id: UUID, incident: str, confidence: str) -> tuple[Module, QuerySet[Need]]:
    """The requests that a suggestion of a module counted, of this user's districts."""
    _must(user, P.SEE_NEEDS)
    module: Module = one(queries.modules().filter(id=id).first())
    where: Incident = one(_with_id(incidents.open_incidents(), incident) or incidents.current())
    rows = queries.waiting_needs(where, module.content["kinds"], confidence).select_related("area")
    areas = user.areas(P.SEE_NEEDS)
    return module, rows if areas is None else rows.filter(district__in=areas)


def _with_id(rows: QuerySet[Incident], id: str) -> Incident | None:
    return next((row for row in rows if str(row.id) == id), None)


def open_incident(id: str) -> Incident:
    """An incident that goes on, to activate something in."""
    found: Incident = one(incidents.open_incidents().filter(id=id).first())
    return found


def groups_of(ids: list[str]) -> list[PriorityGroup]:
    """Priority groups that were chosen in a form."""
    return list(PriorityGroup.objects.filter(id__in=ids, ended_at__isnull=True).order_by("name"))


def organisation_of(id: str) -> Organisation:
    """A partner that was chosen in a form."""
    found: Organisation = one(Organisation.objects.filter(id=id, active=True).first())
    return found


def advice_to_see(user: User) -> QuerySet[Any, Any]:
    """All advice in all wordings."""
    _must(user, P.SEE_PROGRAMME)
    return queries.advice_items()


def advice_item_to_see(user: User, id: UUID) -> Advice:
    """Advice to look at."""
    found: Advice = one(advice_to_see(user).filter(id=id).first())
    return found


def advice_to_edit(user: User, id: UUID) -> Advice:
    """Advice to draft, or whose reach is recorded."""
    _must(user, P.EDIT_PROGRAMME)
    found: Advice = one(queries.advice_items().filter(id=id).first())
    return found


def advice_to_publish(user: User, id: UUID) -> Advice:
    """Advice to publish or withdraw."""
    _must(user, P.APPROVE_PROGRAMME, P.ACTIVATE)
    found: Advice = one(queries.advice_items().filter(id=id).first())
    return found


def idle_helpers_to_see(user: User, at: datetime) -> QuerySet[Any, Any]:
    """Helpers who wait unasked, of this user's districts; whoever looks after an organisation sees that one's."""
    return queries.idle_helpers(at).filter(pk__in=register.offers_to_see(user).values("pk"))


def summaries_to_see(user: User) -> QuerySet[ExerciseSummary]:
    """Exercises whose summary was brought in."""
    _must(user, P.SEE_PROGRAMME)
    return queries.summaries()


def summary_to_see(user: User, id: UUID) -> ExerciseSummary:
    """One exercise's summary."""
    found: ExerciseSummary = one(summaries_to_see(user).filter(id=id).first())
    return found


def offer_to_plan(user: User, id: UUID) -> Offer:
    """A spontaneous offer that may become part of an organisation's planned help."""
    _must(user, P.MANAGE_OFFERS)
    return register.offer_to_manage(user, id)
