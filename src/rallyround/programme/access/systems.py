"""How a page gets a system, a register entry, a body and a request; and who may."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.programme.access.journey import must
from rallyround.programme.models import Body, InformationRequest, RegisterEntry
from rallyround.programme.queries import register, systems
from rallyround.programme.queries.systems import Check, System
from rallyround.ui.errors import WrongState


def register_to_see(user: User) -> QuerySet[RegisterEntry]:
    """The whole register."""
    must(user, P.SEE_PROGRAMME)
    return register.entries()


def entry_to_see(user: User, id: UUID) -> RegisterEntry:
    """An entry to read."""
    must(user, P.SEE_PROGRAMME)
    found: RegisterEntry = one(register.entry(id))
    return found


def entry_to_change(user: User, id: UUID) -> RegisterEntry:
    """An entry to close or to follow."""
    must(user, P.EDIT_PROGRAMME)
    return entry_to_see(user, id)


def owner(id: str) -> User:
    """Who sees to something: somebody who can sign in."""
    found: User = one(User.objects.filter(id=id, is_active=True).first())
    return found


def system_to_see(user: User, key: str, today: date) -> System:
    """One of the five systems."""
    must(user, P.SEE_PROGRAMME)
    found: System = one(systems.system(key, today))
    return found


def check_to_put_right(user: User, key: str, check: str, today: date) -> Check:
    """A check of a system that is not passed."""
    must(user, P.EDIT_PROGRAMME)
    found: Check = one(next((c for c in system_to_see(user, key, today).checks if c.key == check), None))
    if found.done:
        raise WrongState(_("There is nothing to put right here: this check is passed."))
    return found


def requests_to_see(user: User) -> QuerySet[InformationRequest]:
    """Every request."""
    must(user, P.SEE_PROGRAMME)
    return systems.requests()


def request_to_see(user: User, id: UUID) -> InformationRequest:
    """A request to read."""
    found: InformationRequest = one(requests_to_see(user).filter(id=id).first())
    return found


def request_to_answer(user: User, id: UUID) -> InformationRequest:
    """A request to answer or to pass on."""
    must(user, P.EDIT_PROGRAMME)
    return request_to_see(user, id)


def bodies_to_see(user: User) -> QuerySet[Body]:
    """The bodies of the partnership."""
    must(user, P.SEE_PROGRAMME)
    return systems.bodies()


def body_to_change(user: User, id: UUID | str) -> Body:
    """A body to end, or to send something to."""
    must(user, P.EDIT_PROGRAMME)
    found: Body = one(systems.body(id))
    return found
