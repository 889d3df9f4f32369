"""From the board to the plan: made anew, or brought up to date where little has changed since; with a time for each need.

What is kept between two plans lives in this process only. It saves time and decides nothing: without it, after a
restart or in another process, the whole board is read and planned, to the same value within the gap.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from rallyround.core import allocation
from rallyround.core.allocation import Changes, Needs, Offers
from rallyround.core.allocation.problem import IntArray
from rallyround.core.sources import default, whole_default
from rallyround.register.models import Need, Offer
from rallyround.tasking import shifts
from rallyround.tasking.board import Board, read
from rallyround.tasking.columns import Columns, agreed_times, columns, cut_pairs, first_time, taken_out
from rallyround.tasking.guarantees import GUARANTEES, by_district
from rallyround.volunteers.rest import Spell

METRES_A_POINT = whole_default("allocation.metres_per_priority_point")
GAP = default("allocation.gap")
TRIES = 4  # times to plan again when pairs turn out to have no time in common
MOST_CHANGED, FEW = 0.1, 50  # of the rows, or so many: beyond both the plan is made anew
MOST_EMPTY = 0.25  # of the numbers: beyond it the board is read anew

Pairs = set[tuple[int, int]]
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
    """A plan in which every pair has found a time, and what had to be given up for that.

    kept_apart   pairs that may not be: refused, cut off, without a time in common
    reasons      by need that nobody could serve: why, as far as it is known from the plan before
    standing     its proposals as they were written, with their ids
    anew         whether it was made from nothing
    guarantee    the share that each place was guaranteed; nothing: none
    """

    built: Columns
    plan: allocation.Plan
    times: dict[int, Spell] = field(default_factory=dict)
    no_time: Pairs = field(default_factory=set)
    cut: Pairs = field(default_factory=set)
    kept_apart: Pairs = field(default_factory=set)
    reasons: dict[int, dict[str, Any]] = field(default_factory=dict)
    standing: dict[Key, tuple[UUID, Line]] = field(default_factory=dict)
    anew: bool = True
    guarantee: str = ""


def draft(at: datetime, before: Draft | None, guarantee: str = "") -> Draft:
    """The plan for what stands now, going on from the one before where there is one and neither guarantees shares."""
    board = read(at, before.built.board if before is not None else None)
    if _mostly_empty(board):
        board = read(at)
    built = columns(board, at)
    plain = not guarantee and (before is None or not before.guarantee)
    if plain and before is not None and board is before.built.board:
        return _renewed(built, before) or _anew(built)
    return _anew(built, guarantee)


def _anew(built: Columns, guarantee: str = "") -> Draft:
    cut = cut_pairs(built, np.arange(len(built.needs)), np.arange(len(built.offers)))
    apart = cut | built.refused
    made = Draft(built, allocated(built, apart, guarantee), cut=cut, kept_apart=apart, guarantee=guarantee)
    for turn in range(TRIES):
        if not _clashes(made) or turn == TRIES - 1:
            break
        made.plan = allocated(built, made.kept_apart, guarantee)
    return made


def allocated(built: Columns, apart: Pairs, guarantee: str = "", *, gap: float = GAP) -> allocation.Plan:
    """The plan that keeps these pairs apart, with the share that each place is guaranteed where one is."""
    return allocation.allocate(
        by_district(built)[1] if guarantee else built.needs,
        built.offers,
        distance_matters=built.distance_matters,
        forbidden=sorted(apart),
        metres_per_priority_point=METRES_A_POINT,
        gap=gap,
        fairness=GUARANTEES.get(guarantee),
    )


def _renewed(built: Columns, before: Draft) -> Draft | None:
    """The plan before with what has changed; None where that is too much."""
    problem = before.plan.problem
    assert problem is not None
    needs, offers = _altered(problem.needs, built.needs), _altered(problem.offers, built.offers)
    new_needs = np.arange(len(problem.needs), len(built.needs))
    new_offers = np.arange(len(problem.offers), len(built.offers))
    moved = len(needs) + len(new_needs) + len(offers) + len(new_offers)
    if moved > max(FEW, MOST_CHANGED * (len(built.needs) + len(built.offers))):
        return None
    cut = before.cut | cut_pairs(built, new_needs, np.arange(len(built.offers)))
    cut |= cut_pairs(built, np.arange(len(built.needs)), new_offers)
    apart = cut | built.refused | before.no_time
    if before.kept_apart - apart:
        return None
    changes = Changes(
        new_needs=taken_out(built.needs, new_needs) if len(new_needs) else None,
        new_offers=taken_out(built.offers, new_offers) if len(new_offers) else None,
        altered_needs=(needs.tolist(), taken_out(built.needs, needs)) if len(needs) else None,
        altered_offers=(offers.tolist(), taken_out(built.offers, offers)) if len(offers) else None,
        forbidden=sorted(apart - before.kept_apart),
    )
    made = Draft(
        built,
        allocation.replan(before.plan, changes, gap=2 * GAP),
        no_time=set(before.no_time),
        cut=cut,
        kept_apart=apart,
        standing=before.standing,
        anew=False,
        reasons=_still_true(before, built, needs, np.concatenate([offers, new_offers])),
    )
    for turn in range(TRIES):
        fresh = _clashes(made)
        if not fresh or turn == TRIES - 1:
            break
        made.plan = allocation.replan(made.plan, Changes(forbidden=sorted(fresh)), gap=2 * GAP)
    return made


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


def _altered(before: Needs | Offers, now: Needs | Offers) -> IntArray:
    """The numbers of rows that are not what they were."""
    differs = np.zeros(len(before), dtype=np.bool_)
    for column in fields(before):
        old, new = getattr(before, column.name), getattr(now, column.name)
        if old is not None:
            differs |= old != new[: len(before)]
    return np.flatnonzero(differs)


def _mostly_empty(board: Board) -> bool:
    rows = len(board.needs.rows) + len(board.offers.rows)
    empty = rows - len(board.needs.numbers) - len(board.offers.numbers)
    return empty > max(FEW, MOST_EMPTY * rows)


def _clashes(made: Draft) -> Pairs:
    """Find each need the time at which all its helpers come; the pairs that have no time with the others."""
    built, now = made.built, made.built.situation
    made.times = {}
    clashes: Pairs = set()
    agreed = agreed_times(built.need_rows, now.at)
    seats: dict[int, Iterator[int]] = {}
    diaries: dict[int, list[shifts.Diary]] = {}
    plan = made.plan
    for need, offer, units in zip(plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), strict=True):
        row, chosen = built.need_rows[need], built.offer_rows[offer]
        free = seats.setdefault(offer, iter(now.free_seats(chosen)))
        own = [now.diary(chosen, seat) for _unit, seat in zip(range(units), free, strict=False)]
        together = [*diaries.get(need, []), *own]
        spell = first_time(row, agreed.get(row.id), together, now.at)
        if spell is None:
            clashes.add((need, offer))
        else:
            diaries[need], made.times[need] = together, spell
    made.no_time |= clashes
    made.kept_apart |= clashes
    return clashes


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
