"""Who may open the pages of volunteers' checks and hours."""

_SEE = frozenset(
    {"coordinator", "helper", "duty_officer", "tactical_lead", "hub_operator", "organisation_coordinator"}
)

ACCESS: dict[str, str | frozenset[str]] = {"volunteer": _SEE, "check_remove": _SEE}
