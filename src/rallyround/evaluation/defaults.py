"""The numbers by which evaluation judges, each our own until a partnership sets another."""

from rallyround.core.sources import CHOSEN, OWN, Sourced


def _own(value: float, unit: str, low: float, high: float, thought: str) -> Sourced:
    return Sourced(value, unit, f"{OWN}, unconfirmed: {thought}", CHOSEN, low, high, "low", False)


OFF_BY = _own(0.25, "share of what was expected", 0.05, 1, "a quarter off is more than a rough guess may be")
REVIEW_AFTER = _own(28, "days after standing down", 7, 90, "people still remember, and the worst is over")
PILOT_WORKS = _own(0.8, "share of the checklist", 0.5, 1, "what is left out at times is small")
PILOT_FAILS = _own(0.5, "share of the checklist", 0.1, 0.8, "more was left out than done")
