"""Who may open the pages of modules, activations, advice, exercises and helpers who wait."""

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
_EDIT = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat"}
)
_APPROVE = frozenset({"coordinator", "strategic_champion"})
_ACTIVATE = frozenset({"coordinator", "strategic_champion", "tactical_lead", "duty_officer"})
_ASSESS = frozenset({"coordinator", "tactical_lead", "working_group_member", "secretariat", "analyst"})
_SEE_NEEDS = frozenset(
    {"coordinator", "helper", "duty_officer", "tactical_lead", "call_handler", "hub_operator"}
)
_SEE_OFFERS = frozenset(
    {"coordinator", "helper", "duty_officer", "tactical_lead", "hub_operator", "organisation_coordinator"}
)
_MANAGE_OFFERS = frozenset({"coordinator", "duty_officer"})

ACCESS: dict[str, str | frozenset[str]] = {
    "modules": _SEE,
    "module_needs": _SEE,
    "module_adopt": _EDIT,
    "module": _SEE,
    "module_change": _EDIT,
    "module_groups": _EDIT,
    "module_approve": _APPROVE,
    "module_retire": _APPROVE,
    "module_activate": _ACTIVATE,
    "module_not_now": _ACTIVATE,
    "module_requests": _SEE_NEEDS,
    "activations": _SEE,
    "activation": _SEE,
    "activation_needs": _SEE_NEEDS,
    "activation_tick": _ACTIVATE | _EDIT,
    "activation_stand_down": _ACTIVATE,
    "activation_step": _ACTIVATE,
    "advice": "public",
    "advice_items": _SEE,
    "advice_add": _EDIT,
    "advice_item": _SEE,
    "advice_change": _EDIT,
    "advice_publish": _APPROVE | _ACTIVATE,
    "advice_withdraw": _APPROVE | _ACTIVATE,
    "advice_reach": _EDIT,
    "idle_helpers": _SEE_OFFERS,
    "idle_helpers_prompt": _MANAGE_OFFERS,
    "helper_plan": _MANAGE_OFFERS,
    "exercises": _SEE,
    "exercise_summary": _ASSESS | _ACTIVATE,
    "exercise_bring_in": _ASSESS,
    "exercise": _SEE,
}
