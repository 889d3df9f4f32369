"""Situation reports: the figures of one moment, frozen."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from uuid_utils.compat import uuid7

from rallyround.incidents.models import Incident
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.room.models import SituationReport
from rallyround.room.queries import situation


@transaction.atomic
def make_situation_report(
    *, by: Actor, at: datetime, incident: Incident, made_by: User, id: UUID | None = None
) -> SituationReport:
    """Freeze the figures of this moment under the next number. The same `id` twice is done once."""
    sent_before = SituationReport.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    Incident.objects.select_for_update().get(pk=incident.pk)  # one at a time, so that numbers have no gaps
    last = SituationReport.objects.filter(incident=incident).aggregate(last=Max("number"))["last"] or 0
    report = SituationReport.objects.create(
        id=id or uuid7(),
        incident=incident,
        number=last + 1,
        at=at,
        made_by=made_by,
        figures=situation.figures(incident),
    )
    record(by=by, at=at, verb="situation_report.made", subject=("situation_report", report.id),
           data={"number": report.number, "incident": str(incident.id), "figures": report.figures})  # fmt: skip
    return report
