"""Step 2: the working group, its terms of reference, what is being done already, and where everything stood at the start."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.models import Organisation, User


class WorkingGroup(models.Model):
    """The group that does the work: one, reporting to a body of the partnership at an interval."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=160)
    reports_to = models.CharField(max_length=160)
    reports_every_days = models.PositiveSmallIntegerField(default=90)
    last_reported_on = models.DateField(null=True)
    formed_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_working_group")]


class GroupSeat(models.Model):
    """A seat in the working group: the role, for which organisation, who holds it; without a holder it is vacant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(
        max_length=12,
        choices=[("champion", _("Strategic champion")), ("lead", _("Tactical lead")),
                 ("member", _("Member")), ("secretariat", _("Secretariat"))],
    )  # fmt: skip
    mix = models.CharField(
        max_length=14,
        blank=True,
        choices=[("responders", _("Responders and utilities")), ("place_shaping", _("Shapes the place")),
                 ("groups", _("Speaks for the groups")), ("voluntary", _("Voluntary sector or business")),
                 ("engagement", _("Works with communities"))],
    )  # fmt: skip
    job = models.CharField(max_length=120)
    expected_of = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="seats")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)


class TermsOfReference(models.Model):
    """One version under its headings (`programme.headings`); approved, it is never changed: the database refuses it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveSmallIntegerField(unique=True)
    sections = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approving_body = models.CharField(max_length=160, blank=True)
    review_on = models.DateField(null=True)


class Initiative(models.Model):
    """Something that somebody does already: for whom, in which phase, at what cost, with what effect."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="initiatives")
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="initiatives")
    objective = models.CharField(max_length=20, choices=Objective.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices)
    what = models.CharField(max_length=500)
    cost_a_year = models.PositiveIntegerField(null=True)
    cost_source = models.CharField(max_length=200, blank=True)
    days_a_year = models.PositiveSmallIntegerField(null=True)
    assets = models.CharField(max_length=200, blank=True)
    effect = models.CharField(max_length=300, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    overlap_accepted = models.CharField(max_length=300, blank=True)


class Baseline(models.Model):
    """How everything stood on one day, with costs. The database refuses any change to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
