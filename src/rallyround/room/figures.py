"""Medians, shares and intervals in words."""

import math
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.impact import Median
from rallyround.room.queries.end import End, ShareLine


@dataclass(frozen=True)
class Row:
    """One line of a table of the end page."""

    label: str | Promise
    value: str
    interval: str
    count: str
    not_yet: str = ""


def duration(minutes: float | None) -> str:
    """Minutes below two hours, else hours and minutes, else days and hours."""
    if minutes is None:
        return "–"
    if math.isinf(minutes):
        return _("not yet")
    whole = round(minutes)
    if whole < 120:
        return _("%(count)s min") % {"count": whole}
    if whole < 48 * 60:
        return _("%(hours)s h %(minutes)s min") % {"hours": whole // 60, "minutes": whole % 60}
    return _("%(days)s days %(hours)s h") % {"days": whole // 1440, "hours": whole % 1440 // 60}


def percent(share: float | None) -> str:
    """A share as whole per cent."""
    return "–" if share is None else f"{share:.0%}"


def timings(end: End) -> list[Row]:
    """How long each step took."""
    return [
        Row(timing.label, duration(timing.median.value), _interval(timing.median), f"{timing.median.count:,}",
            f"{timing.median.not_yet:,}")
        for timing in end.timings
    ]  # fmt: skip


def _interval(median: Median) -> str:
    if median.low is None:
        return _("too few for an interval") if median.count else "–"
    return _("%(low)s to %(high)s") % {"low": duration(median.low), "high": duration(median.high)}


def shares(lines: list[ShareLine]) -> list[Row]:
    """Shares met; where a count is small, or could be worked out from the others, it is hidden."""
    return [_share(line) for line in lines]


def _share(line: ShareLine) -> Row:
    share = line.share
    if share is None:
        hidden = _("hidden")
        return Row(line.label, hidden, hidden, hidden)
    interval = _("%(low)s to %(high)s") % {"low": percent(share.low), "high": percent(share.high)}
    return Row(line.label, percent(share.value), interval, f"{share.met:,} / {share.count:,}")
