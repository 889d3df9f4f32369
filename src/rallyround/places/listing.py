"""Places as a list: who lives there, how deprived it is, one more figure if asked, and counts that may be shown."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from rallyround.places import queries
from rallyround.places.counts import Counts
from rallyround.places.figures import DECILE, SCORE, written
from rallyround.places.models import Area, Indicator
from rallyround.ui.lists import Column, Filter, Listing, Search

# Places without a figure sort below all that have one, whichever way the list runs first.
LOWEST = -1e9


def listing(
    rows: QuerySet[Area],
    counts: Counts,
    *,
    name: str,
    in_a_file: bool,
    shaded_by: Indicator | None = None,
    also: Sequence[Filter] = (),
) -> Listing:
    """The list of places; a file of it has their codes as well, to be joined with other tables by.

    `also` are filters of the page that the list carries along.
    """
    extra = shaded_by if shaded_by is not None and shaded_by.key not in (SCORE, DECILE) else None
    if extra is not None:
        rows = rows.annotate(shaded=queries.value_of(extra.key))
    return Listing(
        name=name,
        title=_("Places"),
        rows=_sortable(rows, shaded=extra is not None),
        default_order="name",
        columns=[
            Column(key="name", label=_("Place"), value=lambda a: queries.shown_name(a.name, a.name_cy), order="name",
                   url=lambda a: reverse("place", args=[a.code])),
            *([Column(key="code", label=_("Code"), value=lambda a: a.code)] if in_a_file else []),
            Column(key="district", label=_("District"), value=_district, order="district__name"),
            Column(key="people", label=_("People"), value=lambda a: a.people, order="-by_people", numeric=True),
            Column(key="households", label=_("Households"), value=lambda a: a.households, order="-by_households",
                   numeric=True),
            # On the page the figure of the map takes the score's room; a file has room for both.
            *([_figure(SCORE, _("IMD score"), "score", high_first=True)] if in_a_file or not extra else []),
            _figure(DECILE, _("IMD decile"), "decile", high_first=False),
            *([_shaded(extra, in_a_file=in_a_file)] if extra else []),
            *([Column(key="open", label=_("Open needs"), value=lambda a: _count(counts, a.code), numeric=True)]
              if counts else []),
        ],
        filters=[
            Search(label=_("Name or code"), apply=_search),
            Filter(key="district", label=_("District"), choices=queries.districts(),
                   apply=lambda rows, code: rows.filter(district=code)),
            *also,
        ],
    )  # fmt: skip


def _sortable(rows: QuerySet[Area], *, shaded: bool) -> QuerySet[Any]:
    figures = {
        "people": F("people"),
        "households": F("households"),
        "score": F("score"),
        "decile": F("decile"),
    }
    if shaded:
        figures["shaded"] = F("shaded")
    return rows.annotate(
        **{f"by_{key}": Coalesce(value, LOWEST, output_field=FloatField()) for key, value in figures.items()}
    )


def _figure(key: str, label: str, field: str, *, high_first: bool) -> Column:
    def shown(area: Any) -> str:
        value = getattr(area, field)
        return "" if value is None else written(key, value)

    return Column(
        key=field,
        label=label,
        value=shown,
        export=lambda area: getattr(area, field),
        order=f"-by_{field}" if high_first else f"by_{field}",
        numeric=True,
    )


def _shaded(indicator: Indicator, *, in_a_file: bool) -> Column:
    """The figure on the map; a file of it has to say which one that is."""
    name = (
        f"{queries.indicator_name(indicator)} ({queries.unit(indicator)})" if in_a_file else _("On the map")
    )
    return _figure(indicator.key, name, "shaded", high_first=indicator.high_is_worse)


def _district(area: Area) -> str:
    return queries.shown_name(area.district.name, area.district.name_cy) if area.district else ""


def _count(counts: Counts, code: str) -> object:
    """The count, or that it is not shown: the same words for all, so that they give nothing away."""
    if code not in counts.all_states:
        return ""
    found = counts.all_states[code]
    return _("Not shown") if found is None else found


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word is in the name or the district's, or begins the code: "Sheffield 073D" finds what it should."""
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_cy__icontains=word)
            | Q(district__name__icontains=word)
            | Q(code__istartswith=word)
        )
    return rows
