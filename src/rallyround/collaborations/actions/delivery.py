"""What a part of a collaboration delivered. Tasks of the line are in the record already and are not typed again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.collaborations.actions._steps import locked
from rallyround.collaborations.models import Delivery, Part
from rallyround.core.lifecycle import COLLABORATION
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def record_delivery(
    *,
    by: Actor,
    at: datetime,
    user: User,
    part: Part,
    on: date,
    amount: int,
    reached_the_group: bool,
    evidence: str,
    cost: int | None = None,
    id: UUID | None = None,
) -> Delivery:
    """Write down an amount in the unit of the terms, whether it arrived with the group, and what shows that."""
    sent_before = Delivery.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = locked(part.collaboration)
    if held.state not in COLLABORATION.active:
        raise WrongState(_("Nothing is delivered under terms that are not agreed or not in force any more."))
    if on > at.date():
        raise Refused(_("A delivery is written down once it has been: enter a day up to today."))
    if amount < 1:
        raise Refused(_("Enter an amount of 1 or more."))
    if not evidence.strip():
        raise Refused(_("Say what shows it: a list, a count, a report."))
    delivery = Delivery.objects.create(
        id=id or uuid7(), part=part, on=on, amount=amount, reached_the_group=reached_the_group,
        evidence=evidence.strip(), cost=cost, by=user, recorded_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="delivery.recorded", subject=("collaboration", held.id),
           data={"delivery": str(delivery.id), "part": str(part.id), "amount": amount,
                 "reached": reached_the_group, "cost": cost})  # fmt: skip
    return delivery


@transaction.atomic
def withdraw_delivery(*, by: Actor, at: datetime, delivery: Delivery) -> Delivery:
    """It was written down in error: it stays to be seen and counts no more."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.withdrawn_at is not None:
        raise WrongState(_("This delivery has been withdrawn already."))
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    record(by=by, at=at, verb="delivery.withdrawn", subject=("collaboration", held.part.collaboration_id),
           data={"delivery": str(held.id)})  # fmt: skip
    return held
