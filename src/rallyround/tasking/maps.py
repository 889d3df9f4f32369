"""The map on which an area is drawn. It is there only where the places' own map is."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rallyround.ui.maps import AreaMap


def drawing_map(field: str) -> AreaMap | None:
    """A map that writes what is drawn into the form's field; None where no areas are served."""
    try:
        areas = reverse("places_geojson")
    except NoReverseMatch:
        return None
    return AreaMap(label=_("Draw the area that is closed"), areas_url=areas, draw_field=field)
