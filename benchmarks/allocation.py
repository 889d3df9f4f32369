"""Who helps whom: the engine beside OR-Tools' min-cost flow and beside the ways people do it without one.

`python -m benchmarks allocation` measures up to 10,000 needs. RALLYROUND_BENCHMARK_NEEDS=100000 (or 1000000) goes
on to that size; OR-Tools is asked up to 100,000, where it takes about half a minute and 4 GB.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from benchmarks import rolling
from benchmarks.instances import SUPPLIES, board
from benchmarks.measure import RUNS, begin_peak, peak_gb, spread, timed
from benchmarks.report import Line, Section
from rallyround.core.allocation import (
    Changes,
    Needs,
    Offers,
    Plan,
    Problem,
    allocate,
    explain,
    first_come_first_served,
    index_offers,
    longest_wait_first,
    most_urgent_first,
    nearest,
    replan,
    self_selection,
)
from rallyround.core.allocation.board import board_of
from rallyround.core.allocation.candidates import list_pairs
from rallyround.core.allocation.flow import best_units
from rallyround.core.allocation.warm import warm

Table = TypeVar("Table", Needs, Offers)
MOST = int(os.environ.get("RALLYROUND_BENCHMARK_NEEDS", "10000"))
ORTOOLS_MOST = 100_000
SIZES = ((1_000, 500), (10_000, 5_000), (100_000, 50_000), (1_000_000, 500_000))
EVENTS = 200
NEAREST = 3_000
HOW = (
    "Needs and offers by a generator of our own (benchmarks/instances.py): settlements in clusters with sizes by Zipf's "
    "law, footprints of a flood in which needs are many and urgent, and fewer offers where needs are many; twenty kinds "
    "of help, four checks, fourteen shifts; 0.7, 1 and 1.6 slots offered for each slot asked. Our time is that of "
    "everything, finding all eligible pairs included; OR-Tools' SimpleMinCostFlow gets these pairs, and its time is that "
    "of building its graph, solving it and reading the flow. Gaps are certified by the prices that come with each plan. "
    "Before each size one plan is made that does not count, so that nobody waits for memory that the machine hands out for "
    "the first time."
)


def measure() -> Section:
    """Every size up to the one wanted, each several times."""
    warm()
    sizes = [size for size in SIZES if size[0] <= MOST]
    lines = [_small_board()]
    times: dict[int, float] = {}
    reference = 0.0
    for needs, offers in sizes:
        allocate(*board(needs, offers))
        for gap in (0.001, 0.00012):
            if needs <= 10_000 or gap == 0.001:
                line, ours, theirs = _against_ortools(needs, offers, gap, reference)
                lines.append(line)
                if gap == 0.001:
                    times[needs], reference = ours, theirs or reference
    needs, offers = sizes[-1] if sizes[-1][0] <= ORTOOLS_MOST else SIZES[2]
    lines += _changes(needs, offers, reference)
    lines += _threads(needs, offers)
    lines.append(_nearest())
    lines += [_ways_without(supply) for supply in SUPPLIES]
    lines += [_days(supply) for supply in SUPPLIES]
    if len(times) > 1:
        exponent = np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)[0]
        lines.append(
            Line(f"Growth of the time from {min(times):,} to {max(times):,} needs", f"needs ^ {exponent:.2f}")
        )
    return Section("Who helps whom", HOW, lines)


def _small_board() -> Line:
    """A partnership's board, with a reason for every need."""
    needs, offers = board(300, 200)

    def planned() -> Plan:
        plan = allocate(needs, offers)
        for need in range(len(needs)):
            explain(plan, need)
        return plan

    seconds = [timed(planned)[0] for _run in range(20)]
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return Line(
        "300 needs, 200 offers, every need explained (p95)",
        f"{1000 * p95:.0f} ms",
        target="at most 50 ms",
        met=p95 <= 0.05,
    )


