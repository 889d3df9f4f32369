"""How the pages of steps 1, 2 and 4 get a thing: by its id, or a sentence.

Planning has no districts, so that who may open the page may see all of it.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from rallyround.groups.models import PriorityGroup
from rallyround.people.access import one
from rallyround.people.models import Organisation, User
from rallyround.programme.models import (
    Activity,
    AgendaItem,
    Aim,
    Ambition,
    Attendance,
    Baseline,
    Driver,
    Gathering,
    GroupSeat,
    Initiative,
    OpportunityRisk,
    Pledge,
    Principle,
    TermsOfReference,
    Vision,
)

Row = TypeVar("Row", bound=models.Model)


def _found(model: type[Row], id: UUID, *with_them: str) -> Row:
    rows = model._default_manager.select_related(*with_them) if with_them else model._default_manager.all()
    found: Row = one(rows.filter(pk=id).first())
    return found


def ambition(id: UUID) -> Ambition:
    """A version of the ambition."""
    return _found(Ambition, id)


def driver(id: UUID) -> Driver:
    """A reason for the ambition."""
    return _found(Driver, id)


def gathering(id: UUID) -> Gathering:
    """A summit, workshop or meeting."""
    return _found(Gathering, id)


def agenda_item(id: UUID) -> AgendaItem:
    """An item of an agenda with its gathering."""
    return _found(AgendaItem, id, "gathering")


def attendance(id: UUID) -> Attendance:
    """An invited organisation."""
    return _found(Attendance, id, "gathering", "organisation")


def pledge(id: UUID) -> Pledge:
    """A promise."""
    return _found(Pledge, id)


def seat(id: UUID) -> GroupSeat:
    """A seat of the working group."""
    return _found(GroupSeat, id)


def terms(id: UUID) -> TermsOfReference:
    """A version of the terms of reference."""
    return _found(TermsOfReference, id)


def initiative(id: UUID) -> Initiative:
    """Something that somebody does already."""
    return _found(Initiative, id, "owner", "group")


def baseline(id: UUID) -> Baseline:
    """A snapshot."""
    return _found(Baseline, id, "taken_by")


def vision(id: UUID) -> Vision:
    """A version of the vision."""
    return _found(Vision, id)


def aim(id: UUID) -> Aim:
    """An aim."""
    return _found(Aim, id)


def activity(id: UUID) -> Activity:
    """Something planned."""
    return _found(Activity, id, "aim", "group", "owner", "organisation")


def principle(id: UUID) -> Principle:
    """A way of working."""
    return _found(Principle, id)


def opportunity(id: UUID) -> OpportunityRisk:
    """An opportunity or a risk with an actor."""
    return _found(OpportunityRisk, id, "group")


def organisation(said: str) -> Organisation:
    """The organisation that was chosen."""
    return _chosen(Organisation, said)


def organisation_or_none(said: str) -> Organisation | None:
    """The organisation that was chosen, or none."""
    return _chosen(Organisation, said) if said else None


def person(said: str) -> User:
    """Who was chosen of those who sign in."""
    return _chosen(User, said)


def person_or_none(said: str) -> User | None:
    """Who was chosen, or nobody."""
    return _chosen(User, said) if said else None


def group_or_none(said: str) -> PriorityGroup | None:
    """The group that was chosen, or none."""
    return _chosen(PriorityGroup, said) if said else None


def _chosen(model: type[Row], said: Any) -> Row:
    try:
        id = UUID(str(said))
    except ValueError:
        id = UUID(int=0)
    return _found(model, id)
