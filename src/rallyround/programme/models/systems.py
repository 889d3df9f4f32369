"""Step 6: the five systems, the registers of decisions, actions and risks, the bodies reported to and what they ask."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import User


class SystemKey(models.TextChoices):
    LEAD = "lead", _("Lead")
    INTELLIGENCE = "intelligence", _("Intelligence")
    MANAGE = "manage", _("Manage")
    COORDINATE = "coordinate", _("Coordinate")
    DELIVER = "deliver", _("Deliver")


class SystemCard(models.Model):
    """The one page of one of the five systems: who owns it, how it works, and when it is looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=12, choices=SystemKey.choices, unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    page = models.TextField(max_length=4000, blank=True)
    review_on = models.DateField(null=True)
    changed_at = models.DateTimeField()


class RegisterEntry(models.Model):
    """A decision, an action or a risk of the programme. What was decided stays; it is closed or followed by another.

    `society` says which bodies outside the public services took part, `dissent` who saw it otherwise and why: bodies,
    never persons. `source_label` and `source_id` say what it came from: a question of a step, a system, a gathering.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(
        max_length=10, choices=[("decision", _("Decision")), ("action", _("Action")), ("risk", _("Risk"))]
    )
    what = models.CharField(max_length=500)
    why = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(null=True)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="+")
    likelihood = models.PositiveSmallIntegerField(null=True)
    impact = models.PositiveSmallIntegerField(null=True)
    treatment = models.CharField(max_length=300, blank=True)
    principles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    society = models.CharField(max_length=300, blank=True)
    dissent = models.CharField(max_length=500, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    source_label = models.CharField(max_length=40, blank=True)
    source_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="action") | Q(due_on__isnull=False), name="action_has_a_due_date"
            ),
            models.CheckConstraint(condition=~Q(kind="decision") | ~Q(why=""), name="decision_says_why"),
        ]
        indexes = [models.Index(fields=["kind", "closed_at", "due_on"], name="register_due")]


class RequestKind(models.TextChoices):
    INFORMATION = "information", _("Information")
    ACTIVATION = "activation", _("Activation")
    REPORT = "report", _("Report")


class Body(models.Model):
    """A body of the resilience partnership: the forum, its executive, a coordinating group, a cell.

    `handles` says which kinds of request go to it when nobody names a body.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(
        max_length=12,
        choices=[("forum", _("Forum")), ("executive", _("Executive")), ("strategic", _("Strategic coordinating group")),
                 ("tactical", _("Tactical coordinating group")), ("cell", _("Cell"))],
    )  # fmt: skip
    standing = models.BooleanField(default=True)
    handles = ArrayField(
        models.CharField(max_length=12, choices=RequestKind.choices), default=list, blank=True
    )
    ended_on = models.DateField(null=True)


class InformationRequest(models.Model):
    """A question or request between a body and the working group, when the answer is due, and the answer.

    `from_us` says which way it goes: the working group asks a body, or a body asks the working group.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    from_us = models.BooleanField(default=False)
    what = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=3000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
