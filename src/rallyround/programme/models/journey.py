"""The way of one group through the eight steps: cycles, and each opening of each step."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import User


class Cycle(models.Model):
    """One round of a group through the steps; the first is its pilot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    pilot = models.BooleanField(default=False)
    exit_criteria = models.CharField(max_length=500, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="cycles_in_order"),
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_at__isnull=True), name="one_open_cycle_of_a_group"
            ),
        ]


class StepOpening(models.Model):
    """A step of a cycle being worked on, from when to when, and why it was opened; reopened, it gets a further row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="openings")
    step = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__gte=1, step__lte=8), name="opening_of_one_of_eight_steps"
            ),
            models.UniqueConstraint(
                fields=["cycle", "step"],
                condition=Q(closed_at__isnull=True),
                name="one_open_opening_of_a_step",
            ),
        ]
