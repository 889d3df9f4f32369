"""Everything that is done with a business case."""

from rallyround.business.actions.actuals import meet_condition, record_actual
from rallyround.business.actions.cases import change_case, copy_case, draft_case
from rallyround.business.actions.decisions import approve_case, refuse_case, return_case, submit_case
from rallyround.business.actions.lines import add_line, change_line, remove_line
from rallyround.business.actions.options import add_option, change_option, prefer_option, remove_option

__all__ = [
    "add_line",
    "add_option",
    "approve_case",
    "change_case",
    "change_line",
    "change_option",
    "copy_case",
    "draft_case",
    "meet_condition",
    "prefer_option",
    "record_actual",
    "refuse_case",
    "remove_line",
    "remove_option",
    "return_case",
    "submit_case",
]
