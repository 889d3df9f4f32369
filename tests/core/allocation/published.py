"""Readers of assignment instances in the formats of the OR-Library (Beasley, 1990), as pairs for `solve_pairs`.

assign     the number n of workers and of jobs, then the n × n costs row by row, broken over lines anyhow
assignp    n, then a line for each pair that is allowed: worker, job, cost; workers and jobs from 1
gap        the number of problems; of each the number m of agents and n of jobs, m × n costs, m × n resources that a
           job takes of an agent, and what each of the m agents has. Only where all jobs take the same of an agent is
           it a problem of units, which this engine solves
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rallyround.core.allocation import Plan, solve_pairs
from rallyround.core.allocation.problem import IntArray


class Instance(NamedTuple):
    """Jobs (needs) and workers or agents (offers): pair k costs cost[k]; every job has to be done."""

    job: IntArray
    worker: IntArray
    cost: IntArray
    jobs: int
    capacity: IntArray


def read_assign(path: Path) -> Instance:
    numbers = _numbers(path)
    n = int(numbers[0])
    if len(numbers) != 1 + n * n:
        raise ValueError(f"{path.name} has {len(numbers) - 1} costs where {n} workers and jobs have {n * n}.")
    worker, job = np.divmod(np.arange(n * n), n)
    return Instance(job, worker, numbers[1:], n, np.ones(n, dtype=np.int64))


def read_assignp(path: Path) -> Instance:
    numbers = _numbers(path)
    n, rows = int(numbers[0]), numbers[1:].reshape(-1, 3)
    return Instance(rows[:, 1] - 1, rows[:, 0] - 1, rows[:, 2], n, np.ones(n, dtype=np.int64))


def read_gap(path: Path) -> Iterator[Instance]:
    numbers = _numbers(path)
    at = 1
    for _problem in range(int(numbers[0])):
        m, n = (int(size) for size in numbers[at : at + 2])
        costs = numbers[at + 2 : at + 2 + m * n]
        resources = numbers[at + 2 + m * n : at + 2 + 2 * m * n].reshape(m, n)
        has = numbers[at + 2 + 2 * m * n : at + 2 + 2 * m * n + m]
        at += 2 + 2 * m * n + m
        if (resources != resources[:, :1]).any():
            raise ValueError(
                f"{path.name}: jobs take differing resources of an agent; that is not a problem of units."
            )
        worker, job = np.divmod(np.arange(m * n), n)
        yield Instance(job, worker, costs, n, has // resources[:, 0])


def _numbers(path: Path) -> IntArray:
    return np.array(path.read_text("ascii").split(), dtype=np.int64)


def least_cost(instance: Instance, gap: float = 0.0) -> tuple[int, Plan]:
    """The least cost of doing every job, and the plan. A job done is worth more than all costs together."""
    worth = int(instance.cost.max()) * instance.jobs + 1
    plan = solve_pairs(
        instance.job,
        instance.worker,
        worth - instance.cost,
        np.ones(instance.jobs, dtype=np.int64),
        instance.capacity,
        gap=gap,
    )
    if plan.met.sum() < instance.jobs:
        raise ValueError("Not every job can be done.")
    return worth * instance.jobs - plan.value, plan
