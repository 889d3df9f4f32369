"""Who may open the pages of incidents, duty and the log."""

_DUTY = frozenset({"coordinator", "duty_officer"})
_MANAGE = _DUTY | {"tactical_lead"}
_READ_LOG = _DUTY | {
    "administrator",
    "strategic_champion",
    "tactical_lead",
    "working_group_member",
    "secretariat",
    "analyst",
    "peer_reviewer",
}
_WRITE_LOG = _DUTY | {"tactical_lead", "secretariat"}

ACCESS: dict[str, str | frozenset[str]] = {
    "incidents": _MANAGE,
    "incident_begin": _MANAGE,
    "incident_finish": _MANAGE,
    "duty": _DUTY,
    "duty_begin": _DUTY,
    "duty_hand_over": _DUTY,
    "duty_accept": _DUTY,
    "duty_answer": _DUTY,
    "duty_retry_job": _DUTY,
    "log": _READ_LOG,
    "log_new": _WRITE_LOG,
    "log_entry": _READ_LOG,
    "log_done": _WRITE_LOG,
    "answer_call_out": "signed_link",
}
