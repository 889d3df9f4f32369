"""Small counts hidden, also from those who subtract what is shown from the totals.

The rule: a count below the minimum, zero included, is hidden; then further counts are hidden until, from all
that is shown and from the knowledge that counts are not negative, no hidden count is known more closely than
to a range as wide as the minimum. A zero is hidden too because, if zeros were shown, a hidden count would say
that somebody is there. All hidden counts must look the same on the page ("hidden"): "fewer than 5" would be
untrue of those that are hidden only to protect others.

What this cannot protect against: two tables of the same people that differ by a few (yesterday's and today's,
by ward and by district drawn otherwise), each safe alone. See Willenborg and de Waal, Elements of Statistical
Disclosure Control (2001), chapter 4, on hidden cells and on paths that protect them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from rallyround.core.sources import whole_default

Key = TypeVar("Key", bound=Hashable)
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MINIMUM = whole_default("disclosure.minimum")


def suppress(
    counts: Mapping[Key, int], *, groups: Mapping[Key, Key], minimum: int = MINIMUM
) -> dict[Key, int | None]:
    """Counts of cells, groups and totals as they may be published: None where hidden.

    counts   the smallest cells only; totals are worked out here
    groups   parent of each cell, and of each parent that has one: cell → total, or cell → group → total.
             A key without a parent is a total of its own.

    Totals are shown wherever they are at least the minimum. Raises ValueError for a count that is negative
    or no whole number, a parent that has a count of its own, a group without cells, a circle, more than two
    levels above a cell, or a minimum below 2.

    >>> suppress({"a": 3, "b": 7, "c": 40}, groups={"a": "all", "b": "all", "c": "all"})
    {'a': None, 'b': None, 'c': 40, 'all': 50}
    """
    _check_minimum(minimum)
    for key, count in counts.items():
        _check_count(f"counts[{key!r}]", count)
    children, tops = _tree(counts, groups)
    totals = dict(counts)
    for parent in children:
        totals[parent] = sum(counts[cell] for cell in _cells(parent, children))
    hidden = {key for key, total in totals.items() if total < minimum}
    for top in tops:
        _protect(top, children, totals, hidden, minimum)
    return {key: None if key in hidden else total for key, total in totals.items()}


def _tree(counts: Mapping[Key, int], groups: Mapping[Key, Key]) -> tuple[dict[Key, list[Key]], list[Key]]:
    """Children of each parent, cells first seen first, and the keys without a parent."""
    children: dict[Key, list[Key]] = defaultdict(list)
    for key, parent in groups.items():
        if parent in counts:
            raise ValueError(
                f"{parent!r} has a count of its own and is a parent of {key!r}: give cells only."
            )
        children[parent].append(key)
    for key in groups:
        if key not in counts and key not in children:
            raise ValueError(f"{key!r} is a group without cells.")
    for key in groups:
        above, levels = key, 0
        while above in groups:
            above, levels = groups[above], levels + 1
            if levels > 2:
                raise ValueError(f"{key!r} has more than two levels above it.")
    keys = [*counts, *children]
    return dict(children), [key for key in keys if key not in groups]


def _cells(key: Key, children: Mapping[Key, Sequence[Key]]) -> list[Key]:
    if key not in children:
        return [key]
    return [cell for child in children[key] for cell in _cells(child, children)]


def _protect(
    parent: Key,
    children: Mapping[Key, Sequence[Key]],
    totals: Mapping[Key, int],
    hidden: set[Key],
    minimum: int,
) -> None:
    """Hide more below a parent that is shown, until what is hidden there can be exchanged.

    The hidden cells below it that no shown total stands in between have a known sum. Each of them can be
    anything from 0 to that sum if two children or more hide some of it; so the sum must be the minimum or more.
    """
    if parent in hidden or parent not in children:
        return
    below = children[parent]
    while True:
        some = [child for child in below if child in hidden]
        open_sum = sum(totals[cell] for child in some for cell in _cells(child, children) if cell in hidden)
        if not some or (len(some) > 1 and open_sum >= minimum):
            break
        child = min((child for child in below if child not in hidden), key=lambda key: totals[key])
        hidden.add(child)
        _hide_enough_cells(child, children, totals, hidden, minimum)
    for child in below:
        _protect(child, children, totals, hidden, minimum)


def _hide_enough_cells(
    child: Key,
    children: Mapping[Key, Sequence[Key]],
    totals: Mapping[Key, int],
    hidden: set[Key],
    minimum: int,
) -> None:
    """A total that is hidden while its cells are shown could be added up: hide its smallest cells as well."""
    for cell in sorted(_cells(child, children), key=lambda key: totals[key]):
        if sum(totals[one] for one in _cells(child, children) if one in hidden) >= minimum:
            break
        hidden.add(cell)


@dataclass(frozen=True)
class Table:
    """A table as it may be published, with its margins; None where hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def suppress_table(table: Sequence[Sequence[int]], *, minimum: int = MINIMUM) -> Table:
    """A table of rows × columns with both margins and the total as it may be published.

    The total is shown if it is at least the minimum. Raises ValueError for rows of different length, a count
    that is negative or no whole number, or a minimum below 2.

    >>> suppress_table([[1, 20, 30], [20, 20, 9], [30, 9, 9]]).cells
    ((None, None, 30), (20, 20, 9), (None, None, 9))
    """
    _check_minimum(minimum)
    for at, row in enumerate(table):
        if len(row) != len(table[0]):
            raise ValueError(f"Row {at} has {len(row)} columns where row 0 has {len(table[0])}.")
        for column, count in enumerate(row):
            _check_count(f"table[{at}][{column}]", count)
    rows, columns = len(table), len(table[0]) if table else 0
    full = [[*row, sum(row)] for row in table]
    full.append([sum(row[column] for row in full) for column in range(columns + 1)])
    if rows < 2 or columns < 2:
        return _of_one_line(full, minimum)
    counts = np.array(full, dtype=np.int64)
    hidden = counts < minimum
    if not hidden[rows, columns]:
        hidden = _protected(_network(counts), hidden.ravel(), minimum).reshape(hidden.shape)
    return _shown(full, hidden)


