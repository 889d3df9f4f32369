"""What somebody says of a case, an option or a line, as plain data on its way to an action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation


@dataclass(frozen=True, kw_only=True)
class CaseContent:
    """A case but for its options. `first_year` 0: the first year's money is not discounted; 1: it is, by one year."""

    name: str
    base_year: int
    price_year: int
    years: int = 10
    schedule: str = "green_book_2026_standard"
    first_year: int = 0
    group: PriorityGroup | None = None
    scope: str = ""
    strategic_fit: str = ""
    commercial: str = ""
    management: str = ""


@dataclass(frozen=True, kw_only=True)
class OptionContent:
    """One way of going about it."""

    key: str
    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class LineContent:
    """A cost or benefit; amounts in whole pounds a year, in the prices of `price_year`."""

    kind: str
    name: str
    year_from: int
    year_to: int
    price_year: int
    source: str
    confidence: str
    low: int = 0
    central: int = 0
    high: int = 0
    organisation: Organisation | None = None
    in_kind: bool = False
    monetised: bool = True
    measure: str = ""
    baseline: str = ""
    target: str = ""
    by_when: date | None = None
    volunteer_hours: int | None = None
    correction: str = ""
    mitigation: int = 0
    income_percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionContent:
    """What an approval depends on."""

    what: str
    due_on: date


Conditions = Sequence[ConditionContent]
