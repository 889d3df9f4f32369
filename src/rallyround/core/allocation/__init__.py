"""Who helps whom: candidates → optimum → reasons. Works alone in a notebook; drives the proposals."""

from rallyround.core.allocation.candidates import eligible_pairs
from rallyround.core.allocation.changes import Changes
from rallyround.core.allocation.explain import Explanation, Helper, NextBest, Reason, Unmet, explain
from rallyround.core.allocation.pairs import Pairs
from rallyround.core.allocation.plan import Plan, Statistics
from rallyround.core.allocation.problem import Needs, Offers, Problem
from rallyround.core.allocation.replan import replan
from rallyround.core.allocation.solve import Progress, allocate, solve_pairs

__all__ = [
    "Changes",
    "Explanation",
    "Helper",
    "Needs",
    "NextBest",
    "Offers",
    "Pairs",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Statistics",
    "Unmet",
    "allocate",
    "eligible_pairs",
    "explain",
    "replan",
    "solve_pairs",
]
