"""What an option is worth: present values, net present social value, benefit-cost ratio, cost a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rallyround.core.economics.ranges import NOTHING, Range
from rallyround.core.economics.schedules import Schedule, annuity_factor, factors_of


@dataclass(frozen=True)
class Result:
    """An option's answer, each as a range in pounds; `bcr` has no unit and is None where the costs are not above nought.

    The low end takes the benefits low and the costs high, the high end the other way round.
    """

    costs: Range
    benefits: Range
    npsv: Range
    bcr: Range | None
    annual_cost: Range


def present_value(by_year: Sequence[Range], schedule: Schedule, first_year: int) -> Range:
    """The worth today of one range a year (pounds of one price year), the first year at t = `first_year`.

    Raises ValueError where the schedule has no rate for the last year. Source: Green Book 2026, chapter 6.

    >>> from rallyround.core.economics import SCHEDULES
    >>> worth = present_value([Range(90, 100, 120)] * 10, SCHEDULES["green_book_2026_standard"], 0)
    >>> round(worth.central, 4)
    860.7687
    """
    if not by_year:
        return NOTHING
    total = NOTHING
    for factor, amount in zip(factors_of(schedule, len(by_year), first_year), by_year, strict=True):
        total += amount.times(float(factor))
    return total


def equivalent_annual_cost(costs: Range, schedule: Schedule, years: int, first_year: int) -> Range:
    """The level sum a year with the same present value as `costs` (pounds): present value over annuity factor.

    Source: Green Book 2026, chapter 6.

    >>> from rallyround.core.economics import SCHEDULES
    >>> standard = SCHEDULES["green_book_2026_standard"]
    >>> cost = present_value([Range(50, 50, 50)] * 30, standard, 1)
    >>> round(equivalent_annual_cost(cost, standard, 30, 1).central, 6)
    50.0
    """
    factor = annuity_factor(schedule, years, first_year)
    return Range(costs.low / factor, costs.central / factor, costs.high / factor)


def appraise(
    costs: Sequence[Range],
    benefits: Sequence[Range],
    schedule: Schedule,
    first_year: int,
    *,
    nothing: tuple[Range, Range] = (NOTHING, NOTHING),
) -> Result:
    """An option against doing nothing.

    costs, benefits   one range a year, pounds of one price year, equally long
    nothing           present values of the costs and the benefits of doing nothing, which come off

    Raises ValueError where the two are not equally long. Source: Green Book 2026, chapters 5 and 6.

    >>> from rallyround.core.economics import SCHEDULES
    >>> standard = SCHEDULES["green_book_2026_standard"]
    >>> found = appraise([Range(80, 100, 150)], [Range(100, 200, 300)], standard, 0)
    >>> found.npsv, found.bcr.central
    (Range(low=-50.0, central=100.0, high=220.0), 2.0)
    """
    if len(costs) != len(benefits):
        raise ValueError("Costs and benefits are over the same years.")
    own_costs = present_value(costs, schedule, first_year)
    paid = own_costs - nothing[0]
    gained = present_value(benefits, schedule, first_year) - nothing[1]
    return Result(
        costs=paid,
        benefits=gained,
        npsv=gained - paid,
        bcr=_ratio(gained, paid),
        annual_cost=equivalent_annual_cost(own_costs, schedule, max(len(costs), 1), first_year),
    )


def _ratio(gained: Range, paid: Range) -> Range | None:
    """Benefits for each pound. Where a cost may be nought or less, no ratio means anything."""
    if paid.low <= 0:
        return None
    # A negative benefit is worst for each pound where the pounds are few.
    ends = [gain / cost for gain in (gained.low, gained.high) for cost in (paid.low, paid.high)]
    return Range(min(ends), gained.central / paid.central, max(ends))
