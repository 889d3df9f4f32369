"""Who helps whom: candidates → optimum → reasons. Works alone in a notebook; drives the proposals."""

from rallyround.core.allocation.candidates import Pairs, eligible_pairs
from rallyround.core.allocation.plan import Plan, Progress, Statistics, allocate, solve_pairs
from rallyround.core.allocation.problem import Needs, Offers, Problem

__all__ = [
    "Needs",
    "Offers",
    "Pairs",
    "Plan",
    "Problem",
    "Progress",
    "Statistics",
    "allocate",
    "eligible_pairs",
    "solve_pairs",
]
