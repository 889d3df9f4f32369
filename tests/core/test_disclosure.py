"""Nothing that is hidden can be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from rallyround.core.disclosure import MINIMUM, Table, suppress, suppress_table

Sum = tuple[int, ...]  # the cells that a published figure adds up


def widths(cells: int, shown: dict[Sum, int], hidden: Iterable[Sum]) -> list[float]:
    """For who knows the figures shown and that counts are not negative: highest less lowest possible value of
    each hidden figure, by linear programming. (In such tables whole numbers reach the same ends.)"""
    found = []
    for sums in hidden:
        ends = []
        for sense in ("SetMinimization", "SetMaximization"):
            solver = pywraplp.Solver.CreateSolver("GLOP")
            counts = [solver.NumVar(0, 10_000, "") for _ in range(cells)]
            for figure, value in shown.items():
                solver.Add(sum(counts[at] for at in figure) == value)
            objective = solver.Objective()
            for at in sums:
                objective.SetCoefficient(counts[at], 1)
            getattr(objective, sense)()
            assert solver.Solve() == pywraplp.Solver.OPTIMAL
            ends.append(objective.Value())
        found.append(ends[1] - ends[0])
    return found


def assert_safe(
    cells: int, published: dict[Sum, int | None], truth: dict[Sum, int], minimum: int = MINIMUM
) -> None:
    shown = {figure: value for figure, value in published.items() if value is not None}
    assert all(truth[figure] == value for figure, value in shown.items()), "what is shown is true"
    assert all(value >= minimum for value in shown.values()), "nothing small is shown"
    hidden = [figure for figure, value in published.items() if value is None]
    for figure, width in zip(hidden, widths(cells, shown, hidden), strict=True):
        assert width >= minimum - 1e-6, f"{figure} is known to within {width}"


COUNT = st.one_of(st.integers(0, 8), st.integers(0, 60))


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, str]]:
    """Cells under up to three groups, or directly under the total, or alone."""
    counts = {f"cell {at}": draw(COUNT) for at in range(draw(st.integers(1, 8)))}
    groups: dict[str, str] = {}
    for cell in counts:
        parent = draw(st.sampled_from(["", "all", "group a", "group b", "group c"]))
        if parent:
            groups[cell] = parent
    for group in {parent for parent in groups.values() if parent != "all"}:
        if draw(st.booleans()):
            groups[group] = "all"
    return counts, groups


@given(trees(), st.sampled_from([2, 5, 10]))
@example(({"a": 1, "b": 9, "c": 9}, {"a": "g", "b": "g", "g": "all", "c": "all"}), 5)
def test_no_hidden_count_of_a_list_can_be_worked_out(
    tree: tuple[dict[str, int], dict[str, str]], minimum: int
) -> None:
    counts, groups = tree
    published = suppress(counts, groups=groups, minimum=minimum)
    names = list(counts)

    def figure(key: str) -> Sum:
        if key in counts:
            return (names.index(key),)
        return tuple(sorted(at for child, parent in groups.items() if parent == key for at in figure(child)))

    by_figure: dict[Sum, int | None] = {}
    for key, value in published.items():
        # A group of one cell is the same figure twice: both must be hidden, or both shown.
        assert by_figure.setdefault(figure(key), value) == value
    truth = {one: sum(counts[names[at]] for at in one) for one in by_figure}
    assert_safe(len(counts), by_figure, truth, minimum)


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> list[list[int]]:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.lists(st.lists(COUNT, min_size=columns, max_size=columns), min_size=rows, max_size=rows))


def assert_table_safe(table: list[list[int]], published: Table, minimum: int = MINIMUM) -> None:
    rows, columns = len(table), len(table[0])
    figures: dict[Sum, int | None] = {}
    every: list[tuple[Sum, int | None]] = [
        ((row * columns + column,), published.cells[row][column])
        for row in range(rows)
        for column in range(columns)
    ]
    every += [(tuple(range(r * columns, (r + 1) * columns)), published.rows[r]) for r in range(rows)]
    every += [(tuple(range(c, rows * columns, columns)), published.columns[c]) for c in range(columns)]
    every.append((tuple(range(rows * columns)), published.total))
    for figure, value in every:
        assert figures.setdefault(figure, value) == value
    flat = [count for row in table for count in row]
    assert_safe(rows * columns, figures, {f: sum(flat[at] for at in f) for f in figures}, minimum)


@given(tables(), st.sampled_from([2, 5, 10]))
@example([[1, 20, 30], [20, 20, 9], [30, 9, 9]], 5)
@example([[0, 0, 6], [0, 0, 0], [0, 0, 0]], 5)
@example([[3, 0], [0, 3]], 5)
def test_no_hidden_count_of_a_table_can_be_worked_out(table: list[list[int]], minimum: int) -> None:
    assert_table_safe(table, suppress_table(table, minimum=minimum), minimum)


def test_a_table_of_real_size_is_safe_and_mostly_shown() -> None:
    """Thirty wards by eight kinds of need, a tenth of the counts small."""
    table = [[(7 * row + 11 * column) % 97 + 5 for column in range(8)] for row in range(30)]
    for at in range(24):
        table[at][(5 * at) % 8] = at % 5
    published = suppress_table(table)
    assert_table_safe(table, published)
    assert None not in published.rows
    assert None not in published.columns
    shown = sum(count is not None for row in published.cells for count in row)
    assert shown > 0.7 * 240


def test_large_counts_are_all_shown() -> None:
    assert suppress({"a": 5, "b": 90}, groups={"a": "all", "b": "all"}) == {"a": 5, "b": 90, "all": 95}
    assert suppress_table([[5, 6], [7, 8]]) == Table(((5, 6), (7, 8)), (11, 15), (12, 14), 26)


def test_one_small_count_takes_the_smallest_other_with_it() -> None:
    published = suppress({"a": 2, "b": 30, "c": 8}, groups=dict.fromkeys("abc", "all"))
    assert published == {"a": None, "b": 30, "c": None, "all": 40}


def test_a_zero_is_hidden_like_any_small_count() -> None:
    assert suppress({"a": 0, "b": 30, "c": 8}, groups=dict.fromkeys("abc", "all"))["a"] is None


def test_a_small_total_is_hidden_with_all_below_it() -> None:
    assert set(suppress({"a": 1, "b": 3}, groups=dict.fromkeys("ab", "all")).values()) == {None}
    assert suppress_table([[1, 0], [2, 1]]) == Table(((None, None),) * 2, (None,) * 2, (None,) * 2, None)


def test_a_hidden_group_cannot_be_added_up_from_its_cells() -> None:
    counts = {"a1": 2, "a2": 1, "b1": 20, "b2": 30, "c1": 100, "c2": 90}
    groups = {key: key[0] for key in counts} | dict.fromkeys("abc", "all")
    published = suppress(counts, groups=groups)
    assert (published["a"], published["b"], published["c"]) == (None, None, 190)
    assert None in (published["b1"], published["b2"])
    assert published["all"] == 243


def test_a_count_without_a_group_stands_alone() -> None:
    assert suppress({"a": 4, "b": 5}, groups={}) == {"a": None, "b": 5}


def test_an_empty_table_is_empty() -> None:
    assert suppress({}, groups={}) == {}
    assert suppress_table([]) == Table((), (), (), None)


@pytest.mark.parametrize(
    ("counts", "groups", "sentence"),
    [
        ({"a": -1}, {}, r"counts\['a'\] is -1"),
        ({"a": 1.5}, {}, r"counts\['a'\] is 1.5"),
        ({"a": 1, "b": 2}, {"a": "b"}, "'b' has a count of its own"),
        ({"a": 1}, {"a": "g", "h": "g"}, "'h' is a group without cells"),
        ({"a": 1}, {"a": "g", "g": "h", "h": "all"}, "'a' has more than two levels"),
        ({"a": 1}, {"g": "h", "h": "g"}, "has more than two levels"),
    ],
)
def test_what_is_no_tree_is_refused(counts: dict[str, Any], groups: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        suppress(counts, groups=groups)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 1 columns"):
        suppress_table([[1, 2], [3]])
    with pytest.raises(ValueError, match=r"table\[0\]\[1\] is -2"):
        suppress_table([[1, -2]])
    with pytest.raises(ValueError, match="minimum is 1"):
        suppress_table([[1]], minimum=1)
