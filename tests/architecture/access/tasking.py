"""Who may open tasking's pages."""

_MATCH = frozenset({"coordinator", "duty_officer"})
_SEE = _MATCH | {"helper", "tactical_lead", "organisation_coordinator"}

ACCESS: dict[str, str | frozenset[str]] = {
    "proposals": _MATCH,
    "unmet": _MATCH,
    "plan_again": _MATCH,
    "plan_changes": _MATCH,
    "plan_gain": _MATCH,
    "plan_loosen": _MATCH,
    "plan_shares": _MATCH,
    "proposals_decide": _MATCH,
    "proposal": _MATCH,
    "need_helpers": _MATCH,
    "tasks": _SEE,
    "task": _SEE,
    "task_step": _MATCH,
    "capacity": _SEE | {"hub_operator"},
    "risk_assessments": _SEE,
    "risk_assessment_approve": frozenset({"coordinator", "tactical_lead"}),
    "closures": _MATCH,
    "closure_lift": _MATCH,
    "task_link": "signed_link",
    "feedback_link": "signed_link",
}
