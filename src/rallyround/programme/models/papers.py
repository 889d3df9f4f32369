"""Papers made from the record: what they said when they were made."""

from django.db import models
from uuid_utils.compat import uuid7

from rallyround.people.models import User


class Paper(models.Model):
    """One paper as it was on one day: its parts, sources and blanks. The file is made from this, in any format."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    subject_id = models.UUIDField(null=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "version"], name="paper_versions_in_order", nulls_distinct=False
            )
        ]