def _against_ortools(
    needs: int, offers: int, gap: float, reference: float
) -> tuple[Line, float, float | None]:
    """The supplies in turns; OR-Tools on the same pairs, or beside its seconds for the size before."""
    ours, theirs, gaps, peaks, pairs = [], [], [], [], 0
    for seed in range(RUNS):
        asked, offered = board(needs, offers, list(SUPPLIES)[seed % len(SUPPLIES)], seed)
        begin_peak()
        seconds, plan = timed(partial(allocate, asked, offered, gap=gap))
        peaks.append(peak_gb())
        ours.append(seconds)
        gaps.append(plan.gap)
        pairs = plan.statistics.pairs
        if needs <= ORTOOLS_MOST:
            theirs.append(_ortools(plan))
        del plan
    mine = spread(ours)
    figure = f"{mine.middle:.2f} s ({mine.low:.2f} to {mine.high:.2f}), {max(peaks):.1f} GB"
    what = (
        f"{needs:,} needs, {offers:,} offers ({pairs:,} pairs), certified gap at most {100 * max(gaps):.4f} %"
    )
    if not theirs:
        beside = f"OR-Tools at {ORTOOLS_MOST:,} needs {reference:.1f} s"
        share = mine.middle / reference
        met = share <= 0.75 and max(peaks) <= 4.6
        return Line(what, figure, beside, share, "at most 0.75 of its time, 4.6 GB", met), mine.middle, None
    ratio = spread([a / b for a, b in zip(theirs, ours, strict=True)])
    wanted = {(10_000, 0.001): 12, (10_000, 0.00012): 5, (100_000, 0.001): 30}.get((needs, gap))
    target = f"at least {wanted} times as fast" if wanted else ""
    enough = ratio.middle >= wanted if wanted else None
    line = Line(what, figure, f"OR-Tools {spread(theirs).in_s}", ratio.middle, target, enough)
    return line, mine.middle, spread(theirs).middle


def _ortools(plan: Plan) -> float:
    """Seconds that OR-Tools takes for the pairs of the plan."""
    need, offer, cost = plan.engine.rows.columns()
    stakes = plan.engine.stakes
    value = stakes.worth[need] - cost
    seconds, units = timed(lambda: best_units(need, offer, value, stakes.demand, stakes.capacity))
    best = int(units @ value)
    if not plan.value <= best <= plan.upper_bound:
        raise AssertionError("the optimum lies outside what the plan certifies")
    return seconds


