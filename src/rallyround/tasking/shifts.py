"""When: the day parts of the next seven days, and the first time at which everybody who has to come can.

Pure: moments in, moments out. All times are aware; day parts follow the clock on the wall.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from rallyround.core.sources import default
from rallyround.register.kinds import WHOLE_DAY, DayPart
from rallyround.volunteers import rest
from rallyround.volunteers.rest import Spell

AHEAD = timedelta(days=7)
ANSWER = timedelta(minutes=default("tasks.answer_minutes"))
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
# Where the day parts begin and end; a night ends on the next day.
CLOCK = {
    DayPart.MORNING: (time(6), time(12)),
    DayPart.AFTERNOON: (time(12), time(18)),
    DayPart.EVENING: (time(18), time(22)),
    DayPart.NIGHT: (time(22), time(6)),
}
BITS = 15 * len(
    CLOCK
)  # of a mask: a fortnight and a day, so that what is over can still be told from what is to come


@dataclass(frozen=True)
class Shift:
    """One part of one day."""

    day: date
    part: DayPart
    start: datetime
    end: datetime

    @property
    def bit(self) -> int:
        """Its place in a mask: the same from one plan to the next, and none of the coming days has another's."""
        return (self.day.toordinal() * len(CLOCK) + list(CLOCK).index(self.part)) % BITS


@lru_cache(maxsize=16)  # one plan asks for the shifts of its moment once for each need and each helper
def shifts(at: datetime) -> tuple[Shift, ...]:
    """The day parts of the next seven days, the one that `at` lies in first: at most 30."""
    today = timezone.localtime(at).date()
    every = [
        _shift(today + timedelta(days=ahead), part) for ahead in range(-1, AHEAD.days + 1) for part in CLOCK
    ]
    return tuple(shift for shift in every if shift.end > at and shift.start < at + AHEAD)


def _shift(day: date, part: DayPart) -> Shift:
    begin, end = CLOCK[part]
    last_day = day if end > begin else day + timedelta(days=1)
    return Shift(day, part, _local(day, begin), _local(last_day, end))


def _local(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def times(
    at: datetime, *, start: datetime | None = None, end: datetime | None = None, parts: int = WHOLE_DAY
) -> list[Spell]:
    """When in the next seven days, within the day parts and between two moments (None: no limit)."""
    return list(_times(at, start, end, int(parts)))


@lru_cache(maxsize=4096)  # most needs and offers of a plan say nothing of when, and so all the same
def _times(at: datetime, start: datetime | None, end: datetime | None, parts: int) -> tuple[Spell, ...]:
    earliest, latest = max(start or at, at), min(end or at + AHEAD, at + AHEAD)
    wanted = [shift for shift in shifts(at) if shift.part & parts]
    cut = [(max(shift.start, earliest), min(shift.end, latest)) for shift in wanted]
    return tuple(rest.merged((begin, end) for begin, end in cut if begin < end))


def mask(at: datetime, spells: Iterable[Spell]) -> int:
    """The shifts of the next seven days in which there is at least a quarter of an hour, a bit each."""
    spells = list(spells)
    return sum(
        1 << shift.bit
        for shift in shifts(at)
        if any(min(end, shift.end) - max(start, shift.start) >= QUARTER for start, end in spells)
    )


IntArray = npt.NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_START, NO_END = -(2**62), 2**62  # for who can at any time


def ticks(moment: datetime) -> int:
    """Microseconds since 1970, as many as a moment can tell apart."""
    return in_ticks(moment - EPOCH)


def in_ticks(length: timedelta) -> int:
    """A length of time in microseconds."""
    return length // timedelta(microseconds=1)


def masks(at: datetime, start: IntArray, end: IntArray, parts: IntArray) -> IntArray:
    """`mask` of `times` for many at once: from when and until when, in ticks, and the parts of the day."""
    earliest = np.maximum(start, ticks(at))
    latest = np.minimum(end, ticks(at + AHEAD))
    found = np.zeros(len(start), dtype=np.int64)
    for shift in shifts(at):
        here = np.minimum(latest, ticks(shift.end)) - np.maximum(earliest, ticks(shift.start))
        can = (here >= QUARTER // timedelta(microseconds=1)) & (parts & int(shift.part) != 0)
        found |= can.astype(np.int64) << shift.bit
    return found


def moment(tick: int) -> datetime:
    """The other way round."""
    return EPOCH + timedelta(microseconds=tick)


def parts_of(at: datetime, spell: Spell) -> int:
    """The parts of the day that a time touches, in which somebody has to be free for it."""
    found = 0
    for shift in shifts(at):
        if shift.start < spell[1] and spell[0] < shift.end:
            found |= int(shift.part)
    return found


@dataclass(frozen=True)
class Diary:
    """When one helper could come, what they are down for, and what they have worked."""

    free: list[Spell]
    planned: list[Spell] = field(default_factory=list)
    worked: list[Spell] = field(default_factory=list)

    @property
    def busy(self) -> list[Spell]:
        return rest.merged([*self.planned, *self.worked])


def common(first: Sequence[Spell], second: Sequence[Spell]) -> list[Spell]:
    """What lies in both."""
    cut = [(max(a, c), min(b, d)) for a, b in first for c, d in second]
    return sorted((start, end) for start, end in cut if start < end)


def objection(diary: Diary, spell: Spell) -> rest.Objection | None:
    """Why this helper may not work then, by the limits to work and rest."""
    return rest.objection(diary.busy, spell)


def first_fit(
    wanted: Sequence[Spell], diaries: Sequence[Diary], length: timedelta, earliest: datetime
) -> Spell | None:
    """The first time of that length in which it is wanted, all are free and none works too long; None if none is."""
    if any(diary.planned or diary.worked for diary in diaries):
        return _first_fit(wanted, diaries, length, earliest)
    return _first_of_the_free(tuple(wanted), tuple(tuple(diary.free) for diary in diaries), length, earliest)


@lru_cache(maxsize=4096)
def _first_of_the_free(
    wanted: tuple[Spell, ...], free: tuple[tuple[Spell, ...], ...], length: timedelta, earliest: datetime
) -> Spell | None:
    return _first_fit(wanted, [Diary(list(spells)) for spells in free], length, earliest)


def _first_fit(
    wanted: Sequence[Spell], diaries: Sequence[Diary], length: timedelta, earliest: datetime
) -> Spell | None:
    both = list(wanted)
    for diary in diaries:
        both = common(both, diary.free)
    pauses = (timedelta(), rest.BREAK, rest.REST, rest.WEEKLY_REST)
    after_work = {rounded(end + pause) for diary in diaries for _, end in diary.busy for pause in pauses}
    for begin, end in both:
        starts = {rounded(max(begin, earliest))} | {start for start in after_work if begin < start < end}
        for start in sorted(starts):
            spell = (start, start + length)
            if spell[1] <= end and start >= earliest and all(can_come(diary, spell) for diary in diaries):
                return spell
    return None


def can_come(diary: Diary, spell: Spell) -> bool:
    """Whether somebody who is free then is not at work and has rested enough."""
    overlaps = any(start < spell[1] and spell[0] < end for start, end in diary.busy)
    return not overlaps and objection(diary, spell) is None


def rounded(moment: datetime) -> datetime:
    """The next full quarter of an hour, which people can remember."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + QUARTER


def earliest_start(at: datetime) -> datetime:
    """Somebody who is asked now has time to answer before it begins."""
    return rounded(at + ANSWER)
