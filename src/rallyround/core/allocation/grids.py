"""Uniform grids in which the kernels look for offers near a need, and for needs near an offer.

There is one grid for each group: offers are grouped by skill and class of travel, so that those who go far do
not make the search wide for those who do not; needs are grouped by category. Entries lie in memory in the
order of the cells, row by row, so that a row of cells is one run.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.problem import BoolArray, IntArray, Offers

Floats = npt.NDArray[np.float64]

TRAVEL_CLASSES_M = np.array([3_000, 6_000, 12_000, 24_000, 50_000, 2**31 - 1])
ENTRIES_A_CELL = 4
SMALLEST_CELL_M = 200
CELLS_ACROSS = (
    6  # of the furthest travel in a group: more cells, and looking them up takes longer than what they spare
)


class NeedColumns(NamedTuple):
    """Needs in the engine's numbering; int64, metres from the origin of the grids; worth in metres."""

    x: IntArray
    y: IntArray
    category: IntArray
    checks: IntArray
    window: IntArray
    zone: IntArray
    worth: IntArray
    demand: IntArray


class OfferColumns(NamedTuple):
    """Offers in the engine's numbering; int64, metres from the origin of the grids."""

    x: IntArray
    y: IntArray
    skills: IntArray
    checks: IntArray
    travel: IntArray
    shifts: IntArray
    zone: IntArray
    capacity: IntArray


class Grids(NamedTuple):
    """Groups of entries in cells; G groups, K cells in all, E entries.

    cell, columns, rows   int64 [G]: metres of a side; number of cells across and up
    first_cell            int64 [G]: where the group's cells begin
    reach                 int64 [G]: metres, the furthest travel in the group; -1 for a group without entries
    start                 int64 [K + 1]: entries of cell k are start[k] to start[k + 1]
    x, y, limit           float64 [E]: metres; the square of the way that is just too far. Exact: see COORDINATE_LIMIT
    row                   int32 [E]: row of the table
    checks, shifts        int64 [E]: masks
    """

    cell: IntArray
    columns: IntArray
    rows: IntArray
    first_cell: IntArray
    reach: IntArray
    start: IntArray
    x: Floats
    y: Floats
    limit: Floats
    row: npt.NDArray[np.int32]
    checks: IntArray
    shifts: IntArray


def offer_grids(offers: OfferColumns, wanted: BoolArray) -> Grids:
    """Offers with capacity by skill and class of travel: group skill × classes + class.

    wanted   bool by category: the others get empty groups
    """
    classes = np.searchsorted(TRAVEL_CLASSES_M, offers.travel)
    able = offers.capacity > 0
    groups = []
    for category, is_wanted in enumerate(wanted):
        skilled = able & ((offers.skills >> category) & 1 == 1) if is_wanted else np.zeros_like(able)
        groups += [np.flatnonzero(skilled & (classes == c)) for c in range(len(TRAVEL_CLASSES_M))]
    return _grids(offers.x, offers.y, offers.travel, (offers.checks, offers.shifts), groups)


def need_grids(needs: NeedColumns) -> Grids:
    """Needs with demand by category."""
    asking = needs.demand > 0
    categories = int(needs.category.max(initial=0)) + 1
    groups = [np.flatnonzero(asking & (needs.category == c)) for c in range(categories)]
    nowhere = np.zeros(len(needs.x), dtype=np.int64)
    return _grids(needs.x, needs.y, nowhere, (needs.checks, needs.window), groups)


def point_grids(offers: Offers, origin: IntArray) -> Grids:
    """Offers with capacity by skill, in cells as small as the offers are dense; numbers are the caller's."""
    able = offers.capacity > 0
    skills = int(np.bitwise_or.reduce(offers.skills, initial=0)).bit_length()
    groups = [np.flatnonzero(able & ((offers.skills >> skill) & 1 == 1)) for skill in range(skills)]
    x, y = offers.x - origin[0], offers.y - origin[1]
    masks = offers.checks, offers.availability
    return _grids(x, y, offers.max_travel, masks, groups, cells_across=None)


def _grids(
    x: IntArray,
    y: IntArray,
    travel: IntArray,
    masks: tuple[IntArray, IntArray],
    groups: list[IntArray],
    cells_across: int | None = CELLS_ACROSS,
) -> Grids:
    """cells_across: of the furthest travel, at most; None: as many as there are."""
    wide = int(max(x.max(initial=0), y.max(initial=0))) + 1
    per_group = np.zeros((5, len(groups)), dtype=np.int64)
    starts, members = [np.zeros(1, dtype=np.int64)], []
    cells = entries = 0
    for group, rows in enumerate(groups):
        reach = int(travel[rows].max()) if len(rows) else -1
        side = int(
            max(
                SMALLEST_CELL_M,
                reach / cells_across if cells_across else 0,
                wide * math.sqrt(ENTRIES_A_CELL / max(len(rows), 1)),
            )
        )
        columns = wide // side + 1
        cell_of = (y[rows] // side) * columns + x[rows] // side
        count = columns * columns if len(rows) else 0
        per_group[:, group] = side, columns, columns if count else 0, cells, reach
        starts.append(entries + np.cumsum(np.bincount(cell_of, minlength=count)))
        members.append(rows[np.argsort(cell_of, kind="stable")])
        cells += count
        entries += len(rows)
    row = np.concatenate([np.zeros(0, dtype=np.int64), *members])
    return Grids(
        cell=per_group[0],
        columns=per_group[1],
        rows=per_group[2],
        first_cell=per_group[3],
        reach=per_group[4],
        start=np.concatenate(starts),
        x=x[row].astype(np.float64),
        y=y[row].astype(np.float64),
        limit=(travel[row].astype(np.float64) + 1) ** 2,
        row=row.astype(np.int32),
        checks=masks[0][row],
        shifts=masks[1][row],
    )
