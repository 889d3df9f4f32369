"""Volunteers at work: checks and their expiry, attendance and rest."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.people.models import User
from rallyround.register.models import Offer


class CheckKind(models.TextChoices):
    IDENTITY = "identity", _("Identity seen")
    DBS_BASIC = "dbs_basic", _("DBS basic")
    DBS_STANDARD = "dbs_standard", _("DBS standard")
    DBS_ENHANCED = "dbs_enhanced", _("DBS enhanced")
    DRIVING = "driving", _("Driving licence and insurance")
    FIRST_AID = "first_aid", _("First aid")
    FOOD_HYGIENE = "food_hygiene", _("Food hygiene")
    PROFESSIONAL = "professional", _("Professional registration")


class Check(models.Model):
    """Something about a volunteer that a named person has seen proof of, until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=CheckKind.choices)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_on = models.DateField()
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "kind"], name="one_check_of_a_kind")]


class Attendance(models.Model):
    """From sign-in to sign-out. Nobody is in two places at once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="attendances")
    seat = models.PositiveSmallIntegerField(default=1)
    during = DateTimeRangeField()
    expected_end = models.DateTimeField()
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_in_two_places",
                expressions=[
                    ("offer", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]