def _of_one_line(full: list[list[int]], minimum: int) -> Table:
    """A table with one row or one column: its other margin says the same again."""
    rows, columns = len(full) - 1, len(full[0]) - 1
    cells = {(row, column): full[row][column] for row in range(rows) for column in range(columns)}
    published = suppress(cells, groups=dict.fromkeys(cells, (rows, columns)), minimum=minimum)
    hidden = np.zeros((rows + 1, columns + 1), dtype=np.bool_)
    for place, count in published.items():
        hidden[place] = count is None
    hidden[rows, columns] = full[rows][columns] < minimum  # as in an empty table
    if rows == 1:
        hidden[1, :columns] = hidden[0, :columns]
        hidden[0, columns] = hidden[1, columns]
    if columns == 1:
        hidden[:rows, 1] = hidden[:rows, 0]
        hidden[rows, 0] = hidden[rows, 1]
    return _shown(full, hidden)


def _shown(full: Sequence[Sequence[int]], hidden: Flags) -> Table:
    published = [
        tuple(None if hidden[row, column] else count for column, count in enumerate(counts))
        for row, counts in enumerate(full)
    ]
    *body, foot = published
    return Table(
        cells=tuple(row[:-1] for row in body),
        rows=tuple(row[-1] for row in body),
        columns=foot[:-1],
        total=foot[-1],
    )


@dataclass(frozen=True, eq=False)
class _Network:
    """The table, margins included, as a flow that goes round: total → rows → columns → total.

    Row sums and column sums hold exactly where what flows into a node flows out of it. So any other table
    that agrees with what is shown differs from this one by flow round circles of hidden edges. One entry a
    count, row by row; the last is the total.
    """

    tail: Numbers
    head: Numbers
    count: Numbers
    cost: Numbers  # of hiding it


