"""Kernels that list who can serve whom: the offers for a need, and the needs for an offer.

Both ask the same questions in the order of their cost: distance, checks and shifts, way, refusals. Metres are
floors of straight lines; comparing squares gives the same answer without the root.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.compiled import kernel
from rallyround.core.allocation.grids import Floats, Grids, NeedColumns, OfferColumns
from rallyround.core.allocation.problem import BoolArray, IntArray

Ints32 = npt.NDArray[np.int32]
FAR = np.inf


class Rules(NamedTuple):
    """What holds for all pairs.

    anywhere    bool by category: distance does not matter
    passable    bool [zone of the offer, zone of the need]
    forbidden   sorted keys need × 2³² + offer, in the engine's numbering
    """

    anywhere: BoolArray
    passable: BoolArray
    forbidden: IntArray


@kernel
def _is_forbidden(forbidden: IntArray, need: int, offer: int) -> bool:
    key = (np.int64(need) << 32) | np.int64(offer)
    at = np.searchsorted(forbidden, key)
    return bool(at < len(forbidden) and forbidden[at] == key)


@kernel
def metres_between(i: int, j: int, needs: NeedColumns, offers: OfferColumns, rules: Rules) -> int:
    """Metres that offer j, units left or not, goes to serve need i with a gain; -1 if a rule is against it."""
    category = needs.category[i]
    if ((offers.skills[j] >> category) & 1) == 0 or (needs.checks[i] & ~offers.checks[j]) != 0:
        return -1
    if (needs.window[i] & offers.shifts[j]) == 0 or needs.worth[i] <= 0:
        return -1
    if needs.demand[i] == 0:
        return -1
    if not rules.passable[offers.zone[j], needs.zone[i]]:
        return -1
    if len(rules.forbidden) > 0 and _is_forbidden(rules.forbidden, i, j):
        return -1
    if rules.anywhere[category]:
        return 0
    dx, dy = needs.x[i] - offers.x[j], needs.y[i] - offers.y[j]
    metres = int(math.sqrt(np.float64(dx * dx + dy * dy)))
    return metres if metres <= offers.travel[j] and metres < needs.worth[i] else -1


@kernel
def offers_in_reach(
    i: int,
    needs: NeedColumns,
    offers: OfferColumns,
    known: int,
    grids: Grids,
    rules: Rules,
    ended: bool,
    offer: Ints32,
    cost: Ints32,
    at: int,
    scratch: Floats,
) -> int:
    """Write to offer and cost, from `at` on, the offers that can serve need i with a gain; how many they are.

    known     the grids hold the offers before this one; those that came later are asked one by one
    ended     some offers of the grids may have no unit any more
    scratch   float64 [2, M]

    Runs of entries are tried without a branch, so that the processor tries several at a time and need not guess.
    """
    found = 0
    x, y, worth = needs.x[i], needs.y[i], needs.worth[i]
    checks, window, to = needs.checks[i], needs.window[i], needs.zone[i]
    classes = len(grids.cell) // len(rules.anywhere)
    anywhere = rules.anywhere[needs.category[i]]
    any_forbidden = len(rules.forbidden) > 0
    any_cut = rules.passable.size > 1 or not rules.passable[0, 0]
    one_by_one = ended or any_forbidden or any_cut
    squares, kept = scratch[0], scratch[1]
    most = FAR if anywhere else np.float64(worth) * np.float64(worth)
    if needs.demand[i] == 0 or worth <= 0:
        return 0
    for group in range(needs.category[i] * classes, (needs.category[i] + 1) * classes):
        reach = min(grids.reach[group], worth)
        if grids.reach[group] < 0:
            continue
        side, columns, rows = grids.cell[group], grids.columns[group], grids.rows[group]
        low, high = 0, rows - 1
        if not anywhere:
            low, high = max(y - reach, 0) // side, min((y + reach) // side, rows - 1)
            if y + reach < 0:
                continue
        for row in range(low, high + 1):
            left, right = 0, columns - 1
            if not anywhere:
                # Only the chord of the circle that lies in this row of cells.
                away = max(max(row * side - y, y - (row * side + side - 1)), 0)
                half = np.int64(math.sqrt(np.float64(max(reach * reach - away * away, 0)))) + 1
                if x + half < 0 or away > reach:
                    continue
                left, right = max(x - half, 0) // side, min((x + half) // side, columns - 1)
                if left > right:
                    continue
            cell = grids.first_cell[group] + row * columns
            first = grids.start[cell + left]
            entries = grids.start[cell + right + 1] - first
            run = slice(first, first + entries)
            xs, ys, limits, passed, shifts = (
                grids.x[run],
                grids.y[run],
                grids.limit[run],
                grids.checks[run],
                grids.shifts[run],
            )
            numbers = grids.row[run]
            for entry in range(entries):
                dx, dy = x - xs[entry], y - ys[entry]
                square = dx * dx + dy * dy
                fits = (anywhere | (square < limits[entry])) & (square < most)
                fits = fits & ((checks & ~passed[entry]) == 0) & ((window & shifts[entry]) != 0)
                squares[entry] = square if fits else -1.0
            for entry in range(entries):  # what does not fit is written over by the next
                offer[at + found] = numbers[entry]
                kept[found] = squares[entry]
                fits = squares[entry] >= 0
                if one_by_one and fits:
                    j = numbers[entry]
                    fits = offers.capacity[j] > 0 and not (any_cut and not rules.passable[offers.zone[j], to])
                    if fits and any_forbidden:
                        fits = not _is_forbidden(rules.forbidden, i, j)
                found += 1 if fits else 0
    for pair in range(found):
        cost[at + pair] = 0 if anywhere else np.int32(math.sqrt(kept[pair]))
    for j in range(known, len(offers.x)):
        if offers.capacity[j] == 0 or ((offers.skills[j] >> needs.category[i]) & 1) == 0:
            continue
        metres = metres_between(i, j, needs, offers, rules)
        if metres >= 0:
            offer[at + found], cost[at + found] = j, metres
            found += 1
    return found


@kernel
def offers_of_rows(
    order: IntArray,
    done: int,
    needs: NeedColumns,
    offers: OfferColumns,
    grids: Grids,
    rules: Rules,
    offer: Ints32,
    cost: Ints32,
    begin: IntArray,
    end: IntArray,
) -> tuple[int, int]:
    """Write the pairs of needs order[done], order[done + 1] and so on one after the other while there is room for any row.

    Gives how many needs are done and how many pairs there are; begin[i] and end[i] are set for each.
    """
    at, known = 0, len(offers.x)
    scratch = np.empty((2, known + 1), np.float64)
    while done < len(order) and len(offer) - at >= known:
        i = order[done]
        found = offers_in_reach(i, needs, offers, known, grids, rules, False, offer, cost, at, scratch)
        begin[i], end[i] = at, at + found
        at += found
        done += 1
    return done, at


@kernel
def needs_in_reach(
    j: int,
    offers: OfferColumns,
    needs: NeedColumns,
    known: int,
    grids: Grids,
    rules: Rules,
    need: Ints32,
    cost: Ints32,
    at: int,
) -> int:
    """Write to need and cost, from `at` on, the needs that offer j can serve with a gain, also when it has no unit
    left, since what they gained by it falls then; how many they are.

    known   the grids hold the needs before this one; those that came later are asked one by one
    """
    found = 0
    x, y, travel, origin_zone = offers.x[j], offers.y[j], offers.travel[j], offers.zone[j]
    for category in range(len(grids.cell)):
        if ((offers.skills[j] >> category) & 1) == 0 or grids.reach[category] < 0:
            continue
        anywhere = rules.anywhere[category]
        side, columns, rows = grids.cell[category], grids.columns[category], grids.rows[category]
        left, right, low, high = 0, columns - 1, 0, rows - 1
        if not anywhere:
            if x + travel < 0 or y + travel < 0:
                continue
            left, right = max(x - travel, 0) // side, min((x + travel) // side, columns - 1)
            low, high = max(y - travel, 0) // side, min((y + travel) // side, rows - 1)
            if left > right:
                continue
        for row in range(low, high + 1):
            cell = grids.first_cell[category] + row * columns
            for entry in range(grids.start[cell + left], grids.start[cell + right + 1]):
                i = grids.row[entry]
                dx, dy = x - grids.x[entry], y - grids.y[entry]
                square = dx * dx + dy * dy
                limit = np.float64(min(travel + 1, needs.worth[i]))
                if square >= limit * limit and not anywhere:
                    continue
                if needs.demand[i] == 0 or needs.worth[i] <= 0:
                    continue
                if (grids.checks[entry] & ~offers.checks[j]) != 0:
                    continue
                if (grids.shifts[entry] & offers.shifts[j]) == 0:
                    continue
                if not rules.passable[origin_zone, needs.zone[i]]:
                    continue
                if len(rules.forbidden) > 0 and _is_forbidden(rules.forbidden, i, j):
                    continue
                need[at + found] = i
                cost[at + found] = 0 if anywhere else np.int32(math.sqrt(square))
                found += 1
    for i in range(known, len(needs.x)):
        metres = metres_between(i, j, needs, offers, rules)
        if metres >= 0:
            need[at + found], cost[at + found] = i, metres
            found += 1
    return found
