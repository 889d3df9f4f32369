"""What the actions share: locking, steps of the table, a need that follows its tasks, and telling both sides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rallyround.core.lifecycle import TASK, IllegalStep
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import Person
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.register.queries import to_tell
from rallyround.tasking import rules
from rallyround.tasking.models import Refusal, Task
from rallyround.tasking.recipients import recipients
from rallyround.ui.errors import NotFound, Refused, WrongState

TAKEN = TASK.active | {"signed_out"}
AGREED = {"accepted", "briefed", "started", "delivered", "signed_out"}
GIVEN = {"delivered", "signed_out"}


def volunteer(task: Task) -> Actor:
    """As whom whoever holds the link acts: the offer, never a name."""
    return Actor("volunteer", task.offer_id)


def locked_need(id: UUID) -> Need:
    """The need as it stands now, kept from everybody else until the transaction ends."""
    found = Need.objects.select_for_update().filter(id=id).first()
    if found is None:
        raise NotFound(_("There is no such need."))
    return found


def locked_offer(id: UUID) -> Offer:
    """The offer likewise. Always after its need, so that no two wait for each other."""
    found = Offer.objects.select_for_update().filter(id=id).first()
    if found is None:
        raise NotFound(_("There is no such offer."))
    return found


def locked_task(id: UUID) -> Task:
    """The task and its need likewise: what becomes of a task changes what becomes of its need."""
    need = Need.objects.select_for_update(of=("self",)).filter(tasks=id).first()
    if need is None:
        raise NotFound(_("There is no such task."))
    task = Task.objects.select_for_update(of=("self",)).select_related("offer").get(id=id)
    task.need = need
    return task


def take(task: Task, verb: str, **changes: Any) -> str:
    """Do a step of the table and save it with the fields that belong to it; gives the state before."""
    before = task.state
    try:
        task.state = TASK.after(before, verb)
    except IllegalStep as error:
        raise WrongState(
            _("This is not possible as things stand: the task is “%(state)s”.")
            % {"state": _(TASK.states[before]).lower()}
        ) from error
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=["state", *changes])
    return before


def follow(need: Need, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Let a locked need's state follow its tasks: arranged when every place is taken, met when all have given help."""
    states = list(Task.objects.filter(need=need, state__in=TAKEN).values_list("state", flat=True))
    places = rules.places_in(need)
    if need.state not in {"open", "matched"}:
        return
    if sum(each in GIVEN for each in states) >= places:
        _meet(need, by, at)
    elif need.state == "open" and len(states) >= places:
        need.state = register.match_need(by=by, at=at, need=need).state
        tell_requester(need, "need_help_arranged", by=by, at=at)
    elif need.state == "matched" and len(states) < places:
        need.state = register.unmatch_need(by=by, at=at, need=need, reason=reason).state
        tell_requester(need, "need_rearranged", by=by, at=at)


def _meet(need: Need, by: Actor, at: datetime) -> None:
    """A danger to life that no responder has acknowledged stays on the list, though the help was given."""
    try:
        need.state = register.meet_need(by=by, at=at, need=need).state
    except Refused:
        return
    tell_requester(need, "need_met", by=by, at=at)


def refuse_pair(need_id: UUID, offer_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Remember that this pair was said no to, so that it is not proposed again."""
    Refusal.objects.update_or_create(
        need_id=need_id, offer_id=offer_id, defaults={"reason": reason, "actor": str(by), "at": at}
    )


def tell_requester(need: Need, template: str, *, by: Actor, at: datetime, **params: Any) -> None:
    """Tell everybody who asked for this need, also by a report merged into it, who left a way to be told."""
    for each in to_tell(need):
        messaging.send(
            by=by, at=at, template=template, subject=("need", each.id), person=each.requester,
            params={"code": each.code, **params},
        )  # fmt: skip


def tell_volunteer(task: Task, template: str, *, by: Actor, at: datetime, **params: Any) -> None:
    """Tell whoever has the task. The link in it is made when it is sent; the need's code is for our own list."""
    params = {"code": task.need.code, **params}
    to = recipients([task.offer]).get(task.offer_id)
    if to is None:
        return
    if isinstance(to, Person):
        messaging.send(by=by, at=at, template=template, subject=("task", task.id), person=to, params=params)
    else:
        messaging.send(by=by, at=at, template=template, subject=("task", task.id), user=to, params=params)


def note_event(
    task: Task,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    batch: UUID | None = None,
    **data: Any,
) -> None:
    """One event in the ledger about one task."""
    record(by=by, at=at, verb=f"task.{verb}", subject=("task", task.id), reason=reason, batch=batch,
           data={"need": str(task.need_id), "offer": str(task.offer_id), **data})  # fmt: skip


def cancel(task: Task, by: Actor, at: datetime, reason: str, batch: UUID | None = None) -> None:
    """Call off a locked task: the volunteer is told, and the need is open again if it is still wanted."""
    take(task, "cancel", closed_at=at)
    note_event(task, "cancelled", by=by, at=at, reason=reason, batch=batch)
    tell_volunteer(task, "task_cancelled", by=by, at=at)
    follow(task.need, by=by, at=at, reason=reason)
