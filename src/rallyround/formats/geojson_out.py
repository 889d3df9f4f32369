"""Writes GeoJSON (RFC 7946): areas and points with their codes and properties, five decimals (about a metre)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

DECIMALS = 5
Value = str | int | float | bool | None


def position(longitude: float, latitude: float) -> list[float]:
    """Degrees as they are written: longitude first, five decimals.

    >>> position(-1.4701234, 53.3811299)
    [-1.47012, 53.38113]
    """
    # Adding 0.0 turns -0.0 into 0.0.
    return [round(longitude, DECIMALS) + 0.0, round(latitude, DECIMALS) + 0.0]


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """The geometry of a point, from degrees (WGS84).

    >>> point(-1.5, 53.4)
    {'type': 'Point', 'coordinates': [-1.5, 53.4]}
    """
    return {"type": "Point", "coordinates": position(longitude, latitude)}


def area(polygons: Iterable[Iterable[Iterable[tuple[float, float]]]]) -> dict[str, Any]:
    """The geometry of an area, from polygons of closed rings of (longitude, latitude) in degrees.

    The outer ring of each polygon comes first, then its holes. Rings are turned as RFC 7946 wants them: outer
    ones against the clock, holes with it.

    >>> area([[[(0, 0), (0, 1), (1, 1), (0, 0)]]])
    {'type': 'Polygon', 'coordinates': [[[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]}
    """
    written = [
        [_turned([position(x, y) for x, y in ring], outer=number == 0) for number, ring in enumerate(rings)]
        for rings in polygons
    ]
    if len(written) == 1:
        return {"type": "Polygon", "coordinates": written[0]}
    return {"type": "MultiPolygon", "coordinates": written}


def _turned(ring: list[list[float]], *, outer: bool) -> list[list[float]]:
    # Shoelace formula: twice the signed area, above zero when the ring runs against the clock.
    against_the_clock = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0
    return ring if against_the_clock == outer else ring[::-1]


def feature(code: str, geometry: Mapping[str, Any] | None, properties: Mapping[str, Value]) -> dict[str, Any]:
    """One place. Its code is both the feature's id and the property "code", where map libraries look for it.

    >>> feature("E08000039", None, {"name": "Sheffield"})["properties"]
    {'code': 'E08000039', 'name': 'Sheffield'}
    """
    return {"type": "Feature", "id": code, "properties": {"code": code, **properties}, "geometry": geometry}


def collection(features: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Stream a FeatureCollection, a feature at a time.

    Raises ValueError for a number that JSON does not have (infinite, "not a number").

    >>> print("".join(collection([feature("A", None, {})])))
    {"type":"FeatureCollection","features":[
    {"type":"Feature","id":"A","properties":{"code":"A"},"geometry":null}
    ]}
    """
    before = '{"type":"FeatureCollection","features":[\n'
    for each in features:
        yield before + json.dumps(each, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        before = ",\n"
    yield "\n]}" if before == ",\n" else before + "]}"
