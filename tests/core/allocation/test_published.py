"""Published assignment instances are read as they are published, and solved to the proven optimum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

import rallyround.core.allocation.solvers as engine
from tests.core.allocation.cases import best_by_trying_all
from tests.core.allocation.published import Instance, least_cost, read_assign, read_assignp, read_gap

FOLDER = Path(__file__).parent / "published"


def by_another_solver(instance: Instance) -> int:
    solver = SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(
        instance.worker.astype(np.int32), instance.job.astype(np.int32), instance.cost.astype(np.int64)
    )
    assert solver.solve() == SimpleLinearSumAssignment.OPTIMAL
    return int(solver.optimal_cost())


@pytest.mark.parametrize("small", [20_000, 0], ids=["by flow", "by auction"])
def test_every_worker_gets_a_job_at_the_least_cost(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SMALL", small)
    monkeypatch.setattr(engine, "FLOW_NEEDS", small)
    for instance in (read_assign(FOLDER / "assign30.txt"), read_assignp(FOLDER / "assignp30.txt")):
        cost, plan = least_cost(instance)
        assert plan.gap == 0
        assert cost == by_another_solver(instance)


def test_agents_with_room_for_several_jobs() -> None:
    for instance in read_gap(FOLDER / "gap_equal.txt"):
        cost, plan = least_cost(instance)
        values: Any = 1000 - instance.cost.reshape(len(instance.capacity), -1).T
        best = best_by_trying_all(values.tolist(), [1] * instance.jobs, instance.capacity.tolist())
        assert cost == 1000 * instance.jobs - best
        assert plan.gap == 0


def test_files_that_do_not_fit_are_named(tmp_path: Path) -> None:
    short = tmp_path / "assign3.txt"
    short.write_text(" 3\n 1 2 3\n 4 5\n", "ascii")
    with pytest.raises(ValueError, match=r"assign3.txt has 5 costs where 3 workers and jobs have 9"):
        read_assign(short)
    gap = tmp_path / "gap1.txt"
    gap.write_text(" 1\n 1 2\n 5 6\n 1 2\n 9\n", "ascii")
    with pytest.raises(ValueError, match="not a problem of units"):
        list(read_gap(gap))
