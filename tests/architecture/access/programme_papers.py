"""Who may open the pages of papers."""

_MAKE = frozenset(
    {"coordinator", "strategic_champion", "tactical_lead", "working_group_member", "secretariat", "analyst"}
)
_SEE = _MAKE | {"helper", "duty_officer", "peer_reviewer"}

ACCESS: dict[str, str | frozenset[str]] = {
    "papers": _SEE,
    "paper": _SEE,
    "paper_file": _SEE,
    "paper_make": _MAKE,
}
