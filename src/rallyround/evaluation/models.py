"""Evidence that ages, the scorecard of the eight steps, lessons and what changed, and triggers that reopen a step."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import LESSON
from rallyround.people.models import User


class Strength(models.TextChoices):
    LOW = "low", _("Low: somebody says so")
    MEDIUM = "medium", _("Medium: a record shows it")
    HIGH = "high", _("High: tested or seen")


class Evidence(models.Model):
    """Something that shows a thing: what it is about, of which kind, from which day, and for how long it holds.

    `subject_label` and `subject_id` name a module, a group, a collaboration or a step; `criterion` what it shows of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    criterion = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    rating = models.FloatField()
    strength = models.CharField(max_length=10, choices=Strength.choices, default=Strength.MEDIUM)
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    on = models.DateField()
    valid_days = models.PositiveSmallIntegerField()
    from_exercise = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=0, rating__lte=1), name="evidence_rating_0_to_1")
        ]
        indexes = [models.Index(fields=["subject_label", "subject_id", "criterion"], name="evidence_subject")]


class StepScore(models.Model):
    """A score of one of the eight steps, with why; a later one replaces it. No score means: not yet assessed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group_id = models.UUIDField(null=True)
    step = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=500)
    evidence = models.ManyToManyField(Evidence, related_name="scores")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=8), name="score_of_one_of_eight_steps"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=5), name="step_score_0_to_5"),
        ]


class Zones(models.Model):
    """Below `red_below` per cent of the most that can be had is red, from `green_from` on green; set anew, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    red_below = models.PositiveSmallIntegerField()
    green_from = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(red_below__lte=F("green_from"), green_from__lte=100), name="zones_in_order"
            )
        ]


class Debrief(models.Model):
    """What people said after an activation, an exercise, a workshop or a review; lessons come out of it. Nobody is named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    kind = models.CharField(
        max_length=12,
        choices=[("activation", _("Activation")), ("exercise", _("Exercise")), ("workshop", _("Workshop")),
                 ("review", _("Review")), ("feedback", _("Feedback"))],
    )  # fmt: skip
    subject_label = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    on = models.DateField()
    went_well = models.TextField(max_length=2000, blank=True)
    to_improve = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Lesson(models.Model):
    """Something learnt, from where, what is changed by it, who owns that, and what later showed that it holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, null=True, related_name="lessons")
    step = models.PositiveSmallIntegerField(null=True)
    subject_label = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    what = models.CharField(max_length=500)
    state = models.CharField(max_length=12, default=LESSON.initial, choices=list(LESSON.states.items()))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="lessons")
    due_on = models.DateField(null=True)
    change = models.CharField(max_length=500, blank=True)
    effect = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    embedded_by = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="embeds")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(LESSON.states)), name="lesson_state_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=~Q(state="embedded") | Q(embedded_by__isnull=False),
                name="lesson_embedded_only_by_later_evidence",
            ),
        ]


class Trigger(models.Model):
    """The record asks that a step be looked at again, and why; a named person answers it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30)
    step = models.PositiveSmallIntegerField()
    group_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300)
    source_label = models.CharField(max_length=40)
    source_id = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_label", "source_id"],
                condition=Q(answered_at__isnull=True),
                name="one_open_trigger_of_a_source",
            )
        ]
