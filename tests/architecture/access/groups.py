"""Who may open the pages of the risk register and the priority groups."""

_SEE = frozenset({
    "coordinator", "helper", "duty_officer", "strategic_champion", "tactical_lead", "working_group_member",
    "secretariat", "analyst", "peer_reviewer",
})  # fmt: skip
_EDIT = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat"}
)

ACCESS: dict[str, str | frozenset[str]] = {
    "risks": _SEE,
    "risk_add": _EDIT,
    "risks_import": _EDIT,
    "risk_change": _EDIT,
    "risk_retire": _EDIT,
    "groups": _SEE,
    "group_add": _EDIT,
    "group_ranking": _SEE,
    "group_needs": _SEE,
    "group_need_end": _EDIT,
    "group_contacts": _SEE,
    "route_end": _EDIT,
    "group": _SEE,
    "group_change": _EDIT,
    "group_priority": _EDIT,
    "group_end": _EDIT,
    "route_add": _EDIT,
    "group_contact_add": _EDIT,
    "group_need_add": _EDIT,
}
