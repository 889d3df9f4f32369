"""The figures that published tables give about small areas, each with its unit, denominator, source and date.

Shares are kept as percent, so that areas can be compared; what a percentage is of stands in its denominator.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from django.utils.translation import gettext_noop as _

from rallyround.formats.deprivation import Deprivation
from rallyround.formats.lsoa_table import Lsoa
from rallyround.places.rows import IndicatorRow, ValueRow

SCORE, DECILE = "imd_score", "imd_decile"

PERCENT_OF_PEOPLE = _("% of people")
PERCENT_OF_HOUSEHOLDS = _("% of households")
POINTS = _("score: higher is more deprived")
TENTHS = _("decile: 1 is the most deprived tenth of England")

RESIDENTS = _("all usual residents")
HOUSEHOLDS = _("all households")

MHCLG = "Ministry of Housing, Communities and Local Government, English Indices of Deprivation"
ONS = "Office for National Statistics, Census 2021, table {}"
RED_CROSS = "British Red Cross, from Environment Agency Flood Zone 3 (takes no account of defences)"
HOME_OFFICE = "Home Office incident-level data, by way of the British Red Cross"
CENSUS_DAY = "21 March 2021"


@dataclass(frozen=True)
class Figure:
    """What is kept of a table's row as one figure; None where it cannot be said, as a share of nobody."""

    row: IndicatorRow
    value: Callable[[Lsoa], float | None]


def _share(key: str, name: str, table: str, part: str, *, whole: str = "people") -> Figure:
    of_people = whole == "people"
    row = IndicatorRow(
        key=key,
        name=name,
        unit=PERCENT_OF_PEOPLE if of_people else PERCENT_OF_HOUSEHOLDS,
        denominator=RESIDENTS if of_people else HOUSEHOLDS,
        source=ONS.format(table),
        date=CENSUS_DAY,
    )
    counted, all_of_them = attrgetter(part), attrgetter(whole)

    def value(area: Lsoa) -> float | None:
        return 100 * counted(area) / all_of_them(area) if all_of_them(area) else None

    return Figure(row, value)


def _of_households(key: str, name: str, table: str, part: str) -> Figure:
    return _share(key, name, table, part, whole="households")


def _tenth(key: str, name: str, field: str) -> Figure:
    return Figure(IndicatorRow(key, name, TENTHS, MHCLG, "2025", high_is_worse=False), attrgetter(field))


CENSUS_FIGURES = (
    _share("aged_0_4", _("Aged 4 or under"), "TS007A", "people_0_4"),
    _share("aged_65_plus", _("Aged 65 or over"), "TS007A", "people_65_plus"),
    _share("aged_75_plus", _("Aged 75 or over"), "TS007A", "people_75_plus"),
    _share("aged_85_plus", _("Aged 85 or over"), "TS007A", "people_85_plus"),
    _share("disabled", _("Disabled under the Equality Act"), "TS038", "people_disabled"),
    _share("limited_a_lot", _("Disabled and limited a lot from day to day"), "TS038",
           "people_disabled_limited_a_lot"),
    _share("bad_health", _("In bad or very bad health"), "TS037", "people_in_bad_health"),
    _share("carers", _("Giving 50 hours or more of unpaid care a week"), "TS039", "people_caring_50_hours_plus"),
    _of_households("with_disabled", _("Homes with somebody disabled"), "TS040", "households_with_disabled"),
    _of_households("social_rent", _("Rented from a council or housing association"), "TS054",
                   "households_social_rent"),
    _of_households("private_rent", _("Rented privately"), "TS054", "households_private_rent"),
    _of_households("flats", _("In flats"), "TS044", "households_in_flats"),
    _of_households("caravans", _("In caravans or other temporary homes"), "TS044", "households_in_caravans"),
    _of_households("overcrowded", _("Overcrowded"), "TS052", "households_overcrowded"),
    _of_households("deprived_3_or_4_ways", _("Deprived in three or four ways"), "TS011",
                   "households_deprived_3_or_4_ways"),
)  # fmt: skip

OTHER_FIGURES = (
    _tenth("children_income_decile", _("Income deprivation of children, decile"), "children_income_decile"),
    _tenth("older_income_decile", _("Income deprivation of older people, decile"), "older_people_income_decile"),
    Figure(
        IndicatorRow("flood_zone_3", _("Living in Flood Zone 3"), PERCENT_OF_PEOPLE, RED_CROSS, "2019",
                     _("people, mid-2019 estimate")),
        attrgetter("flood_zone_3_percent"),
    ),
    Figure(
        IndicatorRow("flood_rescue_incidents", _("Homes flooded with a rescue or evacuation"), _("incidents"),
                     HOME_OFFICE, "to January 2020"),
        attrgetter("flood_rescues"),
    ),
)  # fmt: skip

# Index: its name, and what its score is a share of where it is one.
INDICES = {
    "imd": (_("Index of Multiple Deprivation"), ""),
    "income": (_("Income deprivation"), _("people, mid-2022 estimate")),
    "employment": (_("Employment deprivation"), _("people aged 18 to 66, mid-2022 estimate")),
    "education": (_("Education and skills deprivation"), ""),
    "health": (_("Health deprivation and disability"), ""),
    "crime": (_("Crime"), ""),
    "barriers": (_("Barriers to housing and services"), ""),
    "environment": (_("Living environment deprivation"), ""),
}


def deprivation_indicators() -> list[IndicatorRow]:
    """A score and a decile for the index and each of its domains."""
    rows = []
    for key, (name, denominator) in INDICES.items():
        unit = PERCENT_OF_PEOPLE if denominator else POINTS
        rows.append(IndicatorRow(f"{key}_score", f"{name}, score", unit, MHCLG, "2025", denominator))
        rows.append(
            IndicatorRow(f"{key}_decile", f"{name}, decile", TENTHS, MHCLG, "2025", high_is_worse=False)
        )
    return rows


def deprivation_values(code: str, deprivation: Deprivation) -> Iterator[ValueRow]:
    """Score and decile of the index and each domain; a score that is a share from 0 to 1 becomes percent."""
    for key, (_name, denominator) in INDICES.items():
        scored = getattr(deprivation, key)
        yield ValueRow(code, f"{key}_score", scored.score * 100 if denominator else scored.score)
        yield ValueRow(code, f"{key}_decile", scored.decile)


def lsoa_indicators() -> list[IndicatorRow]:
    """Everything that the table of small areas says."""
    own = [figure.row for figure in CENSUS_FIGURES + OTHER_FIGURES]
    return deprivation_indicators() + own


def lsoa_values(area: Lsoa) -> Iterator[ValueRow]:
    """The figures of one small area."""
    yield from deprivation_values(area.code, area.deprivation)
    for figure in CENSUS_FIGURES + OTHER_FIGURES:
        value = figure.value(area)
        if value is not None:
            yield ValueRow(area.code, figure.row.key, value)


def written(key: str, value: float) -> str:
    """A figure as people read it: deciles and incidents are whole, the rest has one decimal.

    >>> written("imd_decile", 3.0), written("aged_75_plus", 8.3019)
    ('3', '8.3')
    """
    return f"{value:,.0f}" if key.endswith(("_decile", "_incidents")) else f"{value:,.1f}"
