"""What is in the database already and a file is held against: areas, outlines, other codes of districts."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from rallyround.core.geo import Floats, Indexes, points_in_areas
from rallyround.places.models import Area, DistrictCode, LoadedFile, Postcode

# Boundaries are drawn more simply than the land is shaped: a postcode this near belongs to the area beside it.
NEAR_M = 150.0


@dataclass(frozen=True)
class Known:
    """The partnership's areas as far as they are loaded."""

    partnership: str
    districts: frozenset[str]
    small_areas: dict[str, str]  # code to the district's
    other_codes: dict[str, str]  # another code of a district to the one it has here
    outlines: dict[str, dict[str, Any]] = field(default_factory=dict)  # of small areas

    def district(self, code: str | None) -> str | None:
        """Our district of a code of any year; None for a code of somewhere else."""
        return code if code in self.districts else self.other_codes.get(code or "")

    @cached_property
    def _shapes(self) -> tuple[list[str], shapely.STRtree]:
        codes = sorted(self.outlines)
        return codes, shapely.STRtree([shape(self.outlines[code]) for code in codes])

    def places_of(self, easting: Floats, northing: Floats) -> list[str | None]:
        """The small area in which each point lies, or beside which it lies very near."""
        codes, tree = self._shapes
        if not codes:
            return [None] * len(easting)
        inside: Indexes = points_in_areas(easting, northing, tree)
        outside = np.flatnonzero(inside < 0)
        points = shapely.points(easting[outside], northing[outside])
        which, near = tree.query_nearest(points, max_distance=NEAR_M, all_matches=False)
        inside[outside[which]] = near
        return [codes[index] if index >= 0 else None for index in inside]


def partnership() -> str:
    """The name of the partnership whose table of small areas was loaded; "" where none was."""
    names = LoadedFile.objects.exclude(partnership="").order_by("at").values_list("partnership", flat=True)
    return names.first() or ""


def known() -> Known:
    """Read it from the database."""
    small = Area.objects.filter(kind="small", district__isnull=False)
    return Known(
        partnership=partnership(),
        districts=frozenset(Area.objects.filter(kind="district").values_list("code", flat=True)),
        small_areas={code: district or "" for code, district in small.values_list("code", "district_id")},
        other_codes=dict(DistrictCode.objects.values_list("code", "district_id")),
        outlines={
            code: geometry
            for code, geometry in small.filter(geometry__isnull=False).values_list("code", "geometry")
            if geometry
        },
    )


def kept_postcodes() -> list[tuple[str, int, int, str | None]]:
    """Postcode, easting, northing and district of all that are kept."""
    return list(Postcode.objects.values_list("code", "easting", "northing", "district_id"))
