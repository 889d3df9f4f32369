"""A business case as far as a test needs it, through the real actions."""

from datetime import date, datetime
from typing import Any

from rallyround.business import actions
from rallyround.business.contents import CaseContent, LineContent, OptionContent
from rallyround.business.models import Case, Line, Option
from rallyround.people.models import User
from tests.factories import AT, TEST, make_user

BY_WHEN = date(2030, 3, 31)


def case_content(**said: Any) -> CaseContent:
    """A case of ten years in the prices of 2024."""
    fields: dict[str, Any] = {
        "name": "Ready for floods on the Mere",
        "base_year": 2026,
        "price_year": 2024,
        "scope": "Two thousand homes by the river.",
        "strategic_fit": "The ambition names these homes first.",
        "commercial": "Partners provide it; nothing is bought.",
        "management": "The working group, quarterly.",
    }
    return CaseContent(**{**fields, **said})


def line_content(kind: str = "cost", amount: int = 10_000, **said: Any) -> LineContent:
    """A cost, or a benefit with its measure, each year of ten."""
    fields: dict[str, Any] = {
        "kind": kind,
        "name": "A coordinator" if kind == "cost" else "Homes made ready",
        "low": amount,
        "central": amount,
        "high": amount,
        "year_from": 1,
        "year_to": 10,
        "price_year": 2024,
        "source": "Pay scales 2024" if kind == "cost" else "Counts of last winter",
        "confidence": "medium",
    }
    if kind == "benefit":
        fields |= {"measure": "Homes with a plan", "baseline": "120", "target": "900", "by_when": BY_WHEN}
    return LineContent(**{**fields, **said})


def make_case(*, made_by: User | None = None, at: datetime = AT, **said: Any) -> Case:
    """A draft without options."""
    return actions.draft_case(
        by=TEST, at=at, made_by=made_by or make_user("working_group_member"), content=case_content(**said)
    )


def make_option(
    case: Case, key: str = "more", name: str = "Help ready", *, preferred: bool = False
) -> Option:
    """One option of a draft."""
    option = actions.add_option(by=TEST, at=AT, case=case, content=OptionContent(key=key, name=name))
    return actions.prefer_option(by=TEST, at=AT, option=option) if preferred else option


def make_line(option: Option, kind: str = "cost", amount: int = 10_000, **said: Any) -> Line:
    """One cost or benefit."""
    return actions.add_line(by=TEST, at=AT, option=option, content=line_content(kind, amount, **said))


def make_full_case(*, made_by: User | None = None, at: datetime = AT, **said: Any) -> Case:
    """A draft with nothing missing: doing nothing, the least, and a preferred option worth having."""
    case = make_case(made_by=made_by, at=at, **said)
    make_option(case, "nothing", "As now")
    least = make_option(case, "minimum", "Leaflets only")
    make_line(least, "cost", 2_000, name="Leaflets")
    make_line(least, "benefit", 3_000, name="Homes that read them")
    preferred = make_option(case, "more", "Help ready", preferred=True)
    make_line(preferred, "cost", 20_000, name="Equipment", year_to=1)
    make_line(preferred, "cost", 10_000, low=8_000, high=15_000)
    make_line(preferred, "benefit", 30_000, low=15_000, high=50_000)
    return case


def make_approved_case(*, at: datetime = AT, **said: Any) -> Case:
    """A case that somebody other than its author approved."""
    case = make_full_case(at=at, **said)
    boss = make_user("strategic_champion")
    actions.submit_case(by=TEST, at=at, case=case)
    return actions.approve_case(
        by=boss.actor, at=at, case=case, approved_by=boss, approving_body="Executive group"
    )
