"""Who may open readiness, evidence, the scorecard, lessons, debriefs, what asks for a look, and effects."""

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
_ASSESS = frozenset({"coordinator", "tactical_lead", "working_group_member", "secretariat", "analyst"})
_APPROVE = frozenset({"coordinator", "strategic_champion"})

ACCESS: dict[str, str | frozenset[str]] = {
    "readiness": _SEE,
    "readiness_criteria": _APPROVE,
    "module_readiness": _SEE,
    "evidence": _SEE,
    "evidence_add": _ASSESS,
    "evidence_item": _SEE,
    "evidence_withdraw": _ASSESS,
    "scorecard": _SEE,
    "zones": _APPROVE,
    "score_step": _ASSESS,
    "lessons": _SEE,
    "lesson_add": _ASSESS,
    "lesson": _SEE,
    "lesson_accept": _ASSESS,
    "lesson_reject": _ASSESS,
    "lesson_change": _ASSESS,
    "lesson_embed": _ASSESS,
    "lesson_reopen": _ASSESS,
    "debriefs": _SEE,
    "debrief_add": _ASSESS,
    "debrief": _SEE,
    "triggers": _SEE,
    "trigger": _SEE,
    "trigger_answer": _ASSESS,
    "activation_impact": _SEE,
}