def _network(counts: Numbers) -> _Network:
    rows, columns = counts.shape[0] - 1, counts.shape[1] - 1
    source, sink = rows + columns, rows + columns + 1
    row, column = np.indices(counts.shape)
    # A row margin leaves the source and a column margin enters the sink; the total goes back.
    tail = np.where(column < columns, np.where(row < rows, row, rows + column), source)
    head = np.where(row < rows, np.where(column < columns, rows + column, row), sink)
    tail[rows, columns], head[rows, columns] = sink, source
    # To hide any cell costs about the same, a large one slightly more, a margin much more.
    most = counts[rows, columns]
    cost = most + counts + np.where((row == rows) | (column == columns), 4 * most, 0)
    return _Network(tail.ravel(), head.ravel(), counts.ravel(), cost.ravel())


def _protected(network: _Network, hidden: Flags, minimum: int) -> Flags:
    """Hide more until each hidden count can differ enough, by the cheapest circles: a heuristic for the least
    that must be hidden. That each hidden count is safe in the end is checked, not assumed."""
    hidden = hidden.copy()
    waiting = np.flatnonzero(hidden).tolist()
    while waiting:
        edge = waiting.pop(0)
        down = min(int(network.count[edge]), minimum)
        # Room upwards first: the circle that gives it mostly has room the other way as well.
        for amount, upwards in ((minimum - down, True), (down, False)):
            if _width(network, hidden, edge, minimum) < minimum:
                more = _cheapest_circle(network, hidden, edge, amount, upwards=upwards)
                hidden[more] = True
                waiting.extend(more.tolist())
    return hidden


def _width(network: _Network, hidden: Flags, edge: int, enough: int) -> int:
    """How wide the range of a hidden count is for who knows all that is shown; not counted beyond `enough`."""
    tail, head = int(network.tail[edge]), int(network.head[edge])
    down = min(int(network.count[edge]), _most_flow(network, hidden, edge, tail, head, enough))
    return down if down >= enough else down + _most_flow(network, hidden, edge, head, tail, enough)


def _most_flow(network: _Network, hidden: Flags, without: int, source: int, sink: int, enough: int) -> int:
    others = np.flatnonzero(hidden)
    others = others[others != without]
    tail, head = network.tail[others], network.head[others]
    flow = SimpleMaxFlow()
    # The last arc carries nothing: it names the two nodes, since the solver refuses those it has not seen.
    flow.add_arcs_with_capacity(
        np.concatenate([tail, head, [source]]).astype(np.int32),
        np.concatenate([head, tail, [sink]]).astype(np.int32),
        np.concatenate([np.full(len(others), enough), np.minimum(network.count[others], enough), [0]]),
    )
    flow.solve(source, sink)
    return min(int(flow.optimal_flow()), enough)


def _cheapest_circle(network: _Network, hidden: Flags, edge: int, amount: int, *, upwards: bool) -> Numbers:
    """Shown counts that must be hidden too so that this one can be `amount` higher, or lower."""
    if not amount:
        return np.zeros(0, dtype=np.int64)
    total = len(network.tail) - 1
    others = np.setdiff1d(np.arange(total), [edge])
    tail, head, count = network.tail[others], network.head[others], network.count[others]
    cost = np.where(hidden[others], 0, network.cost[others])
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([tail, head]).astype(np.int32),
        np.concatenate([head, tail]).astype(np.int32),
        np.concatenate([np.full(len(others), amount), np.minimum(count, amount)]),
        np.concatenate([cost, cost]),
    )
    ends = network.head[edge], network.tail[edge]
    source, sink = ends if upwards else ends[::-1]
    flow.set_node_supply(int(source), amount)
    flow.set_node_supply(int(sink), -amount)
    status = flow.solve()
    assert status == SimpleMinCostFlow.OPTIMAL, "a total of the minimum or more leaves room to move any count"
    used = np.concatenate([others, others])[flow.flows(arcs) > 0]
    return np.flatnonzero(np.isin(np.arange(total), used) & ~hidden[:total])


def _check_minimum(minimum: int) -> None:
    if minimum < 2:
        raise ValueError(f"minimum is {minimum}: it must be at least 2.")


def _check_count(name: str, count: int) -> None:
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise ValueError(f"{name} is {count!r}: it must be a whole number of at least 0.")
