"""The questions that this app asks."""

from rallyround.groups.forms.groups import GroupForm, PriorityForm
from rallyround.groups.forms.risks import RiskForm, RisksFileForm
from rallyround.groups.forms.speaking import GroupContactForm, NeedForm, RouteForm
from rallyround.groups.forms.told import told_on

__all__ = [
    "GroupContactForm",
    "GroupForm",
    "NeedForm",
    "PriorityForm",
    "RiskForm",
    "RisksFileForm",
    "RouteForm",
    "told_on",
]
