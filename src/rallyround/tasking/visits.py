"""Who comes to which need of a plan, and when: the first time at which all its helpers can, or as many as can."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from rallyround.core.allocation import Plan
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.tasking import shifts
from rallyround.tasking.columns import Columns, first_time
from rallyround.tasking.turns import NEVER, Calendar, together
from rallyround.volunteers.rest import Spell

Seats = tuple[tuple[int, int], ...]  # offer and seat


@dataclass(frozen=True)
class Visits:
    """When the helpers of each need come.

    times   by need that somebody comes to
    stays   bool by pair of the plan: False for who cannot come when the others of the need do
    """

    times: Mapping[int, Spell]
    stays: BoolArray


@dataclass
class Visiting:
    """Finds the visits of one plan after another for the same board.

    Most helpers have worked no hours that count, and a kernel sees to all their needs. Where one has, the limits to
    work and rest are asked, and what they say of the same helpers is kept.
    """

    built: Columns
    at_work: IntArray
    calendar: Calendar
    known: dict[tuple[int, Seats], tuple[Spell | None, frozenset[int]]] = field(default_factory=dict)

    def of(self, plan: Plan) -> Visits:
        """The visits of a plan."""
        begin, stays = np.full(len(plan.need), NEVER), np.ones(len(plan.need), dtype=np.bool_)
        together(plan.need, plan.offer, *self.calendar, begin, stays)
        needs, first = np.unique(plan.need, return_index=True)
        lasts = self.calendar.asked.length[needs]
        moments = {tick: shifts.moment(tick) for tick in np.unique(begin[first]).tolist()}
        lengths = {length: timedelta(microseconds=length) for length in np.unique(lasts).tolist()}
        times = {
            need: (moments[tick], moments[tick] + lengths[length])
            for need, tick, length in zip(needs.tolist(), begin[first].tolist(), lasts.tolist(), strict=True)
            if tick != NEVER
        }
        for need, helpers in self._tired(plan).items():
            when, left_out = self._visit(need, helpers)
            times.pop(need, None)
            if when is not None:
                times[need] = when
            own = slice(*np.searchsorted(plan.need, [need, need + 1]).tolist())
            stays[own] = ~np.isin(plan.offer[own], list(left_out))
        return Visits(times, stays)

    def _tired(self, plan: Plan) -> dict[int, Seats]:
        """The helpers of each need to which somebody comes whose hours count, each with the seat that comes."""
        found = defaultdict[int, list[tuple[int, int]]](list)
        seats: dict[int, list[int]] = {}
        counted = np.isin(plan.offer, self.at_work)
        rows = np.flatnonzero(np.isin(plan.need, plan.need[counted]))
        columns = (column[rows].tolist() for column in (plan.need, plan.offer, plan.units, counted))
        for need, offer, units, counts in zip(*columns, strict=True):
            if not counts:
                found[need].append((offer, 0))  # all seats are alike
                continue
            if offer not in seats:
                seats[offer] = self.built.situation.free_seats(self.built.offer_rows[offer])[::-1]
            found[need] += [(offer, seats[offer].pop()) for _unit in range(min(units, len(seats[offer])))]
        return {need: tuple(helpers) for need, helpers in found.items()}

    def _visit(self, need: int, helpers: Seats) -> tuple[Spell | None, frozenset[int]]:
        """When these helpers come, and who of them is left out."""
        if (need, helpers) not in self.known:
            self.known[need, helpers] = self._asked(need, helpers)
        return self.known[need, helpers]

    def _asked(self, need: int, helpers: Seats) -> tuple[Spell | None, frozenset[int]]:
        now, rows = self.built.situation, self.built.offer_rows
        row = self.built.need_rows[need]
        given = self.built.agreed.get(row.id)
        diaries = [now.diary(rows[offer], seat) for offer, seat in helpers]
        when = first_time(row, given, diaries, now.at)
        if when is not None:
            return when, frozenset()
        able: list[shifts.Diary] = []
        left_out = set()
        for (offer, _seat), diary in zip(helpers, diaries, strict=True):
            spell = None if offer in left_out else first_time(row, given, [*able, diary], now.at)
            if spell is None:
                left_out.add(offer)
            else:
                able.append(diary)
                when = spell
        return when, frozenset(left_out)
