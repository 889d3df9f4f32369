"""The share that is guaranteed is given, or the plan says why not; its price is the difference of the optima."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rallyround.core.allocation import MaxMin, MinimumShare, Needs, Offers, allocate
from tests.core.allocation.cases import crowded_board
from tests.core.allocation.checker import value_table

AREAS = 3


def split(seed: int, needs: int, offers: int) -> tuple[Needs, Offers]:
    asked, offered = crowded_board(seed, needs, offers)
    area = np.random.default_rng(seed).integers(0, AREAS, needs) * 10
    return replace(asked, area=area, priority=asked.priority + area), offered


def plans_by_trying_all(needs: Needs, offers: Offers) -> list[tuple[int, list[int]]]:
    """Value and slots met by area of every plan there is."""
    values = value_table(needs, offers).tolist()
    assert needs.area is not None
    number = (needs.area // 10).tolist()
    slots = [i for i, wanted in enumerate(needs.demand.tolist()) for _ in range(wanted)]
    found: set[tuple[int, tuple[int, ...]]] = set()

    def go(at: int, left: list[int], value: int, met: list[int]) -> None:
        if at == len(slots):
            found.add((value, tuple(met)))
            return
        i = slots[at]
        go(at + 1, left, value, met)
        for j, worth in enumerate(values[i]):
            if worth and left[j]:
                left[j] -= 1
                met[number[i]] += 1
                go(at + 1, left, value + worth, met)
                met[number[i]] -= 1
                left[j] += 1

    go(0, offers.capacity.tolist(), 0, [0] * AREAS)
    return [(value, list(met)) for value, met in found]


def quotas_by_trying_all(share: float, asked: list[int], every: list[list[int]]) -> list[int]:
    """The share, or what each area can have of it alone, or as large a part of it as all can have."""

    def of(part: float) -> list[int]:
        return [min(int(part * slots + 1e-9), most) for slots, most in zip(asked, alone, strict=True)]

    alone = list(asked)
    if any(all(m >= q for m, q in zip(met, of(share), strict=True)) for met in every):
        return of(share)
    alone = [max(met[area] for met in every) for area in range(len(asked))]
    parts = {share, 0.0} | {k / slots for slots in asked if slots for k in range(1, slots + 1)}
    return next(
        of(part)
        for part in sorted(parts, reverse=True)
        if part <= share and any(all(m >= q for m, q in zip(met, of(part), strict=True)) for met in every)
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_guarantee_is_kept_at_the_least_price(seed: int) -> None:
    needs, offers = split(seed, 4, 3)
    offers = replace(offers, capacity=np.minimum(offers.capacity, 1))
    share = (seed % 4 + 1) / 4
    every = plans_by_trying_all(needs, offers)
    fair = allocate(needs, offers, fairness=MinimumShare(share))
    assert fair.shares is not None
    areas = (fair.shares.area // 10).tolist()
    quota = fair.shares.quota.tolist()
    best = max(value for value, met in every if all(met[a] >= q for a, q in zip(areas, quota, strict=True)))
    assert fair.value == best
    assert fair.shares.price == max(value for value, _met in every) - best
    assert (fair.shares.met >= fair.shares.quota).all()
    wanted = [int(share * asked + 1e-9) for asked in fair.shares.asked.tolist()]
    asked = fair.shares.asked.tolist()
    assert quota == quotas_by_trying_all(share, asked, [[met[a] for a in areas] for _value, met in every])
    assert {a * 10 for a, w, q in zip(areas, wanted, quota, strict=True) if q < w} == set(fair.shares.short)
    if fair.shares.short:
        assert fair.shares.alone is not None
        assert fair.shares.alone.tolist() == [max(met[a] for _value, met in every) for a in areas]


@pytest.mark.parametrize("seed", range(10))
def test_max_min_lifts_the_area_that_is_served_worst(seed: int) -> None:
    needs, offers = split(seed, 60, 12)
    plain, fair = allocate(needs, offers, gap=0), allocate(needs, offers, fairness=MaxMin())
    assert fair.shares is not None
    assert needs.area is not None
    before = [
        plain.met[needs.area == area].sum() / needs.demand[needs.area == area].sum()
        for area in fair.shares.area
    ]
    assert min(fair.shares.share) >= min(before) - 1 / needs.demand.sum()
    assert fair.value == plain.value - fair.shares.price
    assert fair.upper_bound >= plain.value


def test_without_areas_or_with_a_share_that_cannot_be_it_says_so() -> None:
    needs, offers = crowded_board(0, 3, 3)
    with pytest.raises(ValueError, match=r"Needs\.area is missing"):
        allocate(needs, offers, fairness=MaxMin())
    with pytest.raises(ValueError, match=r"MinimumShare\.share is 1\.5"):
        MinimumShare(1.5)
    for no_fairness in (MaxMin, 0.3, "max-min"):
        with pytest.raises(ValueError, match=r"fairness is .* it must be None, MinimumShare"):
            allocate(needs, offers, fairness=no_fairness)  # type: ignore[arg-type]
