"""Closing areas and crossings, and opening them again. What that means for tasks is tasking's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.incidents.models import Closure, Incident
from rallyround.incidents.shapes import checked
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import WrongState


@transaction.atomic
def close_area(
    *,
    by: Actor,
    at: datetime,
    incident: Incident,
    kind: str,
    name: str,
    shape: dict[str, Any],
    drawn_by: User,
    id: UUID | None = None,
) -> Closure:
    """Close an area (a GeoJSON polygon) or a crossing (a line), in metres on the National Grid.

    The same `id` twice is done once.
    """
    sent_before = Closure.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    closure = Closure.objects.create(
        id=id or uuid7(),
        incident=incident,
        kind=kind,
        name=name,
        shape=checked(kind, shape),
        drawn_by=drawn_by,
        at=at,
    )
    record(by=by, at=at, verb="area.closed", subject=("closure", closure.id),
           data={"kind": kind, "incident": str(incident.id), "shape": closure.shape})  # fmt: skip
    return closure


@transaction.atomic
def lift_closure(*, by: Actor, at: datetime, closure: Closure) -> Closure:
    """Open it again. Tasks that were suspended are taken up again by a person, one by one."""
    held = Closure.objects.select_for_update().get(pk=closure.pk)
    if held.lifted_at is not None:
        raise WrongState(_("This area is already open again."))
    held.lifted_at = at
    held.save(update_fields=["lifted_at"])
    record(by=by, at=at, verb="area.opened", subject=("closure", held.id))
    return held
