"""Boards that fall apart are solved in parts by an executor: the same plan, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
import pytest

import rallyround.core.allocation.solvers as engine
from rallyround.core.allocation import Needs, Offers, Plan, allocate, solve_pairs
from rallyround.core.allocation.apart import components
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import audit, value_table

Result = TypeVar("Result")


class AtOnce(Executor):
    """Does each job when it is handed in, and counts them."""

    def __init__(self) -> None:
        self.jobs = count()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        next(self.jobs)
        future: Future[Result] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def islands(seed: int, number: int = 5) -> tuple[Needs, Offers]:
    """Boards so far from each other that nobody goes between them."""
    boards = [crowded_board(seed + k, 15 + 5 * k, 10 + k) for k in range(number)]
    tables: list[Any] = []
    for side in (0, 1):
        parts = [replace(board[side], x=board[side].x + 50_000 * k) for k, board in enumerate(boards)]
        columns = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name, values in vars(parts[0]).items()
            if values is not None
        }
        mixed = np.random.default_rng(seed).permutation(len(columns["x"]))
        tables.append(type(parts[0])(**{name: column[mixed] for name, column in columns.items()}))
    return tables[0], tables[1]


@pytest.fixture(params=[20_000, 100, 0], ids=["pooled", "some pooled", "by auction"])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(engine, "SMALL", request.param)
    monkeypatch.setattr(engine, "FLOW_NEEDS", request.param)
    return int(request.param)


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_of_the_parts_is_that_of_the_whole(seed: int, small: int) -> None:
    needs, offers = islands(seed)
    executor = AtOnce()
    plan = allocate(needs, offers, gap=0, executor=executor)
    audit(plan, value_table(needs, offers), needs.demand, offers.capacity)
    assert plan.value == allocate(needs, offers, gap=0).value
    if small == 0:
        assert next(executor.jobs) >= 5


def same(one: Plan, other: Plan) -> bool:
    columns = ("need", "offer", "units", "distance", "prices", "gains")
    return all((getattr(one, name) == getattr(other, name)).all() for name in columns)


@pytest.mark.parametrize("gap", [0.0, 0.002])
def test_the_plan_is_the_same_for_any_executor(gap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SMALL", 100)
    needs, offers = islands(1)
    plan = allocate(needs, offers, gap=gap, executor=AtOnce())
    for workers in (1, 3):
        with ThreadPoolExecutor(workers) as pool:
            assert same(plan, allocate(needs, offers, gap=gap, executor=pool))
    assert plan.gap <= gap


def test_other_processes_find_the_same() -> None:
    needs, offers = islands(2)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        far = allocate(needs, offers, gap=0, executor=pool)
    assert same(far, allocate(needs, offers, gap=0, executor=AtOnce()))


def test_given_pairs_fall_apart_too() -> None:
    plan = solve_pairs([0, 1, 3], [0, 2, 2], [5, 4, 9], [1] * 5, [1] * 4, executor=AtOnce())
    assert plan.value == plan.upper_bound == 14
    nothing = solve_pairs([], [], [], [1], [1], executor=AtOnce())
    assert nothing.value == nothing.upper_bound == 0


@pytest.mark.parametrize("seed", range(50))
def test_parts_are_those_that_pairs_join(seed: int) -> None:
    chance = np.random.default_rng(seed)
    needs, offers, pairs = (int(n) for n in chance.integers(1, 12, 3))
    need, offer = chance.integers(0, needs, pairs), chance.integers(0, offers, pairs)
    joined = np.eye(needs + offers, dtype=bool)
    joined[need, needs + offer] = joined[needs + offer, need] = True
    for _step in range(needs + offers):
        joined = joined @ joined
    assert components(need, offer, needs, offers).tolist() == joined.argmax(axis=1).tolist()
