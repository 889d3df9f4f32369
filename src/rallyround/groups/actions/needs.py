"""What a group needs and how much: each figure holds from a moment until the next one replaces it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.actions._days import refuse_ahead
from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.groups.vocabulary import CauseOfNeed, Confidence, PlanningNeed
from rallyround.incidents.models import Hazard, Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class NeedFigure:
    """How much of one kind of need, in one phase of one hazard. All three numbers None: not known."""

    kind: str
    phase: str
    hazard: str
    cause: str
    source: str
    dated_on: date
    low: int | None = None
    likely: int | None = None
    high: int | None = None
    unit: str = "people"
    confidence: str = Confidence.LOW
    said_by_the_group: bool = False


@transaction.atomic
def state_need(
    *, by: Actor, at: datetime, group: PriorityGroup, figure: NeedFigure, id: UUID | None = None
) -> GroupNeed:
    """Say how much a group needs; a figure for the same kind, phase and hazard is replaced and kept."""
    sent_before = GroupNeed.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = PriorityGroup.objects.select_for_update().get(pk=group.pk)
    if held.ended_at is not None:
        raise WrongState(_("This group was ended and is not changed any more."))
    _refuse_figure(figure)
    refuse_ahead(figure.dated_on, at, _("The date of the figure is in the future: enter a day up to today."))
    same = GroupNeed.objects.filter(
        group=held, kind=figure.kind, phase=figure.phase, hazard=figure.hazard, holds_until__isnull=True
    )
    before = same.select_for_update().first()
    if before is not None:
        if before.holds_from > at:
            raise WrongState(_("A later figure is there already."))
        before.holds_until = at
        before.save(update_fields=["holds_until"])
    need = GroupNeed.objects.create(id=id or uuid7(), group=held, holds_from=at, **asdict(figure))
    record(by=by, at=at, verb="group.need_stated", subject=("group", held.id),
           data={"need": str(need.id), "kind": need.kind, "phase": need.phase, "hazard": need.hazard,
                 "likely": need.likely, "replaces": str(before.id) if before else None})  # fmt: skip
    return need


@transaction.atomic
def end_need(*, by: Actor, at: datetime, need: GroupNeed) -> GroupNeed:
    """The group does not have this need any more."""
    held = GroupNeed.objects.select_for_update().get(pk=need.pk)
    if held.holds_until is not None:
        raise WrongState(_("This figure has been replaced or ended already."))
    held.holds_until = at
    held.save(update_fields=["holds_until"])
    record(
        by=by, at=at, verb="group.need_ended", subject=("group", held.group_id), data={"need": str(held.id)}
    )
    return held


def _refuse_figure(figure: NeedFigure) -> None:
    chosen = (
        (figure.kind, PlanningNeed.values),
        (figure.phase, Phase.values),
        (figure.hazard, Hazard.values),
        (figure.cause, CauseOfNeed.values),
        (figure.confidence, Confidence.values),
    )
    if any(value not in values for value, values in chosen):
        raise Refused(_("Choose kind, phase, hazard, cause and how sure you are from the lists."))
    numbers = [figure.low, figure.likely, figure.high]
    known = [number for number in numbers if number is not None]
    if known and len(known) < len(numbers):
        raise Refused(_("Give all three numbers, or none where it is not known."))
    if known != sorted(known) or any(number < 0 for number in known):
        raise Refused(_("Give the least, the likely and the most in this order."))
    if not figure.source.strip():
        raise Refused(_("Say where the figure comes from, even if it is a guess of your own."))
