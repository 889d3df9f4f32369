"""Step 4: vision, aims by six objectives, principles, opportunities and risks, and a pace that can be kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.models import Organisation, User


class Vision(models.Model):
    """One version of the vision; approved, it replaces the one before, which is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField(max_length=1000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)


class Aim(models.Model):
    """An aim with its reason and the outcome by which it is seen to be reached; any number of aims."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    outcome = models.CharField(max_length=300)
    high_priority = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Outcome(models.Model):
    """What is different when aims are reached, and the measure by which that is seen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    measure = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    aims = models.ManyToManyField(Aim, related_name="outcomes")
    ended_at = models.DateTimeField(null=True)


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Activity(models.Model):
    """What is done for one aim and one objective: by whom, until when, how much work, and what shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    aim = models.ForeignKey(Aim, on_delete=models.PROTECT, related_name="activities")
    objective = models.CharField(max_length=20, choices=Objective.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.BEFORE)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="activities")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="activities")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField()
    due_on = models.DateField()
    days_of_work = models.PositiveSmallIntegerField(default=1)
    cost = models.PositiveIntegerField(null=True)
    case_line = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=ActivityState.choices, default=ActivityState.PLANNED)
    evidence = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True)
    beyond_pace_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False) & ~Q(evidence=""),
                name="activity_done_with_evidence",
            ),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="activity_phase_is_never_empty"),
        ]


class Principle(models.Model):
    """A way of working with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=30, unique=True)
    text = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)


class OpportunityRisk(models.Model):
    """An opportunity or risk with one kind of actor: who sees to it, and when it is looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=[("opportunity", _("Opportunity")), ("risk", _("Risk"))])
    actor = models.CharField(
        max_length=16,
        choices=[("people", _("People and groups")), ("business", _("Businesses and organisations")),
                 ("volunteers", _("Volunteers")), ("donations", _("Those who handle donations")),
                 ("community", _("Community groups")), ("leaders", _("Local leaders")),
                 ("communications", _("Communications"))],
    )  # fmt: skip
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=300)
    response = models.CharField(max_length=300)
    weight = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=5), name="opportunity_weight_1_to_5"
            )
        ]


class Pace(models.Model):
    """How many days of work there are in a month of one year, and how many groups are worked on at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    days_a_month = models.PositiveSmallIntegerField()
    groups_at_a_time = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300)
    holds_from = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
