"""Evidence that ages, the scorecard of the eight steps, lessons and what changed, and triggers that reopen a step."""

from django.contrib.postgres.fields import ArrayField
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


class EvidenceKind(models.TextChoices):
    """How it is known."""

    RECORD = "record", _("A record or document")
    TRAINING = "training", _("A training record")
    TEST = "test", _("A test or check")
    EXERCISE = "exercise", _("An exercise")
    ACTIVATION = "activation", _("A real activation")
    FIGURES = "figures", _("Figures")
    OBSERVATION = "observation", _("Seen by somebody")
    SAID = "said", _("Said by people asked")
    REVIEW = "review", _("A review by others")


class Consent(models.TextChoices):
    """Whether those who said it may be drawn upon. What is not about people needs nobody's."""

    NOT_NEEDED = "not_needed", _("Not from people: none is needed")
    GIVEN = "given", _("Given by those who said it")


class Theme(models.TextChoices):
    """What a piece of evidence speaks of, so that words can be counted."""

    PEOPLE = "people", _("Enough people, and who they are")
    SPEED = "speed", _("How fast")
    REACH = "reach", _("Who was reached and who was not")
    SAFETY = "safety", _("Safety")
    INFORMATION = "information", _("Information")
    WORKING_TOGETHER = "working_together", _("Working together")
    MATERIALS = "materials", _("Things and places")
    TRUST = "trust", _("Trust")
    COST = "cost", _("Cost")


class Evidence(models.Model):
    """Something that shows a thing: what it is about, of which kind, from which day, and for how long it holds.

    `subject_label` and `subject_id` name a module, a group, a collaboration or a step; `criterion` what it shows of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    criterion = models.CharField(max_length=40)
    kind = models.CharField(max_length=30, choices=EvidenceKind.choices)
    from_society = models.BooleanField(default=False)
    consent = models.CharField(max_length=12, choices=Consent.choices, default=Consent.NOT_NEEDED)
    themes = ArrayField(models.CharField(max_length=20, choices=Theme.choices), default=list, blank=True)
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
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=0, rating__lte=1), name="evidence_rating_0_to_1"),
            models.CheckConstraint(condition=Q(valid_days__gte=1), name="evidence_holds_for_a_day"),
            models.CheckConstraint(
                condition=Q(from_society=False) | Q(consent="given"), name="evidence_of_people_by_consent"
            ),
        ]
        indexes = [models.Index(fields=["subject_label", "subject_id", "criterion"], name="evidence_subject")]


class Criteria(models.Model):
    """What readiness is measured by from a day on: weight, days and whether it is critical, of each criterion.

    A later edition replaces it; readings of different editions are not compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.PositiveSmallIntegerField(unique=True)
    holds_from = models.DateField(unique=True)
    content = models.JSONField()
    because = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


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
    because = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
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


class TriggerKind(models.TextChoices):
    REOPEN_AMBITION = "reopen_ambition", _("Look at the ambition again")
    REOPEN_CASE = "reopen_case", _("Look at the business case again")
    REOPEN_STEP = "reopen_step", _("Look at the step again")
    REVIEW_DUE = "review_due", _("A review is due")


class Decision(models.TextChoices):
    """What a named person decided on a trigger."""

    GO_ON = "go_on", _("Looked at: go on as before")
    ADJUST = "adjust", _("Adjust what we do")
    STOP = "stop", _("Stop it")
    REOPEN = "reopen", _("Open the step again")


class Trigger(models.Model):
    """The record asks that a step be looked at again, and why; a named person answers it with a decision."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30, choices=TriggerKind.choices)
    step = models.PositiveSmallIntegerField()
    group_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300)
    source_label = models.CharField(max_length=40)
    source_id = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_label", "source_id"],
                condition=Q(answered_at__isnull=True),
                name="one_open_trigger_of_a_source",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | Q(answered_by__isnull=False) & ~Q(decision="") & ~Q(answer=""),
                name="trigger_answered_by_somebody_with_a_reason",
            ),
        ]
