"""One of each thing of the risk register and the priority groups, made through the real actions."""

from dataclasses import dataclass
from datetime import datetime

from rallyround.groups import actions
from rallyround.groups.actions import GroupProfile, NeedFigure
from rallyround.groups.models import GroupContact, GroupNeed, PriorityGroup, RiskEntry, TrustedRoute
from rallyround.people.models import Organisation, User


@dataclass(frozen=True)
class Groups:
    """What there is, by what it is."""

    risk: RiskEntry
    group: PriorityGroup
    hidden: PriorityGroup
    route: TrustedRoute
    contact: GroupContact
    need: GroupNeed


def make(user: User, at: datetime, organisation: Organisation) -> Groups:
    """A group in a place that comes first, and one that is reached by its own routes only."""
    by = user.actor
    risk = actions.add_risk(by=by, at=at, reference="H21", title="River flood", hazard="flood", likelihood=4,
                            impact=4, source="Community risk register", dated_on=at.date())  # fmt: skip
    group = actions.add_group(
        by=by, at=at, risks=[risk],
        profile=GroupProfile(name="Homes by the Wharfe", causes=("at_risk",), rationale="The river comes here first",
                             size_low=2000, size_high=2000, size_unit="households"),
    )  # fmt: skip
    group = actions.set_priority(by=by, at=at, group=group, high=True, reason="Most at risk", rank=1)
    hidden = actions.add_group(
        by=by, at=at, risks=[risk],
        profile=GroupProfile(name="A community that keeps to itself", causes=("unaware",), rationale="Seldom asked",
                             pattern="dispersed", by_trusted_routes_only=True),
    )  # fmt: skip
    route = actions.agree_route(
        by=by, at=at, group=hidden, organisation=organisation, how="Their Friday meeting"
    )
    contact = actions.log_contact(by=by, at=at, user=user, group=hidden, mode="through", on=at.date(),
                                  about="What they would need", route=route)  # fmt: skip
    figure = NeedFigure(kind="prepare_homes", phase="before", hazard="flood", cause="not_prepared",
                        source="Our own guess", dated_on=at.date())  # fmt: skip
    need = actions.state_need(by=by, at=at, group=group, figure=figure)
    return Groups(risk, group, hidden, route, contact, need)


# Which of these stands for each parameter: the part of an address before it, as `real_ids.ELSEWHERE` has it.
IDS = {
    "risks/": "risk",
    "groups/": "group",
    "groups/routes/": "route",
    "groups/needs/": "need",
}
