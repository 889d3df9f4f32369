"""When helpers of one need can come together: which of many are free for a whole visit, and the time that serves best.

Everything is asked of all the offers that could serve a need at once, as columns: the hours that they gave, in ticks and
parts of the day, and the limits to work and rest of the few who were at work lately.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np

from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.register.models import Need
from rallyround.tasking import masks, shifts
from rallyround.tasking.columns import Columns, minutes, wanted
from rallyround.volunteers import rest
from rallyround.volunteers.rest import Spell

PAUSES = (timedelta(), rest.BREAK, rest.REST, rest.WEEKLY_REST)


@dataclass(frozen=True)
class Able:
    """Some offers that could serve a need, and the times at which each of them can come: bool, [offer, time]."""

    offers: IntArray
    times: Sequence[Spell]
    can: BoolArray


@dataclass(frozen=True)
class Hours:
    """When the offers of a board can come.

    every_start   whether visits are thought of that begin when somebody's own hours do, or only with a part of the day
    """

    built: Columns
    every_start: bool = True

    def able(self, need: Need, offers: IntArray) -> Able:
        """Which of these offers can come to a need, at each time at which any of them might begin.

        Of times at which the same can come only the first, where there may be many.
        """
        times = self._times(need, offers)
        can = self.at(times, offers)
        if not self.every_start:
            return Able(offers, times, can)
        first = np.sort(np.unique(can, axis=1, return_index=True)[1]) if can.size else np.arange(0)
        return Able(offers, [times[number] for number in first.tolist()], can[:, first])

    def at(self, times: Sequence[Spell], offers: IntArray) -> BoolArray:
        """Which of these offers can come at each of these times for as long as it lasts."""
        begin, end, cover = self._columns(times)
        start, until, parts = (column[offers, None] for column in self._given)
        can: BoolArray = (start <= begin) & (end <= until) & (parts & cover == cover)
        for row in np.flatnonzero(np.isin(offers, self.at_work)).tolist():
            can[row] &= self._rested(int(offers[row]), times)
        return can

    def each_at(self, times: Sequence[Spell], which: IntArray, offers: IntArray) -> BoolArray:
        """Which offer can come at the time beside it: the number of one of the times."""
        begin, end, cover = (column[which] for column in self._columns(times))
        start, until, parts = (column[offers] for column in self._given)
        can: BoolArray = (start <= begin) & (end <= until) & (parts & cover == cover)
        if len(self.at_work):
            for row in np.flatnonzero(np.isin(offers, self.at_work) & can).tolist():
                can[row] = self._rested(int(offers[row]), [times[int(which[row])]])[0]
        return can

    def _columns(self, times: Sequence[Spell]) -> tuple[IntArray, IntArray, IntArray]:
        """From when and until when in ticks, and the parts of the day that each touches."""
        at = self.built.situation.at
        known = {spell: (*map(shifts.ticks, spell), shifts.parts_of(at, spell)) for spell in set(times)}
        rows = np.array([known[spell] for spell in times], dtype=np.int64).reshape(-1, 3)
        return rows[:, 0], rows[:, 1], rows[:, 2]

    @cached_property
    def _given(self) -> tuple[IntArray, IntArray, IntArray]:
        """From when, until when and in which parts of the day, by offer."""
        every = (
            np.array(self.built.board.offers.fixed, dtype=np.int64).reshape(-1, len(masks.OFFER_COLUMNS)).T
        )
        start, end, parts = (every[masks.OFFER_COLUMNS.index(name)] for name in ("start", "end", "parts"))
        return start, end, parts

    @cached_property
    def at_work(self) -> IntArray:
        """The offers whose hours of work count."""
        numbers = self.built.board.offers.numbers
        found = {numbers[id] for id, _seat in self.built.situation.worked if id in numbers}
        return np.array(sorted(found), dtype=np.int64)

    def _diaries(self, offer: int) -> list[shifts.Diary]:
        now, row = self.built.situation, self.built.offer_rows[offer]
        return [now.diary(row, seat) for seat in now.free_seats(row)]

    def _rested(self, offer: int, times: Sequence[Spell]) -> BoolArray:
        diaries = self._diaries(offer)
        return np.array(
            [any(shifts.can_come(diary, spell) for diary in diaries) for spell in times], dtype=np.bool_
        )

    def _times(self, need: Need, offers: IntArray) -> list[Spell]:
        """When visits that are wanted can begin: with a wish, a part of the day, the hours or the rest of a helper."""
        at, length = self.built.situation.at, minutes(need)
        earliest = shifts.earliest_start(at)
        starts = {earliest} | {shift.start for shift in shifts.shifts(at)}
        if self.every_start:
            own = np.unique(self._given[0][offers])
            starts |= {shifts.moment(tick) for tick in own[own > shifts.NO_START].tolist()}
            for offer in offers[np.isin(offers, self.at_work)].tolist():
                busy = [spell for diary in self._diaries(offer) for spell in diary.busy]
                starts |= {end + pause for _start, end in busy for pause in PAUSES}
        found = set()
        for begin, end in wanted(need, at):
            for start in {begin} | {start for start in starts if begin < start < end}:
                first = max(shifts.rounded(start), earliest)
                if first + length <= end:
                    found.add((first, first + length))
        return sorted(found)


def best_time(able: Able, gain: IntArray, capacity: IntArray, places: int) -> Spell | None:
    """The time at which so many places of a need are worth most; of equals the one that most can come at, then the first.

    gain       metres by offer: what one place is worth with it, at the price that others would give for it
    capacity   by offer
    """
    dear = np.argsort(-gain, kind="stable")
    dear = dear[gain[dear] > 0]
    if not len(able.times) or not able.can[dear].any():
        return None
    free = able.can[dear] * capacity[dear, None]
    taken = np.diff(np.minimum(np.cumsum(free, axis=0), places), axis=0, prepend=0)
    best = np.lexsort((-free.sum(axis=0), -(gain[dear] @ taken)))[0]
    return able.times[int(best)]
