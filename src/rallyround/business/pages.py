"""The page of one case: everything that it shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rallyround.business import queries
from rallyround.business.models import Case, Condition, Line
from rallyround.business.queries.appraisal import Appraisal, OptionResult
from rallyround.business.rules import missing
from rallyround.business.words import pounds
from rallyround.ui.charts import Bar, BarChart


@dataclass(frozen=True)
class CasePage:
    """A case, worked out, with its lines by option, what it lacks and what became of it."""

    case: Case
    appraisal: Appraisal
    options: list[tuple[OptionResult, list[Line]]]
    preferred: OptionResult | None
    missing: list[str]
    conditions: Sequence[Condition]
    outturn: queries.Outturn | None
    earlier: Case | None
    marginal: float | None
    chart: BarChart


def case_page(case: Case) -> CasePage:
    """Everything of a case."""
    worked = queries.appraisal(case)
    lines = list(queries.lines_of(case))
    earlier = queries.earlier_version(case)
    return CasePage(
        case=case,
        appraisal=worked,
        options=[(found, [x for x in lines if x.option_id == found.option.id]) for found in worked.options],
        preferred=worked.preferred,
        missing=missing(case) if case.state == "draft" else [],
        conditions=list(case.approved_on.order_by("due_on", "id")),
        outturn=queries.outturn(case) if case.state in ("approved", "superseded") else None,
        earlier=earlier,
        marginal=queries.marginal(worked, queries.appraisal(earlier)) if earlier else None,
        chart=chart(worked),
    )


def chart(worked: Appraisal) -> BarChart:
    """Costs and benefits of each option beside each other, in what they are worth today."""
    bars = []
    for found in worked.options:
        for label, worth in ((_("cost"), found.costs_today), (_("benefit"), found.benefits_today)):
            bars.append(
                Bar(
                    label=f"{found.option.name}: {label}",
                    value=worth.central,
                    low=worth.low,
                    high=worth.high,
                    text=pounds(worth.central),
                )
            )
    return BarChart(
        title=_("What each option costs and gains, worth today"),
        bars=bars,
        unit=_("pounds, prices of %(year)s") % {"year": worked.case.price_year},
        source=f"{worked.schedule.name}: {worked.schedule.source}",
    )
