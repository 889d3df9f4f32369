"""Beginning and ending an incident. Whether it is an exercise is said by the process, not by whoever asks."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.incidents.models import Incident, Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def begin_incident(
    *,
    by: Actor,
    at: datetime,
    name: str,
    hazard: str,
    phase: str = Phase.DURING,
    exercise: bool = False,
    id: UUID | None = None,
) -> Incident:
    """Begin an incident, or a piece of work in quiet times. The same `id` twice is done once."""
    sent_before = Incident.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if exercise != bool(settings.EXERCISE):
        raise Refused(
            _("An exercise is started with `rallyround exercise start`, on a database of its own.")
            if exercise
            else _("This is an exercise: real incidents are begun in the partnership's own database.")
        )
    if Incident.objects.exclude(exercise=exercise).exists():
        raise Refused(
            _("Exercises and real incidents never share a database, and this one holds the other kind.")
        )
    if Incident.objects.filter(name__iexact=name, ended_at__isnull=True).exists():
        raise Refused(_("There is already an open incident called %(name)s.") % {"name": name})
    incident = Incident.objects.create(
        id=id or uuid7(), name=name, hazard=hazard, phase=phase, exercise=exercise, started_at=at
    )
    record(by=by, at=at, verb="incident.begun", subject=("incident", incident.id),
           data={"hazard": hazard, "phase": phase, "exercise": exercise})  # fmt: skip
    return incident


@transaction.atomic
def end_incident(*, by: Actor, at: datetime, incident: Incident) -> Incident:
    """End it. Its needs, tasks and closures stay as they are: people may still need help."""
    held = Incident.objects.select_for_update().get(pk=incident.pk)
    if held.ended_at is not None:
        raise WrongState(_("This incident has already ended."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(by=by, at=at, verb="incident.ended", subject=("incident", held.id))
    return held
