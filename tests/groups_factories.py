"""Risks, groups, needs, routes and contacts, reached through the real actions."""

import itertools
from datetime import date, datetime
from typing import Any

from rallyround.groups import actions
from rallyround.groups.actions import GroupProfile, NeedFigure
from rallyround.groups.models import GroupContact, GroupNeed, PriorityGroup, RiskEntry, TrustedRoute
from rallyround.people.models import Organisation, User
from tests.factories import AT, TEST, make_organisation, make_user

_numbers = itertools.count(1)


def make_risk(*, likelihood: int = 4, impact: int = 4, hazard: str = "flood", **said: Any) -> RiskEntry:
    """An entry of the community risk register."""
    number = next(_numbers)
    fields = {
        "reference": f"R{number}",
        "title": f"River floods, number {number}",
        "source": "Mereshire community risk register",
        "dated_on": date(2025, 6, 1),
    }
    return actions.add_risk(
        by=TEST, at=AT, likelihood=likelihood, impact=impact, hazard=hazard, **{**fields, **said}
    )


def a_profile(**said: Any) -> GroupProfile:
    """What is known of a group, as plain data."""
    fields: dict[str, Any] = {
        "name": f"Group {next(_numbers)}",
        "causes": ("at_risk", "not_prepared"),
        "rationale": "The river comes here first.",
    }
    return GroupProfile(**{**fields, **said})


def make_group(
    *,
    at: datetime = AT,
    risks: list[RiskEntry] | None = None,
    parent: PriorityGroup | None = None,
    community_owner: Organisation | None = None,
    high: bool = False,
    rank: int | None = None,
    **said: Any,
) -> PriorityGroup:
    """A group that is planned for; with `high` one of those that come first."""
    group = actions.add_group(
        by=TEST,
        at=at,
        profile=a_profile(**said),
        risks=risks if risks is not None else [make_risk()],
        parent=parent,
        community_owner=community_owner,
    )
    if high or rank is not None:
        group = actions.set_priority(
            by=TEST, at=at, group=group, high=high, reason="At the river, seldom asked", rank=rank
        )
    return group


def make_group_need(group: PriorityGroup, *, at: datetime = AT, **said: Any) -> GroupNeed:
    """How much a group needs of something."""
    fields: dict[str, Any] = {
        "kind": "prepare_homes",
        "phase": "before",
        "hazard": "flood",
        "cause": "not_prepared",
        "source": "Our own guess",
        "dated_on": at.date(),
        "low": 100,
        "likely": 200,
        "high": 300,
        "unit": "homes",
    }
    return actions.state_need(by=TEST, at=at, group=group, figure=NeedFigure(**{**fields, **said}))


def make_route(
    group: PriorityGroup, *, organisation: Organisation | None = None, at: datetime = AT
) -> TrustedRoute:
    """A way to a group that it agreed to."""
    return actions.agree_route(
        by=TEST,
        at=at,
        group=group,
        organisation=organisation or make_organisation(),
        how="By their own letter",
    )


def make_group_contact(
    group: PriorityGroup,
    *,
    at: datetime = AT,
    on: date | None = None,
    mode: str = "present",
    route: TrustedRoute | None = None,
    from_the_group: bool = False,
    user: User | None = None,
) -> GroupContact:
    """One time that partners and a group spoke."""
    return actions.log_contact(
        by=TEST, at=at, user=user or make_user(), group=group, mode=mode, on=on or at.date(), route=route,
        about="What they would need in a flood", from_the_group=from_the_group,
    )  # fmt: skip
