"""Rows about places on their way into the database: what a loader made of a file, or the demo invented."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A district or a small area. Metres on the National Grid; `geometry` is GeoJSON's, in metres too."""

    code: str
    name: str
    kind: str  # "district" or "small"
    district: str | None = None
    name_cy: str = ""
    people: int | None = None
    households: int | None = None
    easting: int | None = None
    northing: int | None = None
    geometry: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """Something known about areas: with the unit, denominator, source and date that every page shows beside it."""

    key: str
    name: str
    unit: str
    source: str
    date: str
    denominator: str = ""
    high_is_worse: bool = True


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One figure of one area."""

    area: str
    indicator: str
    value: float


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """The outline of an area that is kept already: GeoJSON's geometry, in whole metres on the National Grid."""

    area: str
    geometry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """A postcode, with or without its space, its point in metres, and the areas that it lies in."""

    postcode: str
    easting: int
    northing: int
    district: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class DistrictCodeRow:
    """Another code of a district: one that it had before, or has now."""

    code: str
    district: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that one file, or one invented world, says. Areas that others name as their district come along or are
    kept already."""

    areas: Sequence[AreaRow] = ()
    indicators: Sequence[IndicatorRow] = ()
    values: Sequence[ValueRow] = ()
    outlines: Sequence[OutlineRow] = ()
    district_codes: Sequence[DistrictCodeRow] = ()
    postcodes: Sequence[PostcodeRow] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A published file that was read: its content's hash, what kind it is, for whom, and how many rows of it."""

    sha256: str
    name: str
    kind: str
    partnership: str
    read: int
    kept: int


def polygon(points: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """A geometry from the corners of one outline in metres, the last the same as the first.

    >>> polygon([(0, 0), (9, 0), (9, 9), (0, 0)])
    {'type': 'Polygon', 'coordinates': [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
    """
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}
