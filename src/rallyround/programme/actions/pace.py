"""Step 4: the ways of working, opportunities and risks with each kind of actor, and a pace that can be kept."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.programme.models import OpportunityRisk, Pace, Principle
from rallyround.programme.principles import READY
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def adopt_principles(*, by: Actor, at: datetime, keys: Iterable[str]) -> list[Principle]:
    """Take ways of working from the ready-made set; one that is held already stays as it is."""
    wanted = set(keys)
    held = {p.key: p for p in Principle.objects.select_for_update().filter(key__in=wanted)}
    made = []
    for ready in (p for p in READY if p.key in wanted):
        principle = held.get(ready.key) or Principle(key=ready.key)
        if not principle._state.adding and principle.ended_at is None:
            continue
        principle.text, principle.reason, principle.ended_at = str(ready.text), str(ready.reason), None
        principle.save()
        record(
            by=by, at=at, verb="principle.added", subject=("principle", principle.id), data={"key": ready.key}
        )
        made.append(principle)
    return made


@transaction.atomic
def add_principle(*, by: Actor, at: datetime, text: str, reason: str, id: UUID | None = None) -> Principle:
    """A way of working of your own, with its reason."""
    sent_before = Principle.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not reason.strip():
        raise Refused(_("Say why you work this way."))
    made_id = id or uuid7()
    principle = Principle.objects.create(id=made_id, key=made_id.hex[-12:], text=text, reason=reason)
    record(by=by, at=at, verb="principle.added", subject=("principle", principle.id))
    return principle


@transaction.atomic
def end_principle(*, by: Actor, at: datetime, principle: Principle) -> Principle:
    """A way of working that is given up. Decisions that were taken by it keep it."""
    held = Principle.objects.select_for_update().get(pk=principle.pk)
    if held.ended_at is not None:
        raise WrongState(_("This has already been given up."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(by=by, at=at, verb="principle.ended", subject=("principle", held.id))
    return held


@transaction.atomic
def add_opportunity(
    *, by: Actor, at: datetime, kind: str, actor: str, what: str, response: str, weight: int, owner: User,
    review_on: date, group: PriorityGroup | None = None, id: UUID | None = None,
) -> OpportunityRisk:  # fmt: skip
    """An opportunity or a risk with one kind of actor: what is done about it, by whom, and when it is looked at again."""
    sent_before = OpportunityRisk.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_weight(weight)
    entry = OpportunityRisk.objects.create(
        id=id or uuid7(), kind=kind, actor=actor, what=what, response=response, weight=weight, owner=owner,
        review_on=review_on, group=group, made_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="opportunity.added", subject=("opportunity", entry.id),
           data={"kind": kind, "actor": actor, "weight": weight})  # fmt: skip
    return entry


@transaction.atomic
def review_opportunity(
    *,
    by: Actor,
    at: datetime,
    entry: OpportunityRisk,
    response: str,
    weight: int,
    owner: User,
    review_on: date,
) -> OpportunityRisk:
    """Look at it again: how much it weighs now, what is done, and when next."""
    _refuse_weight(weight)
    held = _open(entry)
    held.response, held.weight, held.owner, held.review_on = response, weight, owner, review_on
    held.save(update_fields=["response", "weight", "owner", "review_on"])
    record(
        by=by, at=at, verb="opportunity.reviewed", subject=("opportunity", held.id), data={"weight": weight}
    )
    return held


@transaction.atomic
def close_opportunity(*, by: Actor, at: datetime, entry: OpportunityRisk) -> OpportunityRisk:
    """It was taken, or it is gone."""
    held = _open(entry)
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    record(by=by, at=at, verb="opportunity.closed", subject=("opportunity", held.id))
    return held


@transaction.atomic
def set_pace(
    *, by: Actor, at: datetime, user: User, days_a_month: int, groups_at_a_time: int, reason: str, holds_from: date,
    id: UUID | None = None,
) -> Pace:  # fmt: skip
    """How many days of work there are in a month, and how many groups are worked on at a time, from a day on."""
    sent_before = Pace.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if groups_at_a_time < 1:
        raise Refused(_("Work on at least one group at a time."))
    pace = Pace.objects.create(
        id=id or uuid7(), days_a_month=days_a_month, groups_at_a_time=groups_at_a_time, reason=reason,
        holds_from=holds_from, set_by=user, set_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="pace.set", subject=("pace", pace.id),
           data={"days": days_a_month, "groups": groups_at_a_time, "from": holds_from.isoformat()})  # fmt: skip
    return pace


def _refuse_weight(weight: int) -> None:
    if not 1 <= weight <= 5:
        raise Refused(_("The weight is from 1, hardly matters, to 5, matters most."))


def _open(entry: OpportunityRisk) -> OpportunityRisk:
    held = OpportunityRisk.objects.select_for_update().get(pk=entry.pk)
    if held.closed_at is not None:
        raise WrongState(_("This has already been closed."))
    return held
