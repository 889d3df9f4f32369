"""How many open needs are where, for the pages of places, which show them only where they are not small."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator

from django.db.models import Count

from rallyround.core.lifecycle import NEED
from rallyround.places.counts import Counter
from rallyround.register.models import ACTIVE, Need
from rallyround.register.words import SHORT_STATE


def counters() -> Iterator[Counter]:
    """One counter for each state in which a need is not over."""
    for state in NEED.states:
        if state in NEED.active:
            yield Counter(SHORT_STATE[state], _in_state(state))


def _in_state(state: str) -> Callable[[list[str]], dict[str, int]]:
    def count(codes: list[str]) -> dict[str, int]:
        rows = Need.objects.filter(ACTIVE, state=state).values_list("area_id", "district")
        found, wanted = Tally[str](), set(codes)
        for area, district, how_many in rows.annotate(how_many=Count("*")).order_by():
            if (place := area or district) in wanted:
                found[place] += how_many
        return dict(found)

    return count
