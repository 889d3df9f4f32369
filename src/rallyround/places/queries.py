"""Where a postcode is, and what the places are called."""

import re
from dataclasses import dataclass

from rallyround.places.models import Area, Postcode

SHAPE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$")


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
    found = (
        Postcode.objects.filter(code=tidy(postcode))
        .values_list("easting", "northing", "area_id", "district_id")
        .first()
    )
    if found is None:
        return None
    easting, northing, area, district = found
    return Located(easting, northing, area, district or "", inside=district is not None)


def choices() -> list[tuple[str, str]]:
    """Places to pick from by hand: districts and places named at setup."""
    return list(Area.objects.exclude(kind="small").order_by("name").values_list("code", "name"))


def district_of(code: str) -> str:
    """The district that an area lies in: itself where it is one."""
    found = Area.objects.filter(code=code).values_list("district_id", "kind").first()
    return (found[0] or code) if found else ""


def area_name(code: str | None) -> str:
    """What an area is called, with nothing for one that is not known."""
    return Area.objects.filter(code=code).values_list("name", flat=True).first() or "" if code else ""


def small_area_count() -> int:
    """How many small areas are known."""
    return Area.objects.filter(kind="small").count()


def postcode_count() -> int:
    """How many postcodes are known."""
    return Postcode.objects.count()
