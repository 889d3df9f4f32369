"""Discount rates as versioned data, and the factors that follow from them.

A pound in later years counts less: DF(0) = 1 and DF(t) = DF(t-1) / (1 + r(t)), so a rate that falls after thirty
years bends the curve and does not break it (Green Book 2026, chapter 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rallyround.core.sources import Confidence


@dataclass(frozen=True)
class Schedule:
    """Real discount rates by year, with where they come from.

    bands      (first year, rate as a share a year), the first at year 0, each until the next begins
    until      last year for which the source gives a rate; None where it has no end
    adopted    False for a schedule that was recommended and is not in force
    """

    key: str
    name: str
    bands: tuple[tuple[int, float], ...]
    until: int | None
    source: str
    date: date
    confidence: Confidence
    adopted: bool

    def rate(self, year: int) -> float:
        """The rate of one year, as a share.

        Raises ValueError for a year before 0 or after the last for which the source has a rate.

        >>> SCHEDULES["green_book_2026_standard"].rate(31)
        0.03
        """
        if year < 0 or (self.until is not None and year > self.until):
            raise ValueError(f"{self.name} gives no rate for year {year}.")
        return next(rate for first, rate in reversed(self.bands) if year >= first)


GREEN_BOOK = "HM Treasury, The Green Book 2026, discounting and declining long-term rates (chapter 6)"
FIRST_YEARS = (0, 31, 76, 126, 201, 301)


def _green_book(key: str, name: str, *per_cent: float) -> Schedule:
    bands = tuple(zip(FIRST_YEARS, (round(p / 100, 6) for p in per_cent), strict=True))
    return Schedule(key, name, bands, None, GREEN_BOOK, date(2026, 2, 5), "high", True)


SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {
        schedule.key: schedule
        for schedule in (
            _green_book("green_book_2026_standard", "Green Book 2026, standard", 3.5, 3.0, 2.5, 2.0, 1.5, 1.0),
            _green_book("green_book_2026_health", "Green Book 2026, health", 1.5, 1.29, 1.07, 0.86, 0.64, 0.43),
            _green_book(
                "green_book_2026_lower",
                "Green Book 2026, lower-rate test for more than 50 years",
                3.0, 2.57, 2.14, 1.71, 1.29, 0.86,
            ),
            Schedule(
                key="review_2026",
                name="Discount Rate Review 2026 (recommended, not adopted)",
                bands=((0, 0.03),),
                until=30,
                source="HM Treasury, Discount Rate Review, 30 June 2026: recommended, not adopted",
                date=date(2026, 6, 30),
                confidence="medium",
                adopted=False,
            ),
        )
    }
)  # fmt: skip


def discount_factors(schedule: Schedule, last_year: int) -> NDArray[np.float64]:
    """What a pound of year t is worth today, for t from 0 to `last_year`: shape (last_year + 1,), no unit.

    Raises ValueError for a negative year or one for which the schedule has no rate.
    Source: Green Book 2026, chapter 6.

    >>> factors = discount_factors(SCHEDULES["green_book_2026_standard"], 75)
    >>> [round(float(factors[year]), 6) for year in (0, 10, 30, 31, 75)]
    [1.0, 0.708919, 0.356278, 0.345901, 0.094214]
    """
    if last_year < 0:
        raise ValueError("A year before the first is not discounted.")
    rates = np.array([schedule.rate(year) for year in range(1, last_year + 1)])
    return np.concatenate([[1.0], 1.0 / np.cumprod(1.0 + rates)])


def annuity_factor(schedule: Schedule, years: int, first_year: int) -> float:
    """What a pound in each of `years` years is worth together, no unit.

    first_year   0 where the first year's money is not discounted (it falls at the beginning), 1 where it is (at the
                 end of the first year). Which of the two was used is always said beside the figure.

    Raises ValueError unless years ≥ 1 and first_year is 0 or 1. Source: Green Book 2026, chapter 6.

    >>> standard = SCHEDULES["green_book_2026_standard"]
    >>> round(annuity_factor(standard, 10, 0), 6), round(annuity_factor(standard, 10, 1), 6)
    (8.607687, 8.316605)
    >>> round(annuity_factor(standard, 100, 0), 6), round(annuity_factor(standard, 100, 1), 6)
    (29.812545, 28.863363)
    """
    return float(factors_of(schedule, years, first_year).sum())


def factors_of(schedule: Schedule, years: int, first_year: int) -> NDArray[np.float64]:
    """The factors of a plan's years, the first at t = `first_year`: shape (years,).

    >>> [round(float(f), 4) for f in factors_of(SCHEDULES["green_book_2026_standard"], 2, 1)]
    [0.9662, 0.9335]
    """
    if years < 1 or first_year not in (0, 1):
        raise ValueError("A plan has at least one year, and its first is discounted from 0 or 1.")
    return discount_factors(schedule, first_year + years - 1)[first_year:]
