"""What an incident's own record says: how long things took, what share was met and how evenly, with intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from rallyround.core.sources import default

Value = TypeVar("Value")
Group = TypeVar("Group", bound=Hashable)
Estimate = TypeVar("Estimate")

LEVEL = float(default("impact.level"))
NOT_YET = math.inf


@dataclass(frozen=True)
class Median:
    """Half took at most `value`; the interval holds the true median with at least the level asked for.

    value        None where there are no values; infinite where half or more have not happened yet
    low, high    None where there are too few values for the level (fewer than 6 for 0.95)
    count        of values, those that have not happened yet included
    not_yet      how many have not happened yet
    level        what the interval really reaches, at least what was asked for; 0 without one
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    not_yet: int
    level: float


@dataclass(frozen=True)
class Share:
    """`met` of `count`, their share, and the interval in which the true one lies; None where count is 0."""

    met: int
    count: int
    value: float | None
    low: float | None
    high: float | None


def minutes_between(starts: Iterable[datetime | None], ends: Iterable[datetime | None]) -> list[float]:
    """Minutes from each start to its end; infinite where the end has not come yet, left out where there is
    no start. To leave out what has not ended would make a slow response look fast.

    Raises ValueError with the position where an end lies before its start, or their numbers differ.

    >>> minutes_between([datetime(2026, 1, 1, 9), datetime(2026, 1, 1, 9)], [datetime(2026, 1, 1, 10), None])
    [60.0, inf]
    """
    minutes = []
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is None:
            continue
        if end is None:
            minutes.append(NOT_YET)
            continue
        if end < start:
            raise ValueError(f"ends[{at}] is before starts[{at}].")
        minutes.append((end - start).total_seconds() / 60)
    return minutes


