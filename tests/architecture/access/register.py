"""Who may open the register's pages."""

_SEE = frozenset({"coordinator", "helper", "duty_officer", "tactical_lead", "call_handler", "hub_operator"})
_TAKE = frozenset({"coordinator", "helper", "duty_officer", "call_handler", "hub_operator"})
_TRIAGE = frozenset({"coordinator", "duty_officer"})
_ANSWER = frozenset({"coordinator", "duty_officer", "organisation_coordinator"})
_SEE_OFFERS = frozenset(
    {"coordinator", "helper", "duty_officer", "tactical_lead", "hub_operator", "organisation_coordinator"}
)
_MANAGE_OFFERS = frozenset({"coordinator", "duty_officer", "organisation_coordinator"})

ACCESS: dict[str, str | frozenset[str]] = {
    "front": "public",
    "get_help": "public",
    "help_received": "public",
    "offer_help": "public",
    "offer_received": "public",
    "need_state": "public",
    "need_stands": "signed_link",
    "need_take_back": "signed_link",
    "take_request": _TAKE,
    "request_taken": _TAKE,
    "needs": _SEE,
    "need_claims": _SEE,
    "need": _SEE,
    "need_claim": _SEE,
    "need_release": _TRIAGE,
    "need_details": _TRIAGE,
    "need_take_on": _TRIAGE,
    "need_place": _TRIAGE,
    "need_task_words": _TRIAGE,
    "need_hand_over": _TRIAGE,
    "need_advise": _TRIAGE,
    "need_withdraw": _TRIAGE,
    "need_reopen": _TRIAGE,
    "need_duplicates": _TRIAGE,
    "need_merge": _TRIAGE,
    "need_unmerge": _TRIAGE,
    "need_differs": _TRIAGE,
    "handovers": _ANSWER,
    "handover": _ANSWER,
    "handover_acknowledge": _ANSWER,
    "handover_return": _ANSWER,
    "handover_resolve": _ANSWER,
    "offers": _SEE_OFFERS,
    "take_offer": _TAKE,
    "offer_taken": _TAKE,
    "take_pool": _MANAGE_OFFERS,
    "offer": _SEE_OFFERS,
    "offer_accept": _MANAGE_OFFERS,
    "offer_keep": _MANAGE_OFFERS,
    "offer_renew": _MANAGE_OFFERS,
    "offer_consent": _MANAGE_OFFERS,
    "offer_withdraw": _MANAGE_OFFERS,
    "offer_change": _MANAGE_OFFERS,
    "offer_details": _TRIAGE,
}
