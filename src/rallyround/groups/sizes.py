"""How many: ranges, and what is not known, through every sum. An unknown is never counted as nought."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.core.sources import default

PEOPLE = "people"
HOUSEHOLDS = "households"
ONE_PERSON = 1


@dataclass(frozen=True)
class Size:
    """A number as a range; both None where nobody knows."""

    low: int | None = None
    high: int | None = None

    @property
    def known(self) -> bool:
        return self.low is not None

    def __str__(self) -> str:
        if self.low is None:
            return _("Not known")
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"


@dataclass(frozen=True)
class Total:
    """A sum of sizes: what is known, and of how many groups it is not."""

    low: int = 0
    high: int = 0
    known: int = 0
    unknown: int = 0

    def __str__(self) -> str:
        if not self.known and not self.unknown:
            return "0"
        if not self.known:
            return _("Not known")
        if not self.unknown:
            return str(Size(self.low, self.high))
        missing = ngettext("%(count)s group not known", "%(count)s groups not known", self.unknown)
        text = _("at least %(low)s, %(missing)s")
        return text % {"low": f"{self.low:,}", "missing": missing % {"count": f"{self.unknown:,}"}}

    @property
    def complete(self) -> bool:
        """Whether nothing in it is unknown."""
        return not self.unknown


def total(sizes: Iterable[Size]) -> Total:
    """The sum, with the unknown carried through.

    >>> str(total([Size(10, 20), Size(5, 5), Size()]))
    'at least 15, 1 group not known'
    >>> str(total([Size(10, 20), Size(5, 5)]))
    '15–25'
    """
    low = high = known = unknown = 0
    for size in sizes:
        if size.low is None or size.high is None:
            unknown += 1
        else:
            low, high, known = low + size.low, high + size.high, known + 1
    return Total(low, high, known, unknown)


def people_from_households(households: int) -> int:
    """How many people live in so many households, by the census average; ValueError for fewer than none.

    >>> people_from_households(2000)
    4726
    """
    if households < 0:
        raise ValueError("There are no fewer households than none.")
    return round(households * default("groups.people_per_household"))


def in_people(size: Size, unit: str) -> Size | None:
    """The size in people, where its unit can be turned into people; None where it cannot, as for organisations."""
    if unit == PEOPLE:
        return size
    if unit != HOUSEHOLDS:
        return None
    if size.low is None or size.high is None:
        return size
    return Size(people_from_households(size.low), people_from_households(size.high))
