"""The two scales of the community risk register and what each pair of steps on them is called, as data.

A band belongs to its cell of the matrix and is not likelihood times impact.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.core.sources import OWN

SCALES_SOURCE = (
    "National Risk Register (HM Government, 2025), likelihood and impact of a reasonable worst case"
)
MATRIX_SOURCE = (
    f"{OWN}: as community risk registers usually shade it; not confirmed, your partnership's may differ"
)
# Over which a likelihood is meant: what somebody wills is looked at over a shorter time.
YEARS_NOT_MEANT, YEARS_MEANT = 5, 2

Band = Literal["low", "medium", "high", "very_high"]


@dataclass(frozen=True)
class Step:
    """One step of a scale."""

    number: int
    label: str | Promise
    means: str | Promise


LIKELIHOODS = (
    Step(1, _("Very unlikely"), _("below 0.2%")),
    Step(2, _("Unlikely"), _("0.2% to 1%")),
    Step(3, _("Possible"), _("1% to 5%")),
    Step(4, _("Likely"), _("5% to 25%")),
    Step(5, _("Very likely"), _("above 25%")),
)
# Where one likelihood ends and the next begins, as a share; the step with a limit holds what lies below it.
LIKELIHOOD_LIMITS = (0.002, 0.01, 0.05, 0.25)

IMPACTS = (
    Step(1, _("Minor"), _("up to 8 deaths")),
    Step(2, _("Limited"), _("up to 40 deaths")),
    Step(3, _("Moderate"), _("up to 200 deaths")),
    Step(4, _("Significant"), _("up to 1,000 deaths")),
    Step(5, _("Catastrophic"), _("over 1,000 deaths")),
)

BANDS: dict[Band, str | Promise] = {
    "low": _("Low"),
    "medium": _("Medium"),
    "high": _("High"),
    "very_high": _("Very high"),
}
ORDER: tuple[Band, ...] = ("low", "medium", "high", "very_high")
COLOURS: dict[Band, str] = {"low": "green", "medium": "yellow", "high": "orange", "very_high": "red"}

# By impact, each for likelihoods 1 to 5.
MATRIX: dict[int, tuple[Band, Band, Band, Band, Band]] = {
    5: ("high", "high", "very_high", "very_high", "very_high"),
    4: ("medium", "high", "high", "very_high", "very_high"),
    3: ("medium", "medium", "medium", "high", "high"),
    2: ("low", "low", "medium", "medium", "medium"),
    1: ("low", "low", "low", "low", "low"),
}


def band(likelihood: int, impact: int) -> Band:
    """The band of one cell.

    >>> band(4, 5), band(5, 1)
    ('very_high', 'low')
    """
    return MATRIX[impact][likelihood - 1]


def likelihood_of(chance: float) -> int:
    """The step of a chance from 0 to 1 within the years that the register looks at; ValueError outside that.

    >>> likelihood_of(0.002), likelihood_of(0.03), likelihood_of(0.3)
    (2, 3, 5)
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"A chance of {chance} is not from 0 to 1.")
    return 1 + sum(chance >= limit for limit in LIKELIHOOD_LIMITS)


def cells_of(wanted: Band) -> list[tuple[int, int]]:
    """(likelihood, impact) of every cell in a band."""
    return [
        (likelihood, impact)
        for impact, row in MATRIX.items()
        for likelihood, found in enumerate(row, start=1)
        if found == wanted
    ]
