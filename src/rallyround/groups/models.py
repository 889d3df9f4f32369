"""Risks, the groups that need help most, what they need and how much, and the routes that they trust.

No list of people: a group is described and counted, never named one by one.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from rallyround.groups.vocabulary import (
    CauseOfNeed,
    Confidence,
    GroupKind,
    HardlyReached,
    Pattern,
    PlanningNeed,
)
from rallyround.incidents.models import Hazard, Phase
from rallyround.people.models import Organisation, User


class RiskEntry(models.Model):
    """An entry of the community risk register: likelihood and impact from 1 to 5, with its source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    hazard = models.CharField(max_length=20, choices=Hazard.choices)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    dated_on = models.DateField()
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_likelihood_and_impact_1_to_5",
            )
        ]


class PriorityGroup(models.Model):
    """People, a group, an organisation or a network that needs more help than others; size may be a range or unknown."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=GroupKind.choices, default=GroupKind.PEOPLE)
    pattern = models.CharField(max_length=12, choices=Pattern.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="members")
    causes = ArrayField(models.CharField(max_length=30, choices=CauseOfNeed.choices))
    hardly_reached = ArrayField(
        models.CharField(max_length=20, choices=HardlyReached.choices), default=list, blank=True
    )
    characteristics = models.TextField(max_length=1000, blank=True)
    rationale = models.TextField(max_length=1000)
    high_priority = models.BooleanField(default=False)
    priority_reason = models.CharField(max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    ease = models.PositiveSmallIntegerField(null=True)
    size_low = models.PositiveIntegerField(null=True)
    size_high = models.PositiveIntegerField(null=True)
    size_unit = models.CharField(max_length=40, default="people")
    size_source = models.CharField(max_length=200, blank=True)
    size_dated_on = models.DateField(null=True)
    areas = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    site = models.CharField(max_length=120, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    by_trusted_routes_only = models.BooleanField(default=False)
    community_owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="groups_owned"
    )
    risks = models.ManyToManyField(RiskEntry, related_name="groups")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(causes__len__gt=0) & Q(causes__contained_by=CauseOfNeed.values),
                name="group_has_a_cause_of_need",
            ),
            models.CheckConstraint(
                condition=Q(size_low__isnull=True, size_high__isnull=True)
                | Q(size_low__isnull=False, size_high__isnull=False, size_low__lte=F("size_high")),
                name="group_size_is_a_range_or_unknown",
            ),
            models.CheckConstraint(
                condition=~Q(pattern=Pattern.DISPERSED)
                | Q(areas__len=0, easting__isnull=True, northing__isnull=True, site=""),
                name="group_dispersed_has_no_place",
            ),
            models.CheckConstraint(
                condition=Q(ease__isnull=True) | Q(ease__gte=1, ease__lte=5), name="group_ease_1_to_5"
            ),
        ]
        indexes = [models.Index(fields=["high_priority", "name"], name="group_priority")]


class TrustedRoute(models.Model):
    """An organisation that a group trusts, and how it may be reached through it. Contact goes by agreed routes only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="routes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="routes")
    how = models.CharField(max_length=200)
    languages = models.CharField(max_length=120, blank=True)
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="one_current_route_through_an_organisation",
            )
        ]


class ContactMode(models.TextChoices):
    PRESENT = "present", "With them, in person"
    THROUGH = "through", "Through somebody they trust"
    CALL = "call", "By telephone"
    WRITTEN = "written", "In writing"


class GroupContact(models.Model):
    """One time that partners and a group spoke: how, by which route, and whether the group began it. Nobody is named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="contacts")
    route = models.ForeignKey(TrustedRoute, on_delete=models.PROTECT, null=True, related_name="contacts")
    mode = models.CharField(max_length=10, choices=ContactMode.choices)
    on = models.DateField()
    from_the_group = models.BooleanField(default=False)
    about = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["group", "-on"], name="group_contact_latest")]


class GroupNeed(models.Model):
    """A kind of need of a group in one phase and hazard: how much, as a range or unknown; later versions replace it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=20, choices=PlanningNeed.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices)
    hazard = models.CharField(max_length=20, choices=Hazard.choices)
    cause = models.CharField(max_length=30, choices=CauseOfNeed.choices)
    low = models.PositiveIntegerField(null=True)
    likely = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    dated_on = models.DateField()
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    said_by_the_group = models.BooleanField(default=False)
    holds_from = models.DateTimeField()
    holds_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=True, likely__isnull=True, high__isnull=True)
                | Q(low__lte=F("likely"), likely__lte=F("high"), low__isnull=False, likely__isnull=False,
                    high__isnull=False),
                name="group_need_is_a_range_or_unknown",
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "phase", "hazard"],
                condition=Q(holds_until__isnull=True),
                name="one_current_figure_of_a_group_need",
            ),
        ]  # fmt: skip
