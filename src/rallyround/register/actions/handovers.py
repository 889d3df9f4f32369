"""A need passed to a professional responder: recorded, acknowledged by a named person, and given back or done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.models import Organisation
from rallyround.register.actions._steps import (
    locked_need,
    next_need_state,
    refuse_in_danger,
    refuse_while_claimed,
    save,
    tell,
    was_triaged,
)
from rallyround.register.models import Claim, Handover, Need
from rallyround.register.words import RETURNED
from rallyround.ui.errors import NotFound, Refused, WrongState


@transaction.atomic
def hand_over(
    *, by: Actor, at: datetime, need: Need, organisation: Organisation, reference: str = ""
) -> Handover:
    """For a professional: to whom, and under which reference of theirs. It is theirs once they have acknowledged it."""
    need = locked_need(need.id)
    state = next_need_state(need, "hand_over")
    refuse_while_claimed(need, by, at)
    if by.kind != "user" or by.id is None:
        raise Refused(_("A hand-over is made by a named person."))
    if not organisation.active:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": organisation.name})
    handover = Handover.objects.create(
        need=need, organisation=organisation, reference=reference.strip()[:60], made_by_id=by.id, made_at=at
    )
    save(need, state=state, triaged_at=need.triaged_at or at, first_seen_at=need.first_seen_at or at)
    Claim.objects.filter(need=need).delete()
    tell(need, "need_handed_over", by=by, at=at, organisation=organisation.name)
    record(
        by=by, at=at, verb="need.handed_over", subject=("need", need.id),
        data={"handover": str(handover.id), "organisation": str(organisation.id)},
    )  # fmt: skip
    return handover


@transaction.atomic
def acknowledge_handover(*, by: Actor, at: datetime, handover: Handover, responder: str) -> Handover:
    """A named responder says that they have it. Their name is kept apart, as every name is."""
    need, handover = _locked(handover.id)
    state = next_need_state(need, "acknowledge")
    _still_open(handover)
    if not responder.strip():
        raise Refused(_("Name the responder who has acknowledged it."))
    note = people.write_note(
        by=by, at=at, about=("handover", handover.id), text=responder.strip(), kind="responder"
    )
    save(handover, acknowledged_by=note, acknowledged_at=at)
    save(need, state=state)
    record(
        by=by, at=at, verb="need.acknowledged", subject=("need", need.id),
        data={"handover": str(handover.id), "responder": str(note.id)},
    )  # fmt: skip
    return handover


@transaction.atomic
def return_handover(*, by: Actor, at: datetime, handover: Handover, reason: str) -> Need:
    """The responder gives it back, for one of the reasons of `words.RETURNED`: it waits with us again."""
    need, handover = _locked(handover.id)
    state = next_need_state(need, "return" if was_triaged(need) else "return_untriaged")
    _not_returned(handover)
    if reason not in RETURNED:
        raise Refused(_("Choose the reason why it came back."))
    save(handover, returned_at=at)
    save(need, state=state)
    tell(need, "need_taken_on", by=by, at=at)
    record(
        by=by, at=at, verb="need.returned", subject=("need", need.id), reason=reason,
        data={"handover": str(handover.id), "state": state},
    )  # fmt: skip
    return need


@transaction.atomic
def resolve_handover(*, by: Actor, at: datetime, handover: Handover) -> Need:
    """The responder has met the need."""
    need, handover = _locked(handover.id)
    state = next_need_state(need, "resolve")
    _not_returned(handover)
    refuse_in_danger(need)
    save(need, state=state, closed_at=at)
    tell(need, "need_met", by=by, at=at)
    record(by=by, at=at, verb="need.resolved", subject=("need", need.id), data={"handover": str(handover.id)})
    return need


def _locked(id: UUID) -> tuple[Need, Handover]:
    """The need first, then its hand-over: everybody locks in the same order, so nobody waits for the other."""
    need_id = Handover.objects.filter(id=id).values_list("need_id", flat=True).first()
    if need_id is None:
        raise NotFound(_("There is no such hand-over."))
    need = locked_need(need_id)
    handover = Handover.objects.select_for_update(of=("self",)).select_related("organisation").get(id=id)
    return need, handover


def _still_open(handover: Handover) -> None:
    _not_returned(handover)
    if handover.acknowledged_at:
        raise WrongState(_("This hand-over was already acknowledged."))


def _not_returned(handover: Handover) -> None:
    if handover.returned_at:
        raise WrongState(_("This hand-over came back already."))
