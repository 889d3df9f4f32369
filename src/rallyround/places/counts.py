"""Counts of people or cases by place, as they may be shown: the small ones hidden, also from who subtracts.

What is counted comes from the apps above, which add a `Counter` for each state to `COUNTERS` when they are ready.
Published figures need none of this.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from rallyround.core.disclosure import suppress
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
    """How many cases are where, as everybody may see it who may see places."""
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

    `above` leads each area to its district, and a district or a place named by hand to itself. The total of a
    district is taken as known: nothing that is hidden in it, be it a state or a small area, can be told from that.
    A district's own total is hidden where it is small, but no other is hidden for its sake: three cases among
    three hundred thousand people point to nobody, and a flood in one district would hide itself.
    """
    states = list(counted)
    result = Counts(list(labels))
    for top in sorted(set(above.values())):
        totals = [sum(n for code, n in state.items() if above.get(code) == top) for state in states]
        by_state = suppress(dict(enumerate(totals)), groups=dict.fromkeys(range(len(states)), -1))
        result.by_state[top] = tuple(by_state[number] for number in range(len(states)))
        result.all_states[top] = by_state[-1]
        result.all_states.update(_below(top, states, above))
    return result


def _below(top: str, states: list[Mapping[str, int]], above: Mapping[str, str]) -> dict[str, int | None]:
    below = [code for code, district in above.items() if district == top and code != top]
    cells: dict[_Cell, int] = {code: sum(state.get(code, 0) for state in states) for code in below}
    cells[_Own(top)] = sum(state.get(top, 0) for state in states)
    safe = suppress(cells, groups=dict.fromkeys(cells, top))
    return {code: safe[code] for code in below}
