"""What a unit of a benefit or cost is worth in pounds: with its price year, source, range and how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rallyround.core.economics.prices import rebased
from rallyround.core.economics.ranges import Range
from rallyround.core.sources import Confidence


@dataclass(frozen=True)
class UnitValue:
    """Pounds for one `unit`, as a range, in the prices of one year.

    published    year of the publication
    note         what it is easily mistaken for
    confirmed    whether the figure was read in its source; False for one that is commonly quoted
    """

    key: str
    name: str
    unit: str
    value: Range
    price_year: int
    source: str
    published: int
    confidence: Confidence
    confirmed: bool = True
    note: str = ""

    def in_prices_of(self, year: int) -> Range:
        """The value in another year's prices; raises `NoDeflator` where that cannot be said.

        >>> round(UNIT_VALUES["wellby"].in_prices_of(2024).central)
        16028
        """
        return rebased(self.value, self.price_year, year)


def _exactly(value: float) -> Range:
    return Range(value, value, value)


_A2 = "HM Treasury, The Green Book 2018 (2022 edition), annex A2"
_EA = "Environment Agency, costs of floods"
_TAKEN = "The price year is that of the table beside it; the middle is half-way between the ends."
_HOUR = "Measure Up, value of a volunteer's hour: ONS total pay over hours worked"

UNIT_VALUES: Mapping[str, UnitValue] = MappingProxyType(
    {
        value.key: value
        for value in (
            UnitValue("wellby", "One point of life satisfaction for one year (WELLBY)", "point-year",
                      Range(10_000, 13_000, 16_000), 2019, "HM Treasury, Wellbeing Guidance for Appraisal",
                      2021, "high"),
            UnitValue("qaly", "A year of life in full health (QALY), as departments value it", "year",
                      _exactly(70_000), 2020, "Department of Health and Social Care, via The Green Book",
                      2022, "medium", note="Its price year is not stated with it: taken as 2020."),
            UnitValue("fatality", "A death prevented", "death", _exactly(2_474_341), 2023,
                      "Department for Transport, TAG data book v2.03: willingness to pay", 2026, "high",
                      note="Rises by 2 % a year in real terms: for later years say so in the line."),
            UnitValue("flood_shallow", "Damage to a property flooded to less than 0.1 m", "flood",
                      Range(7_000, 8_500, 10_000), 2017, f"{_A2}, A2.22", 2022, "medium", note=_TAKEN),
            UnitValue("flood_deep", "Damage to a property flooded to more than 1.2 m", "flood",
                      Range(37_000, 39_500, 42_000), 2017, f"{_A2}, A2.22", 2022, "medium", note=_TAKEN),
            UnitValue("flood_yearly", "Yearly average damage to a property without protection or warning",
                      "property-year", _exactly(5_054), 2017, f"{_A2}, A2.24", 2022, "medium",
                      note="£39 with protection against a 1 in 200 flood and more than 8 hours' warning."),
            UnitValue("flood_home_2013", "Damage to a home in the floods of winter 2013 to 2014", "home",
                      _exactly(30_600), 2014, f"{_EA} of winter 2013 to 2014: £320m over 10,465 homes",
                      2016, "medium"),
            UnitValue("mind_shallow", "Harm to the mental health of an adult flooded to less than 0.3 m", "adult",
                      _exactly(1_878), 2020, "Environment Agency, mental health costs of flooding", 2021,
                      "medium"),
            UnitValue("mind_deep", "Harm to the mental health of an adult flooded to more than 1 m", "adult",
                      _exactly(4_136), 2020, "Environment Agency, mental health costs of flooding", 2021,
                      "medium"),
            UnitValue("volunteer_hour", "An hour of a volunteer", "hour", Range(16, 20, 20), 2024, _HOUR,
                      2025, "medium",
                      note="Either what the help costs or what it is worth, never both."),
            UnitValue("volunteer_hour_replaced", "An hour of a volunteer, as the wage it replaces", "hour",
                      _exactly(11.27), 2013, "ONS, household satellite accounts 2012 to 2013: £23.9bn over 2.12bn hours",
                      2013, "low"),
        )
    }
)  # fmt: skip
