"""Where a postcode is, what the places are called, and what is known of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from rallyround.places.counts import COUNTERS, Counter, Counts, counts
from rallyround.places.figures import DECILE, PERCENT_OF_HOUSEHOLDS, SCORE, written
from rallyround.places.models import Area, DistrictCode, Indicator, IndicatorValue, LoadedFile, Postcode

__all__ = ["COUNTERS", "Counter", "Counts", "Located", "counts", "locate"]

SHAPE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$")
LOCATE = "SELECT easting, northing, area_id, district_id FROM places_postcode WHERE code = %s"
NAMED_IN = """
SELECT code, name, name_cy FROM places_area
WHERE kind = 'small' AND (position(lower(translate(name, '-’', ' ''')) IN lower(%(words)s)) > 0
  OR name_cy <> '' AND position(lower(translate(name_cy, '-’', ' ''')) IN lower(%(words)s)) > 0)
"""
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and"
    " database right 2025. Source: Office for National Statistics licensed under the Open Government Licence v3.0."
)


@dataclass(frozen=True)
class Located:
    """A postcode's point in metres on the National Grid, and the areas that it lies in."""

    easting: int
    northing: int
    area_code: str | None
    district_code: str
    inside: bool


def tidy(postcode: str) -> str:
    """A postcode in capitals without its space."""
    return re.sub(r"\s", "", postcode).upper()


def looks_like_postcode(text: str) -> bool:
    """Whether this has the shape of a postcode, be it ours or not."""
    return bool(SHAPE.match(tidy(text)))


def locate(postcode: str) -> Located | None:
    """Where a postcode is; None for one that is not ours or not known."""
    # Asked once a row of every import: the ORM takes three times as long to put the question as the server to answer.
    with connection.cursor() as cursor:
        cursor.execute(LOCATE, [tidy(postcode)])
        found = cursor.fetchone()
    if found is None:
        return None
    easting, northing, area, district = found
    return Located(easting, northing, area, district or "", inside=district is not None)


def shown_name(name: str, name_cy: str) -> str:
    """What a place is called in the language of the page."""
    return name_cy if name_cy and (get_language() or "").startswith("cy") else name


def choices() -> list[tuple[str, str]]:
    """Places to pick from by hand: districts and places named at setup, by name."""
    rows = list(Area.objects.exclude(kind="small").values_list("code", "kind", "name", "name_cy"))
    named = [(code, kind, shown_name(name, name_cy)) for code, kind, name, name_cy in rows]
    districts = {name.casefold() for _code, kind, name in named if kind == "district"}
    found = [
        (code, _("%(name)s (named by hand)") % {"name": name})
        if kind == "place" and name.casefold() in districts
        else (code, name)
        for code, kind, name in named
    ]
    return sorted(found, key=lambda choice: (choice[1].casefold(), choice[0]))


def small_choices(most: int) -> list[tuple[str, str]]:
    """Small areas to pick from by hand, each with its district, by name; none where there are more than `most`."""
    rows = Area.objects.filter(kind="small", easting__isnull=False)
    found = rows.values_list("code", "name", "name_cy", "district__name", "district__name_cy")[: most + 1]
    if len(found) > most:
        return []
    named = [
        (code, f"{shown_name(name, welsh)}, {shown_name(*of)}" if of[0] else shown_name(name, welsh))
        for code, name, welsh, *of in found
    ]
    return sorted(named, key=lambda choice: (choice[1].casefold(), choice[0]))


def small_areas_in(words: str) -> list[tuple[str, str, str]]:
    """Code and names of the small areas whose names these words hold, be it as part of another word.

    Asked for each request that says where in words, of up to some ten thousand rows: PostgreSQL looks.
    """
    with connection.cursor() as cursor:
        cursor.execute(NAMED_IN, {"words": words})
        return list(cursor.fetchall())


def points_are_known() -> bool:
    """Whether distances are measured here at all: postcodes are loaded, or areas have their middles."""
    return Postcode.objects.exists() or Area.objects.filter(easting__isnull=False).exists()


def districts() -> list[tuple[str, str]]:
    """Code and name of the districts, by name."""
    rows = Area.objects.filter(kind="district").values_list("code", "name", "name_cy")
    named = [(code, shown_name(name, name_cy)) for code, name, name_cy in rows]
    return sorted(named, key=lambda choice: choice[1].casefold())


def district_of(code: str) -> str:
    """The district that an area lies in: itself where it is one, be it by another year's code."""
    found = Area.objects.filter(code=code).values_list("district_id", flat=True)
    if found:
        return found[0] or code
    return DistrictCode.objects.filter(code=code).values_list("district_id", flat=True).first() or ""


