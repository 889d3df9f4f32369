"""Somebody takes a need in hand: the others see it, a second claim is refused, and it expires by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.core.sources import whole_default
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.register.actions._steps import locked_need, refuse_while_claimed, save
from rallyround.register.models import Claim, Need
from rallyround.ui.errors import Refused, WrongState

LASTS = timedelta(minutes=whole_default("claims.expire_minutes"))


@transaction.atomic
def claim_need(*, by: Actor, at: datetime, need: Need) -> Claim:
    """I am working on this. Claimed again by the same person it lasts longer; by another it is refused."""
    need = locked_need(need.id)
    if by.kind != "user" or by.id is None:
        raise Refused(_("Only somebody signed in can take a need in hand."))
    if need.state not in NEED.active:
        raise WrongState(_("%(code)s is closed: there is nothing to work on.") % {"code": need.code})
    refuse_while_claimed(need, by, at)
    claim, _created = Claim.objects.update_or_create(
        need=need, defaults={"user_id": by.id, "at": at, "until": at + LASTS}
    )
    if need.first_seen_at is None:
        save(need, first_seen_at=at)
    record(by=by, at=at, verb="need.claimed", subject=("need", need.id))
    return claim


@transaction.atomic
def release_need(*, by: Actor, at: datetime, need: Need) -> None:
    """I am no longer working on this. Without a claim nothing happens; another's claim stays."""
    need = locked_need(need.id)
    refuse_while_claimed(need, by, at)
    if Claim.objects.filter(need=need).delete()[0]:
        record(by=by, at=at, verb="need.released", subject=("need", need.id))
