"""Places named by hand at setup: a short choice beside "where", and recognised in the words of an address.

They are all that an installation without data files knows of its area. A name that a loaded district has too is left
to the district, whose postcodes say more.
"""

import re

from rallyround.places.models import Area
from rallyround.places.queries import shown_name
from rallyround.register.models import Need

# Places: a longer choice costs more time than it saves, on a telephone in the rain or while somebody waits on the line.
FEW, SHORT = 8, 20

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


def place_in(words: str) -> str:
    """The code of the one place named by hand that these words name; nothing where they name none or several.

    Whole words only, in either language. Where one name is part of another, as Mill in Mill Green, the longer counts.
    """
    if not words.strip():
        return ""
    found = [
        (*span, code)
        for code, *names in _by_hand()
        for name in names
        if name
        for span in _mentions(name, words)
    ]
    whole = {
        code
        for start, end, code in found
        if not any(a <= start and end <= b and b - a > end - start for a, b, _code in found)
    }
    return whole.pop() if len(whole) == 1 else ""


def _by_hand() -> list[_Named]:
    rows = Area.objects.exclude(kind="small").values_list("kind", "code", "name", "name_cy")
    known = list(rows)
    districts = {name.casefold() for kind, _code, name, _welsh in known if kind == "district"}
    return [
        (code, name, welsh)
        for kind, code, name, welsh in known
        if kind == "place" and name.casefold() not in districts
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
