"""A business case in five parts, with every figure, its range and its source."""

from datetime import datetime

from django.utils.translation import gettext as _

from rallyround.business import queries
from rallyround.business.models import Case
from rallyround.business.pages import chart
from rallyround.business.queries import Appraisal, OptionResult
from rallyround.business.words import pounds, pounds_range, ratio
from rallyround.formats.document import Bar, Block, Figure, Section, Text
from rallyround.programme.papers.blocks import blank, day, section, table_or_blank, text_or_blank

Particulars = tuple[tuple[str, str], ...]


def case(subject: Case, at: datetime) -> tuple[Particulars, tuple[Section, ...]]:
    """The case as it stands."""
    worked = queries.appraisal(subject)
    source = _source(subject)
    found = worked.preferred
    return _particulars(subject, worked), (
        section(
            _("Why"),
            text_or_blank(subject.scope, _("scope"), source),
            text_or_blank(subject.strategic_fit, _("how it fits"), source),
        ),
        section(_("Worth"), *_worth(worked, source)),
        section(_("Who provides it"), text_or_blank(subject.commercial, _("who provides it"), source)),
        section(_("Money"), *(_money(subject, found, source) if found else [blank(_("the preferred option"))])),
        section(_("How it is run"), text_or_blank(subject.management, _("how it is run"), source), *_run(subject)),
        section(_("What could turn it"), *_turn(found, source)),
        section(_("Every figure and where it comes from"), _lines(subject, source)),
        *([section(_("What came of it"), *_outturn(subject, source))] if subject.state == "approved" else []),
    )  # fmt: skip


def _source(subject: Case) -> str:
    return _("Business case “%(name)s”, version %(version)s") % {
        "name": subject.name,
        "version": subject.version,
    }


def _particulars(subject: Case, worked: Appraisal) -> Particulars:
    first = _("year 1 is discounted once") if subject.first_year else _("year 1 is not discounted")
    approved = _("%(state)s by %(body)s on %(day)s") % {
        "state": subject.get_state_display(),
        "body": subject.approving_body,
        "day": day(subject.approved_at),
    }
    return (
        (_("Case"), f"{subject.name}, {subject.version}"),
        (_("For"), subject.group.name if subject.group else _("All groups")),
        (_("State"), approved if subject.approved_at else str(subject.get_state_display())),
        (_("Years"), _("%(years)s, from %(first)s") % {"years": subject.years, "first": subject.base_year}),
        (_("Prices of"), str(subject.price_year)),
        (_("Discounted by"), f"{worked.schedule.name}; {first}"),
    )


def _worth(worked: Appraisal, source: str) -> list[Block]:
    rows = [
        (
            found.option.name + (f" ({_('preferred')})" if found.option.preferred else ""),
            pounds_range(found.result.npsv),
            "–" if found.option.key == "nothing" else ratio(found.result.bcr),
            pounds_range(found.result.annual_cost),
        )
        for found in worked.options
    ]
    blocks: list[Block] = [
        table_or_blank(
            _("The options against doing nothing, in pounds worth today"),
            (_("Option"), _("Net worth"), _("For each pound"), _("Cost a year, level")), rows,
            f"{source}; {worked.schedule.source}", missing=_("the options"),
        )
    ]  # fmt: skip
    if worked.options:
        drawn = chart(worked)
        bars = tuple(
            Bar(label=str(b.label), value=b.value, low=b.low, high=b.high, text=b.text) for b in drawn.bars
        )
        blocks.append(
            Figure(
                caption=f"{drawn.title} ({drawn.unit})",
                bars=bars,
                alt="; ".join(f"{bar.label} {bar.text}" for bar in bars),
                source=f"{source}; {drawn.source}",
            )
        )
    found = worked.preferred
    if found and found.weighted_npsv is not None:
        said = _("Weighed by the income of those who gain: %(weighed)s, beside %(plain)s unweighed.") % {
            "weighed": pounds(found.weighted_npsv),
            "plain": pounds(found.result.npsv.central),
        }
        blocks.append(Text(text=said, source=source))
    return blocks


