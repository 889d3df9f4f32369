"""Who may open the journey, the five systems, the register, bodies and requests, and the week."""

_EDIT = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat"}
)
_APPROVE = frozenset({"coordinator", "strategic_champion"})
_SEE = _EDIT | {"helper", "duty_officer", "analyst", "peer_reviewer"}

ACCESS: dict[str, str | frozenset[str]] = {
    "journey": _SEE,
    "references": _SEE,
    "group_journey": _SEE,
    "cycle_begin": _EDIT,
    "cycle_end": _APPROVE,
    "step": _SEE,
    "step_open": _EDIT,
    "step_close": _EDIT,
    "step_answer": _EDIT,
    "weekly": _SEE,
    "systems": _SEE,
    "system": _SEE,
    "system_edit": _EDIT,
    "system_put_right": _EDIT,
    "register": _SEE,
    "register_new": _EDIT,
    "register_entry": _SEE,
    "register_close": _EDIT,
    "register_follow": _EDIT,
    "bodies": _SEE,
    "body_add": _EDIT,
    "body_end": _EDIT,
    "requests": _SEE,
    "request_add": _EDIT,
    "request": _SEE,
    "request_answer": _EDIT,
    "request_route": _EDIT,
}
