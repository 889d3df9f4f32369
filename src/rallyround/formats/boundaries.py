"""Boundaries of areas as GeoJSON of the Office for National Statistics: LSOA, MSOA, ward, district or LRF.

Longitude and latitude in degrees (WGS84), longitude first, as RFC 7946 fixes it. Code and name are found in
the properties by the publisher's names, such as LSOA21CD and LSOA21NM; of several, the smallest area counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rallyround.formats.fields import GSS_CODE
from rallyround.formats.json_stream import NotJson, members
from rallyround.formats.problem import BadFile, shown
from rallyround.formats.text import Progress, chunks, scan

# From the smallest to the largest: an LSOA's properties also name its district.
LEVELS = ("LSOA", "MSOA", "WD", "LAD", "LRF")
CODE_NAME = re.compile(rf"({'|'.join(LEVELS)})[0-9]{{2}}CD")
# A frame round the United Kingdom in degrees. Its longitudes and latitudes share no value, so a swap is seen.
WEST, EAST, SOUTH, NORTH = -9.0, 2.5, 49.0, 61.5
WGS84 = re.compile(r"CRS84|4326|WGS ?84", re.IGNORECASE)
WANTED = 'export it as GeoJSON in WGS84 ("EPSG:4326"), longitude first'
AGAIN = "download the file again"

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """One area. A polygon is its outer ring and then its holes; a ring's last point is its first again.

    `level` is LSOA, MSOA, WD, LAD or LRF. Points are (longitude, latitude) in degrees.
    """

    level: str
    code: str
    name: str
    polygons: tuple[Polygon, ...]


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Boundary]:
    """Stream the areas in the order of the file, plain or gzip.

    Raises BadFile, possibly after some areas, for a cut file, another kind of JSON, coordinates that are
    swapped or not degrees, and an area without a code or twice. The row is the number of the feature.

    >>> from tempfile import TemporaryDirectory
    >>> feature = '''{"type": "Feature", "properties": {"LAD24CD": "E08000019", "LAD24NM": "Sheffield"},
    ...   "geometry": {"type": "Polygon",
    ...                "coordinates": [[[-1.5, 53.4], [-1.4, 53.4], [-1.4, 53.5], [-1.5, 53.4]]]}}'''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "map.geojson")
    ...     _ = file.write_text('{"type": "FeatureCollection", "features": [' + feature + "]}")
    ...     area = next(read(file))
    >>> area.level, area.code, len(area.polygons), area.polygons[0][0][0]
    ('LAD', 'E08000019', 1, (-1.5, 53.4))
    """
    reader = _Reader(path)
    scanned = scan(path)
    done = 0

    def pieces() -> Iterator[str]:
        nonlocal done
        for piece in chunks(path, scanned):
            yield piece
            done += len(piece)
            if progress is not None:
                progress(min(done, scanned.size), scanned.size)

    try:
        for key, value in members(pieces(), "features"):
            if key == "features":
                yield reader.boundary(value)
            else:
                reader.check_member(key, value)
    except NotJson as error:
        raise BadFile(path, str(error), AGAIN, reader.count + 1) from error
    reader.check_end()
    if progress is not None:
        progress(scanned.size, scanned.size)


class _Reader:
    """What must be remembered from feature to feature."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.is_collection = False
        self.code_key = ""
        self.first_features: dict[str, int] = {}

    def bad(self, problem: str, remedy: str = AGAIN, column: str | None = None) -> BadFile:
        return BadFile(self.path, problem, remedy, self.count or None, column)

    def check_member(self, key: str, value: Any) -> None:
        """Look at what stands beside the features."""
        if key == "type":
            if value != "FeatureCollection":
                raise self.bad("this is not a GeoJSON FeatureCollection", "choose a file of boundaries")
            self.is_collection = True
        elif key == "crs" and value is not None and WGS84.search(str(value)) is None:
            raise self.bad("its coordinates are not in WGS84", WANTED, "crs")
        # Map servers answer with 2,000 features at most and mark that there are more.
        limit = "exceededTransferLimit"
        if (key == limit and value is True) or (
            key == "properties" and isinstance(value, Mapping) and value.get(limit) is True
        ):
            raise self.bad("the server sent only a part of the areas", "download the whole file", limit)

    def check_end(self) -> None:
        if not self.is_collection or not self.count:
            raise self.bad("there are no areas in it", "choose a GeoJSON FeatureCollection of boundaries")

    def boundary(self, feature: Any) -> Boundary:
        self.count += 1
        if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping):
            raise self.bad("this feature has no properties")
        properties = feature["properties"]
        if not self.code_key:
            self.code_key = own_code_key(properties)
            if not self.code_key:
                problem = "no property is an area code such as LSOA21CD or LAD24CD"
                raise self.bad(problem, "choose a file of boundaries as published", "properties")
        code = self.code(properties)
        name_key = self.code_key[:-2] + "NM"
        name = properties.get(name_key)
        if not isinstance(name, str) or not name.strip():
            raise self.bad(f"{code} has no name", AGAIN, name_key)
        level = self.code_key.removesuffix("CD").rstrip("0123456789")
        return Boundary(level, code, name.strip(), self.polygons(feature.get("geometry")))

    def code(self, properties: Mapping[str, Any]) -> str:
        code = properties.get(self.code_key)
        if not isinstance(code, str) or GSS_CODE.fullmatch(code) is None:
            raise self.bad(f"{shown(str(code))} is not an area code", AGAIN, self.code_key)
        first = self.first_features.setdefault(code, self.count)
        if first != self.count:
            raise self.bad(f"{code} is already in row {first:,}", "keep one of the two", self.code_key)
        return code

    def polygons(self, geometry: Any) -> tuple[Polygon, ...]:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
        if kind == "Polygon":
            coordinates = [coordinates]
        elif kind != "MultiPolygon":
            raise self.bad(
                "the area is not a Polygon or MultiPolygon", "choose boundaries, not points", "geometry"
            )
        if not isinstance(coordinates, list) or not coordinates:
            raise self.bad("the area has no outline", AGAIN, "geometry")
        return tuple(self.polygon(rings) for rings in coordinates)

    def polygon(self, rings: Any) -> Polygon:
        if not isinstance(rings, list) or not rings:
            raise self.bad("the area has no outline", AGAIN, "geometry")
        return tuple(self.ring(points) for points in rings)

    def ring(self, points: Sequence[Any]) -> Ring:
        try:
            table = np.asarray(points, dtype=float)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.bad("its outline is not a list of points", AGAIN, "coordinates") from error
        if table.ndim != 2 or table.shape[0] < 4 or table.shape[1] not in (2, 3):
            raise self.bad("an outline needs four points of two numbers or more", AGAIN, "coordinates")
        degrees = table[:, :2]
        self.check_frame(degrees[:, 0], degrees[:, 1])
        ring = tuple((x, y) for x, y in degrees.tolist())
        if ring[0] != ring[-1]:
            raise self.bad("an outline does not end where it began", AGAIN, "coordinates")
        return ring

    def check_frame(self, first: np.ndarray, second: np.ndarray) -> None:
        if _within(first, WEST, EAST) and _within(second, SOUTH, NORTH):
            return
        if _within(first, SOUTH, NORTH) and _within(second, WEST, EAST):
            raise self.bad("latitude and longitude are swapped", WANTED, "coordinates")
        if np.abs(first).max() > 180 or np.abs(second).max() > 180:
            raise self.bad("its coordinates are not degrees (perhaps metres)", WANTED, "coordinates")
        raise self.bad("a point lies outside the United Kingdom", WANTED, "coordinates")


def _within(values: np.ndarray, low: float, high: float) -> bool:
    """Whether all values are in the range; never true of "not a number"."""
    return bool(values.min() >= low and values.max() <= high)


def own_code_key(properties: Mapping[str, Any]) -> str:
    """The property that holds the area's own code, "" when there is none.

    >>> own_code_key({"LAD24CD": "E08000019", "LSOA21CD": "E01007317"})
    'LSOA21CD'
    """
    named = {found[1]: key for key in properties if (found := CODE_NAME.fullmatch(key))}
    return next((named[level] for level in LEVELS if level in named), "")
