"""What must hold of a case and its lines before they are kept: each with a sentence for whoever gets it wrong."""

from django.utils.translation import gettext as _

from rallyround.business.contents import CaseContent, LineContent
from rallyround.business.models import Case, Line, Option
from rallyround.core.economics import DEFLATORS, SCHEDULES
from rallyround.ui.errors import Refused

LONGEST = 300


def check_case(content: CaseContent) -> None:
    """A case has a name, years for which its schedule has rates, and lies in years that make sense."""
    if not content.name.strip():
        raise Refused(_("Enter a name for the case."))
    if not 1 <= content.years <= LONGEST:
        raise Refused(_("A case runs from 1 to 300 years."))
    if content.first_year not in (0, 1):
        raise Refused(_("The first year is discounted from 0 or from 1."))
    schedule = SCHEDULES.get(content.schedule)
    if schedule is None:
        raise Refused(_("Choose one of the discount rates on the list."))
    last = content.first_year + content.years - 1
    if schedule.until is not None and last > schedule.until:
        raise Refused(
            _("%(name)s gives rates up to year %(until)s: shorten the case or choose other rates.")
            % {"name": schedule.name, "until": schedule.until}
        )


def check_prices(price_year: int, case_price_year: int) -> None:
    """An amount can be brought to the prices of the case."""
    for year in (price_year, case_price_year):
        if price_year != case_price_year and year not in DEFLATORS:
            raise Refused(
                _(
                    "There is no deflator for %(year)s, only for %(first)s to %(last)s. Give the amount in the"
                    " prices of %(base)s and say in the source how it was brought there."
                )
                % {"year": year, "first": min(DEFLATORS), "last": max(DEFLATORS), "base": case_price_year}
            )


def check_line(case: Case, option: Option, content: LineContent, line: Line | None = None) -> None:
    """A line has its source, its range and its years; a benefit how it will be seen; volunteers' hours count once."""
    if not content.name.strip():
        raise Refused(_("Enter what the cost or benefit is."))
    if not content.source.strip():
        raise Refused(_("Say where the figure comes from."))
    if not 1 <= content.year_from <= content.year_to <= case.years:
        raise Refused(
            _("The years of a line lie from 1 to %(years)s, the first before the last.")
            % {"years": case.years}
        )
    if not 0 <= content.low <= content.central <= content.high:
        raise Refused(_("Give the lowest, the likely and the highest amount in this order."))
    if not content.monetised and content.high:
        raise Refused(_("Without a value in money the amounts stay empty."))
    check_prices(content.price_year, case.price_year)
    _check_benefit(content)
    _check_correction(content)
    _check_hours(option, content, line)


def _check_benefit(content: LineContent) -> None:
    if content.kind == "benefit":
        if not (content.measure.strip() and content.baseline.strip() and content.target.strip()):
            raise Refused(_("Say how the benefit is measured, where it stands now and where it shall stand."))
        if content.by_when is None:
            raise Refused(_("Say by when the benefit is to be seen."))
    elif content.income_percent is not None:
        raise Refused(_("Only a benefit is weighed by the income of those who gain."))


def _check_correction(content: LineContent) -> None:
    optimism = content.correction and not content.correction.startswith("grade_")
    if optimism and content.kind == "benefit":
        raise Refused(_("Optimism raises costs. For a benefit, choose the grade of its evidence."))
    if content.mitigation and not optimism:
        raise Refused(_("Only a correction for optimism is lowered by what was seen to."))
    if not 0 <= content.mitigation <= 100:
        raise Refused(_("What was seen to is from 0 to 100 per cent."))


def _check_hours(option: Option, content: LineContent, line: Line | None) -> None:
    if content.volunteer_hours is None:
        return
    if not content.in_kind:
        raise Refused(_("Volunteers' hours are given in kind: nobody is paid for them."))
    other = option.lines.exclude(kind=content.kind).filter(volunteer_hours__isnull=False)
    if (other.exclude(pk=line.pk) if line else other).exists():
        raise Refused(
            _(
                "Volunteers' hours are either a cost or a benefit of an option, never both:"
                " this option already has them on the other side."
            )
        )


def missing(case: Case) -> list[str]:
    """What a case still lacks before it can be sent for approval."""
    texts = {
        _("its scope"): case.scope,
        _("how it fits what the partnership wants"): case.strategic_fit,
        _("who would provide it"): case.commercial,
        _("how it would be run"): case.management,
    }
    lacks = [name for name, text in texts.items() if not text.strip()]
    options = list(case.options.prefetch_related("lines"))
    if not any(option.key == "nothing" for option in options):
        lacks.append(_("the option of doing nothing"))
    if not any(option.key != "nothing" for option in options):
        lacks.append(_("an option of doing something"))
    preferred = next((option for option in options if option.preferred), None)
    if preferred is None:
        lacks.append(_("which option is preferred"))
    elif preferred.key != "nothing":
        kinds = {line.kind for line in preferred.lines.all()}
        if "cost" not in kinds:
            lacks.append(_("a cost of the preferred option"))
        if "benefit" not in kinds:
            lacks.append(_("a benefit of the preferred option"))
    return lacks
