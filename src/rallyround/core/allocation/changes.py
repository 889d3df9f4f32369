"""What happens after a plan was made, and the problem as it stands then. Numbers of rows never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from rallyround.core.allocation.problem import (
    IntArray,
    Needs,
    Offers,
    Problem,
    expect,
    row_pairs,
    whole_numbers,
)

Table = TypeVar("Table", Needs, Offers)
PairList = Sequence[tuple[int, int]] | IntArray  # or [pair, (need, offer)]


@dataclass(frozen=True, eq=False)
class Changes:
    """Events since a plan was made, by the numbers of its rows.

    new_needs, new_offers              rows that get the next numbers
    withdrawn_needs, withdrawn_offers  rows that keep their numbers, without demand or capacity
    altered_needs, altered_offers      (numbers, rows that stand in their place)
    fixed                              pairs of which one unit each is held from now on, rules or no rules
    released                           pairs of which one held unit each is free again
    forbidden                          pairs that may not be matched from now on

    What was held for a need or an offer that is withdrawn or altered is let go, but for a need of which only the
    priority is another: who serves it goes on.

    >>> Changes(withdrawn_needs=[3], forbidden=[(1, 2)]).withdrawn_needs
    [3]
    """

    new_needs: Needs | None = None
    new_offers: Offers | None = None
    withdrawn_needs: Sequence[int] = ()
    withdrawn_offers: Sequence[int] = ()
    altered_needs: tuple[Sequence[int], Needs] | None = None
    altered_offers: tuple[Sequence[int], Offers] | None = None
    fixed: PairList = ()
    released: PairList = ()
    forbidden: PairList = ()


@dataclass(frozen=True, eq=False)
class Renewal:
    """Rows of one table: those that end, those that begin, and those of which only the priority is another.

    All in the caller's numbers; a row that is altered in another way ends and begins.
    """

    ended: IntArray
    begun: IntArray
    rated: IntArray


def renewed_problem(problem: Problem, changes: Changes) -> tuple[Problem, Renewal, Renewal]:
    """The problem after the changes, and what they do to needs and to offers.

    Raises ValueError naming the change and the number that cannot be right.
    """
    expect("changes", changes, Changes)
    needs, of_needs = _renewed(
        problem.needs,
        changes.new_needs,
        changes.withdrawn_needs,
        changes.altered_needs,
        ("withdrawn_needs", "altered_needs", "demand"),
    )
    offers, of_offers = _renewed(
        problem.offers,
        changes.new_offers,
        changes.withdrawn_offers,
        changes.altered_offers,
        ("withdrawn_offers", "altered_offers", "capacity"),
    )
    for name, pairs in (("fixed", changes.fixed), ("released", changes.released)):
        row_pairs(name, pairs, len(needs), len(offers))
    of_needs = _with_ratings(problem.needs, needs, of_needs)
    return (
        replace(
            problem,
            needs=needs,
            offers=offers,
            forbidden=_forbidden(problem, changes, len(needs), len(offers)),
        ),
        of_needs,
        of_offers,
    )


def _renewed(
    table: Table,
    new: Table | None,
    withdrawn: Sequence[int],
    altered: tuple[Sequence[int], Table] | None,
    names: tuple[str, str, str],
) -> tuple[Table, Renewal]:
    withdrawn_name, altered_name, amount = names
    _check_tables(table, new, altered, withdrawn_name.replace("withdrawn", "new"), altered_name)
    gone = whole_numbers(withdrawn_name, withdrawn, 0, len(table) - 1)
    other = whole_numbers(altered_name, altered[0] if altered else (), 0, len(table) - 1)
    named, times = np.unique(np.concatenate([gone, other]), return_counts=True)
    if len(named) < len(gone) + len(other):
        twice = int(named[times > 1][0])
        raise ValueError(
            f"{withdrawn_name} and {altered_name} may name each row once: {twice} is named more often."
        )
    if altered and len(altered[1]) != len(other):
        raise ValueError(f"{altered_name} has {len(other)} numbers and {len(altered[1])} rows.")
    added = len(new) if new is not None else 0
    renewal = Renewal(
        np.concatenate([gone, other]),
        np.concatenate([other, np.arange(len(table), len(table) + added)]),
        np.zeros(0, dtype=np.int64),
    )
    if not len(renewal.ended) and not added:
        return table, renewal
    columns = {}
    for column in fields(table):
        values: IntArray | None = getattr(table, column.name)
        parts: list[IntArray | None] = [
            getattr(rows, column.name) for rows in (new, altered[1] if altered else None) if rows is not None
        ]
        if any((part is None) != (values is None) for part in parts):
            raise ValueError(f"{column.name} must be given for all rows or for none.")
        if values is not None and (added or altered or column.name == amount):  # else it is as it was
            changed = np.concatenate(
                [values, *(part for part in parts[: new is not None] if part is not None)]
            )
            if altered:
                changed[other] = getattr(altered[1], column.name)
            if column.name == amount:
                changed[gone] = 0
            values = changed
        columns[column.name] = values
    return _checked_already(table, columns), renewal


def _with_ratings(before: Needs, now: Needs, renewal: Renewal) -> Renewal:
    """The same with the needs apart of which only the priority is another."""
    rows = renewal.begun[renewal.begun < len(before)]
    same = np.ones(len(rows), dtype=np.bool_)
    for column in fields(Needs):
        was, is_now = getattr(before, column.name), getattr(now, column.name)
        if was is not None and column.name != "priority":
            same &= was[rows] == is_now[rows]
    rated = rows[same & (before.priority[rows] > 0) & (now.priority[rows] > 0)]
    return Renewal(
        renewal.ended[~np.isin(renewal.ended, rated)], renewal.begun[~np.isin(renewal.begun, rated)], rated
    )


def _check_tables(
    table: Table,
    new: Table | None,
    altered: tuple[Sequence[int], Table] | None,
    new_name: str,
    altered_name: str,
) -> None:
    """ValueError for needs where offers belong, and for rows without their numbers."""
    kind = type(table)
    if new is not None:
        expect(new_name, new, kind)
    if altered is not None:
        if not isinstance(altered, tuple) or len(altered) != 2:
            raise ValueError(
                f"{altered_name} must be two things: the numbers, and {kind.__name__} with a row for each."
            )
        expect(f"{altered_name}[1]", altered[1], kind)


def _checked_already(table: Table, columns: dict[str, IntArray | None]) -> Table:
    """A table of columns that were checked when they were given: looking at all again takes longer than replanning."""
    copy = object.__new__(type(table))
    for name, values in columns.items():
        if values is not None:
            values.setflags(write=False)
        object.__setattr__(copy, name, values)
    return copy


def _forbidden(problem: Problem, changes: Changes, needs: int, offers: int) -> IntArray:
    """Keys for the new number of offers."""
    before = max(len(problem.offers), 1)
    if not len(changes.forbidden) and offers == len(problem.offers):
        return problem.forbidden
    need, offer = row_pairs("forbidden", changes.forbidden, needs, offers)
    old_need, old_offer = np.divmod(problem.forbidden, before)
    return np.unique(np.concatenate([old_need * offers + old_offer, need * offers + offer]))
