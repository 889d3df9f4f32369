"""The nearest who could help, straight from memory: for a telephone call that cannot wait for a plan.

Not a way to plan: whoever takes the nearest each time loses more than a tenth of what could be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.grids import Grids, point_grids
from rallyround.core.allocation.problem import (
    BoolArray,
    IntArray,
    Needs,
    Offers,
    expect,
    read_only,
    row_number,
    square_table,
    whole_number,
    whole_numbers,
)
from rallyround.core.allocation.tables import FAR

MOST = 1000  # offers that can be asked for at a time


class Nearest(NamedTuple):
    """Offers, nearest first, those with the lower number first where two are as far; int64 arrays.

    distance   whole metres, floor of the straight line
    """

    offer: IntArray
    distance: IntArray


@dataclass(frozen=True, eq=False)
class OfferIndex:
    """Offers with capacity, where `nearest` looks for them: a grid for each skill."""

    offers: Offers
    grids: Grids
    origin: IntArray
    zone: IntArray
    passable: BoolArray

    def __repr__(self) -> str:
        return f"OfferIndex({len(self.offers):,} offers)"


class _Asked(NamedTuple):
    """One need, as the kernel reads it."""

    x: int
    y: int
    group: int
    checks: int
    window: int
    zone: int


def index_offers(offers: Offers, *, passable: npt.ArrayLike | None = None) -> OfferIndex:
    """Offers laid out for `nearest`; about half a second for 500,000.

    passable   bool (or 0 and 1) [zone of the offer, zone of the need]; None: every way is open

    Raises ValueError for a table that is not square or does not fit the zones.
    """
    expect("offers", offers, Offers)
    table = np.ones((1, 1), dtype=np.bool_) if passable is None else square_table(passable)
    zone = np.zeros(len(offers), dtype=np.int64)
    if passable is not None:
        if offers.zone is None:
            raise ValueError("Offers.zone is missing: a table of passable ways needs a zone for each entry.")
        zone = whole_numbers("Offers.zone", offers.zone, 0, len(table) - 1)
    origin = np.array([offers.x.min(initial=0), offers.y.min(initial=0)])
    return OfferIndex(offers, point_grids(offers, origin), origin, zone, table)


def nearest(
    index: OfferIndex,
    needs: Needs,
    need: int = 0,
    *,
    k: int = 16,
    left: IntArray | None = None,
    distance_matters: bool = True,
) -> Nearest:
    """The k nearest offers that may serve a need: skill, checks, shift, way and reach; fewer if there are no more.

    left               int64 by offer: units left, where some were given away since the index was made
    distance_matters   False: any distance will do, and still the nearest come first

    What the way costs against the priority is not asked. Raises ValueError naming what cannot be right.

    >>> offers = Offers(x=[30, 0, 9000], y=[40, 0, 0], skills=[1, 2, 1], checks=[0, 0, 0],
    ...                 max_travel=[50, 50, 50], availability=[1, 1, 1], capacity=[1, 1, 1])
    >>> needs = Needs(x=[0], y=[0], category=[0], checks=[0], priority=[5], demand=[1], window=[1])
    >>> nearest(index_offers(offers), needs)
    Nearest(offer=array([0]), distance=array([50]))
    """
    expect("index", index, OfferIndex, ": make it with index_offers(offers)")
    expect("needs", needs, Needs)
    need = row_number("need", need, len(needs))
    k = whole_number("k", k, 1, MOST)
    if left is not None and len(left) != len(index.offers):
        raise ValueError(f"left has {len(left)} entries where there are {len(index.offers)} offers.")
    zone = 0
    if index.passable.size > 1:
        if needs.zone is None or not needs.zone[need] < len(index.passable):
            raise ValueError(f"Needs.zone[{need}] is missing or not in the table of passable ways.")
        zone = needs.zone[need]
    asked = _Asked(
        needs.x[need] - index.origin[0],
        needs.y[need] - index.origin[1],
        needs.category[need],
        needs.checks[need],
        needs.window[need],
        zone,
    )
    offer, square = np.empty(k, dtype=np.int64), np.empty(k, dtype=np.int64)
    units = left if left is not None else index.offers.capacity
    found = _nearest(asked, index.grids, index.zone, index.passable, units, distance_matters, offer, square)
    distance = np.sqrt(square[:found].astype(np.float64)).astype(np.int64)
    return Nearest(read_only(offer[:found]), read_only(distance))


@kernel
def _nearest(
    asked: _Asked,
    grids: Grids,
    zone: IntArray,
    passable: BoolArray,
    left: IntArray,
    distance_matters: bool,
    offer: IntArray,
    square: IntArray,
) -> int:
    """Fill offer and square with the nearest, ring of cells by ring of cells; how many they are."""
    k, found, worst = len(offer), 0, np.int64(FAR)
    if asked.group >= len(grids.cell) or grids.reach[asked.group] < 0:
        return 0
    side, columns = grids.cell[asked.group], grids.columns[asked.group]
    rows, first, reach = grids.rows[asked.group], grids.first_cell[asked.group], grids.reach[asked.group]
    # The search begins in the cell of the grid that is nearest to the need.
    column, row = min(max(asked.x // side, 0), columns - 1), min(max(asked.y // side, 0), rows - 1)
    cut = passable.size > 1 or not passable[0, 0]
    for ring in range(max(columns, rows)):
        for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            away = max(max(r * side - asked.y, asked.y - (r * side + side - 1)), 0)
            if away * away > worst:
                continue
            whole = r == row - ring or r == row + ring
            for part in range(1 if whole else 2):
                if whole:
                    low, high = max(column - ring, 0), min(column + ring, columns - 1)
                else:
                    low = column - ring if part == 0 else column + ring
                    high = low
                    if low < 0 or low >= columns:
                        continue
                cell = first + r * columns
                for entry in range(grids.start[cell + low], grids.start[cell + high + 1]):
                    dx, dy = asked.x - grids.x[entry], asked.y - grids.y[entry]
                    far = np.int64(dx * dx + dy * dy)
                    if far > worst or (distance_matters and far >= grids.limit[entry]):
                        continue
                    if (asked.checks & ~grids.checks[entry]) != 0 or (
                        asked.window & grids.shifts[entry]
                    ) == 0:
                        continue
                    j = np.int64(grids.row[entry])
                    if left[j] <= 0 or (cut and not passable[zone[j], asked.zone]):
                        continue
                    if found == k and far == worst and j > offer[k - 1]:
                        continue
                    at = found if found < k else k - 1
                    while at > 0 and (square[at - 1] > far or (square[at - 1] == far and offer[at - 1] > j)):
                        square[at], offer[at] = square[at - 1], offer[at - 1]
                        at -= 1
                    square[at], offer[at] = far, j
                    found = min(found + 1, k)
                    if found == k:
                        worst = square[k - 1]
        # Whatever lies beyond the rings seen so far is at least this far away.
        seen = min(
            min(asked.x - (column - ring) * side, (column + ring + 1) * side - asked.x),
            min(asked.y - (row - ring) * side, (row + ring + 1) * side - asked.y),
        )
        if seen > 0 and (seen * seen > worst or (distance_matters and seen > reach)):
            break
    return found