def _changes(needs: int, offers: int, reference: float) -> list[Line]:
    """Single events one after another, then one row in a hundred at once."""
    chance = np.random.default_rng(1)
    asked, offered = board(needs, offers)
    other = board(needs, offers, seed=2)
    plan = replan(allocate(asked, offered), Changes())
    seconds, moved = [], []
    for number in range(EVENTS):
        took, plan = timed(partial(replan, plan, _event(number, chance, other)))
        seconds.append(took)
        moved.append(plan.moved)
    p99 = float(np.quantile(seconds, 0.99))
    event = Line(
        f"One event at {needs:,} needs (p99 of {EVENTS}), certified gap {100 * plan.gap:.3f} %, "
        f"in the median {statistics.median(moved):.0f} people moved",
        f"{1000 * p99:.1f} ms",
        f"OR-Tools {reference:.1f} s",
        reference / p99,
        "at least 4,000 times as fast",
        reference / p99 >= 4000,
    )
    some = [chance.choice(size, size // 100, replace=False) for size in (needs, offers)]
    batch = Changes(
        altered_needs=(some[0].tolist(), _rows(other[0], some[0])),
        altered_offers=(some[1].tolist(), _rows(other[1], some[1])),
    )
    took, plan = timed(lambda: replan(plan, batch))
    return [
        event,
        Line(
            f"1 % of needs and offers change at {needs:,} needs, certified gap {100 * plan.gap:.3f} %",
            f"{took:.2f} s",
            f"OR-Tools {reference:.1f} s",
            reference / took,
            "at least 60 times as fast",
            reference / took >= 60,
        ),
    ]


def _event(number: int, chance: np.random.Generator, other: tuple[Needs, Offers]) -> Changes:
    """A need or an offer comes, goes or changes, in turns."""
    need, offer = int(chance.integers(len(other[0]))), int(chance.integers(len(other[1])))
    events: list[Callable[[], Changes]] = [
        lambda: Changes(new_needs=_rows(other[0], np.array([need]))),
        lambda: Changes(withdrawn_needs=[need]),
        lambda: Changes(new_offers=_rows(other[1], np.array([offer]))),
        lambda: Changes(withdrawn_offers=[offer]),
        lambda: Changes(altered_needs=([need], _rows(other[0], np.array([need])))),
        lambda: Changes(altered_offers=([offer], _rows(other[1], np.array([offer])))),
    ]
    return events[number % len(events)]()


def _rows(table: Table, at: np.ndarray) -> Table:
    return type(table)(**{name: column[at] for name, column in vars(table).items() if column is not None})


def _threads(needs: int, offers: int) -> list[Line]:
    """One thread beside two, in turns."""
    asked, offered = board(needs, offers)
    found = board_of(Problem(asked, offered))
    lines = []
    for name, work, wanted in (
        ("finding the pairs", lambda threads: list_pairs(found, threads), 1.6),
        ("all", lambda threads: allocate(asked, offered, threads=threads), 1.15),
    ):
        runs = [_with_one_and_two(work) for _run in range(RUNS)]
        ratio = spread([one / two for one, two in runs])
        one, two = (spread([run[at] for run in runs]) for at in (0, 1))
        what = f"Two threads for {name} at {needs:,} needs"
        beside = f"one {one.in_s}"
        lines.append(Line(what, two.in_s, beside, ratio.middle, f"at least {wanted}", ratio.middle >= wanted))
    return lines


def _with_one_and_two(work: Callable[[int], object]) -> tuple[float, float]:
    """Seconds with one thread and with two."""
    return timed(lambda: work(1))[0], timed(lambda: work(2))[0]


def _ways_without(supply: str) -> Line:
    """Priority-weighted need met by the engine, and by rules that need none."""
    needs, offers = board(10_000, 5_000, supply)
    plan = allocate(needs, offers)
    problem, pairs, asked = Problem(needs, offers), plan.pairs, plan.statistics.points_asked
    met = {
        "most urgent first": most_urgent_first(problem, pairs=pairs),
        "first come, first served": first_come_first_served(problem, pairs=pairs),
        # who waits longest is drawn: from the arrival it would be first come, first served
        "longest wait first": longest_wait_first(
            problem, np.random.default_rng(1).permutation(len(needs)), pairs=pairs
        ),
        "people choose for themselves": self_selection(problem, pairs=pairs),
    }
    return Line(
        f"Points of priority met at 10,000 needs, {supply} supply",
        f"{100 * plan.statistics.points_met / asked:.1f} %",
        ", ".join(f"{name} {100 * rule.points_met / asked:.1f} %" for name, rule in met.items()),
    )


def _nearest() -> Line:
    """One need after another, out of half a million offers."""
    needs, offers = board(1_000_000, 500_000)
    index = index_offers(offers)
    asked = np.random.default_rng(1).integers(0, len(needs), NEAREST).tolist()
    seconds = [timed(partial(nearest, index, needs, need))[0] for need in asked][NEAREST // 10 :]
    p99 = float(np.quantile(seconds, 0.99))
    return Line(
        f"16 nearest eligible of 500,000 offers (p99 of {len(seconds):,})",
        f"{1e6 * p99:.0f} µs (median {1e6 * statistics.median(seconds):.0f} µs)",
        target="at most 100 µs",
        met=p99 <= 1e-4,
    )


def _days(supply: str) -> Line:
    """A day of needs that come one after another, decided every ten minutes: value beside that of who knew all."""
    days = [rolling.ways(2_000, 1_000, supply, seed) for seed in range(1, RUNS + 1)]
    share = {
        name: 100 * statistics.median([day[name].value / day["all known"].value for day in days])
        for name in days[0]
    }
    kept = share.pop("room kept")
    del share["all known"]
    return Line(
        f"2,000 needs over twelve hours, {supply} supply: value with room kept for what is likely to come, of the most "
        "that somebody could reach who knew all",
        f"{kept:.1f} %",
        ", ".join(f"{name} {value:.1f} %" for name, value in share.items()),
    )
