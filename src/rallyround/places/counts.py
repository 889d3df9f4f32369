"""Counts of people or cases by place, as they may be shown: the small ones hidden, also from who subtracts.

What is counted comes from the apps above, which add a `Counter` for each state to `COUNTERS` when they are ready.
Published figures need none of this.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from rallyround.core.disclosure import MINIMUM, suppress, suppress_table
from rallyround.places.models import Area


@dataclass(frozen=True)
class Counter:
    """Counts the cases in one state: `count` gets the codes of areas and gives how many are in each.

    A case counts once, under the smallest area that is known of it: a small area, else its district.
    """

    label: str | Promise
    count: Callable[[list[str]], Mapping[str, int]]


COUNTERS: list[Counter] = []


@dataclass(frozen=True)
class Counts:
    """What may be shown. A place that is not in `all_states` is not counted; None is a count that stays hidden.

    `by_state` is of districts and places named by hand, in the order of `labels`.
    """

    labels: list[str | Promise] = field(default_factory=list)
    all_states: dict[str, int | None] = field(default_factory=dict)
    by_state: dict[str, tuple[int | None, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.labels)


@dataclass(frozen=True)
class _Own:
    """Cases of a district of which no smaller area is known: a cell of its own, so that the total is true."""

    district: str


_Cell = str | _Own


def counts() -> Counts:
    """How many cases are where, as anybody with a board may see it who also knows the totals of the whole."""
    if not COUNTERS:
        return Counts()
    above: dict[str, str] = {
        code: district or code for code, district in Area.objects.values_list("code", "district_id")
    }
    codes = list(above)
    counted = [counter.count(codes) for counter in COUNTERS]
    return published([counter.label for counter in COUNTERS], counted, above)


def published(
    labels: list[str | Promise], counted: Iterable[Mapping[str, int]], above: Mapping[str, str]
) -> Counts:
    """The counts of each state by area, with what has to be hidden hidden.

    `above` leads each area to its district, and a district or a place named by hand to itself. First districts by
    state: rows, columns and total of that table are taken as known. Then the small areas of each district whose
    total is shown; of the others, none is. That a whole district has no case at all harms nobody: it is not shown
    either, but no other is hidden for its sake.
    """
    states = list(counted)
    tops = sorted(set(above.values()))
    by_top = {
        top: [sum(n for code, n in state.items() if above.get(code) == top) for state in states]
        for top in tops
    }
    touched = [top for top in tops if any(by_top[top])]
    shown: dict[str, int | None] = dict.fromkeys(tops)
    by_state: dict[str, tuple[int | None, ...]] = dict.fromkeys(tops, (None,) * len(states))
    if touched:
        safe = suppress_table([by_top[top] for top in touched])
        shown |= dict(zip(touched, safe.rows, strict=True))
        by_state |= dict(zip(touched, safe.cells, strict=True))
    for top in tops:
        shown |= _below(top, hidden=shown[top] is None, states=states, above=above)
    return Counts(list(labels), shown, by_state)


def _below(
    top: str, *, hidden: bool, states: list[Mapping[str, int]], above: Mapping[str, str]
) -> dict[str, int | None]:
    below = [code for code, district in above.items() if district == top and code != top]
    if hidden or not below:
        return dict.fromkeys(below)
    cells: dict[_Cell, int] = {code: sum(state.get(code, 0) for state in states) for code in below}
    cells[_Own(top)] = sum(state.get(top, 0) for state in states)
    safe = suppress(cells, groups=dict.fromkeys(cells, top), minimum=MINIMUM)
    return {code: safe[code] for code in below}
