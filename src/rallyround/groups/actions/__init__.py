"""Every change to risks, groups, their routes, contacts and needs."""

from rallyround.groups.actions.groups import GroupProfile, add_group, change_group, end_group, set_priority
from rallyround.groups.actions.needs import NeedFigure, end_need, state_need
from rallyround.groups.actions.risks import (
    RiskLine,
    RisksImported,
    add_risk,
    change_risk,
    import_risks,
    retire_risk,
)
from rallyround.groups.actions.routes import agree_route, end_route, log_contact

__all__ = [
    "GroupProfile",
    "NeedFigure",
    "RiskLine",
    "RisksImported",
    "add_group",
    "add_risk",
    "agree_route",
    "change_group",
    "change_risk",
    "end_group",
    "end_need",
    "end_route",
    "import_risks",
    "log_contact",
    "retire_risk",
    "set_priority",
    "state_need",
]
