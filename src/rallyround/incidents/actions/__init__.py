"""Every change to incidents, duty, the log, closures and call-outs."""

from rallyround.incidents.actions.call_outs import alert_next, answer_call_out, raise_call_out, stand_down
from rallyround.incidents.actions.closures import close_area, lift_closure
from rallyround.incidents.actions.duty import accept_handover, begin_shift, end_shift, touch_duty
from rallyround.incidents.actions.incidents import begin_incident, end_incident
from rallyround.incidents.actions.log import close_log_entry, log_entry

__all__ = [
    "accept_handover",
    "alert_next",
    "answer_call_out",
    "begin_incident",
    "begin_shift",
    "close_area",
    "close_log_entry",
    "end_incident",
    "end_shift",
    "lift_closure",
    "log_entry",
    "raise_call_out",
    "stand_down",
    "touch_duty",
]
