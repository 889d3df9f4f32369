"""Kernels are there before they are needed, and nothing depends on them but the time it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from benchmarks.instances import board
from rallyround.core.allocation import Needs, Offers, Problem, allocate, compiled, eligible_pairs
from rallyround.core.allocation.warm import warm
from tests.core.allocation.cases import boards


def test_warming_compiles_every_kernel_and_can_be_repeated() -> None:
    assert warm()
    assert warm()


def test_where_numba_is_missing_there_is_nothing_to_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "NUMBA", False)
    assert not warm()


@given(cases=boards())
@settings(max_examples=100)
def test_without_numba_the_same_pairs_are_found(cases: tuple[Needs, Offers]) -> None:
    problem = Problem(*cases)
    fast = eligible_pairs(problem)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(compiled, "NUMBA", False)
        slow = eligible_pairs(problem)
    assert fast.start.tolist() == slow.start.tolist()
    assert fast.offer.tolist() == slow.offer.tolist()
    assert fast.distance.tolist() == slow.distance.tolist()


def test_without_numba_the_plan_is_the_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, offered = board(500, 250, "balanced", 4)
    best = allocate(asked, offered, gap=0)
    monkeypatch.setattr(compiled, "NUMBA", False)
    plan = allocate(asked, offered)
    assert plan.value == best.value
    assert plan.gap == 0


def test_a_user_who_may_write_nowhere_gets_a_plan_all_the_same(tmp_path: Path) -> None:
    """The kernel is compiled in memory when its machine code cannot be kept."""
    script = (
        "from rallyround.core.allocation import compiled\n"
        "compiled.njit = lambda cache=False, **rest: (_ for _ in ()).throw(RuntimeError('no locator'))"
        " if cache else (lambda function: function)\n"
        "assert compiled.kernel(len)([1, 2]) == 2\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, cwd=tmp_path, check=False)
    assert done.returncode == 0
