"""Deciding every few minutes while needs still come: room is kept for the urgent that is likely to come.

Needs that are expected stand in the plan like those that wait, as many of them as should come while the offers
last; what the plan gives to them is not given out. So a helper whom something more urgent will probably want stays
free, and one whom nobody else will want goes at once. (Two-stage planning with the expected second stage in the
place of its scenarios; see Powell, Reinforcement Learning and Stochastic Optimization, 2022, chapter 19.)
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation.plan import Plan, as_rows
from rallyround.core.allocation.problem import SWAPPED, IntArray, Needs, Offers, expect, read_only
from rallyround.core.allocation.solve import allocate

MOST_HOURS = 24 * 366


@dataclass(frozen=True, eq=False)
class Expected:
    """Needs that are likely to come: where, of which kind, how urgent, and how many of each an hour.

    needs   one row for each place, kind and priority; demand is that of one such need
    rate    float by row: how many come in an hour, at least 0

    Raises ValueError naming the row for a rate that cannot be.
    """

    needs: Needs
    rate: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        expect("Expected.needs", self.needs, Needs)
        try:
            rate = np.asarray(self.rate, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError("Expected.rate must be a list of numbers, one for each row.") from None
        if rate.shape != (len(self.needs),):
            raise ValueError(f"Expected.rate must have {len(self.needs)} entries, one for each row.")
        wrong = np.flatnonzero(~(np.isfinite(rate) & (rate >= 0)))
        if len(wrong):
            raise ValueError(
                f"Expected.rate[{wrong[0]}] is {rate[wrong[0]]}: it must be a number, at least 0."
            )
        object.__setattr__(self, "rate", rate)

    def within(self, hours: float) -> IntArray:
        """How many of each row should come in so many hours: whole numbers whose sums, from the first row to any, are
        less than one too few.

        >>> one = Needs(*[[value] * 4 for value in (0, 0, 0, 0, 9, 1, 1)])
        >>> Expected(one, np.full(4, 0.25)).within(2)
        array([0, 1, 0, 1])
        """
        total = np.floor(np.cumsum(self.rate * hours) + 1e-9)
        return np.diff(total, prepend=0.0).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Decision:
    """Who is sent now. Entry k says: offer[k] gives units[k] slots to need[k], distance[k] metres away.

    kept   int64 by offer: units that stay free for what is likely to come
    plan   the plan behind it; its needs beyond those that wait are the expected ones
    """

    need: IntArray
    offer: IntArray
    units: IntArray
    distance: IntArray
    kept: IntArray
    plan: Plan

    def rows(self) -> list[dict[str, int]]:
        """Who is sent, as dictionaries of need, offer, units and distance, ready for `csv.DictWriter`."""
        return as_rows(need=self.need, offer=self.offer, units=self.units, distance=self.distance)

    def __repr__(self) -> str:
        return f"Decision({int(self.units.sum()):,} slots sent, {int(self.kept.sum()):,} kept free)"


def decide(
    waiting: Needs,
    offers: Offers,
    expected: Expected | None = None,
    *,
    hours: float = 0.0,
    metres_per_priority_point: int = 1000,
    gap: float = 0.001,
    threads: int | None = None,
    passable: npt.ArrayLike | None = None,
    distance_matters: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
) -> Decision:
    """Who is sent now, with room kept for what `expected` says will come in so many `hours`.

    waiting, offers   what is left of them: take off what was decided before
    expected, hours   None or 0 hours: everything is decided at once
    the rest          as for `allocate`

    Raises ValueError naming what cannot be right.

    >>> low = Needs(x=[0], y=[0], category=[0], checks=[0], priority=[5], demand=[1], window=[1])
    >>> high = Needs(x=[500], y=[0], category=[0], checks=[0], priority=[90], demand=[1], window=[1])
    >>> one = Offers(x=[0], y=[0], skills=[1], checks=[0], max_travel=[3000], availability=[1], capacity=[1])
    >>> decide(low, one).offer, decide(low, one, Expected(high, [0.5]), hours=3).kept
    (array([0]), array([1]))
    """
    expect("waiting", waiting, Needs, SWAPPED)
    expect("offers", offers, Offers, SWAPPED)
    if expected is not None:
        expect("expected", expected, Expected, ": Expected(needs, rate)")
    if not isinstance(hours, int | float | np.number) or not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"hours is {hours!r}: it must be a number from 0 to {MOST_HOURS}.")
    both = waiting if expected is None else _with_expected(waiting, expected, expected.within(hours))
    plan = allocate(
        both,
        offers,
        passable=passable,
        metres_per_priority_point=metres_per_priority_point,
        gap=gap,
        threads=threads,
        distance_matters=distance_matters,
        forbidden=forbidden,
    )
    now = np.flatnonzero(plan.need < len(waiting))
    later = np.flatnonzero(plan.need >= len(waiting))
    kept = np.bincount(plan.offer[later], weights=plan.units[later], minlength=len(offers))
    return Decision(
        read_only(plan.need[now]),
        read_only(plan.offer[now]),
        read_only(plan.units[now]),
        read_only(plan.distance[now]),
        read_only(kept.astype(np.int64)),
        plan,
    )


def _with_expected(waiting: Needs, expected: Expected, number: IntArray) -> Needs:
    """The needs that wait, and behind them those that are expected."""
    comes = np.flatnonzero(number)
    columns: dict[str, IntArray | None] = {}
    for column in fields(Needs):
        here, there = getattr(waiting, column.name), getattr(expected.needs, column.name)
        if (here is None) != (there is None):
            raise ValueError(f"{column.name} must be given for waiting and expected needs or for neither.")
        if here is None:
            columns[column.name] = None
        elif column.name == "demand":
            columns[column.name] = np.concatenate([here, there[comes] * number[comes]])
        else:
            columns[column.name] = np.concatenate([here, there[comes]])
    return Needs(**columns)  # type: ignore[arg-type]
