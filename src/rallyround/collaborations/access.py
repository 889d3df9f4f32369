"""How a page gets a candidate, a collaboration, its terms or parts; and who may."""

from uuid import UUID

from rallyround.collaborations import queries
from rallyround.collaborations.models import Candidate, Collaboration, Delivery, Part, Terms
from rallyround.groups import queries as groups
from rallyround.groups.access import group_to_change, group_to_see, must, organisation_chosen
from rallyround.groups.models import PriorityGroup
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P

__all__ = ["group_to_change", "group_to_see", "organisation_chosen"]


def _collaboration(id: UUID) -> Collaboration:
    found: Collaboration = one(queries.collaborations().filter(id=id).first())
    return found


def collaboration_to_see(user: User, id: UUID) -> Collaboration:
    """A collaboration, whatever became of it."""
    must(user, P.SEE_PROGRAMME)
    return _collaboration(id)


def collaboration_to_change(user: User, id: UUID) -> Collaboration:
    """A collaboration to widen, or to draft terms for."""
    must(user, P.EDIT_PROGRAMME)
    return _collaboration(id)


def collaboration_to_assess(user: User, id: UUID) -> Collaboration:
    """A collaboration whose deliveries are written down."""
    must(user, P.ASSESS)
    return _collaboration(id)


def collaboration_to_decide(user: User, id: UUID) -> Collaboration:
    """A collaboration to decide on."""
    must(user, P.APPROVE_PROGRAMME)
    return _collaboration(id)


def candidate_to_change(user: User, id: UUID) -> Candidate:
    """A candidate to answer the tests for."""
    must(user, P.EDIT_PROGRAMME)
    found: Candidate = one(Candidate.objects.select_related("group", "organisation").filter(id=id).first())
    return found


def terms_to_change(user: User, id: UUID) -> Terms:
    """Terms to change, or to write down what the organisation said to them."""
    must(user, P.EDIT_PROGRAMME)
    found: Terms = one(Terms.objects.select_related("collaboration__organisation").filter(id=id).first())
    return found


def terms_to_agree(user: User, id: UUID) -> Terms:
    """Terms to agree to for the partnership."""
    must(user, P.APPROVE_PROGRAMME)
    found: Terms = one(Terms.objects.select_related("collaboration__organisation").filter(id=id).first())
    return found


def delivery_to_withdraw(user: User, id: UUID) -> Delivery:
    """A delivery that was written down in error."""
    must(user, P.ASSESS)
    found: Delivery = one(queries.deliveries().filter(id=id).first())
    return found


def part_chosen(collaboration: Collaboration, id: str) -> Part:
    """The part of this collaboration that a form chose."""
    found: Part = one(
        collaboration.parts.select_related("collaboration", "group").filter(id=UUID(id)).first()
    )
    return found


def groups_chosen(ids: list[str]) -> list[PriorityGroup]:
    """The groups that a form chose."""
    return list(groups.current_groups().filter(id__in=[UUID(id) for id in ids]))
