"""Who works with a group, for which objective, in which phase: whether they fit, what was agreed, what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import COLLABORATION
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.models import Note, Organisation, User


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known yet")


class Candidate(models.Model):
    """An organisation that might work with a group: the tests of fit are answered one by one, each with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="candidates")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="candidacies")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "organisation"], name="candidate_once_a_group")
        ]


class FitAnswer(models.Model):
    """The answer to one test of fit (`criteria.TESTS`) of one candidate, with why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="answers")
    test = models.CharField(max_length=30)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "test"], name="one_answer_a_test"),
            models.CheckConstraint(
                condition=Q(answer=Answer.NOT_KNOWN) | ~Q(because=""), name="answer_of_fit_says_why"
            ),
        ]


class Collaboration(models.Model):
    """Work with one organisation, on one or many groups, objectives and phases."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="collaborations")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    needs_local_knowledge = models.BooleanField(default=True)
    state = models.CharField(
        max_length=12, default=COLLABORATION.initial, choices=list(COLLABORATION.states.items())
    )
    began_at = models.DateTimeField()
    state_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(COLLABORATION.states)),
                name="collaboration_state_is_in_the_table",
            )
        ]


class Part(models.Model):
    """What a collaboration is for: one group, one objective, one phase."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="parts")
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="parts")
    objective = models.CharField(max_length=20, choices=Objective.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration", "group", "objective", "phase"], name="one_part_of_a_kind"
            )
        ]


class Terms(models.Model):
    """What was agreed with the organisation, in versions: what is expected, by when, how it is measured, what it costs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField(default=1)
    shared_objectives = models.TextField(max_length=1000)
    expectations = models.TextField(max_length=1000)
    expected_gain = models.CharField(max_length=300)
    measure = models.CharField(max_length=200)
    measure_unit = models.CharField(max_length=40)
    expected_low = models.PositiveIntegerField()
    expected_high = models.PositiveIntegerField()
    starts_on = models.DateField()
    by_when = models.DateField()
    review_on = models.DateField()
    cost_a_year = models.PositiveIntegerField(default=0)
    # The measure is tasks done with the group, which the record counts by itself.
    counts_tasks = models.BooleanField(default=False)
    data_shared = models.CharField(max_length=300, blank=True)
    agreed_by_us = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_by_them = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "version"], name="terms_versions_in_order"),
            models.CheckConstraint(
                condition=Q(expected_low__lte=F("expected_high")), name="terms_expect_a_range"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("by_when"), review_on__gte=F("starts_on")),
                name="terms_have_a_time",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True)
                | Q(agreed_by_us__isnull=False, agreed_by_them__isnull=False),
                name="terms_agreed_by_both",
            ),
        ]


class Delivery(models.Model):
    """What a part delivered, in the unit of its terms, and what shows it. Tasks in the record are read, not typed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField()
    amount = models.PositiveIntegerField()
    reached_the_group = models.BooleanField()
    cost = models.PositiveIntegerField(null=True)
    evidence = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Verdict(models.Model):
    """What a named person decided on a collaboration, what the evidence said then, and why the two differ if they do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="verdicts")
    derived = models.CharField(max_length=20)
    decided = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CoverageTarget(models.Model):
    """Which objectives matter most and what share of the groups is aimed for; the latest one holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    objectives = ArrayField(models.CharField(max_length=20, choices=Objective.choices))
    percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(objectives__len__gt=0, percent__gte=1, percent__lte=100),
                name="coverage_has_an_objective_and_a_percentage",
            )
        ]
