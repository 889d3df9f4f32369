"""What a plan costs and is worth: discounting, ranges, bias, prices, weights, and what could turn the answer."""

from rallyround.core.economics.appraisal import Result, appraise, equivalent_annual_cost, present_value
from rallyround.core.economics.bias import (
    GRADES,
    OPTIMISM,
    Grade,
    Optimism,
    graded,
    with_optimism,
)
from rallyround.core.economics.prices import DEFLATORS, NoDeflator, rebased
from rallyround.core.economics.ranges import Range
from rallyround.core.economics.schedules import (
    SCHEDULES,
    Schedule,
    annuity_factor,
    discount_factors,
)
from rallyround.core.economics.sensitivity import (
    Outlook,
    Swing,
    one_way,
    outlook,
    switching_factor,
)
from rallyround.core.economics.weights import ETA, distributional_weight

__all__ = [
    "DEFLATORS",
    "ETA",
    "GRADES",
    "OPTIMISM",
    "SCHEDULES",
    "Grade",
    "NoDeflator",
    "Optimism",
    "Outlook",
    "Range",
    "Result",
    "Schedule",
    "Swing",
    "annuity_factor",
    "appraise",
    "discount_factors",
    "distributional_weight",
    "equivalent_annual_cost",
    "graded",
    "one_way",
    "outlook",
    "present_value",
    "rebased",
    "switching_factor",
    "with_optimism",
]