def area_name(code: str | None) -> str:
    """What an area is called, with nothing for one that is not known."""
    if not code:
        return ""
    found = Area.objects.filter(code=code).values_list("name", "name_cy").first()
    return shown_name(*found) if found else ""


def small_area_count() -> int:
    """How many small areas are known."""
    return Area.objects.filter(kind="small").count()


def postcode_count() -> int:
    """How many postcodes are known."""
    return Postcode.objects.count()


def attribution() -> str:
    """The line that the licence of published places asks for; "" where they are invented or named by hand."""
    return ATTRIBUTION if LoadedFile.objects.exists() else ""


def areas() -> QuerySet[Area]:
    """Small areas and places named by hand, with their deprivation score and decile."""
    return (
        Area.objects.exclude(kind="district")
        .select_related("district")
        .defer("geometry", "district__geometry")
        .annotate(score=value_of(SCORE), decile=value_of(DECILE))
    )


def value_of(indicator: str) -> Subquery:
    """A figure of each area, to be put beside it."""
    found = IndicatorValue.objects.filter(area=OuterRef("pk"), indicator_id=indicator)
    return Subquery(found.values("value")[:1], output_field=FloatField())


def indicators() -> list[Indicator]:
    """Everything that is known of small areas: the index of deprivation first, then by name."""
    has_values = Exists(IndicatorValue.objects.filter(indicator=OuterRef("pk")))
    found = list(Indicator.objects.filter(has_values))
    return sorted(found, key=lambda i: (i.key not in (DECILE, SCORE), not i.key.startswith("imd"), i.name))


def indicator_name(indicator: Indicator) -> str:
    """Its name in the language of the page."""
    return gettext(indicator.name)


@dataclass(frozen=True)
class FigureHere:
    """One figure of a place as its page shows it; `district` is the mean there, "" where none makes sense."""

    name: str
    value: str
    district: str
    unit: str
    denominator: str


def figures_of(area: Area) -> dict[str, list[FigureHere]]:
    """What is known of a place, by its source and date. Of a small area beside the mean of its district; of a
    district the mean of its small areas."""
    means = _means(area.district_id or area.code)
    own = dict(area.values.values_list("indicator_id", "value"))
    found: dict[str, list[FigureHere]] = {}
    for indicator in indicators():
        mean = means.get(indicator.key)
        value = own.get(indicator.key, mean if area.kind == "district" else None)
        if value is not None:
            figure = _figure(indicator, value, mean if area.kind == "small" else None)
            found.setdefault(source(indicator), []).append(figure)
    return found


def _figure(indicator: Indicator, value: float, mean: float | None) -> FigureHere:
    return FigureHere(
        name=indicator_name(indicator),
        value=written(indicator.key, value),
        district="" if mean is None else written(indicator.key, mean),
        unit=unit(indicator),
        denominator=denominator(indicator),
    )


def _means(district: str) -> dict[str, float]:
    """The mean of each figure over a district's small areas, weighted by people or by households.

    A share of people or of households comes out exactly as of the whole district. Deciles have no mean.
    """
    weight = Case(
        When(indicator__unit=PERCENT_OF_HOUSEHOLDS, then=F("area__households")), default=F("area__people")
    )
    values = IndicatorValue.objects.filter(area__district=district).exclude(
        indicator__key__regex="_(decile|incidents)$"
    )
    weighed = ExpressionWrapper(F("value") * weight, output_field=FloatField())
    rows: Sequence[tuple[str, Any, Any]] = list(
        values.values("indicator_id")
        .annotate(weighed=Sum(weighed), weights=Sum(weight))
        .values_list("indicator_id", "weighed", "weights")
    )
    return {key: total / weights for key, total, weights in rows if total is not None and weights}


def unit(indicator: Indicator) -> str:
    """Its unit in the language of the page."""
    return gettext(indicator.unit)


def denominator(indicator: Indicator) -> str:
    """What it is a share of, in the language of the page; "" where it is none."""
    return gettext(indicator.denominator) if indicator.denominator else ""


def source(indicator: Indicator) -> str:
    """Who published it, and of when it is."""
    return f"{indicator.source}, {indicator.date}"


def about(indicator: Indicator) -> str:
    """What a figure means and where it comes from, in two sentences."""
    of = denominator(indicator)
    meaning = f"{unit(indicator)} ({of})" if of else unit(indicator)
    said = _("Source: %(source)s.") % {"source": source(indicator)}
    return f"{meaning[:1].upper()}{meaning[1:]}. {said}"
