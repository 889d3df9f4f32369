"""Who may open the pages of business cases."""

_SEE = frozenset(
    {
        "coordinator",
        "helper",
        "strategic_champion",
        "tactical_lead",
        "working_group_member",
        "secretariat",
        "duty_officer",
        "analyst",
        "peer_reviewer",
    }
)
_WRITE = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat"}
)

ACCESS: dict[str, str | frozenset[str]] = {
    "cases": _SEE,
    "case": _SEE,
    "case_lines": _SEE,
    "unit_values": _SEE,
    "case_add": _WRITE,
    "case_change": _WRITE,
    "case_copy": _WRITE,
    "case_submit": _WRITE,
    "case_decide": frozenset({"coordinator", "strategic_champion"}),
    "option_add": _WRITE,
    "option_change": _WRITE,
    "option_prefer": _WRITE,
    "option_remove": _WRITE,
    "line_add": _WRITE,
    "line_change": _WRITE,
    "line_remove": _WRITE,
    "line_actual": _WRITE | {"analyst"},
    "condition_met": _WRITE,
}
