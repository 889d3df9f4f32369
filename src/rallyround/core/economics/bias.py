"""Plans are hopeful: by how much costs are raised and benefits lowered, until better evidence makes it less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rallyround.core.economics.ranges import Range


@dataclass(frozen=True)
class Optimism:
    """By how much the cost of a kind of project was underestimated at the start, as a share: the upper bound."""

    key: str
    name: str
    upper: float


@dataclass(frozen=True)
class Grade:
    """How good the evidence of an input is, from 1 (best) to 6, and the share by which it is corrected."""

    number: int
    correction: float


OPTIMISM_SOURCE = (
    "Mott MacDonald, Review of Large Public Procurement in the UK, for HM Treasury: capital costs"
)
OPTIMISM_DATE = date(2002, 7, 1)
OPTIMISM: Mapping[str, Optimism] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Optimism("standard_buildings", "Standard buildings", 0.24),
            Optimism("other_buildings", "Non-standard buildings", 0.51),
            Optimism("standard_civil", "Standard civil engineering", 0.44),
            Optimism("other_civil", "Non-standard civil engineering", 0.66),
            Optimism("equipment", "Equipment and development", 2.00),
            Optimism("outsourcing", "Outsourcing", 0.41),
        )
    }
)

GRADES_SOURCE = "Greater Manchester Combined Authority, cost-benefit analysis guidance, confidence grades"
GRADES_DATE = date(2014, 4, 1)
GRADES: Mapping[int, Grade] = MappingProxyType(
    {
        number: Grade(number, share)
        for number, share in enumerate((0.0, 0.05, 0.10, 0.15, 0.25, 0.40), start=1)
    }
)


def with_optimism(cost: Range, kind: str, mitigation: float) -> Range:
    """A cost raised for optimism: cost × (1 + upper bound × (1 − mitigation)), in the unit of `cost`.

    mitigation   share from 0 (nothing done about what makes such projects dearer) to 1 (all of it)

    Raises KeyError for an unknown kind, ValueError for a mitigation outside 0 to 1.
    Source: Mott MacDonald 2002, as the Green Book applies it.

    >>> round(with_optimism(Range(100, 100, 100), "other_buildings", 0.5).central, 6)
    125.5
    """
    if not 0 <= mitigation <= 1:
        raise ValueError("Mitigation is a share from 0 to 1.")
    return cost.times(1 + OPTIMISM[kind].upper * (1 - mitigation))


def graded(amount: Range, grade: int, *, is_cost: bool) -> Range:
    """An amount corrected for weak evidence: benefits down, costs up, by the grade's share.

    Raises KeyError for a grade that is not from 1 to 6. Source: GMCA cost-benefit guidance, 2014.

    >>> graded(Range(100, 100, 100), 6, is_cost=False).central, graded(Range(100, 100, 100), 5, is_cost=True).central
    (60.0, 125.0)
    """
    share = GRADES[grade].correction
    return amount.times(1 + share if is_cost else 1 - share)
