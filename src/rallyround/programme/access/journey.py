"""How a page gets a group on its way, its cycle and its steps; and who may."""

from uuid import UUID

from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.programme import manual
from rallyround.programme.models import Cycle, StepOpening
from rallyround.programme.queries import journey
from rallyround.ui.errors import NotAllowed, NotFound, WrongState


def must(user: User, permission: P) -> None:
    """Refuse whoever does not hold this."""
    if not user.may(permission):
        raise NotAllowed(_("Your role does not include this."))


def group_to_see(user: User, id: UUID) -> PriorityGroup:
    """A group whose way is read."""
    must(user, P.SEE_PROGRAMME)
    found: PriorityGroup = one(journey.group(id))
    return found


def group_to_plan(user: User, id: UUID) -> PriorityGroup:
    """A group that is taken through the steps."""
    must(user, P.EDIT_PROGRAMME)
    return group_to_see(user, id)


def step_of(number: int) -> manual.Step:
    """One of the eight steps."""
    step = journey.edition().step(number)
    if step is None:
        raise NotFound(_("There are eight steps, from 1 to 8."))
    return step


def question_of(step: manual.Step, key: str) -> manual.Question:
    """A question of a step."""
    question = step.question(key)
    if question is None:
        raise NotFound(_("This step has no such question."))
    return question


def cycle_to_plan(user: User, group_id: UUID) -> Cycle:
    """The open cycle of a group, to open and close steps in."""
    group = group_to_plan(user, group_id)
    cycle = group.cycles.filter(ended_at__isnull=True).first()
    if cycle is None:
        raise WrongState(_("This group has not set out yet: begin its way through the steps first."))
    return cycle


def cycle_to_end(user: User, group_id: UUID) -> Cycle:
    """The open cycle of a group, for whoever decides what follows."""
    must(user, P.APPROVE_PROGRAMME)
    cycle = group_to_see(user, group_id).cycles.filter(ended_at__isnull=True).first()
    if cycle is None:
        raise WrongState(_("This group has no open cycle."))
    return cycle


def opening_to_close(user: User, group_id: UUID, step: int) -> StepOpening:
    """The row of a step that is open now."""
    opening = cycle_to_plan(user, group_id).openings.filter(step=step, closed_at__isnull=True).first()
    if opening is None:
        raise WrongState(_("This step is not open."))
    return opening
