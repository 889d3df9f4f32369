"""Areas, what is known of them, and postcodes: from the published files, or named by hand where there are none."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from uuid_utils.compat import uuid7


class Area(models.Model):
    """A district, a small area (LSOA or the like) or a place named by hand.

    Points and outlines are metres on the National Grid; an outline is a GeoJSON geometry of such points.
    """

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(
        max_length=12, choices=[("district", "District"), ("small", "Small area"), ("place", "Place")]
    )
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    district = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="small_areas")
    people = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    geometry = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="area_kind_name")]


class Indicator(models.Model):
    """Something published about areas, with its unit, denominator, source and date."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    denominator = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200)
    date = models.CharField(max_length=20)
    high_is_worse = models.BooleanField(default=True)


class IndicatorValue(models.Model):
    """One figure of one area."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    value = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "area"], name="one_figure_per_area")]


class Postcode(models.Model):
    """A postcode, without its space, and its point in metres on the National Grid."""

    code = models.CharField(max_length=8, primary_key=True)
    easting = models.IntegerField()
    northing = models.IntegerField()
    district = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+", null=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        indexes = [GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="postcode_search")]


class DistrictCode(models.Model):
    """Another code of a district: tables of other years name it by this one."""

    code = models.CharField(max_length=12, primary_key=True)
    district = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="other_codes")


class LoadedFile(models.Model):
    """A published file that was read: its content's hash, for which partnership, and what was kept of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    partnership = models.CharField(max_length=120, default="")
    read = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    at = models.DateTimeField()
