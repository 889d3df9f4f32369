"""From the board to the plan: made anew, or brought up to date where little has changed since; with a time for each need.

What is kept between two plans lives in this process only. It saves time and decides nothing: without it, after a
restart or in another process, the whole board is read and planned, to the same value within the gap.
"""

import gc
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from rallyround.core import allocation
from rallyround.core.allocation import Changes, Needs, Offers
from rallyround.core.allocation.problem import IntArray
from rallyround.core.sources import default
from rallyround.register.models import Need, Offer
from rallyround.tasking import pair_sets
from rallyround.tasking.board import Board, read
from rallyround.tasking.choices import Lists, lists_at_any_time
from rallyround.tasking.columns import Columns, columns, cut_pairs, taken_out
from rallyround.tasking.guarantees import GUARANTEES, by_district
from rallyround.tasking.lasting import lasting
from rallyround.tasking.pair_sets import Keys, no_pairs
from rallyround.tasking.proposed import Proposed
from rallyround.tasking.settling import METRES_A_POINT, Settled, Solve, Terms, is_small, settled
from rallyround.tasking.shifts import earliest_start
from rallyround.volunteers.rest import Spell

GAP = default("allocation.gap")
RECONSIDERED = 20  # needs whose time is asked for again, in each plan that goes on from another
MOST_CHANGED, FEW = 0.1, 50  # of the rows, or so many: beyond both the plan is made anew
MOST_AT_ONCE = 300
LASTS = timedelta(days=2)  # after that too many parts of the day are over or new
MOST_EMPTY = 0.25  # of the numbers: beyond it the board is read anew

Key = tuple[str, str]  # the codes of need and offer; "" for nobody


@dataclass(frozen=True)
class Line:
    """One proposal as the plan has it; without an offer: what it leaves open of a need."""

    need: Need
    offer: Offer | None
    units: int
    distance_m: int | None
    reason: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.need.code, self.offer.code if self.offer is not None else ""

    def says(self, other: "Line") -> bool:
        """Whether it says what the other says."""
        return (self.units, self.distance_m) == (
            other.units,
            other.distance_m,
        ) and self.reason == other.reason


@dataclass
class Draft:
    """A plan in which everybody who is proposed has a time, and what had to be given up for that.

    since        when the plan was made from nothing that this one goes on from
    settled      the plan of the engine, the times that were agreed, and what is proposed of it
    apart        pairs that may not be, whatever the time: refused, cut off
    reasons      by need that nobody could serve: why, as far as it is known from the plan before
    standing     its proposals as they were written, with their ids
    anew         whether it was made from nothing
    guarantee    the share that each place was guaranteed; nothing: none
    """

    built: Columns
    settled: Settled
    since: datetime
    cut: Keys = field(default_factory=no_pairs)
    apart: Keys = field(default_factory=no_pairs)
    reasons: dict[int, dict[str, Any]] = field(default_factory=dict)
    standing: dict[Key, tuple[UUID, Line]] = field(default_factory=dict)
    anew: bool = True
    guarantee: str = ""

    @property
    def plan(self) -> allocation.Plan:
        return self.settled.plan

    @property
    def proposed(self) -> Proposed:
        return self.settled.proposed

    @property
    def times(self) -> Mapping[int, Spell]:
        return self.settled.times

    @cached_property
    def at_any_time(self) -> Lists:
        """Who could serve `Terms.needs` if they asked as they do on the board: at any time."""
        numbers = self.settled.terms.needs
        return lists_at_any_time(self.plan, self.built.needs, numbers, self.apart, self.proposed)

    @property
    def kept_apart(self) -> Keys:
        return pair_sets.union(self.apart, self.settled.terms.unable)


def draft(at: datetime, before: Draft | None, guarantee: str = "") -> Draft:
    """The plan for what stands now.

    A small board is read and planned from nothing, so that the same board has the same plan, whatever came before. A
    large one goes on from the plan before where there is one and neither guarantees shares.
    """
    if before is not None and is_small(before.built):
        before = None
    board = read(at, before.built.board if before is not None else None)
    if _mostly_empty(board):
        board = read(at)
    built = columns(board, at)
    plain = not guarantee and (before is None or not before.guarantee)
    if plain and before is not None and board is before.built.board:
        return _renewed(built, before) or _anew(built)
    return _anew(built, guarantee)


def _anew(built: Columns, guarantee: str = "", terms: Terms | None = None, *, gap: float = GAP) -> Draft:
    cut = cut_pairs(built, np.arange(len(built.needs)), np.arange(len(built.offers)))
    apart = pair_sets.union(cut, built.refused)
    made = settled(built, _solver(built, apart, guarantee, gap=gap), terms, priced=not guarantee)
    return Draft(built, made, built.situation.at, cut=cut, apart=apart, guarantee=guarantee)


