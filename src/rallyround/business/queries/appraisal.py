"""A case worked out: each option against doing nothing, by year, by organisation, and what could turn the answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from rallyround.business.models import Case, Line, Option
from rallyround.core.economics import (
    SCHEDULES,
    Outlook,
    Range,
    Result,
    Schedule,
    Swing,
    appraise,
    distributional_weight,
    graded,
    one_way,
    outlook,
    present_value,
    rebased,
    with_optimism,
)
from rallyround.core.economics.ranges import NOTHING
from rallyround.core.economics.schedules import factors_of


@dataclass(frozen=True)
class YearFigures:
    """One year of an option: central pounds in the prices of the case, and what they are worth today."""

    number: int
    year: int
    factor: float
    cost: float
    benefit: float

    @property
    def net(self) -> float:
        return self.benefit - self.cost

    @property
    def discounted(self) -> float:
        return self.net * self.factor


@dataclass(frozen=True)
class OrganisationFigures:
    """What one organisation pays, gives in kind and gains over the years: central pounds, not discounted."""

    id: UUID | None
    name: str
    pays: float
    in_kind: float
    gains: float
    paid_worth: float
    gained_worth: float


@dataclass(frozen=True)
class OptionResult:
    """One option worked out. `result` is against doing nothing; `costs` and `benefits` are its own, not discounted, and
    `costs_today` and `benefits_today` the same discounted.
    """

    option: Option
    result: Result
    costs: Range
    benefits: Range
    costs_today: Range
    benefits_today: Range
    one_off: float
    recurring: float
    cash: float
    in_kind: float
    volunteer_hours: int
    years: tuple[YearFigures, ...]
    organisations: tuple[OrganisationFigures, ...]
    unmonetised: tuple[Line, ...]
    swings: tuple[Swing, ...]
    outlook: Outlook | None
    weighted_npsv: float | None


@dataclass(frozen=True)
class Appraisal:
    """A case worked out; doing nothing stands first."""

    case: Case
    schedule: Schedule
    options: tuple[OptionResult, ...]

    @property
    def preferred(self) -> OptionResult | None:
        return next((found for found in self.options if found.option.preferred), None)


@dataclass(frozen=True)
class _Priced:
    """A line with its amount a year, in the prices of the case and corrected."""

    line: Line
    a_year: Range
    by_year: tuple[Range, ...]
    worth: Range

    @property
    def total(self) -> Range:
        return sum(self.by_year, NOTHING)


ORDER = {"nothing": 0, "minimum": 1, "more": 2}


def appraisal(case: Case) -> Appraisal:
    """Work a case out from its rows as they stand."""
    schedule = SCHEDULES[case.schedule]
    options = sorted(case.options.prefetch_related("lines__organisation"), key=lambda o: (ORDER[o.key], o.id))
    priced = {option.id: _priced(case, schedule, option) for option in options}
    base = next((priced[option.id] for option in options if option.key == "nothing"), ())
    results = (_option(case, schedule, option, priced[option.id], base) for option in options)
    return Appraisal(case, schedule, tuple(results))


def marginal(later: Appraisal, earlier: Appraisal) -> float | None:
    """By how much the preferred option's central net value differs from the earlier version's; None without both."""
    if later.preferred is None or earlier.preferred is None:
        return None
    return later.preferred.result.npsv.central - earlier.preferred.result.npsv.central


def amount(line: Line, case: Case) -> Range:
    """A line's pounds a year in the prices of the case, raised or lowered as its correction says."""
    found = rebased(Range(line.low, line.central, line.high), line.price_year, case.price_year)
    if line.correction.startswith("grade_"):
        return graded(found, int(line.correction[-1]), is_cost=line.kind == "cost")
    if line.correction:
        return with_optimism(found, line.correction, line.mitigation / 100)
    return found


def _priced(case: Case, schedule: Schedule, option: Option) -> tuple[_Priced, ...]:
    found = []
    for line in sorted(option.lines.all(), key=lambda line: line.id):
        if not line.monetised:
            continue
        a_year = amount(line, case)
        by_year = tuple(
            a_year if line.year_from <= number <= line.year_to else NOTHING
            for number in range(1, case.years + 1)
        )
        found.append(_Priced(line, a_year, by_year, present_value(by_year, schedule, case.first_year)))
    return tuple(found)


