"""What the map shows: which figure, in which shades, and the places themselves as GeoJSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from rallyround.formats.geojson_out import collection, feature
from rallyround.places import queries
from rallyround.places.counts import Counts
from rallyround.places.figures import DECILE, written
from rallyround.places.models import Area, Indicator, IndicatorValue
from rallyround.places.outlines import in_degrees
from rallyround.ui.maps import AreaMap, MapClass, shaded

OPEN, OPEN_BY_DISTRICT = "open", "open_by_district"
COUNT_STARTS = (5, 10, 20, 50)
TENTHS = 10
SHADES = 5
# Where more than this share of places have the lowest value (no incident at all, say), it gets a shade to itself.
MANY = 0.2


@dataclass(frozen=True)
class Shading:
    """What the map is shaded by: an indicator, or the count of open cases."""

    key: str
    name: str
    about: str
    indicator: Indicator | None = None

    @property
    def by_district(self) -> bool:
        return self.key == OPEN_BY_DISTRICT


def shadings(counts: Counts) -> list[Shading]:
    """All that a map can be shaded by here; the decile of deprivation first where it is known."""
    found = [_of_indicator(indicator) for indicator in queries.indicators()]
    if counts:
        about = _("Counts under 5, and some others that would give those away, are not shown.")
        found += [
            Shading(OPEN, _("Open needs by small area"), about),
            Shading(OPEN_BY_DISTRICT, _("Open needs by district"), about),
        ]
    return sorted(found, key=lambda shading: shading.key != DECILE)


def chosen(found: Sequence[Shading], key: str) -> Shading | None:
    """The one asked for, else the first; None where there is nothing to shade by."""
    return next((shading for shading in found if shading.key == key), found[0] if found else None)


def _of_indicator(indicator: Indicator) -> Shading:
    return Shading(indicator.key, queries.indicator_name(indicator), queries.about(indicator), indicator)


def area_map(shading: Shading | None) -> AreaMap:
    """The map of a figure, with its legend."""
    address = reverse("places_geojson")
    return AreaMap(
        label=_("Map of %(figure)s") % {"figure": shading.name} if shading else _("Map of places"),
        areas_url=f"{address}?indicator={shading.key}" if shading else address,
        value="value" if shading else "",
        classes=classes(shading) if shading else (),
        list_url="#list",
        source=queries.attribution(),
    )


def classes(shading: Shading) -> list[MapClass]:
    """Shades, the darkest for the worst."""
    if shading.indicator is None:
        labels = [
            _("%(low)s to %(high)s") % {"low": low, "high": high - 1} for low, high in pairwise(COUNT_STARTS)
        ]
        return _darkest_last([*labels, _("%(low)s or more") % {"low": COUNT_STARTS[-1]}], COUNT_STARTS)
    if shading.key.endswith("_decile"):
        ends = {1: _("1: most deprived tenth"), TENTHS: _("10: least deprived tenth")}
        tenths = range(1, TENTHS + 1)
        return shaded([ends.get(tenth, str(tenth)) for tenth in tenths], list(tenths))
    values = np.array(list(_values(shading.key).values()))
    starts = class_starts(values)
    labels = _labels(shading.key, starts, values)
    return _darkest_last(labels, starts) if shading.indicator.high_is_worse else shaded(labels, starts)


def class_starts(values: np.ndarray) -> list[float]:
    """Where the shades begin: as many places in each, and one for the lowest value alone where many have it.

    >>> class_starts(np.array([0, 0, 0, 0, 4, 5, 6, 7]))
    [0.0, 4.0, 5.0, 6.0, 7.0]
    """
    lowest = values.min()
    if np.mean(values == lowest) > MANY and (values > lowest).any():
        above = np.quantile(values[values > lowest], np.arange(SHADES - 1) / (SHADES - 1), method="higher")
        starts = np.concatenate([[lowest], above])
    else:
        starts = np.quantile(values, np.arange(SHADES) / SHADES, method="higher")
    return [float(start) for start in np.unique(starts)]


def _labels(key: str, starts: Sequence[float], values: np.ndarray) -> list[str]:
    """Each shade by the lowest and highest figure that really has it."""
    labels = []
    for start, end in pairwise([*starts, np.inf]):
        within = values[(values >= start) & (values < end)]
        low, high = written(key, within.min()), written(key, within.max())
        labels.append(low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high})
    return labels


def _darkest_last(labels: Sequence[str], starts: Sequence[float]) -> list[MapClass]:
    return shaded(labels[::-1], starts[::-1])[::-1]


def _values(key: str) -> dict[str, float]:
    return dict(IndicatorValue.objects.filter(indicator=key).values_list("area_id", "value"))


def geojson(shading: Shading | None, counts: Counts) -> str:
    """The places of the map, each with its name, address and figure; without one where none may be shown."""
    value, text = _telling(shading, counts)
    areas = _drawn(by_district=shading is not None and shading.by_district)
    outlines = in_degrees([area.geometry for area in areas if area.geometry])
    return "".join(
        collection(
            feature(
                area.code,
                outline,
                {
                    "name": queries.shown_name(area.name, area.name_cy),
                    "url": reverse("place", args=[area.code]),
                    "value": value.get(area.code),
                    "value_text": text(value.get(area.code)),
                },
            )
            for area, outline in zip(areas, outlines, strict=True)
        )
    )


def _telling(
    shading: Shading | None, counts: Counts
) -> tuple[Mapping[str, float | None], Callable[[float | None], str]]:
    if shading is None:
        return {}, lambda value: ""
    if shading.indicator is None:
        return counts.all_states, lambda value: _("not shown") if value is None else f"{value:,}"
    return _values(
        shading.key
    ), lambda value: _("no figure") if value is None else written(shading.key, value)


def _drawn(*, by_district: bool) -> list[Area]:
    """Small areas where their outlines are known, else districts."""
    outlined: Any = Area.objects.filter(geometry__isnull=False)
    small = [] if by_district else list(outlined.filter(kind="small").order_by("code"))
    return small or list(outlined.filter(kind="district").order_by("code"))
