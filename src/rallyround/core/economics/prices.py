"""Amounts of different years brought to the prices of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from rallyround.core.economics.ranges import Range

DEFLATOR_SOURCE = "HM Treasury and ONS, GDP deflators at market prices, calendar years, 2024 = 100"
DEFLATOR_DATE = date(2026, 4, 16)  # of the appraisal data book in which they were read
DEFLATORS: Mapping[int, float] = MappingProxyType(
    {2019: 81.1085, 2020: 85.2137, 2021: 85.6358, 2022: 90.5005, 2023: 96.2507, 2024: 100.0}
)


class NoDeflator(ValueError):
    """There is no deflator for a year; `year` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(f"There is no deflator for {year}: only for {min(DEFLATORS)} to {max(DEFLATORS)}.")
        self.year = year


def rebased(amount: Range, price_year: int, to: int) -> Range:
    """`amount` of the prices of one year in the prices of another: times the ratio of the GDP deflators.

    The same year needs no deflator. Raises `NoDeflator` where one of two different years has none.
    Source: Green Book 2026, chapter 6; deflators as listed.

    >>> round(rebased(Range(13_000, 13_000, 13_000), 2019, 2024).central)
    16028
    """
    if price_year == to:
        return amount
    for year in (price_year, to):
        if year not in DEFLATORS:
            raise NoDeflator(year)
    return amount.times(DEFLATORS[to] / DEFLATORS[price_year])
