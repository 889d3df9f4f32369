"""How urgent a need is: points from severity, risk and waiting time, with weights that anyone can see."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from rallyround.core.sources import SOURCES, Sourced, whole_default

MOST = 100

Kind = TypeVar("Kind", bound=StrEnum)


class Severity(StrEnum):
    """What happens if nobody comes, worst first."""

    DANGER_TO_LIFE = "danger_to_life"
    SERIOUS = "serious"
    MODERATE = "moderate"
    MINOR = "minor"


class Risk(StrEnum):
    """Why waiting is harder for these people than for others."""

    ELECTRICITY_DEPENDENT = "electricity_dependent"
    CANNOT_LEAVE_HOME = "cannot_leave_home"
    YOUNG_CHILD_OR_PREGNANT = "young_child_or_pregnant"
    ALONE_WITHOUT_SUPPORT = "alone_without_support"
    NONE = "none"


@dataclass(frozen=True)
class Points:
    """Total, 1 to 100, and what each of severity, risk and waiting contributed to it."""

    total: int
    parts: Mapping[str, int]


def _shipped_severity() -> dict[Severity, int]:
    return {severity: whole_default(f"triage.severity.{severity}") for severity in Severity}


def _shipped_risk() -> dict[Risk, int]:
    return {risk: whole_default(f"triage.risk.{risk}") for risk in Risk}


def _shipped_sources() -> Mapping[str, Sourced]:
    return MappingProxyType({name: value for name, value in SOURCES.items() if name.startswith("triage.")})


@dataclass(frozen=True)
class Weights:
    """Points for each severity and risk, minutes of waiting that earn a point, and the most they can earn.

    `sources` says where the numbers come from; a partnership that sets its own gives its own.

    Raises ValueError with what is wrong: an entry missing, points out of order or below 0, a total that could
    pass 100 or stay below 1, or anything that could outrank danger to life.

    >>> Weights(waiting_most=60)
    Traceback (most recent call last):
    ValueError: danger_to_life has 75 points, but other needs could reach 120: it must outrank everything.
    """

    severity: Mapping[Severity, int] = field(default_factory=_shipped_severity)
    risk: Mapping[Risk, int] = field(default_factory=_shipped_risk)
    waiting_minutes_per_point: int = whole_default("triage.waiting.minutes_per_point")
    waiting_most: int = whole_default("triage.waiting.most")
    sources: Mapping[str, Sourced] = field(default_factory=_shipped_sources)

    def __post_init__(self) -> None:
        for name, given, kinds in (("severity", self.severity, Severity), ("risk", self.risk, Risk)):
            missing = [str(kind) for kind in kinds if kind not in given]
            if missing:
                raise ValueError(f"{name} has no points for {', '.join(missing)}.")
            negative = [str(kind) for kind, points in given.items() if points < 0]
            if negative:
                raise ValueError(f"{name} has points below 0 for {', '.join(negative)}.")
        if self.waiting_minutes_per_point < 1:
            raise ValueError("waiting_minutes_per_point must be at least 1.")
        if self.waiting_most < 0:
            raise ValueError("waiting_most must be at least 0.")
        worst_first = [self.severity[severity] for severity in Severity]
        if worst_first != sorted(worst_first, reverse=True):
            raise ValueError("severity must give more points to what is worse.")
        if worst_first[-1] < 1:
            raise ValueError("severity must give minor at least 1 point.")
        extra = max(self.risk.values()) + self.waiting_most
        danger, next_worst = worst_first[0], worst_first[1] + extra
        if danger <= next_worst:
            raise ValueError(
                f"danger_to_life has {danger} points, but other needs could reach {next_worst}: "
                "it must outrank everything."
            )
        if danger + extra > MOST:
            raise ValueError(f"The points could add up to {danger + extra}: the most is {MOST}.")


DEFAULT = Weights()


def points(severity: str, risk: str, waited_minutes: float, weights: Weights = DEFAULT) -> Points:
    """Points of a need: its severity, its risk, and a whole point for each full stretch of waiting.

    severity         one of `Severity`
    risk             one of `Risk`
    waited_minutes   since it was reported; less than 0 counts as 0, since a device's clock may be ahead

    More severe, more at risk or longer waiting never gives fewer points; danger to life outranks all else.
    Raises ValueError for an unknown severity or risk and for a waiting time that is not a number.

    >>> points("serious", "cannot_leave_home", 95).total
    58
    >>> dict(points("serious", "cannot_leave_home", 95).parts)
    {'severity': 45, 'risk': 10, 'waiting': 3}
    """
    if math.isnan(waited_minutes):
        raise ValueError("waited_minutes is not a number.")
    longest = weights.waiting_minutes_per_point * weights.waiting_most
    waited = min(max(waited_minutes, 0), longest)
    parts = {
        "severity": weights.severity[_known(Severity, severity)],
        "risk": weights.risk[_known(Risk, risk)],
        "waiting": int(waited // weights.waiting_minutes_per_point),
    }
    return Points(sum(parts.values()), MappingProxyType(parts))


def _known(kinds: type[Kind], value: str) -> Kind:
    try:
        return kinds(value)
    except ValueError:
        raise ValueError(
            f"{value!r} is not a {kinds.__name__.lower()}: it must be one of {', '.join(kinds)}."
        ) from None
