"""How a page gets a case, an option, a line or a condition; and who may."""

from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.business import queries
from rallyround.business.models import Case, Condition, Line, Option
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.ui.errors import NotAllowed


def _must(user: User, *permissions: P) -> None:
    if not any(user.may(permission) for permission in permissions):
        raise NotAllowed(_("Your role does not include this."))


def cases_to_see(user: User) -> QuerySet[Case]:
    """Every case."""
    _must(user, P.SEE_PROGRAMME)
    return queries.cases()


def case_to_see(user: User, id: UUID) -> Case:
    """A case to read."""
    return cast(Case, one(cases_to_see(user).filter(id=id).first()))


def case_to_write(user: User, id: UUID) -> Case:
    """A case to work on; whether it is still a draft is asked when something is changed."""
    _must(user, P.EDIT_PROGRAMME)
    return cast(Case, one(queries.cases().filter(id=id).first()))


def case_to_decide(user: User, id: UUID) -> Case:
    """A case to approve, return or refuse."""
    _must(user, P.APPROVE_PROGRAMME)
    return cast(Case, one(queries.cases().filter(id=id).first()))


def option_to_write(user: User, id: UUID) -> Option:
    """An option to work on."""
    _must(user, P.EDIT_PROGRAMME)
    return cast(Option, one(Option.objects.select_related("case").filter(id=id).first()))


def line_to_write(user: User, id: UUID) -> Line:
    """A cost or benefit to work on."""
    _must(user, P.EDIT_PROGRAMME)
    return cast(Line, one(Line.objects.select_related("option__case").filter(id=id).first()))


def line_to_follow(user: User, id: UUID) -> Line:
    """A cost or benefit of which it is said what came of it."""
    _must(user, P.EDIT_PROGRAMME, P.ASSESS)
    return cast(Line, one(Line.objects.select_related("option__case").filter(id=id).first()))


def condition_to_meet(user: User, id: UUID) -> Condition:
    """A condition of an approval."""
    _must(user, P.EDIT_PROGRAMME)
    return cast(Condition, one(Condition.objects.select_related("case").filter(id=id).first()))
