"""Who helps whom: proposals with reasons, the tasks that a person confirmed, and how they went."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import TASK
from rallyround.people.models import Note, Organisation, User
from rallyround.register.models import Need, Offer


class RiskAssessment(models.Model):
    """How one kind of task is done safely, who approved that and who carries the liability."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(
        max_length=10, choices=[("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))]
    )
    hazards = ArrayField(models.CharField(max_length=200))
    limits = ArrayField(models.CharField(max_length=200))
    liability_holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    review_on = models.DateField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(current=True), name="one_current_assessment_per_kind"
            ),
            models.UniqueConstraint(fields=["kind", "version"], name="assessment_versions_in_order"),
        ]


class Plan(models.Model):
    """One run of the matching: when, over how much, how good it was, and the share that each place was guaranteed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    needs = models.PositiveIntegerField()
    offers = models.PositiveIntegerField()
    guarantee = models.CharField(max_length=10, blank=True)
    statistics = models.JSONField(default=dict)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_plan")
        ]

    @property
    def proposals(self) -> "models.QuerySet[Proposal]":
        """What stands in this plan: made by it or by an earlier one, and dropped by a later one if by any."""
        return Proposal.objects.filter(STANDS | Q(dropped_by__gt=self.id), plan__lte=self.id)


STANDS = Q(dropped_by=None)


class Proposal(models.Model):
    """The machine's suggestion that this offer meets this need, with the reason; or why there is none for the need.

    It stands until a later plan drops it: one that stays as it was is not written again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="made")
    dropped_by = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, related_name="dropped")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="proposals")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="proposals")
    units = models.PositiveSmallIntegerField(default=0)
    distance_m = models.PositiveIntegerField(null=True)
    reason = models.JSONField(default=dict)
    state = models.CharField(
        max_length=12,
        default="open",
        choices=[("open", _("Open")), ("accepted", _("Accepted")), ("changed", _("Changed")),
                 ("refused", _("Refused")), ("unmet", _("Nobody yet"))],
    )  # fmt: skip
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="proposal_standing", condition=Q(dropped_by=None))]


class Refusal(models.Model):
    """This pair was refused, by a person or by the volunteer, for a coded reason; it is not proposed again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="refusals")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="refusals")
    reason = models.CharField(max_length=30)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="refused_once")]


class Task(models.Model):
    """One helper's piece of work for one need. Over-allocation and double booking are impossible here, by constraint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="tasks")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="tasks")
    state = models.CharField(max_length=12, default=TASK.initial, choices=list(TASK.states.items()))
    during = DateTimeRangeField()
    seat = models.PositiveSmallIntegerField(default=1)
    seat_limit = models.PositiveSmallIntegerField(default=1)
    place_in_need = models.PositiveSmallIntegerField(default=1)
    places_in_need = models.PositiveSmallIntegerField(default=1)
    risk_assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="tasks")
    liability_holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    doorstep_word = models.CharField(max_length=20)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    briefed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    signed_out_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    overdue_alerted_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(TASK.states)), name="task_state_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(seat__gte=1, seat__lte=F("seat_limit")), name="offer_never_over_allocated"
            ),
            models.CheckConstraint(
                condition=Q(place_in_need__gte=1, place_in_need__lte=F("places_in_need")),
                name="need_never_over_served",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["started", "delivered", "signed_out"]) | Q(briefed_at__isnull=False),
                name="nobody_starts_without_briefing",
            ),
            models.UniqueConstraint(
                fields=["need", "place_in_need"],
                condition=Q(state__in=sorted(TASK.active | {"signed_out"})),
                name="one_helper_per_place_in_a_need",
            ),
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    ("offer", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=sorted(TASK.active)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_by"], name="task_state"),
            models.Index(fields=["offer", "state"], name="task_offer"),
        ]


class Feedback(models.Model):
    """Two questions after each task, asked of both sides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="feedback")
    side = models.CharField(
        max_length=10, choices=[("volunteer", _("Volunteer")), ("requester", _("Requester"))]
    )
    score = models.PositiveSmallIntegerField()
    expected = models.BooleanField(null=True)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "side"], name="one_feedback_each"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="feedback_score_1_to_5"),
        ]
