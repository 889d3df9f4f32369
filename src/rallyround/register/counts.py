"""How many open needs are where, for the pages of places, which show them only where they are not small."""

from collections.abc import Callable, Iterator

from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from rallyround.core.lifecycle import NEED
from rallyround.places.counts import Counter
from rallyround.register.models import Need
from rallyround.register.words import SHORT_STATE


def counters() -> Iterator[Counter]:
    """One counter for each state in which a need is not over."""
    for state in NEED.states:
        if state in NEED.active:
            yield Counter(SHORT_STATE[state], _in_state(state))


def _in_state(state: str) -> Callable[[list[str]], dict[str, int]]:
    def count(codes: list[str]) -> dict[str, int]:
        place = Coalesce(F("area_id"), NullIf(Cast("district", CharField()), Value("")))
        found = Need.objects.filter(state=state).annotate(place=place).filter(place__in=codes)
        return dict(found.values_list("place").annotate(how_many=Count("id")).order_by())

    return count
