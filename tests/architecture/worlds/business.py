"""A business case in draft and one approved on a condition, with an actual figure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rallyround.business import actions
from rallyround.business.contents import CaseContent, ConditionContent, LineContent, OptionContent
from rallyround.business.models import Case, Condition, Line, Option
from rallyround.people.models import User


@dataclass(frozen=True)
class Made:
    """What stands in the addresses of business cases."""

    case: Case
    option: Option
    line: Line
    condition: Condition


def make(user: User, at: datetime, approver: User) -> Made:
    """Two cases, written by `user`; the second approved by `approver`. The draft is what the addresses name."""
    approved = _case(user, at, "Ready on the quay")
    actions.submit_case(by=user.actor, at=at, case=approved)
    due = at.date() + timedelta(days=60)
    actions.approve_case(
        by=approver.actor,
        at=at,
        case=approved,
        approved_by=approver,
        approving_body="Executive group",
        conditions=[ConditionContent(what="A second van is found.", due_on=due)],
    )
    paid = Line.objects.filter(option__case=approved, kind="cost").order_by("id")[0]
    actions.record_actual(by=user.actor, at=at, line=paid, year=1, amount=900, price_year=2024,
                          source="Accounts", recorded_by=user)  # fmt: skip
    draft = _case(user, at, "Ready by the weir")
    line = Line.objects.filter(option__case=draft, kind="cost").order_by("id")[0]
    return Made(draft, line.option, line, Condition.objects.get(case=approved))


def _case(user: User, at: datetime, name: str) -> Case:
    case = actions.draft_case(
        by=user.actor,
        at=at,
        made_by=user,
        content=CaseContent(
            name=name,
            base_year=2026,
            price_year=2024,
            years=5,
            scope="Homes by the water.",
            strategic_fit="The ambition names them.",
            commercial="Partners provide it.",
            management="The working group.",
        ),
    )
    actions.add_option(by=user.actor, at=at, case=case, content=OptionContent(key="nothing", name="As now"))
    option = actions.add_option(
        by=user.actor, at=at, case=case, content=OptionContent(key="more", name="Help kept ready")
    )
    actions.prefer_option(by=user.actor, at=at, option=option)
    for kind, amount in (("cost", 1_000), ("benefit", 3_000)):
        actions.add_line(by=user.actor, at=at, option=option, content=_line(kind, amount))
    return case


def _line(kind: str, amount: int) -> LineContent:
    seen = kind == "benefit"
    return LineContent(
        kind=kind,
        name="A van" if kind == "cost" else "Homes kept dry",
        year_from=1,
        year_to=5,
        low=amount // 2,
        central=amount,
        high=amount * 2,
        price_year=2024,
        source="Estimate of the working group",
        confidence="low",
        measure="Homes dry" if seen else "",
        baseline="0" if seen else "",
        target="40" if seen else "",
        by_when=date(2029, 3, 31) if seen else None,
    )
