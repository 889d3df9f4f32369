"""Who may open the board, situation reports, figures and the record."""

_FIGURES = frozenset(
    {
        "coordinator",
        "helper",
        "administrator",
        "strategic_champion",
        "tactical_lead",
        "working_group_member",
        "secretariat",
        "duty_officer",
        "analyst",
        "peer_reviewer",
    }
)

ACCESS: dict[str, str | frozenset[str]] = {
    "start": "signed_in",
    "board": _FIGURES | {"hub_operator", "organisation_coordinator"},
    "situation_reports": _FIGURES,
    "situation_report": _FIGURES,
    "situation_report_make": frozenset({"coordinator", "duty_officer", "tactical_lead", "secretariat"}),
    "ends": _FIGURES,
    "end": _FIGURES,
    "ledger": frozenset({"administrator", "peer_reviewer"}),
}
