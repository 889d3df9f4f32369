"""A plan whose helpers can come: those of one need share a time, and everybody has time for the whole visit.

The engine knows parts of the day, and pairs one by one. Where the helpers that it chose for a need have no time in
common, a time is agreed: the one at which the helpers that the others would miss least are worth most to it. From then
on the need asks only for who can come at that time, and the engine plans again.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from uuid import UUID

import numpy as np

from rallyround.core.allocation import Needs, Plan
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.sources import whole_default
from rallyround.tasking import calendars, shifts
from rallyround.tasking.choices import lists
from rallyround.tasking.columns import Columns, agreed_times, first_time
from rallyround.tasking.proposed import Proposed
from rallyround.tasking.together import Able, Hours, best_time
from rallyround.tasking.turns import Asked, Days, Free, who_has_time
from rallyround.volunteers.rest import Spell

METRES_A_POINT = whole_default("allocation.metres_per_priority_point")
# A board of so many needs and offers is planned from nothing each time, as often as it takes; larger ones go on from
# the plan before, and the turns are fewer, so that nobody waits.
SMALL = 1_000
TURNS, TURNS_OF_LARGE, TURNS_AGAIN = 60, 12, 4
# Times that are tried instead of those agreed, on a small board: at most so many, and fewer where each takes longer.
OTHER_TIMES, TRIED_ROWS = 30, 6_000

Pairs = set[tuple[int, int]]


@dataclass
class Terms:
    """When helpers of a need come together, where that had to be agreed, and who is left out of it for want of time.

    agreed   by need
    unable   by need: offers that cannot come when they would have to
    """

    agreed: dict[int, Spell] = field(default_factory=dict)
    unable: dict[int, set[int]] = field(default_factory=dict)

    @property
    def pairs(self) -> Pairs:
        return {(need, offer) for need, offers in self.unable.items() for offer in offers}

    def narrowed(self, built: Columns) -> Needs:
        """The needs, each with the parts of the day in which its helpers come."""
        if not self.agreed:
            return built.needs
        window = built.needs.window.copy()
        for need, spell in self.agreed.items():
            window[need] &= _parts(built.situation.at, spell)
        return replace(built.needs, window=window)


@lru_cache(maxsize=4096)  # many needs agree on the same times
def _parts(at: datetime, spell: Spell) -> int:
    """The parts of the coming days that a time lies in, a bit each."""
    return shifts.mask(at, [spell])


Solve = Callable[[Terms], Plan]


@dataclass(frozen=True)
class Settled:
    """A plan, when the helpers of each need come, and what it proposes: pairs without a time are left out."""

    plan: Plan
    terms: Terms
    times: Mapping[int, Spell]
    proposed: Proposed

    @property
    def value(self) -> int:
        """Metres: what all that is proposed is worth."""
        return METRES_A_POINT * self.proposed.points_met - self.proposed.travel


@dataclass(frozen=True)
class _Visit:
    """Who comes to a need: offers with the seat of each, when, and those of them that cannot come with the others."""

    helpers: tuple[tuple[int, int], ...]
    when: Spell | None
    left_out: frozenset[int]


def is_small(built: Columns) -> bool:
    return _rows(built) <= SMALL


def _rows(built: Columns) -> int:
    return len(built.board.needs.numbers) + len(built.board.offers.numbers)


def settled(built: Columns, solve: Solve, before: Terms | None = None, *, priced: bool = True) -> Settled:
    """The plan that `solve` makes once everybody who is proposed for a need can come at one time.

    before   the times that were agreed in the plan that this one goes on from
    priced   whether the prices of the plan say what others would give for a helper
    """
    work = _Settling(built, solve, priced, before is not None)
    found = work.settle(before or Terms())
    return work.improved(found) if is_small(built) else found


@dataclass
class _Settling:
    built: Columns
    solve: Solve
    priced: bool
    again: bool
    visits: dict[int, _Visit] = field(default_factory=dict)

    @cached_property
    def hours(self) -> Hours:
        return Hours(self.built, every_start=is_small(self.built))

    @cached_property
    def by_tasks(self) -> Mapping[UUID, Spell]:
        """When helpers come who were asked already, which others join."""
        return agreed_times(self.built.need_rows, self.built.situation.at)

    def settle(self, terms: Terms) -> Settled:
        plan = wide = self.solve(terms)
        asked: set[int] = set()
        found = self._visits(plan)
        turns = TURNS if is_small(self.built) else TURNS_AGAIN if self.again else TURNS_OF_LARGE
        for _turn in range(turns):
            clashing = {need for need, visit in found.items() if visit.left_out}
            if not clashing:
                break
            for need in clashing & (asked | terms.agreed.keys()):
                terms.unable.setdefault(need, set()).update(found[need].left_out)
            fresh = sorted(clashing - asked - terms.agreed.keys())
            for need, able, gain in self._who_could(plan, wide if is_small(self.built) else plan, fresh):
                self._agree(need, able, gain, terms)
            asked |= clashing
            plan = self.solve(terms)
            found = self._visits(plan)
        return Settled(plan, terms, _times(found), self._proposed(plan, found))

    def improved(self, best: Settled) -> Settled:
        """The same with other times agreed where that is worth more: tried one by one."""
        tried = set(best.terms.agreed.items())
        for _try in range(min(OTHER_TIMES, TRIED_ROWS // max(_rows(self.built), 1))):
            other = self._other_time(best, tried)
            if other is None:
                break
            tried.add(other)
            need, spell = other
            terms = deepcopy(best.terms)
            terms.agreed[need] = spell
            terms.unable[need] = self._unable(need, spell)
            trial = self.settle(terms)
            if trial.value > best.value:
                best = trial
        return best

    def _other_time(self, best: Settled, tried: set[tuple[int, Spell]]) -> tuple[int, Spell] | None:
        """The best time that was not tried for a need: for the most urgent that somebody is missing for, then for others."""
        missing, points = best.proposed.missing, self.built.needs.priority
        agreed = filter(self._may_choose, best.terms.agreed)
        for need in sorted(agreed, key=lambda need: (not missing[need], -int(points[need]), need)):
            ((_need, able, gain),) = self._who_could(best.plan, self.wide, [need])
            left = [number for number, spell in enumerate(able.times) if (need, spell) not in tried]
            able = Able(able.offers, [able.times[number] for number in left], able.can[:, left])
            spell = best_time(
                able, gain, self.built.offers.capacity[able.offers], int(best.proposed.demand[need])
            )
            if spell is not None:
                return need, spell
        return None

    @cached_property
    def wide(self) -> Plan:
        """The plan before any time was agreed, which knows everybody who could serve a need."""
        return self.solve(Terms())

    def _may_choose(self, need: int) -> bool:
        return self.built.need_rows[need].id not in self.by_tasks

    def _unable(self, need: int, spell: Spell) -> set[int]:
        offers = lists(self.wide, np.array([need])).offer
        return self._kept_out(offers, self.hours.at([spell], offers)[:, 0], spell)

    def _kept_out(self, offers: IntArray, can: BoolArray, spell: Spell) -> set[int]:
        """Who is free in the part of the day that the need asks for then, and yet cannot come at that time."""
        window = _parts(self.built.situation.at, spell)
        return set(offers[~can & (self.built.offers.availability[offers] & window != 0)].tolist())

    def _who_could(self, plan: Plan, wide: Plan, needs: list[int]) -> list[tuple[int, Able, IntArray]]:
        """By need: who could serve it at which times, and what a place is worth with each at the prices of the plan."""
        could = lists(wide, np.array(needs, dtype=np.int64))
        prices = plan.prices if self.priced else np.zeros_like(plan.prices)
        found = []
        for place, need in enumerate(needs):
            rows = slice(int(could.start[place]), int(could.start[place + 1]))
            offers = could.offer[rows]
            gain = int(self.built.needs.priority[need]) * METRES_A_POINT - could.metres[rows] - prices[offers]
            found.append((need, self._able(need, offers), gain))
        return found

    def _able(self, need: int, offers: IntArray) -> Able:
        row = self.built.need_rows[need]
        given = self.by_tasks.get(row.id)
        if given is not None:
            return Able(offers, [given], self.hours.at([given], offers))
        return self.hours.able(row, offers)

    def _agree(self, need: int, able: Able, gain: IntArray, terms: Terms) -> None:
        """A time where several come, or others come already; who cannot come then is asked no more."""
        places = int(self.built.needs.demand[need])
        if places > 1 or not self._may_choose(need):
            spell = best_time(able, gain, self.built.offers.capacity[able.offers], places)
            spell = spell or (able.times[0] if able.times else None)
            if spell is not None:
                terms.agreed[need] = spell
                can = able.can[:, able.times.index(spell)]
                terms.unable.setdefault(need, set()).update(self._kept_out(able.offers, can, spell))
                return
        can = np.zeros(len(able.offers), dtype=np.bool_)
        who_has_time(np.full(len(able.offers), need), able.offers, *self.calendar, can)
        terms.unable.setdefault(need, set()).update(able.offers[~can].tolist())

    @cached_property
    def calendar(self) -> tuple[Asked, Free, Days]:
        return calendars.asked(self.built), calendars.free(self.built), calendars.days(self.built)

    def _visits(self, plan: Plan) -> dict[int, _Visit]:
        """Who comes to which need, and when: the first time at which all can, or as many as can."""
        now, rows = self.built.situation, self.built.offer_rows
        seats: dict[int, list[int]] = {}
        helpers: dict[int, list[tuple[int, int]]] = {}
        for need, offer, units in zip(
            plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), strict=True
        ):
            if offer not in seats:
                seats[offer] = now.free_seats(rows[offer])[::-1]
            some = helpers.setdefault(need, [])
            some += [(offer, seats[offer].pop()) for _unit in range(min(units, len(seats[offer])))]
        found = {}
        for need, some in helpers.items():
            known = self.visits.get(need)
            found[need] = known if known and known.helpers == tuple(some) else self._visit(need, tuple(some))
        self.visits = found
        return found

    def _visit(self, need: int, helpers: tuple[tuple[int, int], ...]) -> _Visit:
        built = self.built
        row, at = built.need_rows[need], built.situation.at
        given = self.by_tasks.get(row.id)
        diaries = [built.situation.diary(built.offer_rows[offer], seat) for offer, seat in helpers]
        when = first_time(row, given, diaries, at)
        if when is not None:
            return _Visit(helpers, when, frozenset())
        together: list[shifts.Diary] = []
        left_out = set()
        for (offer, _seat), diary in zip(helpers, diaries, strict=True):
            spell = None if offer in left_out else first_time(row, given, [*together, diary], at)
            if spell is None:
                left_out.add(offer)
            else:
                together.append(diary)
                when = spell
        return _Visit(helpers, when, frozenset(left_out))

    def _proposed(self, plan: Plan, visits: Mapping[int, _Visit]) -> Proposed:
        left_out = {(need, offer) for need, visit in visits.items() for offer in visit.left_out}
        stays = np.array(
            [pair not in left_out for pair in zip(plan.need.tolist(), plan.offer.tolist(), strict=True)],
            dtype=np.bool_,
        )
        return Proposed(
            need=plan.need[stays],
            offer=plan.offer[stays],
            units=plan.units[stays],
            metres=plan.distance[stays],
            priority=self.built.needs.priority,
            demand=self.built.needs.demand,
        )


def _times(visits: Mapping[int, _Visit]) -> dict[int, Spell]:
    return {need: visit.when for need, visit in visits.items() if visit.when is not None}
