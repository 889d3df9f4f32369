"""How a page gets an incident, a shift, a log entry, a call-out; and who may."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.incidents import queries
from rallyround.incidents.links import alert_id_from
from rallyround.incidents.models import CallOut, CallOutAlert, DutyShift, Incident, LogEntry
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.ui.errors import NotAllowed


def _must(user: User, permission: P) -> None:
    if not user.may(permission):
        raise NotAllowed(_("Your role does not include this."))


def incident_to_manage(user: User, id: UUID) -> Incident:
    """An incident to end."""
    _must(user, P.MANAGE_INCIDENTS)
    found: Incident = one(queries.incidents().filter(id=id).first())
    return found


def incident_to_read(user: User, id: UUID) -> Incident:
    """An incident whose figures are shown."""
    _must(user, P.SEE_FIGURES)
    found: Incident = one(queries.incidents().filter(id=id).first())
    return found


def own_shift(user: User, id: UUID) -> DutyShift:
    """A shift to end: one's own."""
    _must(user, P.BE_ON_DUTY)
    found: DutyShift = one(DutyShift.objects.filter(id=id, officer=user).first())
    return found


def shift_to_accept(user: User, id: UUID) -> DutyShift:
    """A shift whose hand-over is to be read and accepted."""
    _must(user, P.BE_ON_DUTY)
    found: DutyShift = one(DutyShift.objects.filter(id=id, handover__isnull=False).first())
    return found


def log_to_see(user: User) -> QuerySet[LogEntry]:
    """The whole log."""
    _must(user, P.SEE_LOG)
    return queries.log()


def log_entry_to_close(user: User, id: UUID) -> LogEntry:
    """An entry to mark as done."""
    _must(user, P.WRITE_LOG)
    found: LogEntry = one(queries.log().filter(id=id).first())
    return found


def call_out_to_answer(user: User, id: UUID) -> CallOut:
    """A call-out that somebody on the duty page answers."""
    _must(user, P.BE_ON_DUTY)
    found: CallOut = one(CallOut.objects.filter(id=id).first())
    return found


def alert_of_link(token: str) -> CallOutAlert:
    """The alert that a signed link answers."""
    found: CallOutAlert = one(queries.alert(alert_id_from(token)))
    return found


def owner(id: str) -> User:
    """Who sees to a log entry: somebody who can sign in."""
    found: User = one(User.objects.filter(id=id, is_active=True).first())
    return found
