"""What tasking does to a need. It tells the requester itself, for it knows who comes and when."""

from datetime import datetime

from django.db import transaction

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.register.actions._steps import locked_need, next_need_state, refuse_in_danger, save
from rallyround.register.models import Need


@transaction.atomic
def match_need(*, by: Actor, at: datetime, need: Need) -> Need:
    """Help is arranged."""
    need = locked_need(need.id)
    save(need, state=next_need_state(need, "match"))
    record(by=by, at=at, verb="need.matched", subject=("need", need.id))
    return need


@transaction.atomic
def unmatch_need(*, by: Actor, at: datetime, need: Need, reason: str = "") -> Need:
    """The help that was arranged does not come: it waits again, with the waiting time it had."""
    need = locked_need(need.id)
    save(need, state=next_need_state(need, "unmatch"))
    record(by=by, at=at, verb="need.unmatched", subject=("need", need.id), reason=reason)
    return need


@transaction.atomic
def meet_need(*, by: Actor, at: datetime, need: Need) -> Need:
    """The help was given."""
    need = locked_need(need.id)
    state = next_need_state(need, "meet")
    refuse_in_danger(need)
    save(need, state=state, closed_at=at)
    record(by=by, at=at, verb="need.met", subject=("need", need.id))
    return need
