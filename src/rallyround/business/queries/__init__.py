"""What pages read of business cases."""

from rallyround.business.queries.actuals import LineOutturn, Outturn, outturn
from rallyround.business.queries.appraisal import (
    Appraisal,
    OptionResult,
    OrganisationFigures,
    YearFigures,
    appraisal,
    marginal,
)
from rallyround.business.queries.cases import (
    cases,
    current_case,
    earlier_version,
    groups_to_choose,
    lines_of,
    organisations_to_choose,
)

__all__ = [
    "Appraisal",
    "LineOutturn",
    "OptionResult",
    "OrganisationFigures",
    "Outturn",
    "YearFigures",
    "appraisal",
    "cases",
    "current_case",
    "earlier_version",
    "groups_to_choose",
    "lines_of",
    "marginal",
    "organisations_to_choose",
    "outturn",
]
