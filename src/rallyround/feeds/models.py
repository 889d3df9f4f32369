"""Data in and out by file: imports with their remembered columns, and exports that the worker makes."""

from django.db import models
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
    """One file brought in, whole or not at all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Export(models.Model):
    """A large file being made by the worker for one person, fetched under the same access check as its list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.CharField(max_length=60)
    params = models.TextField(blank=True)
    wanted_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=10, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    wanted_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
