"""Who may open the pages of places: everybody who works here, for what is published is open."""

_SEE = frozenset({
    "coordinator", "helper", "administrator", "strategic_champion", "tactical_lead", "working_group_member",
    "secretariat", "duty_officer", "call_handler", "hub_operator", "organisation_coordinator", "analyst",
    "peer_reviewer",
})  # fmt: skip

ACCESS: dict[str, str | frozenset[str]] = {
    "places": _SEE,
    "place": _SEE,
    "map": _SEE,
    "places_geojson": _SEE,
}
