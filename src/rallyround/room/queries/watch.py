"""Requests that nobody has looked at: past their limit somebody must be called out."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from rallyround.core.sources import whole_default
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import CallOut
from rallyround.register.models import Need
from rallyround.volunteers import queries as volunteers

UNSEEN_LIMIT = timedelta(minutes=whole_default("alerts.unseen_minutes"))
OVERDUE_LIMIT = timedelta(minutes=whole_default("alerts.overdue_minutes"))


def unseen() -> QuerySet[Need]:
    """Reported, and nobody has opened it."""
    return Need.objects.filter(state="reported", first_seen_at__isnull=True)


def unseen_too_long(at: datetime) -> dict[str, QuerySet[Need]]:
    """By reason for a call-out, the requests that are past their limit.

    Danger to life has no limit. The others have ten minutes while somebody is watching, and none while nobody is.
    """
    since = at - UNSEEN_LIMIT if incidents.watched(at) else at
    return {
        "danger_unseen": unseen().filter(danger=True, reported_at__lte=at),
        "request_unseen": unseen().filter(danger=False, reported_at__lte=since),
    }


def to_call_out_for(at: datetime) -> dict[str, Need]:
    """By reason, the longest waiting request for which nobody is being called out yet.

    After somebody has answered, they get the length of the limit for what they were called for; what comes in later
    is called out for at once.
    """
    being_called = {call_out.reason for call_out in incidents.open_call_outs()}
    found = {}
    for reason, needs in unseen_too_long(at).items():
        if reason in being_called:
            continue
        answered = incidents.last_answer(reason)
        if answered is not None and answered > at - UNSEEN_LIMIT:
            needs = needs.filter(reported_at__gt=answered)
        need = needs.order_by("reported_at", "id").first()
        if need is not None:
            found[reason] = need
    return found


def cause_has_gone(call_out: CallOut, at: datetime) -> bool:
    """Whether nothing is left of what a call-out is for: seen in the meantime, or signed out."""
    if call_out.reason in ("danger_unseen", "request_unseen"):
        return not unseen_too_long(at)[call_out.reason].exists()
    if call_out.reason == "task_overdue":
        late = volunteers.overdue(at, OVERDUE_LIMIT)
        return not late.filter(subject_label="task", subject_id=call_out.subject_id).exists()
    return False
