"""Step 1: what the partnership wants, why, which organisations stand behind it, and who leads."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.groups.vocabulary import Objective
from rallyround.people.models import Organisation, User


class Ambition(models.Model):
    """One version of the ambition, why it is so, and what led to it; agreed, it stays as it is: the database sees to it.

    `budget` holds rough ranges in whole pounds, [{"what": ..., "low": ..., "high": ...}]; their sums stand beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField(max_length=2000)
    reason = models.CharField(max_length=500)
    from_pilots = models.BooleanField(default=False)
    evidence = models.UUIDField(null=True)
    budget = models.JSONField(default=list)
    budget_low = models.PositiveIntegerField(null=True)
    budget_high = models.PositiveIntegerField(null=True)
    outcomes = models.TextField(max_length=1000, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_pilots=False) | Q(evidence__isnull=False),
                name="growth_from_pilots_cites_evidence",
            )
        ]


class AmbitionReview(models.Model):
    """One look at an agreed ambition: whether it still holds or is to change, why, and when it is looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambition = models.ForeignKey(Ambition, on_delete=models.PROTECT, related_name="reviews")
    result = models.CharField(
        max_length=8, choices=[("holds", _("It still holds")), ("change", _("To be changed"))]
    )
    reason = models.CharField(max_length=500)
    on = models.DateField()
    next_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Driver(models.Model):
    """A reason for the ambition outside it: a law, a policy, a strategy, what happened here; with its source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(
        max_length=10,
        choices=[("law", _("Law")), ("policy", _("Policy")), ("strategy", _("A wider strategy")),
                 ("political", _("Political")), ("local", _("What happened here"))],
    )  # fmt: skip
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    link = models.URLField(max_length=300, blank=True)
    objectives = ArrayField(
        models.CharField(max_length=20, choices=Objective.choices), default=list, blank=True
    )
    dated_on = models.DateField()
    ended_on = models.DateField(null=True)


class Endorsement(models.Model):
    """What one organisation said to one version of the ambition: yes, no or neither; it lapses. Dissent is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambition = models.ForeignKey(Ambition, on_delete=models.PROTECT, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="endorsements")
    answer = models.CharField(
        max_length=8, choices=[("yes", _("Yes")), ("no", _("No")), ("abstain", _("Neither"))]
    )
    signed_as = models.CharField(max_length=120)
    on = models.DateField()
    lapses_on = models.DateField()
    dissent = models.TextField(max_length=1000, blank=True)
    replaced_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ambition", "organisation"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_answer_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(answer="no") | ~Q(dissent=""), name="dissent_is_kept_with_its_reason"
            ),
        ]


class StrategicLead(models.Model):
    """Who leads, from when to when: never two at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handover = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="never_two_leads_at_a_time", expressions=[("during", RangeOperators.OVERLAPS)]
            )
        ]