def drafted(
    built: Columns, guarantee: str = "", beside: Draft | None = None, changed: Collection[int] = ()
) -> Draft:
    """The plan for a board as it would be, to be set beside another: as near to the best as the engine comes.

    beside   a plan whose agreed times hold in this one too, but for needs that have `changed`, so that the two differ
             only where the boards do
    """
    terms = None
    if beside is not None:
        before, others = beside.settled.terms, np.array(sorted(changed), dtype=np.int64)
        unable = before.unable[~pair_sets.of_needs(before.unable, others)]
        terms = Terms({need: spell for need, spell in before.agreed.items() if need not in changed}, unable)
    return _anew(built, guarantee, terms, gap=0.0)


def without_guarantee(made: Draft) -> Settled:
    """The plan for the same board that guarantees nobody anything, its helpers sharing their times like those of this one.

    What a guarantee allows is allowed without it: where a plan with one is worth more, because other times were agreed
    on the way, it is the better plan without one too.
    """
    plain = settled(made.built, _solver(made.built, made.apart, gap=0.0))
    return max(made.settled, plain, key=lambda one: one.value)


def _solver(built: Columns, apart: Keys, guarantee: str = "", *, gap: float = GAP) -> Solve:
    """A small board, and any with a guarantee, is planned from nothing each time; a large one goes on from there."""
    if guarantee or is_small(built):
        return lambda terms: allocated(
            built, pair_sets.union(apart, terms.unable), guarantee, needs=terms.narrowed(built), gap=0.0
        )
    return _GoingOn(built, allocated(built, apart, gap=gap), apart, gap)


def allocated(
    built: Columns, apart: Keys, guarantee: str = "", *, needs: Needs | None = None, gap: float = GAP
) -> allocation.Plan:
    """The plan that keeps these pairs apart, with the share that each place is guaranteed where one is.

    needs   those of the board, where they ask for other times
    """
    needs = needs if needs is not None else built.needs
    return allocation.allocate(
        by_district(built, needs)[1] if guarantee else needs,
        built.offers,
        distance_matters=built.distance_matters,
        forbidden=pair_sets.listed(apart),
        metres_per_priority_point=METRES_A_POINT,
        gap=gap,
        fairness=GUARANTEES.get(guarantee),
    )


@dataclass
class _GoingOn:
    """Plans each of which goes on from the one before, where that is quicker."""

    built: Columns
    plan: allocation.Plan
    kept_apart: Keys
    gap: float = GAP

    def __call__(self, terms: Terms) -> allocation.Plan:
        problem = self.plan.problem
        assert problem is not None
        needs, offers = lasting(
            (problem.needs, problem.offers), (terms.narrowed(self.built), self.built.offers)
        )
        altered = np.flatnonzero(needs.window != problem.needs.window).tolist()
        others = np.flatnonzero(offers.availability != problem.offers.availability)
        fresh = pair_sets.without(terms.unable, self.kept_apart)
        self.kept_apart = pair_sets.union(self.kept_apart, fresh)
        moved = len({*altered, *pair_sets.columns(fresh)[0].tolist()}) + len(others)
        if moved > MOST_AT_ONCE:  # from nothing is quicker then
            self.plan = allocated(self.built, self.kept_apart, needs=terms.narrowed(self.built), gap=self.gap)
        elif moved:
            changes = Changes(
                altered_needs=(altered, taken_out(needs, np.array(altered))) if altered else None,
                altered_offers=(others.tolist(), taken_out(offers, others)) if len(others) else None,
                forbidden=pair_sets.listed(fresh),
            )
            self.plan = allocation.replan(self.plan, changes, gap=2 * GAP)
        return self.plan


