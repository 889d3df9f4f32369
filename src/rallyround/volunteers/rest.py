"""How long somebody may work and when they must rest. Pure: spells of work in, an objection or nothing out.

All four limits are of one form: spells with less than a certain pause between them belong together, and what
belongs together may last only so long. Eleven hours of rest in each 24 is the same as saying that spells with
less than eleven hours between them may span at most thirteen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.sources import default

Spell = tuple[datetime, datetime]


def worked(spells: list[Spell]) -> timedelta:
    """The time at work in these spells, which do not overlap."""
    return sum((end - start for start, end in spells), timedelta())


def span(spells: list[Spell]) -> timedelta:
    """From the first start to the last end."""
    return spells[-1][1] - spells[0][0]


@dataclass(frozen=True)
class Limit:
    """Spells with a pause shorter than `pause` between them may measure at most `most`."""

    key: str
    pause: timedelta
    measure: Callable[[list[Spell]], timedelta]
    most: timedelta
    sentence: str | Promise


def _hours(name: str) -> timedelta:
    return timedelta(hours=default(f"volunteers.{name}"))


DAY, WEEK = timedelta(hours=24), timedelta(days=7)
REST, WEEKLY_REST = _hours("rest_hours"), _hours("weekly_rest_hours")
BREAK = timedelta(minutes=default("volunteers.break_minutes"))

LIMITS = (
    Limit("break", BREAK, span, _hours("break_after_hours"), gettext_lazy(
        "That would be %(hours)s hours without a break: after %(most)s hours everybody rests for %(pause)s.")),
    Limit("shift", REST, worked, _hours("shift_hours"), gettext_lazy(
        "That would be %(hours)s hours of work in one shift, and the limit is %(most)s: %(pause)s of rest come first.")),
    Limit("rest", REST, span, DAY - REST, gettext_lazy(
        "That day would last %(hours)s hours, and the limit is %(most)s: everybody rests for %(pause)s in every 24.")),
    Limit("weekly_rest", WEEKLY_REST, span, WEEK - WEEKLY_REST, gettext_lazy(
        "That would be %(hours)s hours on end without a day off: everybody rests for %(pause)s in every 7 days.")),
)  # fmt: skip


@dataclass(frozen=True)
class Objection:
    """Which limit stands against it, and the sentence that says so."""

    key: str
    sentence: str


def joined(spells: Iterable[Spell], pause: timedelta) -> list[list[Spell]]:
    """Spells in groups, in order of time: within a group every pause is shorter than `pause`."""
    groups: list[list[Spell]] = []
    for spell in merged(spells):
        if groups and spell[0] - groups[-1][-1][1] < pause:
            groups[-1].append(spell)
        else:
            groups.append([spell])
    return groups


def merged(spells: Iterable[Spell]) -> list[Spell]:
    """Spells in order of time, those that overlap or touch made one."""
    result: list[Spell] = []
    for start, end in sorted(spells):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def objection(spells: Iterable[Spell], new: Spell) -> Objection | None:
    """What stands against `new` beside the spells that somebody has worked or is down for; None if nothing does."""
    together = [*spells, new]
    for limit in LIMITS:
        for group in joined(together, limit.pause):
            if not (group[0][0] <= new[0] and new[1] <= group[-1][1]):
                continue
            length = limit.measure(group)
            if length > limit.most:
                return Objection(
                    limit.key,
                    str(limit.sentence)
                    % {"hours": _number(length), "most": _number(limit.most), "pause": _pause(limit.pause)},
                )
    return None


def resting_until(spells: Iterable[Spell], at: datetime) -> datetime | None:
    """When somebody who has used up their shift may work again; None if they may now, for an hour at least."""
    done, hour = [spell for spell in merged(spells) if spell[0] < at], timedelta(hours=1)
    if objection(done, (at, at + hour)) is None:
        return None
    last = done[-1][1]
    for back in (last + BREAK, last + REST):
        if back > at and objection(done, (back, back + hour)) is None:
            return back
    return last + WEEKLY_REST


def _number(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.1f}".removesuffix(".0")


def _pause(length: timedelta) -> str:
    if length < timedelta(hours=1):
        return _("%(minutes)s minutes") % {"minutes": int(length / timedelta(minutes=1))}
    return _("%(hours)s hours") % {"hours": _number(length)}
