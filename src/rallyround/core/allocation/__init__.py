"""Who helps whom: candidates → optimum → reasons. Works alone in a notebook; drives the proposals."""

from rallyround.core.allocation.candidates import eligible_pairs
from rallyround.core.allocation.changes import Changes
from rallyround.core.allocation.explain import (
    SAID,
    Explanation,
    Helper,
    NextBest,
    Reason,
    Unmet,
    Wanted,
    explain,
)
from rallyround.core.allocation.fairness import MaxMin, MinimumShare, Shares
from rallyround.core.allocation.given import solve_pairs
from rallyround.core.allocation.listing import Choices, Turns, choices_in, choices_of, first_come_in
from rallyround.core.allocation.nearest import Nearest, OfferIndex, index_offers, nearest
from rallyround.core.allocation.pairs import Pairs
from rallyround.core.allocation.plan import Plan, Statistics
from rallyround.core.allocation.problem import Needs, Offers, Problem
from rallyround.core.allocation.replan import replan
from rallyround.core.allocation.rolling import Decision, Expected, decide
from rallyround.core.allocation.rules import (
    RulePlan,
    first_come_first_served,
    longest_wait_first,
    most_urgent_first,
    self_selection,
)
from rallyround.core.allocation.solve import allocate
from rallyround.core.allocation.solvers import Progress
from rallyround.core.allocation.teams import TeamPlan, TeamRules, allocate_teams

__all__ = [
    "SAID",
    "Changes",
    "Choices",
    "Decision",
    "Expected",
    "Explanation",
    "Helper",
    "MaxMin",
    "MinimumShare",
    "Nearest",
    "Needs",
    "NextBest",
    "OfferIndex",
    "Offers",
    "Pairs",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "RulePlan",
    "Shares",
    "Statistics",
    "TeamPlan",
    "TeamRules",
    "Turns",
    "Unmet",
    "Wanted",
    "allocate",
    "allocate_teams",
    "choices_in",
    "choices_of",
    "decide",
    "eligible_pairs",
    "explain",
    "first_come_first_served",
    "first_come_in",
    "index_offers",
    "longest_wait_first",
    "most_urgent_first",
    "nearest",
    "replan",
    "self_selection",
    "solve_pairs",
]
