"""What a person may see of the room: the districts of their board, situation reports, the ledger."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.incidents import queries as incidents
from rallyround.ledger.models import Event
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.room.models import SituationReport
from rallyround.ui.errors import NotAllowed


def _must(user: User, permission: P) -> None:
    if not user.may(permission):
        raise NotAllowed(_("Your role does not include this."))


def districts_of_board(user: User) -> list[str] | None:
    """The districts whose needs this person's board counts; None for all."""
    _must(user, P.SEE_BOARD)
    return user.areas(P.SEE_BOARD)


def reports_to_see(user: User) -> QuerySet[SituationReport]:
    """Situation reports of this process's own kind of incidents."""
    _must(user, P.SEE_FIGURES)
    return SituationReport.objects.filter(incident__in=incidents.incidents()).select_related(
        "incident", "made_by"
    )


def report_to_see(user: User, id: UUID) -> SituationReport:
    """One situation report."""
    found: SituationReport = one(reports_to_see(user).filter(id=id).first())
    return found


def events_to_see(user: User) -> QuerySet[Event]:
    """The whole ledger: it holds nothing personal."""
    _must(user, P.SEE_LEDGER)
    return Event.objects.all()
