"""Every change to modules, activations, advice, waiting helpers and what exercises showed; one function a verb."""

from rallyround.response.actions.activations import (
    NewIncident,
    activate,
    begin_stand_down,
    decide_against,
    resume,
    stand_down,
    tick_item,
    untick_item,
)
from rallyround.response.actions.advice import (
    change_advice,
    draft_advice,
    publish_advice,
    record_reach,
    withdraw_advice,
)
from rallyround.response.actions.exercises import bring_in_exercise
from rallyround.response.actions.helpers import prompt_helpers
from rallyround.response.actions.modules import (
    adopt_module,
    approve_module,
    change_module,
    link_groups,
    retire_module,
)

__all__ = [
    "NewIncident",
    "activate",
    "adopt_module",
    "approve_module",
    "begin_stand_down",
    "bring_in_exercise",
    "change_advice",
    "change_module",
    "decide_against",
    "draft_advice",
    "link_groups",
    "prompt_helpers",
    "publish_advice",
    "record_reach",
    "resume",
    "retire_module",
    "stand_down",
    "tick_item",
    "untick_item",
    "withdraw_advice",
]
