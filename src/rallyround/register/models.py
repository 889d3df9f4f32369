"""Needs and offers. A need carries what is needed and a risk category, never the person's attributes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import NEED, OFFER
from rallyround.incidents.models import Incident, Phase
from rallyround.people.models import Note, Organisation, Person, User
from rallyround.places.models import Area


class Whose(models.TextChoices):
    HOUSEHOLD = "household", _("A household")
    PERSON = "person", _("One person")
    GROUP = "group", _("A group")
    ORGANISATION = "organisation", _("An organisation")
    SERVICE = "service", _("A service")


class Cause(models.TextChoices):
    UNKNOWN = "not_yet_known", _("Not yet known")
    AT_RISK = "at_risk", _("In the way of the hazard")
    VULNERABLE = "vulnerable", _("More easily harmed")
    NOT_PREPARED = "not_prepared", _("Not prepared")
    UNAWARE = "unaware", _("Did not know")
    UNABLE = "unable_to_self_determine", _("Not able to act alone")


class Severity(models.TextChoices):
    DANGER = "danger_to_life", _("Danger to life")
    SERIOUS = "serious", _("Serious: harm within hours")
    MODERATE = "moderate", _("Moderate: harm within a day")
    MINOR = "minor", _("Minor: discomfort")


class Risk(models.TextChoices):
    ELECTRICITY = "electricity_dependent", _("Depends on electricity for health")
    CANNOT_LEAVE = "cannot_leave_home", _("Cannot leave home without help")
    CHILD = "young_child_or_pregnant", _("A young child or a pregnancy")
    ALONE = "alone_without_support", _("Alone without support")
    NONE = "none", _("None known")


ACTIVE = Q(state__in=sorted(NEED.active))


class Need(models.Model):
    """Support that somebody requires, before, during or after a disruption."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=9, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="needs")
    state = models.CharField(max_length=20, default=NEED.initial, choices=list(NEED.states.items()))
    kind = models.CharField(max_length=30, default="not_yet_known")
    whose = models.CharField(max_length=20, choices=Whose.choices, default=Whose.HOUSEHOLD)
    cause = models.CharField(max_length=30, choices=Cause.choices, default=Cause.UNKNOWN)
    phase = models.CharField(max_length=10, choices=Phase.choices)
    severity = models.CharField(max_length=20, choices=Severity.choices, default=Severity.MODERATE)
    risk = models.CharField(max_length=30, choices=Risk.choices, default=Risk.NONE)
    danger = models.BooleanField(default=False)
    danger_at = models.DateTimeField(null=True)
    base_points = models.PositiveSmallIntegerField(default=0)
    queue_place = models.BigIntegerField(default=0)
    people_count = models.PositiveSmallIntegerField(null=True)
    helpers = models.PositiveSmallIntegerField(default=1)
    window_start = models.DateTimeField(null=True)
    window_end = models.DateTimeField(null=True)
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="needs")
    words = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="needs")
    district = models.CharField(max_length=12, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=20, default="reporter")
    confidence = models.CharField(max_length=10, default="reported")
    reported_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    content = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(NEED.states)), name="need_state_is_in_the_table"
            ),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="need_phase_is_never_empty"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="need_cause_is_never_empty"),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "matched"]) | ~Q(cause=Cause.UNKNOWN),
                name="need_cause_is_known_before_matching",
            ),
            models.CheckConstraint(
                condition=Q(helpers__gte=1, helpers__lte=50), name="need_helpers_in_range"
            ),
            models.CheckConstraint(
                condition=Q(danger=True, severity=Severity.DANGER, danger_at__isnull=False)
                | (Q(danger=False) & ~Q(severity=Severity.DANGER)),
                name="need_danger_and_severity_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged"),
                name="need_merged_into_one",
            ),
        ]
        indexes = [
            # The list in its orders, and the counts by place, read of 100,000 needs only what they show.
            models.Index(fields=["queue_place", "id"], name="need_queue", condition=ACTIVE),
            models.Index(fields=["district", "id"], name="need_by_district", condition=ACTIVE),
            models.Index(fields=["kind", "id"], name="need_by_kind", condition=ACTIVE),
            models.Index(fields=["state", "area", "district"], name="need_by_place", condition=ACTIVE),
            models.Index(fields=["state", "-danger", "reported_at"], name="need_board"),
            models.Index(fields=["easting", "northing"], name="need_point"),
            models.Index(fields=["incident", "state"], name="need_incident"),
            models.Index(fields=["district", "state"], name="need_district"),
            models.Index(fields=["reported_at"], name="need_reported"),
            GinIndex(fields=["code"], name="need_code_search", opclasses=["gin_trgm_ops"]),
        ]


class Handover(models.Model):
    """A need passed to a professional: to whom, and whether they have said that they have it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="handovers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handovers")
    reference = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="handover_acknowledged_by_a_named_person",
            ),
        ]
        indexes = [models.Index(fields=["-made_at"], name="handover_made")]


class StateTries(models.Model):
    """How often somebody lately asked for the state of a need with a wrong phone ending: ten an hour, no more."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, primary_key=True, related_name="state_tries")
    since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)


class Claim(models.Model):
    """Somebody is working on this need just now. It expires."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, primary_key=True, related_name="claim")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    at = models.DateTimeField()
    until = models.DateTimeField()


class NotDuplicate(models.Model):
    """Two needs that somebody looked at and found to be different."""

    first = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="judged_once")]


class OfferKind(models.TextChoices):
    PERSON = "person", _("One person")
    POOL = "pool", _("A pool of an organisation's volunteers")
    GOODS = "goods", _("Goods or equipment")
    SPACE = "space", _("A room or building")


class Offer(models.Model):
    """Help that somebody offers: of one person, a pool without names, goods or space."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=20, default=OFFER.initial, choices=list(OFFER.states.items()))
    kind = models.CharField(max_length=10, choices=OfferKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="offers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="offers")
    phase = models.CharField(max_length=10, choices=Phase.choices)
    skills = ArrayField(models.CharField(max_length=30), default=list)
    capacity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=40, blank=True)
    adult = models.BooleanField(default=True)
    supervised_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    consents_to_tasking = models.BooleanField(default=True)
    consented_at = models.DateTimeField(null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="offers")
    district = models.CharField(max_length=12, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    max_travel_m = models.PositiveIntegerField(default=5000)
    available_from = models.DateTimeField(null=True)
    available_until = models.DateTimeField(null=True)
    day_parts = models.PositiveSmallIntegerField(default=15)
    channel = models.CharField(max_length=20)
    words = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    confidence = models.CharField(max_length=10, default="offered")
    received_at = models.DateTimeField()
    content = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(OFFER.states)), name="offer_state_is_in_the_table"
            ),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="offer_phase_is_never_empty"),
            models.CheckConstraint(
                condition=Q(day_parts__gte=1, day_parts__lte=15), name="offer_day_parts_in_range"
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, capacity=1) | ~Q(kind="person"),
                name="offer_of_a_person_is_one_person",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pool") | Q(organisation__isnull=False), name="offer_pool_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(adult=True) | Q(supervised_by__isnull=False) | ~Q(state="ready"),
                name="offer_under_18_is_supervised",
            ),
            models.CheckConstraint(
                condition=Q(consents_to_tasking=True) | ~Q(state="ready"), name="offer_ready_only_by_consent"
            ),
            models.UniqueConstraint(
                fields=["organisation", "district"],
                condition=Q(kind="pool", state__in=sorted(OFFER.active)),
                name="one_pool_of_an_organisation_in_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="offer_state"),
            models.Index(fields=["district", "state"], name="offer_district"),
        ]
