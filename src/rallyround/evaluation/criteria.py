"""What readiness is measured by, in words, and the partnership's own editions of it as the core wants them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.core.readiness import DEFAULT, Criterion, Instrument
from rallyround.core.sources import Sourced
from rallyround.evaluation.models import Criteria

LABELS: dict[str, str | Promise] = {
    "people_trained": _("People trained"),
    "contacts_tested": _("Contacts tested"),
    "exercised": _("Exercised or used"),
    "materials": _("Materials to hand"),
    "agreement": _("Agreed with partners"),
    "protocol": _("Protocol approved"),
    "safe_working": _("Safe ways of working approved"),
}


@dataclass(frozen=True)
class Setting:
    """How one criterion counts: its weight beside the others, for how many days evidence of it holds, whether critical."""

    weight: int
    valid_days: int
    critical: bool


def label(key: str) -> str | Promise:
    """A criterion in words."""
    return LABELS.get(key, key)


def settings_of(instrument: Instrument) -> dict[str, Setting]:
    """An instrument as its form shows it."""
    return {
        criterion.key: Setting(
            int(criterion.weight.value), int(criterion.valid_days.value), criterion.critical
        )
        for criterion in instrument.criteria
    }


def instruments(rows: Iterable[Criteria]) -> list[Instrument]:
    """Every edition, our default first."""
    return [DEFAULT, *(_instrument(row) for row in sorted(rows, key=lambda row: row.holds_from))]


def _instrument(row: Criteria) -> Instrument:
    content: dict[str, dict[str, Any]] = row.content
    # In the order in which people know them: the database keeps none.
    criteria = tuple(
        _criterion(criterion, Setting(**content[criterion.key]), row.set_at.date())
        for criterion in DEFAULT.criteria
        if criterion.key in content
    )
    return Instrument(str(row.edition), row.holds_from, criteria)


def _criterion(default: Criterion, said: Setting, on: date) -> Criterion:
    return replace(
        default,
        weight=_set(default.weight, said.weight, on),
        valid_days=_set(default.valid_days, said.valid_days, on),
        critical=said.critical,
    )


def _set(default: Sourced, value: int, on: date) -> Sourced:
    if value == default.value:
        return default
    low, high = min(default.low, value), max(default.high, value)
    return Sourced(value, default.unit, "Set by the partnership", on, low, high, "low", False)
