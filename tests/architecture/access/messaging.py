"""Who may open the outbox's pages."""

_SEE = frozenset({"coordinator", "administrator", "duty_officer"})

ACCESS: dict[str, str | frozenset[str]] = {
    "messages": _SEE,
    "message": _SEE,
    "message_retry": _SEE,
    "message_told": _SEE,
}
