"""A figure as it is known: the least, the likely and the most."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """`low` ≤ `central` ≤ `high`, all in one unit. Raises ValueError where they are not in that order.

    Sums and differences take each end at its extreme, so the answer never promises more than its parts.

    >>> Range(1, 2, 4) + Range(10, 10, 10)
    Range(low=11, central=12, high=14)
    >>> Range(1, 2, 4) - Range(0, 1, 3)
    Range(low=-2, central=1, high=4)
    """

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"{self.low}, {self.central}, {self.high} are not in order.")

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.central + other.central, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.central - other.central, self.high - other.low)

    def times(self, factor: float) -> Range:
        """The range `factor` times over; a negative factor would turn it round and is a mistake.

        >>> Range(1, 2, 4).times(0.5)
        Range(low=0.5, central=1.0, high=2.0)
        """
        if factor < 0:
            raise ValueError("A range is not multiplied by a negative factor.")
        return Range(self.low * factor, self.central * factor, self.high * factor)


NOTHING = Range(0, 0, 0)
