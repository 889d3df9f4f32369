"""Every default number that the product decides by, with its unit, source, date, range and how sure we are.

A partnership may set its own; the page that shows a number shows this beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

Confidence = Literal["high", "medium", "low"]

OWN = "Rallyround's own default"


@dataclass(frozen=True)
class Sourced:
    """A number and where it comes from.

    value        in `unit`
    source       publication and place in it, or "Rallyround's own default" and the thought behind it
    date         of the publication, or when the default was chosen
    low, high    range within which a partnership may reasonably differ, in the same unit
    confidence   how well the number is supported for this use
    confirmed    whether the figure has been read in its source, or in a quotation of it; never true of
                 a default of our own

    Raises ValueError when the value lies outside its range.

    >>> SOURCES["alerts.unseen_minutes"].value
    10
    """

    value: int | float
    unit: str
    source: str
    date: date
    low: int | float
    high: int | float
    confidence: Confidence
    confirmed: bool

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} {self.unit} is not from {self.low} to {self.high}.")


CHOSEN = date(2026, 11, 22)
WORKING_TIME = date(1998, 10, 1)  # in force


def _own(value: int | float, unit: str, low: int | float, high: int | float, thought: str) -> Sourced:
    return Sourced(value, unit, f"{OWN}: {thought}", CHOSEN, low, high, "low", False)


def _working_time(value: int, unit: str, high: int, regulation: str) -> Sourced:
    """What the law gives workers is taken as the least for volunteers, to whom it does not apply."""
    source = f"Working Time Regulations 1998 (SI 1998/1833), regulation {regulation}, for adult workers"
    return Sourced(value, unit, source, WORKING_TIME, value, high, "medium", True)


_TRIAGE = {
    "triage.severity.danger_to_life": _own(75, "points", 1, 100, "above all else together"),
    "triage.severity.serious": _own(45, "points", 1, 100, "harm within hours"),
    "triage.severity.moderate": _own(25, "points", 1, 100, "harm within a day"),
    "triage.severity.minor": _own(10, "points", 1, 100, "discomfort"),
    "triage.risk.electricity_dependent": _own(
        15, "points", 0, 100, "equipment for health stops with the power"
    ),
    "triage.risk.cannot_leave_home": _own(10, "points", 0, 100, "cannot get away without help"),
    "triage.risk.young_child_or_pregnant": _own(8, "points", 0, 100, "cold, water and food matter sooner"),
    "triage.risk.alone_without_support": _own(5, "points", 0, 100, "nobody else will notice"),
    "triage.risk.none": _own(0, "points", 0, 100, "none known"),
    "triage.waiting.minutes_per_point": _own(
        30, "minutes", 1, 1440, "a wait of hours lifts within its class"
    ),
    "triage.waiting.most": _own(10, "points", 0, 100, "five hours; waiting alone never makes a danger"),
}

_DUPLICATES = {
    "duplicates.likely": _own(0.5, "score", 0, 1, "shown from here; unmeasured on real reports"),
    "duplicates.weight.phone": _own(0.6, "score", 0, 1, "the same phone alone is worth a look"),
    "duplicates.weight.place": _own(0.35, "score", 0, 1, "a postcode holds some fifteen homes"),
    "duplicates.weight.kind": _own(0.15, "score", 0, 1, "in a flood many ask for the same"),
    "duplicates.weight.words": _own(0.5, "score", 0, 1, "the same sentence twice is rarely chance"),
    "duplicates.near_metres": _own(100, "metres", 0, 1000, "the same or the next house"),
    "duplicates.neighbourhood_metres": _own(500, "metres", 1, 5000, "no longer the same place"),
    "duplicates.apart_metres": _own(2000, "metres", 2, 20000, "surely another place"),
    "duplicates.apart_factor": _own(0.5, "share", 0, 1, "one carer may call for several homes"),
    "duplicates.soon_minutes": _own(360, "minutes", 0, 10080, "a second call for the same trouble"),
    "duplicates.late_minutes": _own(4320, "minutes", 1, 40320, "after three days it is a new trouble"),
    "duplicates.words_floor": Sourced(
        value=0.3,
        unit="trigram similarity",
        source="PostgreSQL documentation, pg_trgm, default of pg_trgm.similarity_threshold",
        date=date(2025, 9, 25),
        low=0.1,
        high=0.9,
        confidence="medium",
        confirmed=True,
    ),
}

_SAFETY = {
    "volunteers.rest_hours": _working_time(11, "hours in each 24", 24, "10"),
    "volunteers.weekly_rest_hours": _working_time(24, "hours in each 7 days", 72, "11"),
    "volunteers.break_minutes": _working_time(20, "minutes", 120, "12"),
    "volunteers.break_after_hours": Sourced(
        value=6,
        unit="hours",
        source="Working Time Regulations 1998 (SI 1998/1833), regulation 12, for adult workers",
        date=WORKING_TIME,
        low=1,
        high=6,
        confidence="medium",
        confirmed=True,
    ),
    "volunteers.shift_hours": _own(8, "hours", 1, 13, "13 is what 11 hours of rest leave of a day"),
    "volunteers.age": _own(18, "years", 16, 18, "younger people only where a partner supervises them"),
    "tasks.people_at_a_visit": _own(2, "people", 1, 4, "no lone visits to a home"),
    "alerts.overdue_minutes": _own(30, "minutes after the expected end", 5, 120, "late, not yet lost"),
}

_PACE = {
    "alerts.unseen_minutes": _own(10, "minutes", 1, 60, "nobody waits unseen"),
    "alerts.next_person_minutes": _own(5, "minutes", 1, 30, "time to answer before the next on the list"),
    "claims.expire_minutes": _own(10, "minutes", 1, 60, "longer than one triage takes, shorter than a shift"),
    "tasks.answer_minutes": _own(15, "minutes", 2, 240, "then the task is offered on"),
}

_MATCHING = {
    "offers.travel_metres": _own(5000, "metres", 0, 100000, "where an offer does not say how far"),
    "allocation.metres_per_priority_point": _own(1000, "metres", 0, 100000, "a point is worth a kilometre"),
    "allocation.points_per_task_taken_back": _own(
        5, "points of priority", 0, 100, "nobody is told in vain: half of what a minor need weighs"
    ),
    "allocation.gap": _own(0.001, "share of the value", 0, 0.05, "no one would see the difference"),
}

_FIGURES = {
    "disclosure.minimum": _own(5, "people", 3, 10, "UK practice differs; research settings ask for 10"),
    "impact.level": _own(0.95, "share", 0.8, 0.99, "the usual level of an interval"),
}

_GROUPS = {
    "groups.people_per_household": Sourced(
        value=2.363,
        unit="people a household",
        source="Census 2021, England and Wales: 58.6 million residents of 24.8 million households, divided",
        date=date(2022, 6, 28),
        low=1.5,
        high=3.5,
        confidence="medium",
        confirmed=True,
    ),
    "groups.no_contact_days": _own(90, "days", 7, 365, "a season without a word is a bond going cold"),
    "groups.high_priority": _own(3, "groups", 1, 20, "as many as a small team can serve well at first"),
}

_COLLABORATIONS = {
    "collaborations.coverage": _own(0.95, "share of groups", 0.5, 1, "near all, with room for the odd one"),
    "collaborations.first_days": _own(28, "days", 7, 90, "silence in the first month says nothing"),
    "collaborations.reached_share": _own(0.5, "share", 0.25, 1, "most of it must arrive with the group"),
    "collaborations.nurture_days": _own(90, "days", 14, 365, "a quarter to come good, then stop"),
}

_RESPONSE = {
    "response.idle_days": _own(
        28, "days", 7, 180, "a month without being asked and most think they are not wanted"
    ),
    "response.idle_share": Sourced(
        value=0.666,
        unit="share of ready helpers",
        source="NHS Volunteer Responders, April and May 2020: 600,000 approved, 200,000 tasks; at most a third had one",
        date=date(2020, 5, 22),
        low=0.1,
        high=0.9,
        confidence="medium",
        confirmed=False,
    ),
}

SOURCES: Mapping[str, Sourced] = MappingProxyType(
    _TRIAGE | _DUPLICATES | _SAFETY | _PACE | _MATCHING | _FIGURES | _GROUPS | _COLLABORATIONS | _RESPONSE
)


def default(name: str) -> int | float:
    """The default of that name; KeyError if there is none.

    >>> default("volunteers.rest_hours")
    11
    """
    return SOURCES[name].value


def whole_default(name: str) -> int:
    """The default of that name where it counts something: a whole number, else ValueError.

    >>> whole_default("disclosure.minimum")
    5
    """
    value = SOURCES[name].value
    if not isinstance(value, int):
        raise ValueError(f"{name} is {value}: not a whole number.")
    return value
