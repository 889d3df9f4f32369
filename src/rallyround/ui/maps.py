"""What a map is told: where its areas are, how they are shaded, and the words it shows. The map itself is map.js."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext

# From dark to light, equal steps of lightness, told apart by every kind of colour vision (after viridis).
SHADES = (
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725",
)
NO_VALUE = "#d4d8da"


@dataclass(frozen=True, kw_only=True)
class MapClass:
    """One shade of a map: values from `start` up to the next class's, as the legend words it."""

    start: float
    label: str | Promise
    colour: str


@dataclass(frozen=True, kw_only=True)
class AreaMap:
    """A map of areas shaded by one of their properties; `points` and `zones` are drawn on top.

    The GeoJSON features carry: `name`, optionally `url` (where a press leads), and the property `value`; a point
    may carry `colour`. All addresses are our own.
    """

    label: str | Promise  # what a screen reader says it is
    areas_url: str
    value: str = ""
    classes: Sequence[MapClass] = ()
    points_url: str = ""
    zones_url: str = ""
    list_url: str = ""  # the same places as a list
    refresh_seconds: int = 0  # how often points and zones are asked for again
    draw_field: str = ""  # id of the form field that gets what is drawn, as a GeoJSON geometry
    draw_kind: Literal["Polygon", "Point"] = "Polygon"
    source: str | Promise = ""  # the licence's line, such as "Contains OS data © Crown copyright"

    @property
    def no_value(self) -> str:
        """The colour of an area without a figure; plain white where nothing is shaded."""
        return NO_VALUE if self.classes else "#ffffff"

    def data(self) -> str:
        """The map's orders for map.js, as JSON."""
        return json.dumps(
            {
                "areas": self.areas_url,
                "value": self.value,
                "classes": [[c.start, c.colour] for c in self.classes],
                "noValue": self.no_value,
                "points": self.points_url,
                "zones": self.zones_url,
                "refresh": self.refresh_seconds,
                "draw": {"field": self.draw_field, "kind": self.draw_kind} if self.draw_field else None,
                "texts": _texts(),
            }
        )


def shaded(labels: Sequence[str | Promise], starts: Sequence[float]) -> list[MapClass]:
    """Classes with shades spread over the whole range, darkest first."""
    step = (len(SHADES) - 1) / max(1, len(labels) - 1)
    colours = [SHADES[round(index * step)] for index in range(len(labels))]
    return [
        MapClass(start=start, label=label, colour=colour)
        for label, start, colour in zip(labels, starts, colours, strict=True)
    ]


def _texts() -> dict[str, str]:
    return {
        "failed": gettext("The map could not be drawn here. The list has the same places."),
        "noValue": gettext("No figure"),
        "NavigationControl.ZoomIn": gettext("Zoom in"),
        "NavigationControl.ZoomOut": gettext("Zoom out"),
        "Map.Title": gettext("Map"),
        "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and scroll to zoom the map"),
        "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and scroll to zoom the map"),
        "CooperativeGesturesHandler.MobileHelpText": gettext("Use two fingers to move the map"),
    }
