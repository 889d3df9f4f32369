"""Whether what a duty officer drew can be a closure: a real area or line, in metres, in the British Isles."""

from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from rallyround.ui.errors import Refused

TYPES = {"area": ("Polygon", "MultiPolygon"), "crossing": ("LineString", "MultiLineString")}
# The National Grid with room for Northern Ireland and the Channel Islands; degrees would lie in its corner.
GRID = shapely.box(-300_000, -300_000, 800_000, 1_400_000)
SMALLEST_M = 1.0
MOST_POINTS = 2_000


def checked(kind: str, drawn: Any) -> dict[str, Any]:
    """The shape as it is kept, in whole metres, or a sentence that says what is wrong with it."""
    try:
        geometry = shape(drawn)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError, IndexError):
        raise _refused() from None
    if geometry.geom_type not in TYPES.get(kind, ()) or geometry.is_empty:
        raise _refused()
    if shapely.get_num_coordinates(geometry) > MOST_POINTS:
        raise Refused(_("This shape has too many corners. Draw it more simply."))
    if not GRID.contains(geometry) or _too_small(geometry):
        raise Refused(_("This shape does not lie on the map, or is smaller than a metre. Draw it again."))
    if not geometry.is_valid:
        raise Refused(_("The edge of this area crosses itself. Draw it again, round the outside."))
    whole = shapely.set_precision(geometry, 1.0)
    if whole.is_empty or whole.geom_type not in TYPES[kind]:
        raise _refused()
    kept: dict[str, Any] = mapping(whole)
    return {"type": kept["type"], "coordinates": _lists(kept["coordinates"])}


def _refused() -> Refused:
    return Refused(_("Draw an area with at least three corners, or a crossing as a line."))


def _too_small(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return max(east - west, north - south) < SMALLEST_M


def _lists(value: Any) -> Any:
    return [_lists(inner) for inner in value] if isinstance(value, (tuple, list)) else int(value)
