"""Data in and out by file: imports with their remembered columns, and exports that the worker makes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.people.models import User


class Mapping(models.Model):
    """Which column of somebody's file is which field, remembered by the file's headings."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    headings = models.JSONField()
    headings_hash = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "headings_hash"], name="one_mapping_per_headings")
        ]


class Import(models.Model):
    """One file brought in, whole or not at all. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "sha256"], name="one_import_per_file")]


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made")
    REMOVED = "removed", _("Removed")


class Export(models.Model):
    """A large file being made by the worker for one person, fetched under the same access check as its list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.CharField(max_length=60)
    params = models.TextField(blank=True)
    wanted_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    # The districts that the rows come from, None for all: whoever may see fewer by now does not get the file.
    areas = ArrayField(models.CharField(max_length=12), null=True)
    state = models.CharField(max_length=10, default=ExportState.WAITING, choices=ExportState.choices)
    problem = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    wanted_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values), name="export_state_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(finished_at__isnull=False) & ~Q(file="")),
                name="export_ready_has_its_file",
            ),
        ]
        indexes = [models.Index(fields=["wanted_by", "-wanted_at"], name="export_of_somebody")]
