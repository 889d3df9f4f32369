"""Incidents and exercises, who is on duty, what was decided and why, and where nobody may go."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import IntegerField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.people.models import Contact, Note, User


class Phase(models.TextChoices):
    BEFORE = "before", _("Before")
    DURING = "during", _("During")
    AFTER = "after", _("After")


class Hazard(models.TextChoices):
    FLOOD = "flood", _("Flood")
    HEAT = "heat", _("Heatwave")
    COLD = "cold", _("Cold and snow")
    STORM = "storm", _("Storm")
    POWER = "power", _("Power cut")
    WATER = "water", _("Water supply failure")
    FIRE = "fire", _("Fire")
    INDUSTRIAL = "industrial", _("Industrial accident")
    DISEASE = "disease", _("Outbreak of disease")
    OTHER = "other", _("Something else")


class Incident(models.Model):
    """What is going on: a disruption, an exercise, or a piece of work in quiet times."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    hazard = models.CharField(max_length=20, choices=Hazard.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DURING)
    exercise = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="incident_phase_is_never_empty"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(ended_at__isnull=True), name="one_open_incident_of_a_name"
            ),
            # No two rows may differ in it: a database is of exercises or of real incidents, never of both.
            ExclusionConstraint(
                name="exercise_and_real_never_share_a_database",
                expressions=[(Cast("exercise", IntegerField()), RangeOperators.NOT_EQUAL)],
            ),
        ]


class DutyShift(models.Model):
    """A duty officer's time in the room, and the hand-over at its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_shifts")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    handover = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(ended_at__isnull=True), name="one_open_shift_each"
            )
        ]
        indexes = [models.Index(fields=["ended_at"], name="duty_shift_ended")]


class LogKind(models.TextChoices):
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Action")
    RISK = "risk", _("Risk")


class LogEntry(models.Model):
    """A decision, action or risk, with its reasons in a note, its owner and when it is due.

    Once written it stays: a trigger lets only `done_at` be filled in. What was wrong is put right by a later entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LogKind.choices)
    what = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    why = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="log_without_gaps_or_repeats")
        ]
        indexes = [models.Index(fields=["at", "id"], name="log_in_order")]


class Closure(models.Model):
    """A no-go area (polygon) or a cut crossing (line) drawn by a duty officer, in metres on the National Grid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="closures")
    kind = models.CharField(
        max_length=10, choices=[("area", _("No-go area")), ("crossing", _("Cut crossing"))]
    )
    name = models.CharField(max_length=120)
    shape = models.JSONField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)


class CallOut(models.Model):
    """An alarm that goes down the call-out list by rank until a person answers, or its cause has gone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = models.CharField(max_length=30)
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    raised_at = models.DateTimeField()
    last_rank = models.PositiveSmallIntegerField(default=0)
    last_alert_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "subject_label", "subject_id"],
                condition=Q(answered_at__isnull=True),
                name="one_open_call_out_per_cause",
            )
        ]
        indexes = [models.Index(fields=["reason", "answered_at"], name="call_out_reason")]


class CallOutAlert(models.Model):
    """One person alerted for one call-out. The link in their message names this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call_out = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="alerts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
