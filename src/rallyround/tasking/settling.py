"""A plan whose helpers can come: those of one need share a time, and everybody has time for the whole visit.

The engine knows parts of the day, and pairs one by one. Where the helpers that it chose for a need have no time in
common, a time is agreed: the one at which the helpers that the others would miss least are worth most to it. From then
on the need asks only for who can come at that time, and the engine plans again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np

from rallyround.core.allocation import Needs, Plan
from rallyround.core.allocation.problem import BoolArray, IntArray
from rallyround.core.sources import whole_default
from rallyround.tasking import pair_sets, shifts
from rallyround.tasking.calendars import calendar
from rallyround.tasking.choices import lists
from rallyround.tasking.columns import Columns
from rallyround.tasking.pair_sets import Keys, no_pairs
from rallyround.tasking.proposed import Proposed
from rallyround.tasking.together import Able, Hours, best_time
from rallyround.tasking.turns import Calendar, who_has_time
from rallyround.tasking.visits import Visiting, Visits
from rallyround.volunteers.rest import Spell

METRES_A_POINT = whole_default("allocation.metres_per_priority_point")
# A board of so many needs and offers is planned from nothing each time, as often as it takes; larger ones go on from
# the plan before, and the turns are fewer, so that nobody waits.
SMALL = 1_000
TURNS, TURNS_OF_LARGE, TURNS_AGAIN = 60, 12, 4
# Times that are tried instead of those agreed, on a small board: at most so many, and fewer where each takes longer.
OTHER_TIMES, TRIED_ROWS = 30, 6_000


@dataclass
class Terms:
    """When helpers of a need come together, where that had to be agreed, and who is left out of it for want of time.

    agreed   by need
    unable   pairs of a need with an offer that cannot come when it would have to
    """

    agreed: dict[int, Spell] = field(default_factory=dict)
    unable: Keys = field(default_factory=no_pairs)

    @property
    def needs(self) -> IntArray:
        """Those that do not ask as they do on the board, in order."""
        agreed = np.array(list(self.agreed), dtype=np.int64)
        return np.union1d(agreed, pair_sets.columns(self.unable)[0])

    def copy(self) -> "Terms":
        return Terms(dict(self.agreed), self.unable)

    def leave_out(self, more: Keys) -> None:
        if len(more):
            self.unable = pair_sets.union(self.unable, more)

    def agree_on_another(self, need: int, spell: Spell, unable: Keys) -> None:
        """Another time for a need that had one."""
        self.agreed[need] = spell
        others = self.unable[~pair_sets.of_needs(self.unable, np.array([need]))]
        self.unable = pair_sets.union(others, unable)

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
    calendar: Calendar

    @property
    def value(self) -> int:
        """Metres: what all that is proposed is worth."""
        return METRES_A_POINT * self.proposed.points_met - self.proposed.travel


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

    @cached_property
    def hours(self) -> Hours:
        return Hours(self.built, every_start=is_small(self.built))

    @cached_property
    def calendar(self) -> Calendar:
        return calendar(self.built)

    @cached_property
    def visiting(self) -> Visiting:
        return Visiting(self.built, self.hours.at_work, self.calendar)

    def settle(self, terms: Terms) -> Settled:
        plan = wide = self.solve(terms)
        asked: set[int] = set()
        found = self.visiting.of(plan)
        turns = TURNS if is_small(self.built) else TURNS_AGAIN if self.again else TURNS_OF_LARGE
        for _turn in range(turns):
            left_out = pair_sets.keys(plan.need[~found.stays], plan.offer[~found.stays])
            clashing = set(pair_sets.columns(left_out)[0].tolist())
            if not clashing:
                break
            known = clashing & (asked | terms.agreed.keys())
            terms.leave_out(left_out[pair_sets.of_needs(left_out, np.array(sorted(known), dtype=np.int64))])
            could = self._who_could(plan, wide if is_small(self.built) else plan, sorted(clashing - known))
            terms.leave_out(pair_sets.union(no_pairs(), *(self._agreed(*one, terms) for one in could)))
            asked |= clashing
            plan = self.solve(terms)
            found = self.visiting.of(plan)
        return Settled(plan, terms, found.times, self._proposed(plan, found), self.calendar)

    def improved(self, best: Settled) -> Settled:
        """The same with other times agreed where that is worth more: tried one by one."""
        tried = set(best.terms.agreed.items())
        for _try in range(min(OTHER_TIMES, TRIED_ROWS // max(_rows(self.built), 1))):
            other = self._other_time(best, tried)
            if other is None:
                break
            tried.add(other)
            need, spell = other
            terms = best.terms.copy()
            terms.agree_on_another(need, spell, self._unable(need, spell))
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
        return self.built.need_rows[need].id not in self.built.agreed

    def _unable(self, need: int, spell: Spell) -> Keys:
        offers = lists(self.wide, np.array([need])).offer
        return self._kept_out(need, offers, self.hours.at([spell], offers)[:, 0], spell)

    def _kept_out(self, need: int, offers: IntArray, can: BoolArray, spell: Spell) -> Keys:
        """Who is free in the part of the day that the need asks for then, and yet cannot come at that time."""
        window = _parts(self.built.situation.at, spell)
        return pair_sets.keys(need, offers[~can & (self.built.offers.availability[offers] & window != 0)])

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
        given = self.built.agreed.get(row.id)
        if given is not None:
            return Able(offers, [given], self.hours.at([given], offers))
        return self.hours.able(row, offers)

    def _agreed(self, need: int, able: Able, gain: IntArray, terms: Terms) -> Keys:
        """A time for a need where several come, or others come already. Gives who cannot come, so that nobody asks them."""
        places = int(self.built.needs.demand[need])
        if places > 1 or not self._may_choose(need):
            spell = best_time(able, gain, self.built.offers.capacity[able.offers], places)
            spell = spell or (able.times[0] if able.times else None)
            if spell is not None:
                terms.agreed[need] = spell
                return self._kept_out(need, able.offers, able.can[:, able.times.index(spell)], spell)
        can = np.zeros(len(able.offers), dtype=np.bool_)
        who_has_time(np.full(len(able.offers), need), able.offers, *self.calendar, can)
        return pair_sets.keys(need, able.offers[~can])

    def _proposed(self, plan: Plan, found: Visits) -> Proposed:
        return Proposed(
            need=plan.need[found.stays],
            offer=plan.offer[found.stays],
            units=plan.units[found.stays],
            metres=plan.distance[found.stays],
            priority=self.built.needs.priority,
            demand=self.built.needs.demand,
        )
