"""Step 2: what somebody does already, entered one by one or from a table; and two that do the same are noticed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation
from rallyround.programme.actions._shared import in_order
from rallyround.programme.models import Initiative
from rallyround.programme.queries.team import overlapping
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class InitiativeText:
    """What is said of an initiative. Costs are whole pounds a year; None means that nobody knows."""

    name: str
    owner: Organisation
    objective: str
    phase: str
    what: str
    began_on: date
    group: PriorityGroup | None = None
    cost_a_year: int | None = None
    cost_source: str = ""
    days_a_year: int | None = None
    assets: str = ""
    effect: str = ""
    overlap_accepted: str = ""


@transaction.atomic
def add_initiative(*, by: Actor, at: datetime, said: InitiativeText, id: UUID | None = None) -> Initiative:
    """Enter one. Where another does the same for the same group in the same phase, it takes a reason to have both."""
    sent_before = Initiative.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_overlap(said)
    return _enter(by=by, at=at, said=said, id=id)


@transaction.atomic
def change_initiative(*, by: Actor, at: datetime, initiative: Initiative, said: InitiativeText) -> Initiative:
    """Correct what is said of one."""
    held = _running(initiative)
    _refuse_overlap(said, leaving_out=held)
    for field, value in _fields(said).items():
        setattr(held, field, value)
    held.save()
    record(by=by, at=at, verb="initiative.changed", subject=("initiative", held.id), data=_facts(said))
    return held


@transaction.atomic
def end_initiative(*, by: Actor, at: datetime, initiative: Initiative, on: date) -> Initiative:
    """It is no longer done."""
    held = _running(initiative)
    in_order(held.began_on, on, _("An initiative cannot end before it began."))
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    record(by=by, at=at, verb="initiative.ended", subject=("initiative", held.id))
    return held


@transaction.atomic
def import_initiatives(*, by: Actor, at: datetime, rows: Sequence[InitiativeText]) -> int:
    """Enter all rows of a table, or none. A row that is there already under its name and owner is passed over.

    Two that do the same are entered and marked as such by the list: a table tells what is, not what should be.
    """
    entered = 0
    batch = uuid7()
    for said in rows:
        if not Initiative.objects.filter(name__iexact=said.name, owner=said.owner).exists():
            _enter(by=by, at=at, said=said, id=None, batch=batch)
            entered += 1
    return entered


def _enter(
    *, by: Actor, at: datetime, said: InitiativeText, id: UUID | None, batch: UUID | None = None
) -> Initiative:
    _refuse_cost_without_source(said)
    initiative = Initiative.objects.create(id=id or uuid7(), **_fields(said))
    record(by=by, at=at, verb="initiative.added", subject=("initiative", initiative.id), data=_facts(said),
           batch=batch)  # fmt: skip
    return initiative


def _running(initiative: Initiative) -> Initiative:
    held = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if held.ended_on is not None:
        raise WrongState(_("This initiative has already ended."))
    return held


def _refuse_overlap(said: InitiativeText, leaving_out: Initiative | None = None) -> None:
    _refuse_cost_without_source(said)
    if said.overlap_accepted.strip():
        return
    other = overlapping(
        group=said.group, objective=said.objective, phase=said.phase, leaving_out=leaving_out
    ).first()
    if other is not None:
        raise Refused(
            _("%(name)s of %(owner)s does the same for the same group in the same phase. "
              "Say why both are needed, or do not enter this one.")
            % {"name": other.name, "owner": other.owner.name}
        )  # fmt: skip


def _refuse_cost_without_source(said: InitiativeText) -> None:
    if said.cost_a_year is not None and not said.cost_source.strip():
        raise Refused(_("Say where the cost comes from, or leave it empty as not known."))


def _fields(said: InitiativeText) -> dict[str, Any]:
    return dict(vars(said))


def _facts(said: InitiativeText) -> dict[str, Any]:
    return {
        "owner": str(said.owner.id),
        "group": str(said.group.id) if said.group else None,
        "objective": said.objective,
        "phase": said.phase,
        "overlap_accepted": bool(said.overlap_accepted.strip()),
    }