def median_with_interval(values: Iterable[float], level: float = LEVEL) -> Median:
    """Median and a distribution-free interval for it.

    values   in any unit, kept by the answer; infinite for what has not happened yet, which the median can
             bear up to half of
    level    above 0 and below 1

    The interval runs from the k-th smallest to the k-th largest value, k the largest with
    2 P(B < k) <= 1 - level, B binomial(n, 1/2): David and Nagaraja, Order Statistics (3rd ed. 2003), 7.1.
    Raises ValueError for NaN and for a level that cannot be.

    >>> median_with_interval([12, 15, 9, 30, 22, 18, 11, 25, 14, 16])
    Median(value=15.5, low=11.0, high=25.0, count=10, not_yet=0, level=0.978515625)
    """
    _check_level(level)
    ordered = np.sort(np.fromiter(values, dtype=np.float64))
    if np.isnan(ordered).any():
        raise ValueError("values must be numbers: one is NaN.")
    count = len(ordered)
    not_yet = int(np.isinf(ordered).sum())
    if not count:
        return Median(None, None, None, 0, 0, 0.0)
    # With infinite values the mean of the middle two must not become infinity minus infinity.
    middle = float((ordered[(count - 1) // 2] + ordered[count // 2]) / 2)
    rank, reached = _rank(count, level)
    if rank == 0:
        return Median(middle, None, None, count, not_yet, 0.0)
    return Median(middle, float(ordered[rank - 1]), float(ordered[count - rank]), count, not_yet, reached)


def _rank(count: int, level: float) -> tuple[int, float]:
    """The largest k with 2 P(B < k) <= 1 - level, and the level it reaches; (0, 0.0) if there is none."""
    below = np.arange(count // 2)
    # Logarithm of P(B = i), each from the one before: C(n, i) / C(n, i - 1) = (n - i + 1) / i.
    steps = np.log((count - below[1:] + 1) / below[1:])
    logs = -count * math.log(2) + np.concatenate([[0.0], np.cumsum(steps)]) if len(below) else np.zeros(0)
    tails = 2 * np.cumsum(np.exp(logs))  # entry i is 2 P(B < i + 1)
    rank = int(np.searchsorted(tails, (1 - level) * (1 + 1e-12), side="right"))
    return (rank, float(1 - tails[rank - 1])) if rank else (0, 0.0)


def share_with_interval(met: int, count: int, level: float = LEVEL) -> Share:
    """Share of those met and Wilson's score interval for it, good for few cases and for shares near 0 or 1.

    Wilson, Journal of the American Statistical Association 22 (1927), 209-212; method 3 of Newcombe,
    Statistics in Medicine 17 (1998), 857-872. Raises ValueError unless 0 <= met <= count.

    >>> share = share_with_interval(81, 263)
    >>> round(share.low, 4), round(share.high, 4)
    (0.2553, 0.3662)
    """
    _check_level(level)
    if not 0 <= met <= count:
        raise ValueError(f"met is {met} of {count}: it must be from 0 to that.")
    if count == 0:
        return Share(0, 0, None, None, None)
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    share = met / count
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = math.sqrt(z2 * (share * (1 - share) + z2 / (4 * count)) / count) / (1 + z2 / count)
    low = 0.0 if met == 0 else centre - half
    high = 1.0 if met == count else centre + half
    return Share(met, count, share, low, high)


def by_group(
    values: Sequence[Value], groups: Sequence[Group], estimate: Callable[[list[Value]], Estimate]
) -> dict[Group, Estimate]:
    """An estimate for each group of values, in the order in which the groups first appear.

    groups     the group of each value; as many as values, else ValueError
    estimate   such as `median_with_interval`, or `share_met` for values true and false

    Small groups must still be hidden before they are shown: see `disclosure`.

    >>> by_group([True, False, True], ["north", "north", "south"], share_met)["north"].value
    0.5
    """
    if len(values) != len(groups):
        raise ValueError(f"There are {len(values)} values and {len(groups)} groups: as many are needed.")
    gathered: dict[Group, list[Value]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        gathered[group].append(value)
    return {group: estimate(of_group) for group, of_group in gathered.items()}


def share_met(outcomes: Sequence[bool]) -> Share:
    """Share of outcomes that are true, with its interval at the default level.

    >>> share_met([True, True, False, True]).value
    0.75
    """
    return share_with_interval(sum(map(bool, outcomes)), len(outcomes))


@dataclass(frozen=True)
class Difference:
    """One share minus another, and the interval in which the true difference lies; None where either is unknown."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves nought out: the difference is more than chance would make."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference_with_interval(first: Share, second: Share, level: float = LEVEL) -> Difference:
    """First share minus second, of different people, with Newcombe's hybrid score interval.

    level   of the interval; the two shares' own intervals are worked out anew at it

    Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.

    >>> found = difference_with_interval(share_with_interval(56, 70), share_with_interval(48, 80))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    one, other = (share_with_interval(share.met, share.count, level) for share in (first, second))
    if one.value is None or other.value is None:
        return Difference(None, None, None)
    return _combined(_as_difference(one), _as_difference(other))


def difference_in_differences(
    before: Share, after: Share, before_elsewhere: Share, after_elsewhere: Share, level: float = LEVEL
) -> Difference:
    """How much more a share changed here than elsewhere: (after - before) here minus the same elsewhere.

    It says what our work did only if without it both would have changed alike. The interval joins those of the
    two changes by the method of variance estimates recovery: Zou and Donner, Statistics in Medicine 27 (2008),
    1693-1702. None where any of the four is unknown.

    >>> same = share_with_interval(50, 100)
    >>> difference_in_differences(same, share_with_interval(70, 100), same, same).value
    0.2
    """
    here = difference_with_interval(after, before, level)
    elsewhere = difference_with_interval(after_elsewhere, before_elsewhere, level)
    if here.value is None or elsewhere.value is None:
        return Difference(None, None, None)
    return _combined(here, elsewhere)


def _as_difference(share: Share) -> Difference:
    return Difference(share.value, share.low, share.high)


def _combined(one: Difference, other: Difference) -> Difference:
    """One minus the other, each with its interval: squares of the distances to the ends add up."""
    (value, low, high), (other_value, other_low, other_high) = _known(one), _known(other)
    apart = value - other_value
    down = math.hypot(value - low, other_high - other_value)
    up = math.hypot(high - value, other_value - other_low)
    return Difference(round(apart, 12), apart - down, apart + up)


def _known(estimate: Difference) -> tuple[float, float, float]:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        raise ValueError("There is no difference to something that is not known.")
    return estimate.value, estimate.low, estimate.high


@dataclass(frozen=True)
class Spread:
    """How evenly something was shared out over places.

    least, most   the lowest and the highest share met
    gap           most minus least, 0 where all places fared alike
    gini          0 where all fared alike, towards 1 where one place had all; None where nobody had any
    places        how many were compared
    """

    least: float
    most: float
    gap: float
    gini: float | None
    places: int


def gini(values: Sequence[float], weights: Sequence[float] | None = None) -> float | None:
    """Gini coefficient of values that are not negative, each for as many people as its weight says.

    Half the mean absolute difference between any two people, divided by the mean: Sen, On Economic Inequality
    (1973), 2.2. None where there is nobody or all values are 0. Raises ValueError for a negative value or weight,
    or weights of another number.

    >>> gini([1, 1, 1]), gini([0, 0, 0, 4]), gini([0, 4], [3, 1])
    (0.0, 0.75, 0.75)
    """
    heavy = [1.0] * len(values) if weights is None else list(weights)
    if len(heavy) != len(values):
        raise ValueError(f"There are {len(values)} values and {len(heavy)} weights: as many are needed.")
    if any(not each >= 0 for each in (*values, *heavy)):
        raise ValueError("Values and weights are numbers of 0 or more.")
    x, w = np.asarray(values, dtype=np.float64), np.asarray(heavy, dtype=np.float64)
    people, total = float(w.sum()), float((w * x).sum())
    if not people or not total:
        return None
    apart = float((np.abs(x[:, None] - x[None, :]) * w[:, None] * w[None, :]).sum())
    return apart / (2 * people * total)


def spread(shares: Iterable[Share]) -> Spread | None:
    """How evenly needs were met over places, each weighing as many as its needs; None for fewer than two places
    with any need.

    >>> found = spread([share_with_interval(9, 10), share_with_interval(6, 10)])
    >>> found.least, found.most, round(found.gap, 2), round(found.gini, 2)
    (0.6, 0.9, 0.3, 0.1)
    """
    known = [(share.value, float(share.count)) for share in shares if share.value is not None]
    if len(known) < 2:
        return None
    values = [value for value, _count in known]
    least, most = min(values), max(values)
    return Spread(least, most, most - least, gini(values, [count for _value, count in known]), len(known))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: it must be above 0 and below 1.")
