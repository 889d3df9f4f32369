"""What came of an approved case: expected beside actual, line by line and together."""

from dataclasses import dataclass

from rallyround.business.models import Actual, Case, Line
from rallyround.business.queries.appraisal import amount
from rallyround.core.economics import Range, rebased


@dataclass(frozen=True)
class LineOutturn:
    """One line over the years that have an actual figure; pounds in the prices of the case."""

    line: Line
    years: tuple[int, ...]
    expected: Range
    actual: float
    sources: tuple[str, ...]

    @property
    def variance(self) -> float:
        """Actual less expected."""
        return self.actual - self.expected.central

    @property
    def variance_percent(self) -> float | None:
        """The variance in per cent of what was expected; None where nothing was."""
        return 100 * self.variance / self.expected.central if self.expected.central else None

    @property
    def within(self) -> bool:
        """Whether the actual figure lies in the expected range."""
        return self.expected.low <= self.actual <= self.expected.high


@dataclass(frozen=True)
class Outturn:
    """The preferred option so far: its lines with actual figures, and which have none yet."""

    lines: tuple[LineOutturn, ...]
    unknown: tuple[Line, ...]
    expected_net: float
    actual_net: float

    @property
    def variance(self) -> float:
        return self.actual_net - self.expected_net


def outturn(case: Case) -> Outturn:
    """Expected against actual of the preferred option, over the years for which both are known."""
    lines = list(
        Line.objects.filter(option__case=case, option__preferred=True, monetised=True)
        .select_related("organisation", "option")
        .order_by("-kind", "id")
    )
    actuals = Actual.objects.filter(line__in=lines, replaced_at__isnull=True).order_by("year")
    by_line: dict[Line, list[Actual]] = {line: [] for line in lines}
    held = {line.id: line for line in lines}
    for actual in actuals:
        by_line[held[actual.line_id]].append(actual)
    known = tuple(_line(case, line, found) for line, found in by_line.items() if found)
    return Outturn(
        lines=known,
        unknown=tuple(line for line, found in by_line.items() if not found),
        expected_net=sum(_sign(row.line) * row.expected.central for row in known),
        actual_net=sum(_sign(row.line) * row.actual for row in known),
    )


def _line(case: Case, line: Line, actuals: list[Actual]) -> LineOutturn:
    prices = (rebased(Range(a.amount, a.amount, a.amount), a.price_year, case.price_year) for a in actuals)
    return LineOutturn(
        line=line,
        years=tuple(actual.year for actual in actuals),
        expected=amount(line, case).times(len(actuals)),
        actual=sum(price.central for price in prices),
        sources=tuple(dict.fromkeys(actual.source for actual in actuals)),
    )


def _sign(line: Line) -> int:
    return 1 if line.kind == "benefit" else -1
