"""The append-only record of everything anyone did. It knows nobody: a subject is a label and an id."""

from typing import Any, NoReturn

from django.db import models

from rallyround.ui.errors import Refused


class Event(models.Model):
    """One thing that was done. Holds no personal data: reasons are coded, notes are named by their id."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    data = models.JSONField()
    reason = models.CharField(max_length=60, blank=True)
    batch = models.UUIDField(null=True)
    origin = models.UUIDField()
    seq = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "seq"], name="one_event_per_place_in_a_chain")
        ]
        indexes = [
            models.Index(fields=["subject_label", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["verb", "at"], name="event_verb"),
            models.Index(fields=["batch"], name="event_batch", condition=models.Q(batch__isnull=False)),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused("The ledger cannot be changed: what was done stays recorded.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Refused("The ledger cannot be changed: what was done stays recorded.")


class Checkpoint(models.Model):
    """The heads of all origins at one moment, so that a tail that was cut off is found too."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    heads = models.JSONField()
