"""Two reports of one need: merged without loss, unmerged on a change of mind, or judged to be different."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.register.actions._steps import (
    locked_need,
    next_need_state,
    refuse_in_danger,
    refuse_while_claimed,
    save,
)
from rallyround.register.models import Claim, Need, NotDuplicate
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def merge_needs(*, by: Actor, at: datetime, kept: Need, other: Need) -> Need:
    """`other` is the same as `kept`: it leaves the list, and all that it says stays and is shown with `kept`."""
    if kept.id == other.id:
        raise Refused(_("A request cannot be merged with itself."))
    locked = {id: locked_need(id) for id in sorted((kept.id, other.id))}
    kept, other = locked[kept.id], locked[other.id]
    state = next_need_state(other, "merge")
    refuse_while_claimed(other, by, at)
    refuse_in_danger(other)
    if kept.merged_into_id:
        raise WrongState(_("%(code)s was itself merged into another.") % {"code": kept.code})
    if other.merged.exists():
        raise WrongState(
            _("Others were merged into %(code)s: merge the other way round.") % {"code": other.code}
        )
    save(other, state=state, merged_into=kept, first_seen_at=other.first_seen_at or at)
    Claim.objects.filter(need=other).delete()
    record(by=by, at=at, verb="need.merged", subject=("need", other.id), data={"into": str(kept.id)})
    return kept


@transaction.atomic
def unmerge_need(*, by: Actor, at: datetime, need: Need) -> Need:
    """It was another need after all: back on the list as it was reported."""
    need = locked_need(need.id)
    state = next_need_state(need, "unmerge")
    kept = need.merged_into_id
    save(need, state=state, merged_into=None)
    record(by=by, at=at, verb="need.unmerged", subject=("need", need.id), data={"from": str(kept)})
    return need


@transaction.atomic
def judge_different(*, by: Actor, at: datetime, first: Need, second: Need) -> None:
    """Somebody looked at both: they are not the same, and are not shown as duplicates again."""
    if by.kind != "user" or by.id is None:
        raise Refused(_("Only somebody signed in can judge whether two requests are the same."))
    low, high = ordered(first.id, second.id)
    _judgement, created = NotDuplicate.objects.get_or_create(
        first_id=low, second_id=high, defaults={"by_id": by.id, "at": at}
    )
    if created:
        record(by=by, at=at, verb="need.judged_different", subject=("need", low), data={"from": str(high)})


def ordered(first: UUID, second: UUID) -> tuple[UUID, UUID]:
    """The two ids with the smaller first, as a judgement holds them."""
    return (first, second) if first < second else (second, first)
