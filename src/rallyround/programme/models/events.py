"""The summit and other workshops: agenda, who was invited and came, what was promised."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.people.models import Organisation, User


class Gathering(models.Model):
    """A summit, workshop or meeting of the partnership."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(
        max_length=10,
        choices=[("summit", _("Summit")), ("workshop", _("Workshop")), ("meeting", _("Meeting"))],
    )
    name = models.CharField(max_length=160)
    step = models.PositiveSmallIntegerField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160)
    aims = models.TextField(max_length=1000, blank=True)
    feedback = models.TextField(max_length=2000, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)


class AgendaItem(models.Model):
    """One item of an agenda, with what the record had to say when it was filled and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    from_the_record = models.TextField(max_length=3000, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    dissent = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="agenda_in_order")]


class Attendance(models.Model):
    """An organisation that was invited, and whether it came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="attendance")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answer = models.CharField(
        max_length=8, blank=True, choices=[("coming", _("Coming")), ("not", _("Not coming"))]
    )
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "organisation"], name="invited_once")]


class Pledge(models.Model):
    """What an organisation promised, who sees to it and by when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, null=True, related_name="pledges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pledges")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True), name="pledge_done_or_dropped"
            )
        ]
