"""An auditor of plans. It shares no code with the engine: whole tables of needs × offers, exact integers."""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from rallyround.core.allocation import Needs, Offers, Plan

Table = npt.NDArray[Any]


def value_table(
    needs: Needs,
    offers: Offers,
    *,
    passable: Table | None = None,
    far: frozenset[int] = frozenset(),
    mpp: int = 1000,
    forbidden: set[tuple[int, int]] | None = None,
) -> Table:
    """What a unit of each pair is worth in metres; 0 where a rule forbids it or it is worth nothing."""
    skill = (offers.skills[None, :] // 2 ** needs.category[:, None]) % 2 == 1
    missing = needs.checks[:, None] & (offers.checks[None, :] ^ (2**62 - 1))
    together = needs.window[:, None] & offers.availability[None, :]
    square = (needs.x[:, None] - offers.x) ** 2 + (needs.y[:, None] - offers.y) ** 2
    metres = np.array([isqrt(int(s)) for s in square.ravel()], dtype=np.int64).reshape(square.shape)
    anywhere = np.isin(needs.category, sorted(far))[:, None]
    metres[np.broadcast_to(anywhere, metres.shape)] = 0
    allowed = skill & (missing == 0) & (together != 0) & (anywhere | (metres <= offers.max_travel))
    if passable is not None:
        assert needs.zone is not None
        assert offers.zone is not None
        allowed &= np.asarray(passable)[offers.zone[None, :], needs.zone[:, None]]
    for i, j in forbidden or ():
        allowed[i, j] = False
    values = needs.priority[:, None] * mpp - metres
    return np.where(allowed & (needs.demand[:, None] > 0) & (offers.capacity > 0), np.maximum(values, 0), 0)


def audit(plan: Plan, values: Table, demand: Table, capacity: Table, gap: float = 0.0) -> None:
    """The plan breaks no rule, its value adds up, and its prices prove what it says of them."""
    wanted, able = [int(d) for d in demand], [int(c) for c in capacity]
    met, used, total = [0] * len(wanted), [0] * len(able), 0
    seen = set()
    for i, j, units in zip(plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), strict=True):
        assert (i, j) not in seen
        seen.add((i, j))
        assert units > 0
        assert values[i, j] > 0, f"need {i} may not be served by offer {j}"
        met[i] += units
        used[j] += units
        total += units * int(values[i, j])
    assert all(a <= b for a, b in zip(met, wanted, strict=True))
    assert all(a <= b for a, b in zip(used, able, strict=True))
    assert plan.met.tolist() == met
    assert plan.value == total
    bound = proven_bound(values, wanted, able, plan.prices)
    if plan.engine.whole:
        assert plan.upper_bound == bound
    else:  # for pairs that there was no time to list the plan assumes the most
        assert plan.upper_bound >= bound
    assert total <= bound
    assert bound - total <= gap * bound


def proven_bound(values: Table, demand: list[int], capacity: list[int], prices: Table) -> int:
    """What the prices prove, by weak duality."""
    assert (prices >= 0).all()
    gains = np.maximum(values - prices[None, :], 0).max(axis=1, initial=0)
    return sum(c * int(p) for c, p in zip(capacity, prices, strict=True)) + sum(
        d * int(g) for d, g in zip(demand, gains, strict=True)
    )