def _option(
    case: Case, schedule: Schedule, option: Option, own: Sequence[_Priced], base: Sequence[_Priced]
) -> OptionResult:
    costs, benefits = _of(own, "cost"), _of(own, "benefit")
    is_base = option.key == "nothing"
    nothing = (NOTHING, NOTHING) if is_base else (_worth(_of(base, "cost")), _worth(_of(base, "benefit")))
    parts = _parts(own, () if is_base else base)
    unmonetised = tuple(line for line in option.lines.all() if not line.monetised)
    return OptionResult(
        option=option,
        result=appraise(_sum(case, costs), _sum(case, benefits), schedule, case.first_year, nothing=nothing),
        costs=_total(costs),
        benefits=_total(benefits),
        costs_today=_worth(costs),
        benefits_today=_worth(benefits),
        one_off=_central(p for p in costs if p.line.year_from == p.line.year_to),
        recurring=_central(p for p in costs if p.line.year_from != p.line.year_to),
        cash=_central(p for p in costs if not p.line.in_kind),
        in_kind=_central(p for p in costs if p.line.in_kind),
        volunteer_hours=_hours(option),
        years=_years(case, schedule, costs, benefits),
        organisations=_organisations(own),
        unmonetised=unmonetised,
        swings=tuple(one_way(parts)),
        outlook=outlook(parts) if parts else None,
        weighted_npsv=_weighted(own, () if is_base else base),
    )


def _of(priced: Iterable[_Priced], kind: str) -> list[_Priced]:
    return [found for found in priced if found.line.kind == kind]


def _worth(priced: Iterable[_Priced]) -> Range:
    return sum((found.worth for found in priced), NOTHING)


def _total(priced: Iterable[_Priced]) -> Range:
    return sum((found.total for found in priced), NOTHING)


def _central(priced: Iterable[_Priced]) -> float:
    return _total(priced).central


def _sum(case: Case, priced: Sequence[_Priced]) -> list[Range]:
    return [sum((found.by_year[at] for found in priced), NOTHING) for at in range(case.years)]


def _hours(option: Option) -> int:
    """Volunteers' hours over all years; they stand on one side of an option only, so none is counted twice."""
    return sum(
        (line.volunteer_hours or 0) * (line.year_to - line.year_from + 1) for line in option.lines.all()
    )


def _years(
    case: Case, schedule: Schedule, costs: Sequence[_Priced], benefits: Sequence[_Priced]
) -> tuple[YearFigures, ...]:
    factors = factors_of(schedule, case.years, case.first_year)
    rows = zip(factors, _sum(case, costs), _sum(case, benefits), strict=True)
    return tuple(
        YearFigures(at + 1, case.base_year + at, float(factor), cost.central, benefit.central)
        for at, (factor, cost, benefit) in enumerate(rows)
    )


def _organisations(own: Sequence[_Priced]) -> tuple[OrganisationFigures, ...]:
    """Who pays and who gains; what names nobody stands under no name, so that the parts are the whole."""
    grouped: dict[UUID | None, list[_Priced]] = defaultdict(list)
    names: dict[UUID | None, str] = {None: ""}
    for found in own:
        grouped[found.line.organisation_id].append(found)
        if found.line.organisation is not None:
            names[found.line.organisation_id] = found.line.organisation.name
    rows = [
        OrganisationFigures(
            id=id,
            name=names[id],
            pays=_central(p for p in found if p.line.kind == "cost" and not p.line.in_kind),
            in_kind=_central(p for p in found if p.line.kind == "cost" and p.line.in_kind),
            gains=_central(_of(found, "benefit")),
            paid_worth=_worth(_of(found, "cost")).central,
            gained_worth=_worth(_of(found, "benefit")).central,
        )
        for id, found in grouped.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.id is None, row.name)))


def _parts(own: Sequence[_Priced], base: Sequence[_Priced]) -> dict[str, Range]:
    """What each line puts into the net value; lines of one name are told apart by a number."""
    parts: dict[str, Range] = {}
    for found, sign in [(p, 1) for p in own] + [(p, -1) for p in base]:
        name = found.line.name if sign == 1 else f"{found.line.option.name}: {found.line.name}"
        number = 1
        while (key := name if number == 1 else f"{name} ({number})") in parts:
            number += 1
        adds = (found.line.kind == "benefit") == (sign == 1)
        parts[key] = found.worth if adds else NOTHING - found.worth
    return parts


def _weighted(own: Sequence[_Priced], base: Sequence[_Priced]) -> float | None:
    """The central net value with each benefit weighed by the income of those who gain; None where none is known."""
    if all(found.line.income_percent is None for found in (*own, *base)):
        return None
    return _weighed(own) - _weighed(base)


def _weighed(priced: Sequence[_Priced]) -> float:
    total = 0.0
    for found in priced:
        weight = distributional_weight(found.line.income_percent or 100, 100)
        total += found.worth.central * (weight if found.line.kind == "benefit" else -1)
    return total
