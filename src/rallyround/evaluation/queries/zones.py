"""The zones in force: those that were set last, or the published bands."""

from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core import instruments
from rallyround.core.instruments import TORRENS
from rallyround.evaluation.models import Zones

ZONE_NAMES: dict[str, str | Promise] = {
    "red": gettext_lazy("Red: below what is wanted"),
    "amber": gettext_lazy("In between"),
    "green": gettext_lazy("Good"),
    "undecided": gettext_lazy("Too little is assessed to say"),
    "not_assessed": gettext_lazy("Not yet assessed"),
}
ZONE_COLOURS = {
    "red": "red",
    "amber": "yellow",
    "green": "green",
    "undecided": "grey",
    "not_assessed": "grey",
}


def zones_on(today: date) -> instruments.Zones:
    """The zones that hold on a day."""
    row = Zones.objects.filter(set_at__date__lte=today).order_by("-set_at", "-id").first()
    if row is None:
        return TORRENS
    return instruments.Zones(row.red_below, row.green_from, _("Set by the partnership"))


def zones_before() -> QuerySet[Zones]:
    """Every setting of the zones, the latest first."""
    return Zones.objects.select_related("set_by").order_by("-set_at", "-id")
