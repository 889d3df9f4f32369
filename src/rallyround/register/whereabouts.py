"""Where a need is, short of a postcode: places to choose from, those that the words of an address name, and whether
that is enough to send somebody there.

Places named by hand at setup are all that an installation without data files knows of its area; others have the small
areas of the files. A name that a loaded district has too is left to the district, whose postcodes say more.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from rallyround.places import queries as places
from rallyround.places.models import Area
from rallyround.places.queries import shown_name
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need

# Places: a longer choice costs more time than it saves, on a telephone in the rain or while somebody waits on the line.
FEW, SHORT = 8, 20
# Small areas: a county has some hundred, and who types the first letters finds one; more would make a slow page.
MOST_SMALL = 2_000

# "Otley Road" and "Heol Caerdydd" are streets, and they lead there from elsewhere.
STREET_AFTER = (
    "road|rd|street|lane|avenue|ave|drive|close|terrace|crescent|court|gardens|grove|row|way|bypass"
)
STREET_BEFORE = "heol|ffordd|lôn|lon|stryd|rhodfa"

_Named = tuple[str, str, str]  # code, name, name in Welsh


def named_places() -> list[tuple[str, str]]:
    """Code and name of the places named by hand, by name."""
    named = [(code, shown_name(name, welsh)) for code, name, welsh in _by_hand()]
    return sorted(named, key=lambda place: (place[1].casefold(), place[0]))


def short_list(most: int = SHORT) -> list[tuple[str, str]]:
    """The same where there are no more than `most`, else none."""
    named = named_places()
    return named if len(named) <= most else []


def place_is_known(need: Need) -> bool:
    """Whether anybody knows where to send help: to a point, or at least to a place by its name."""
    return need.area_id is not None or need.easting is not None


def choices() -> list[tuple[str, str]]:
    """Places to choose where help goes: small areas before the districts that they lie in, which are too large."""
    small = places.small_choices(MOST_SMALL)
    if not small:
        return places.choices()
    districts = places.districts()
    large = {code for code, _name in districts}
    near = [*small, *((code, name) for code, name in places.choices() if code not in large)]
    near.sort(key=lambda choice: (choice[1].casefold(), choice[0]))
    return [*near, *((code, _("All of %(district)s") % {"district": name}) for code, name in districts)]


def missing(need: Need) -> str:
    """What is missing of where a need is, so that the plan leaves it out, in a sentence; nothing where that is enough."""
    return not_exact(need) if place_is_known(need) else _("Nobody knows yet where this is.")


def has_point(need: Need) -> bool:
    """Whether its distance from anybody can be measured."""
    return need.easting is not None or (need.area is not None and need.area.easting is not None)


def not_exact(need: Need) -> str:
    """Why the plan sends nobody to where this need is said to be, in a sentence.

    Nothing where it may, where no place is known, where nobody has to go there, or where nothing is measured at all.
    """
    kind = KINDS.get(need.kind)
    if need.area is None or has_point(need) or (kind is not None and not kind.distance_matters):
        return ""
    return too_rough(need.area) if places.points_are_known() else ""


def says_less(need: Need, code: str) -> str:
    """That a place says less of where this need is than is known already, in a sentence; nothing where it does not."""
    area = Area.objects.filter(code=code).first()
    if area is None or area.easting is not None or not has_point(need):
        return ""
    return _("%(sentence)s What is known already is more exact, and stays.") % {"sentence": too_rough(area)}


def too_rough(area: Area) -> str:
    """That a place does not say where to go, and what is needed."""
    name = {"place": shown_name(area.name, area.name_cy)}
    if area.kind == "district":
        return (
            _("%(place)s is too large to send somebody to: a postcode or a smaller place is needed.") % name
        )
    return _("How far %(place)s is cannot be measured: a postcode or a place with a point is needed.") % name


def place_in(words: str) -> str:
    """The code of the one place that these words name; nothing where they name none or several.

    Whole words only, in either language. Where one name is part of another, as Mill in Mill Green, the longer counts.
    A place named by hand counts for more than a small area, whose name may be that of a street as well.
    """
    if not words.strip():
        return ""
    named = _named_in(words, _by_hand()) or _named_in(words, _small(words))
    return named.pop() if len(named) == 1 else ""


def _named_in(words: str, among: Iterable[_Named]) -> set[str]:
    found = [
        (*span, code) for code, *names in among for name in names if name for span in _mentions(name, words)
    ]
    return {
        code
        for start, end, code in found
        if not any(a <= start and end <= b and b - a > end - start for a, b, _code in found)
    }


def _by_hand() -> list[_Named]:
    rows = Area.objects.exclude(kind="small").values_list("kind", "code", "name", "name_cy")
    known = list(rows)
    districts = {name.casefold() for kind, _code, name, _welsh in known if kind == "district"}
    return [
        (code, name, welsh)
        for kind, code, name, welsh in known
        if kind == "place" and name.casefold() not in districts
    ]


def _small(words: str) -> list[_Named]:
    """Small areas that these words may name. One called as a street is, such as Church Lane, only where they say no more."""
    said = " ".join(_plain(words).split()).strip(" .,")
    street = re.compile(rf".*\s(?:{STREET_AFTER})|(?:{STREET_BEFORE})\s.*", re.IGNORECASE)
    return [
        row
        for row in places.small_areas_in(said)
        if not any(street.fullmatch(name) and _plain(name).casefold() != said.casefold() for name in row[1:])
    ]


def _mentions(name: str, words: str) -> list[tuple[int, int]]:
    """Where in these words the name stands for the place itself and not for a street."""
    wanted = r"\s+".join(re.escape(part) for part in _plain(name).split())
    pattern = (
        rf"(?<!\w)(?:(?P<before>{STREET_BEFORE})\s+)?(?P<name>{wanted})"
        rf"(?P<after>\s+(?:{STREET_AFTER})(?!\w))?(?!\w)"
    )
    return [
        match.span("name")
        for match in re.finditer(pattern, _plain(words), re.IGNORECASE)
        if not match["before"] and not match["after"]
    ]


def _plain(text: str) -> str:
    """Hyphens and curly apostrophes as most people type them; as long as before, so that places in it stay."""
    return text.replace("’", "'").replace("-", " ")
