"""Who may open the pages of partners and the work with them."""

_SEE = frozenset({
    "coordinator", "helper", "duty_officer", "strategic_champion", "tactical_lead", "working_group_member",
    "secretariat", "analyst", "peer_reviewer",
})  # fmt: skip
_EDIT = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat"}
)
_APPROVE = frozenset({"coordinator", "strategic_champion"})
_ASSESS = frozenset({"coordinator", "tactical_lead", "working_group_member", "secretariat", "analyst"})

ACCESS: dict[str, str | frozenset[str]] = {
    "candidates": _SEE,
    "candidate_add": _EDIT,
    "candidate": _EDIT,
    "partners": _SEE,
    "coverage": _SEE,
    "coverage_target": _APPROVE,
    "collaborations": _SEE,
    "collaboration_add": _EDIT,
    "collaboration_reviews": _SEE,
    "deliveries": _SEE,
    "delivery_withdraw": _ASSESS,
    "terms_change": _EDIT,
    "terms_agree": _APPROVE,
    "terms_agreed_by_them": _EDIT,
    "collaboration": _SEE,
    "collaboration_widen": _EDIT,
    "collaboration_drop": _EDIT,
    "collaboration_end": _APPROVE,
    "terms_add": _EDIT,
    "delivery_add": _ASSESS,
    "verdict_add": _APPROVE,
}
