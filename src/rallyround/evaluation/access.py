"""How a page gets a module, evidence, a lesson, a debrief, a trigger, an activation; and who may."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.evaluation import queries
from rallyround.evaluation.models import Debrief, Evidence, Lesson, Trigger
from rallyround.groups.models import PriorityGroup
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.response.models import Activation, Module
from rallyround.ui.errors import NotAllowed, NotFound


def _must(user: User, permission: P) -> None:
    if not user.may(permission):
        raise NotAllowed(_("Your role does not include this."))


def _to_see(user: User, rows: QuerySet[Any], id: UUID) -> Any:
    _must(user, P.SEE_PROGRAMME)
    return one(rows.filter(id=id).first())


def module_to_see(user: User, id: UUID) -> Module:
    """A module whose readiness is shown."""
    found: Module = _to_see(user, Module.objects.select_related("lead"), id)
    return found


def modules_to_see(user: User, ids: list[UUID]) -> QuerySet[Module]:
    """Modules of a list."""
    _must(user, P.SEE_PROGRAMME)
    return Module.objects.filter(id__in=ids).select_related("lead")


def evidence_to_see(user: User, id: UUID) -> Evidence:
    """One piece of evidence."""
    found: Evidence = _to_see(user, queries.evidence(), id)
    return found


def evidence_to_cite(user: User, ids: list[str]) -> list[Evidence]:
    """Evidence that a score rests on."""
    _must(user, P.ASSESS)
    return list(queries.evidence().filter(id__in=ids))


def lesson_to_see(user: User, id: UUID) -> Lesson:
    """One lesson."""
    found: Lesson = _to_see(user, queries.lessons(), id)
    return found


def debrief_to_see(user: User, id: UUID) -> Debrief:
    """One debrief."""
    found: Debrief = _to_see(user, queries.debriefs(), id)
    return found


def debrief_asked_for(user: User, id: str) -> Debrief | None:
    """The debrief that the address names, or none."""
    return debrief_to_see(user, _id(id)) if id else None


def trigger_to_see(user: User, id: UUID) -> Trigger:
    """Something that asks for a look."""
    found: Trigger = _to_see(user, queries.triggers(), id)
    return found


def activation_to_see(user: User, id: UUID) -> Activation:
    """An activation whose effect is shown."""
    rows = Activation.objects.select_related(
        "module", "incident", "activated_by", "reason", "stand_down_note"
    )
    found: Activation = _to_see(user, rows, id)
    return found


def group_asked_for(user: User, id: str) -> PriorityGroup | None:
    """The group in the address, or none where it names none: the whole partnership then."""
    _must(user, P.SEE_PROGRAMME)
    if not id:
        return None
    found: PriorityGroup = one(PriorityGroup.objects.filter(id=_id(id)).first())
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This does not exist, or it is not in your area.")) from None


def owner(id: str) -> User:
    """Who sees to a change: somebody who can sign in."""
    found: User = one(User.objects.filter(id=id, is_active=True).first())
    return found
