"""How ready each module is on a day, why, and how that came about."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.instruments import Zone
from rallyround.core.readiness import (
    Criterion,
    Instrument,
    Item,
    Point,
    Readiness,
    Reading,
    in_force,
    readiness,
    series,
)
from rallyround.evaluation import criteria
from rallyround.evaluation.models import Criteria
from rallyround.evaluation.queries.known import Known, known_of
from rallyround.evaluation.queries.zones import zones_on
from rallyround.response.models import Module

Text = str | Promise
MONTH = timedelta(days=30)
BACK, AHEAD = 12, 6

STATES: dict[str, Text] = {
    "fresh": gettext_lazy("Fresh"),
    "ageing": gettext_lazy("Ageing: renew soon"),
    "stale": gettext_lazy("Stale"),
    "missing": gettext_lazy("Not yet assessed"),
}
STATE_COLOURS = {"fresh": "green", "ageing": "yellow", "stale": "orange", "missing": "grey"}
CAPPED: dict[str, Text] = {
    "missing": gettext_lazy("nobody has looked at it"),
    "stale": gettext_lazy("its evidence is too old"),
}


@dataclass(frozen=True)
class Line:
    """One criterion of a module, as its page explains it. Shares are whole per cent."""

    label: Text
    reading: Reading
    evidence: tuple[Known, ...]
    next_change: date | None

    @property
    def criterion(self) -> Criterion:
        return self.reading.criterion

    @property
    def state(self) -> Text:
        return STATES[self.reading.state]

    @property
    def colour(self) -> str:
        return STATE_COLOURS[self.reading.state]

    @property
    def rating(self) -> int | None:
        return percent(self.reading.rating)

    @property
    def freshness(self) -> int | None:
        return percent(self.reading.freshness)

    @property
    def share(self) -> int | None:
        return percent(self.reading.share)

    @property
    def adds(self) -> int | None:
        return percent(self.reading.adds)


@dataclass(frozen=True)
class ModuleReadiness:
    """A module on one day: what was read, in which zone it is, and each criterion with its evidence."""

    module: Module
    on: date
    reading: Readiness
    zone: Zone
    lines: tuple[Line, ...]

    @property
    def value(self) -> int | None:
        """Whole per cent; None while nothing is assessed."""
        return percent(self.reading.value)

    @property
    def not_assessed(self) -> int:
        """Whole per cent of all, by weight, that nobody has looked at."""
        return round(100 * self.reading.not_assessed)

    @property
    def at_most(self) -> int:
        """Whole per cent that it would be if all that is not assessed were perfect."""
        return round(100 * self.reading.at_most)

    @property
    def is_ready(self) -> bool:
        """In the green zone, with every critical factor there."""
        return self.zone == "green" and not self.reading.capped_by

    @property
    def because(self) -> list[str]:
        """Why it is no higher, in sentences, the heaviest first."""
        said = [
            _("%(name)s is critical: %(why)s. Without it readiness is at most %(cap)s.")
            % {"name": criteria.label(r.criterion.key), "why": CAPPED.get(r.state, _("it is not good enough")),
               "cap": "50%"}
            for r in self.reading.capped_by
        ]  # fmt: skip
        if self.reading.not_assessed > 0.005:
            said.append(
                _("%(share)s%% is not yet assessed, which is neither good nor bad.")
                % {"share": self.not_assessed}
            )
        return said


def percent(share: float | None) -> int | None:
    """A share as whole per cent."""
    return None if share is None else round(100 * share)


def editions() -> list[Instrument]:
    """Every edition of the criteria, ours first."""
    return criteria.instruments(Criteria.objects.all())


def readiness_of(module: Module, today: date) -> ModuleReadiness:
    """How ready a module is on a day, by the criteria that hold then, with the evidence of each."""
    known = known_of(module)
    found = readiness(in_force(editions(), today), [each.item for each in known], today)
    by_item: dict[Item, Known] = {each.item: each for each in known}
    value, most = found.value, found.at_most
    zone = "not_assessed" if value is None else zones_on(today).between(_whole(value), _whole(most))
    return ModuleReadiness(
        module=module,
        on=today,
        reading=found,
        zone=zone,
        lines=tuple(_line(reading, by_item, today) for reading in found.readings),
    )


def readiness_series(module: Module, today: date) -> list[Point]:
    """Month by month for a year back, today, and half a year ahead if nothing is renewed."""
    days = [today + n * MONTH for n in range(-BACK, AHEAD + 1)]
    return series(editions(), [each.item for each in known_of(module)], days)


def _line(reading: Reading, by_item: dict[Item, Known], today: date) -> Line:
    changes = [day for item in reading.items for day in (item.ageing_on, item.stale_on) if day > today]
    return Line(
        label=criteria.label(reading.criterion.key),
        reading=reading,
        evidence=tuple(by_item[item] for item in reading.items),
        next_change=min(changes, default=None),
    )


def _whole(share: float) -> float:
    """Per cent from 0 to 100, without what the computer's arithmetic adds."""
    return min(100.0, max(0.0, round(100 * share, 6)))
