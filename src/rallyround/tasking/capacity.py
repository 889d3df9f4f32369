"""How much help there is in one part of a day: available, committed, resting or away, by skill and by place.

Every seat of every offer that is ready is in exactly one of the four, so that the parts add up to the whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

from rallyround.places import queries as places
from rallyround.register.kinds import DAY_PARTS, SKILLS
from rallyround.register.models import Offer
from rallyround.tasking import rules, shifts
from rallyround.tasking.columns import Situation, situation
from rallyround.tasking.shifts import HOUR, QUARTER, Shift
from rallyround.volunteers import rest

Text = str | Promise
STATES = ("available", "committed", "resting", "away")


@dataclass(frozen=True)
class Row:
    """How many helpers are in each of the four states."""

    label: Text
    available: int
    committed: int
    resting: int
    away: int

    @property
    def total(self) -> int:
        return self.available + self.committed + self.resting + self.away


@dataclass(frozen=True)
class Board:
    """The whole, by skill (somebody with two skills is in both) and by place (each once)."""

    shift: Shift
    whole: Row
    by_skill: tuple[Row, ...]
    by_place: tuple[Row, ...]
    choices: tuple[tuple[str, str], ...]
    chosen: str


def board(rows: QuerySet[Offer], at: datetime, number: int = 0) -> Board:
    """The state of these offers in one of the coming day parts; 0 is the one that `at` lies in."""
    coming = shifts.shifts(at)
    number = number if 0 <= number < len(coming) else 0
    shift = coming[number]
    offers = list(rows.filter(state="ready", kind__in=rules.TASKED, consents_to_tasking=True))
    now = situation(offers, at)
    names = {code: places.area_name(code) for code in {offer.district for offer in offers}}
    known: dict[UUID, set[int]] = defaultdict(set)
    for offer_id, seat in [*now.planned, *now.worked]:
        known[offer_id].add(seat)
    whole = Counter[str]()
    by_skill: dict[str, Counter[str]] = defaultdict(Counter)
    by_place: dict[str, Counter[str]] = defaultdict(Counter)
    for offer in offers:
        seats = _seat_states(offer, known.get(offer.id, set()), now, shift, at)
        whole += seats
        by_place[names[offer.district]] += seats
        for skill in offer.skills:
            by_skill[skill] += seats
    return Board(
        shift=shift,
        whole=_row("", whole),
        by_skill=tuple(_row(label, by_skill[key]) for key, label in SKILLS.items() if key in by_skill),
        by_place=tuple(_row(name, by_place[name]) for name in sorted(by_place)),
        choices=tuple((str(index), title(each)) for index, each in enumerate(coming)),
        chosen=str(number),
    )


def title(shift: Shift) -> str:
    """Such as "Wednesday 14 January, mornings"."""
    return f"{date_format(localtime(shift.start), 'l j F')}, {DAY_PARTS[shift.part]}"


def _seat_states(offer: Offer, used: set[int], now: Situation, shift: Shift, at: datetime) -> Counter[str]:
    """How many seats of one offer are in each state. Seats that never had a task are all alike and looked at once."""
    known = {seat for seat in used if seat <= offer.capacity}
    states = Counter(_state(now.diary(offer, seat), shift, at) for seat in known)
    fresh = offer.capacity - len(known)
    if fresh:
        free = now.diary(offer, offer.capacity + 1)
        states[_state(free, shift, at)] += fresh
    return states


def _state(diary: shifts.Diary, shift: Shift, at: datetime) -> str:
    begin = max(shift.start, at)
    if any(start < shift.end and begin < end for start, end in diary.busy):
        return "committed"
    here = shifts.common(diary.free, [(begin, shift.end)])
    if not any(end - start >= QUARTER for start, end in here):
        return "away"
    return "available" if _may_begin(diary, here) else "resting"


def _may_begin(diary: shifts.Diary, here: Iterable[rest.Spell]) -> bool:
    """Whether there is an hour, at the beginning or at the end, that leaves enough rest."""
    tries = [(start, start + HOUR) for start, _end in here] + [(end - HOUR, end) for _start, end in here]
    return any(shifts.objection(diary, spell) is None for spell in tries)


def _row(label: Text, states: Mapping[str, int]) -> Row:
    return Row(label, *(states.get(state, 0) for state in STATES))
