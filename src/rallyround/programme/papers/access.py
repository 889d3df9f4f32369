"""How a page gets a paper; and who may."""

from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.programme.models import Paper
from rallyround.programme.queries import papers
from rallyround.ui.errors import NotAllowed


def papers_to_see(user: User) -> QuerySet[Paper]:
    """Every paper."""
    if not user.may(Permission.SEE_PROGRAMME):
        raise NotAllowed(_("Your role does not include this."))
    return papers.papers()


def paper_to_see(user: User, id: UUID) -> Paper:
    """A paper to read or take out."""
    return cast(Paper, one(papers_to_see(user).filter(id=id).first()))