def _money(subject: Case, found: OptionResult, source: str) -> list[Block]:
    split = _(
        "Of the costs %(one)s come once and %(each)s over several years; %(cash)s are paid and %(kind)s given in kind."
    ) % {
        "one": pounds(found.one_off),
        "each": pounds(found.recurring),
        "cash": pounds(found.cash),
        "kind": pounds(found.in_kind),
    }
    hours = (
        " " + _("Volunteers give %(hours)s hours.") % {"hours": f"{found.volunteer_hours:,}"}
        if found.volunteer_hours
        else ""
    )
    years = [
        (f"{y.number}, {y.year}", pounds(y.cost), pounds(y.benefit), pounds(y.net), f"{y.factor:.6f}", pounds(y.discounted))
        for y in found.years
    ]  # fmt: skip
    organisations = [
        (o.name or _("Not said"), pounds(o.pays), pounds(o.in_kind), pounds(o.gains))
        for o in found.organisations
    ]
    return [
        Text(text=split + hours, source=source),
        table_or_blank(
            _("Who pays and who gains, not discounted"), (_("Organisation"), _("Pays"), _("Gives in kind"), _("Gains")),
            organisations, source, missing=_("who pays and who gains"), numeric=(1, 2, 3),
        ),
        table_or_blank(
            _("Year by year"), (_("Year"), _("Costs"), _("Benefits"), _("Net"), _("Factor"), _("Worth today")), years,
            source, missing="", numeric=(1, 2, 3, 4, 5),
        ),
    ]  # fmt: skip


def _run(subject: Case) -> list[Block]:
    source = _source(subject)
    rows = [
        (c.what, day(c.due_on), f"{day(c.met_on)}: {c.how}" if c.met_on else _("not yet"))
        for c in subject.approved_on.order_by("due_on", "id")
    ]
    conditions = table_or_blank(
        _("Conditions of the approval"), (_("Condition"), _("By when"), _("Met")), rows, source, missing=""
    )
    measures = [
        (line.name, line.measure, line.baseline, line.target, day(line.by_when))
        for line in queries.lines_of(subject).filter(kind="benefit")
    ]
    seen = table_or_blank(
        _("How the benefits will be seen"), (_("Benefit"), _("Measure"), _("Now"), _("Target"), _("By when")), measures,
        source, missing=_("benefits with their measures"),
    )  # fmt: skip
    return [*([conditions] if rows else []), seen]


def _turn(found: OptionResult | None, source: str) -> list[Block]:
    if found is None or found.outlook is None:
        return [blank(_("what could turn the answer"))]
    rows = [
        (
            swing.name,
            pounds(swing.worst),
            pounds(swing.best),
            _("never by this alone") if swing.factor is None else f"{swing.factor * 100:.0f} %",
        )
        for swing in found.swings
    ]
    told = _("With all lines drawn by lot at once, %(draws)s times: eight times in ten between %(low)s and %(high)s; a loss"
             " in %(loss)s.") % {
        "draws": f"{found.outlook.draws:,}", "low": pounds(found.outlook.p10), "high": pounds(found.outlook.p90),
        "loss": f"{found.outlook.chance_of_loss * 100:.0f} %",
    }  # fmt: skip
    return [
        table_or_blank(
            _("One line at a time"),
            (_("Line"), _("Net worth at its worst"), _("Net worth at its best"), _("Nothing is gained at")),
            rows, source, missing="", numeric=(1, 2, 3),
        ),
        Text(text=told, source=source),
    ]  # fmt: skip


def _lines(subject: Case, source: str) -> Block:
    rows = [
        (
            f"{line.option.name}: {line.name}",
            line.get_kind_display(),
            f"{line.year_from}–{line.year_to}" if line.year_to > line.year_from else str(line.year_from),
            f"{line.low:,} / {line.central:,} / {line.high:,}" if line.monetised else _("no value in money"),
            str(line.price_year),
            line.source,
            line.get_confidence_display(),
        )
        for line in queries.lines_of(subject)
    ]
    return table_or_blank(
        _("Costs and benefits a year: least, likely, most"),
        (_("What"), _("Kind"), _("Years"), _("Pounds"), _("Prices of"), _("Source"), _("Confidence")),
        rows, source, missing=_("costs and benefits"),
    )  # fmt: skip


def _outturn(subject: Case, source: str) -> list[Block]:
    found = queries.outturn(subject)
    rows = [
        (
            row.line.name,
            pounds_range(row.expected),
            pounds(row.actual),
            pounds(row.variance),
            "; ".join(row.sources),
        )
        for row in found.lines
    ]
    table = table_or_blank(
        _("Expected and actual"), (_("Line"), _("Expected"), _("Actual"), _("Difference"), _("What shows it")), rows,
        source, missing=_("what came of the case"), numeric=(3,),
    )  # fmt: skip
    unknown = _("what came of %(lines)s") % {"lines": "; ".join(line.name for line in found.unknown)}
    return [table, *([blank(unknown)] if rows and found.unknown else [])]
