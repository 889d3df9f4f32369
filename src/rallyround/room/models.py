"""The incident room's own records: situation reports."""

from django.db import models
from uuid_utils.compat import uuid7

from rallyround.incidents.models import Incident
from rallyround.people.models import User


class SituationReport(models.Model):
    """The figures of one moment, frozen, and the report before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="situation_reports")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="situation_reports_in_order")
        ]
