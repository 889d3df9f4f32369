"""The districts that roles and partners are limited to. Places are above this app, so they say them when ready."""

from collections.abc import Callable

PROVIDERS: list[Callable[[], list[tuple[str, str]]]] = []


def choices() -> list[tuple[str, str]]:
    """Code and name of every district or place named at setup; none where nobody has said any."""
    return [choice for provider in PROVIDERS for choice in provider()]


def names(codes: list[str]) -> list[str]:
    """What these codes are called, each by its code where it has no name."""
    known = dict(choices()) if codes else {}
    return [known.get(code, code) for code in codes]