def _renewed(built: Columns, before: Draft) -> Draft | None:
    """The plan before with what has changed; None where that is too much."""
    problem = before.plan.problem
    assert problem is not None
    if built.situation.at - before.since > LASTS:
        return None
    count = len(problem.needs)
    wide, could = lasting((before.built.needs, before.built.offers), (built.needs, built.offers))
    # That a need has waited moves nobody by itself, nor does that a part of the day is over.
    changed, other = _altered(before.built.needs, wide, but="priority"), _altered(before.built.offers, could)
    new_needs = np.arange(count, len(built.needs))
    new_offers = np.arange(len(problem.offers), len(built.offers))
    moved = len(changed) + len(new_needs) + len(other) + len(new_offers)
    if moved > max(FEW, MOST_CHANGED * (len(built.needs) + len(built.offers))):
        return None
    cut = _cut(before, built, new_needs, new_offers)
    terms = _carried_on(before, built, set(changed.tolist()), again=bool(moved))
    apart = pair_sets.union(cut, built.refused)
    were_apart, kept_apart = before.kept_apart, pair_sets.union(apart, terms.unable)
    if len(pair_sets.without(were_apart, kept_apart)):
        return None
    asking, offering = lasting((problem.needs, problem.offers), (terms.narrowed(built), built.offers))
    needs, offers = _altered(problem.needs, asking), _altered(problem.offers, offering)
    changes = Changes(
        new_needs=taken_out(asking, new_needs) if len(new_needs) else None,
        new_offers=taken_out(offering, new_offers) if len(new_offers) else None,
        altered_needs=(needs.tolist(), taken_out(asking, needs)) if len(needs) else None,
        altered_offers=(offers.tolist(), taken_out(offering, offers)) if len(offers) else None,
        forbidden=pair_sets.listed(pair_sets.without(kept_apart, were_apart)),
    )
    plan = allocation.replan(before.plan, changes, gap=2 * GAP)
    return Draft(
        built,
        settled(built, _GoingOn(built, plan, kept_apart), terms),
        before.since,
        cut=cut,
        apart=apart,
        standing=before.standing,
        anew=False,
        reasons=_still_true(
            before, built, _altered(before.built.needs, wide), np.concatenate([other, new_offers])
        ),
    )


def _cut(before: Draft, built: Columns, new_needs: IntArray, new_offers: IntArray) -> Keys:
    """The pairs whose way is cut: of all rows when other ways are closed, else those of the new rows besides."""
    every_need, every_offer = np.arange(len(built.needs)), np.arange(len(built.offers))
    if before.built.situation.closed is not built.situation.closed:
        return cut_pairs(built, every_need, every_offer)
    return pair_sets.union(
        before.cut, cut_pairs(built, new_needs, every_offer), cut_pairs(built, every_need, new_offers)
    )


def _carried_on(before: Draft, built: Columns, changed: set[int], *, again: bool) -> Terms:
    """The times that were agreed and still do. Needs that have changed ask for any time again.

    again   so do a few others, the most urgent of those that somebody is missing for before all
    """
    earliest, terms = earliest_start(built.situation.at), before.settled.terms.copy()
    missing, points = before.proposed.missing, built.needs.priority
    first = sorted(terms.agreed, key=lambda need: (not missing[need], -int(points[need]), need))
    anew = set(first[:RECONSIDERED]) if again else set()
    for need, spell in list(terms.agreed.items()):
        if need in changed or need in anew or spell[0] < earliest:
            del terms.agreed[need]
    return terms


def _still_true(
    before: Draft, built: Columns, needs: IntArray, offers: IntArray
) -> dict[int, dict[str, Any]]:
    """Why nobody could serve a need, where neither it nor anybody with the skill for it has changed."""
    problem = before.plan.problem
    assert problem is not None
    skills = np.bitwise_or.reduce(built.offers.skills[offers], initial=0)
    skills |= np.bitwise_or.reduce(problem.offers.skills[offers[offers < len(problem.offers)]], initial=0)
    changed = set(needs.tolist())
    return {
        number: reason
        for number, reason in before.reasons.items()
        if number not in changed and not skills >> built.needs.category[number] & 1
    }


def _altered(before: Needs | Offers, now: Needs | Offers, but: str = "") -> IntArray:
    """The numbers of rows that are not what they were; `but`: a column that does not count."""
    differs = np.zeros(len(before), dtype=np.bool_)
    for column in fields(before):
        old, new = getattr(before, column.name), getattr(now, column.name)
        if old is not None and column.name != but:
            differs |= old != new[: len(before)]
    return np.flatnonzero(differs)


def _mostly_empty(board: Board) -> bool:
    rows = len(board.needs.rows) + len(board.offers.rows)
    empty = rows - len(board.needs.numbers) - len(board.offers.numbers)
    return empty > max(FEW, MOST_EMPTY * rows)


@dataclass(frozen=True)
class _Kept:
    """What this process keeps of the last plan that it made and that was kept."""

    plan_id: UUID
    draft: Draft


_kept: dict[str, _Kept] = {}
_lock = Lock()


def take_kept(plan_id: UUID | None) -> Draft | None:
    """What was kept of this plan, out of the reach of others until it is kept again."""
    with _lock:
        kept = _kept.pop(str(connection.settings_dict["NAME"]), None)
    return kept.draft if kept is not None and kept.plan_id == plan_id else None


def keep(plan_id: UUID, made: Draft) -> None:
    """Keep a plan for the next. Only after commit: what was rolled back never was."""
    if made.anew:
        # Some hundred thousand objects that stay: looking them all through for garbage at every other plan took as
        # long as the plan. They go when nobody holds them any more, like all others.
        gc.freeze()
    with _lock:
        _kept[str(connection.settings_dict["NAME"])] = _Kept(plan_id, made)
